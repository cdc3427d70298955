package ringcentral_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/ringcentral"
)

// The benchmarks send the same request to the same server; "make bench" reports
// the ratio of an exchange to the floors. BarePost reads the answer without
// looking at it; BareExchange also decodes it, which is the least that anybody
// must do to get an access token.

func benchServer(b *testing.B) (*httptest.Server, core.Target) {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("RCRequestId", "1f3a5b7c-0000-11ef-9a36-005056bfe3a1")
		_, _ = io.WriteString(w, success)
	}))
	b.Cleanup(server.Close)
	credential() // the first makes a key, which takes as long as thousands of requests
	return server, (&platform{Server: server}).target()
}

func BenchmarkExchange(b *testing.B) {
	_, target := benchServer(b)
	c := newClient(b, ringcentral.Options{})
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := c.Exchange(b.Context(), target, credential()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBarePost(b *testing.B) { benchBare(b, func([]byte) error { return nil }) }

func BenchmarkBareExchange(b *testing.B) {
	benchBare(b, func(body []byte) error {
		var token struct {
			AccessToken string `json:"access_token"`
			ExpiresIn   int    `json:"expires_in"`
			Scope       string `json:"scope"`
			OwnerID     string `json:"owner_id"`
			EndpointID  string `json:"endpoint_id"`
			SessionID   string `json:"session_id"`
		}
		return json.Unmarshal(body, &token)
	})
}

func benchBare(b *testing.B, use func([]byte) error) {
	b.Helper()
	server, target := benchServer(b)
	client := &http.Client{Transport: &http.Transport{}}
	b.ReportAllocs()
	for b.Loop() {
		form := url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {credential().Reveal()},
			"access_token_ttl": {"600"}, "endpoint_id": {target.EndpointID},
		}
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, server.URL+core.TokenPath, strings.NewReader(form.Encode()))
		if err != nil {
			b.Fatal(err)
		}
		req.SetBasicAuth(target.Profile.ClientID, target.ClientSecret.Reveal())
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Accept", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			b.Fatal(err)
		}
		_ = resp.Body.Close()
		if err := use(body); err != nil {
			b.Fatal(err)
		}
	}
}
