package httpx_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/httpx"
	"github.com/sureline/sureline/core/nettest"
)

func TestLargeAnswersAreCut(t *testing.T) {
	bomb := new(bytes.Buffer)
	packed := gzip.NewWriter(bomb)
	zeros := make([]byte, 1<<20)
	for range 64 {
		if _, err := packed.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name      string
		serve     http.HandlerFunc
		truncated bool
		length    int
	}{
		{"exactly the cap", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(zeros) }, false, 1 << 20},
		{"10 MB", func(w http.ResponseWriter, _ *http.Request) {
			for range 10 {
				_, _ = w.Write(zeros)
			}
		}, true, 1 << 20},
		{"gzip bomb", func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(bomb.Bytes())
		}, true, 1 << 20},
	} {
		t.Run(tt.name, func(t *testing.T) {
			reply, err := post(t, newClient(t, httpx.Options{}), serve(t, tt.serve).URL)
			if err != nil || reply.Truncated != tt.truncated || len(reply.Body) != tt.length {
				t.Errorf("truncated %t, %d bytes, error %v", reply.Truncated, len(reply.Body), err)
			}
		})
	}
}

func TestRequestIsAsAsked(t *testing.T) {
	var got *http.Request
	var body []byte
	server := serve(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		got = r
		body, _ = io.ReadAll(r.Body)
	}))
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	c := newClient(t, httpx.Options{Network: httpx.Network{UserAgent: httpx.UserAgent("1.2.3")}})
	_, err := c.Do(t.Context(), httpx.Request{Op: "test", Method: http.MethodPost, URL: parse(t, server.URL+"/a?b=c"), Header: header, Body: "x=y"})
	if err != nil {
		t.Fatal(err)
	}
	if got.Method != http.MethodPost || got.RequestURI != "/a?b=c" || string(body) != "x=y" || got.ContentLength != 3 {
		t.Errorf("got %s %s, length %d, body %q", got.Method, got.RequestURI, got.ContentLength, body)
	}
	if agent := got.UserAgent(); !strings.HasPrefix(agent, "Sureline/1.2.3 (") {
		t.Errorf("User-Agent is %q", agent)
	}
}

func TestNoRedirectIsFollowed(t *testing.T) {
	elsewhere := serve(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the redirect was followed")
	}))
	for _, status := range []int{301, 302, 303, 307, 308} {
		reply, err := post(t, newClient(t, httpx.Options{}), serve(t, nettest.RedirectTo(elsewhere.URL, status)).URL)
		if err != nil || reply.Status != status {
			t.Errorf("status %d, error %v", reply.Status, err)
		}
	}
}

func TestAPlain407IsTheProxys(t *testing.T) {
	_, err := post(t, newClient(t, httpx.Options{}), serve(t, nettest.LoginPage(http.StatusProxyAuthRequired)).URL)
	wantFinding(t, err, finding.ProxyAuthenticationRequired, "of your network")
}

// TestLimits shows the limits as they are by default, in a clock that does not
// make anybody wait.
func TestLimits(t *testing.T) {
	for _, tt := range []struct {
		name    string
		network httpx.Network
		request time.Duration
		want    time.Duration
		text    string
	}{
		{"as it is", httpx.Network{}, 0, 15 * time.Second, "after 15 seconds"},
		{"of the settings", httpx.Network{Timeout: 40 * time.Second}, 0, 40 * time.Second, "after 40 seconds"},
		{"of the request", httpx.Network{}, 5 * time.Second, 5 * time.Second, "after 5 seconds"},
		{"of the request, longer", httpx.Network{Timeout: 3 * time.Second}, 5 * time.Second, 3 * time.Second, "after 3 seconds"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			noEnvironment(t)
			synctest.Test(t, func(t *testing.T) {
				c := newClient(t, httpx.Options{Network: tt.network, Limits: httpx.Limits{Answer: time.Hour}, Dial: silentDial})
				start := time.Now()
				_, err := c.Do(t.Context(), httpx.Request{Op: "test", Method: http.MethodGet, URL: parse(t, "http://127.0.0.1/"), Timeout: tt.request})
				wantFinding(t, err, finding.TimedOut, tt.text)
				if took := time.Since(start); took != tt.want {
					t.Errorf("gave up after %v, want %v", took, tt.want)
				}
				c.CloseIdle()
			})
		})
	}
}
