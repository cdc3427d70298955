package ringcentral_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/ringcentral"
)

// The two benchmarks post the same form to the same server; "make bench" reports
// the ratio of an exchange to the bare post.

func benchServer(b *testing.B) (*httptest.Server, core.Target) {
	b.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("RCRequestId", "1f3a5b7c-0000-11ef-9a36-005056bfe3a1")
		_, _ = io.WriteString(w, success)
	}))
	b.Cleanup(server.Close)
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

func BenchmarkBarePost(b *testing.B) {
	server, target := benchServer(b)
	form := url.Values{
		"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {credential().Reveal()},
		"access_token_ttl": {"600"}, "endpoint_id": {target.EndpointID},
	}.Encode()
	client := &http.Client{Transport: &http.Transport{}}
	b.ReportAllocs()
	for b.Loop() {
		resp, err := client.Post(server.URL+core.TokenPath, "application/x-www-form-urlencoded", strings.NewReader(form))
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.ReadAll(resp.Body); err != nil {
			b.Fatal(err)
		}
		_ = resp.Body.Close()
	}
}
