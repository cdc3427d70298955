package demo

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/coretest"
)

// fixture is a platform with a clock of its own, and a client.
type fixture struct {
	*Platform
	t      *testing.T
	client *http.Client
	clock  *coretest.Clock
	log    coretest.Log
}

func start(t *testing.T) *fixture { return startIn(t, "") }

func startIn(t *testing.T, dir string) *fixture {
	t.Helper()
	jar, _ := cookiejar.New(nil)
	f := &fixture{t: t, clock: coretest.NewClock(time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC))}
	f.client = &http.Client{
		Jar: jar, Timeout: 20 * time.Second, Transport: &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	p, err := Start(t.Context(), Options{Dir: dir, Now: f.clock.Now, Log: slog.New(slog.NewTextHandler(&f.log, nil))})
	if err != nil {
		t.Fatal(err)
	}
	f.Platform = p
	t.Cleanup(func() {
		f.client.CloseIdleConnections()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	text   string
	json   map[string]any
}

func (f *fixture) do(req *http.Request) reply {
	f.t.Helper()
	resp, err := f.client.Do(req)
	if err != nil {
		f.t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		f.t.Fatal(err)
	}
	r := reply{status: resp.StatusCode, header: resp.Header, text: string(text)}
	if len(text) < 2<<20 {
		_ = json.Unmarshal(text, &r.json) // what is no object leaves it nil
	}
	return r
}

func (f *fixture) request(method, path, body string) *http.Request {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), method, f.URL()+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	return req
}

func (f *fixture) get(path, token string) reply {
	f.t.Helper()
	req := f.request(http.MethodGet, path, "")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	return f.do(req)
}

func (f *fixture) post(path string, form url.Values) reply {
	f.t.Helper()
	return f.do(f.request(http.MethodPost, path, form.Encode()))
}

func (f *fixture) credential(req CredentialRequest) string {
	f.t.Helper()
	s, err := f.CreateCredential(req)
	if err != nil {
		f.t.Fatal(err)
	}
	return s.Reveal()
}

// exchange asks as the app does: Basic when it has a secret, else client_id.
func (f *fixture) exchange(clientID, assertion string, more ...string) reply {
	f.t.Helper()
	return f.do(f.exchangeRequest(clientID, assertion, more...))
}

func (f *fixture) exchangeRequest(clientID, assertion string, more ...string) *http.Request {
	form := url.Values{"grant_type": {grantJWT}, "assertion": {assertion}}
	for i := 0; i < len(more); i += 2 {
		form.Set(more[i], more[i+1])
	}
	secret := f.ClientSecretOf(clientID)
	if secret.Empty() {
		form.Set("client_id", clientID)
	}
	req := f.request(http.MethodPost, core.TokenPath, form.Encode())
	if !secret.Empty() {
		req.SetBasicAuth(clientID, secret.Reveal())
	}
	return req
}

// token is an access token of the user with the app.
func (f *fixture) token(userID int64, clientID string) string {
	f.t.Helper()
	r := f.exchange(clientID, f.credential(CredentialRequest{UserID: userID, AllowedClientIDs: []string{clientID}}))
	token, ok := r.json["access_token"].(string)
	if r.status != http.StatusOK || !ok {
		f.t.Fatalf("exchange: %d %s", r.status, r.text)
	}
	return token
}

// code is the first errors[].errorCode.
func (r reply) code() string {
	list, _ := r.json["errors"].([]any)
	if len(list) == 0 {
		return ""
	}
	first, _ := list[0].(map[string]any)
	code, _ := first["errorCode"].(string)
	return code
}
