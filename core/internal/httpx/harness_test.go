package httpx_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/httpx"
)

// short are limits under which a stall ends soon; each stage's own limit is
// shorter than the whole, so that it is the one that strikes.
var short = httpx.Limits{
	Connect: 150 * time.Millisecond, Secure: 150 * time.Millisecond,
	Answer: 150 * time.Millisecond, Total: 400 * time.Millisecond,
}

// noEnvironment keeps the proxies of the machine out of a test.
func noEnvironment(t *testing.T) {
	t.Helper()
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "REQUEST_METHOD"} {
		t.Setenv(name, "")
		t.Setenv(strings.ToLower(name), "")
	}
}

func newClient(t *testing.T, o httpx.Options) *httpx.Client {
	t.Helper()
	c, err := httpx.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	return c
}

func parse(t *testing.T, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func post(t *testing.T, c *httpx.Client, raw string) (httpx.Reply, error) {
	t.Helper()
	return c.Do(t.Context(), httpx.Request{Op: "test", Method: http.MethodPost, URL: parse(t, raw), Body: "a=b"})
}

func serve(t *testing.T, h http.Handler) *httptest.Server {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(func() {
		s.CloseClientConnections()
		s.Close()
	})
	return s
}

// wantFinding fails unless the error carries the code and its texts hold all of
// the words and no placeholder.
func wantFinding(t *testing.T, err error, code core.Code, words ...string) core.Finding {
	t.Helper()
	f, ok := core.FindingOf(err)
	if !ok {
		t.Fatalf("error %v carries no finding, want %s", err, code)
	}
	if f.Code != code {
		t.Fatalf("got %s (cause %v), want %s", f.Code, err.(*core.Error).Cause, code)
	}
	text := f.Title + "\n" + f.Explanation + "\n" + f.NextStep
	if strings.ContainsAny(text, "{}") {
		t.Errorf("%s: a placeholder is left: %q", code, text)
	}
	for _, word := range words {
		if !strings.Contains(text, word) {
			t.Errorf("%s: texts lack %q: %q", code, word, text)
		}
	}
	return f
}

// silentDial connects to a server that reads and never answers, without a
// network.
func silentDial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	go func() {
		_, _ = io.Copy(io.Discard, server)
		_ = server.Close()
	}()
	return client, nil
}
