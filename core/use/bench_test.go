package use_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"runtime"
	"testing"
	"time"

	"github.com/sureline/sureline/core/use"
)

const large = 100 << 20

// platform answers /large with 100 MB and everything else with a little.
func platform(t testing.TB) *url.URL {
	chunk := make([]byte, 64<<10)
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/large" {
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, `{"name":"Ada Jones","extensionNumber":"101"}`)
			return
		}
		for range large / len(chunk) {
			_, _ = w.Write(chunk)
		}
	}))
	t.Cleanup(upstream.Close)
	u, err := url.Parse(upstream.URL)
	must(t, err)
	return u
}

// transport is as httpx makes it, for proxy and floor alike.
func transport() http.RoundTripper { return &http.Transport{MaxIdleConnsPerHost: 4} }

// guarded is the proxy, with the token that a program got of it.
func guarded(t testing.TB) (address, token string) {
	p, err := use.Listen(context.Background(), use.Options{
		Access: &access{life: time.Hour}, ClientID: "AcmeClientId", Upstream: platform(t), Transport: transport(),
	})
	must(t, err)
	must(t, p.Prepare(t.Context(), nil))
	go func() { _ = p.Serve() }()
	t.Cleanup(func() { _ = p.Close() })
	return p.URL(), (&access{number: 1}).token()
}

// bare is net/http's reverse proxy with no checks.
func bare(t testing.TB) string {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	must(t, err)
	server := &http.Server{Handler: httputil.NewSingleHostReverseProxy(platform(t))}
	server.Handler.(*httputil.ReverseProxy).Transport = transport()
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return "http://" + listener.Addr().String()
}

func fetch(t testing.TB, client *http.Client, address, token string) int64 {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := client.Do(req)
	must(t, err)
	defer resp.Body.Close()
	n, err := io.Copy(io.Discard, resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp.Status, err)
	}
	return n
}

func benchmark(b *testing.B, address, token, path string) {
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	fetch(b, client, address+"/x", token)
	for b.Loop() {
		b.SetBytes(fetch(b, client, address+path, token))
	}
}

// BenchmarkProxy is a small call: at most 1.2 times the floor.
func BenchmarkProxy(b *testing.B) {
	address, token := guarded(b)
	benchmark(b, address, token, "/restapi/v1.0/account/~/extension/~")
}

func BenchmarkProxyFloor(b *testing.B) {
	benchmark(b, bare(b), "x", "/restapi/v1.0/account/~/extension/~")
}

// BenchmarkProxyLarge is an answer of 100 MB.
func BenchmarkProxyLarge(b *testing.B) {
	address, token := guarded(b)
	benchmark(b, address, token, "/large")
}

func BenchmarkProxyLargeFloor(b *testing.B) { benchmark(b, bare(b), "x", "/large") }

// TestHundredMegabytesInConstantMemory: both ways, and counting what was given back
// in between too.
func TestHundredMegabytesInConstantMemory(t *testing.T) {
	address, token := guarded(t)
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	fetch(t, client, address+"/x", token)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if n := fetch(t, client, address+"/large", token); n != large {
		t.Errorf("%d bytes came", n)
	}
	req, err := http.NewRequest(http.MethodPost, address+"/x", io.LimitReader(zeros{}, large))
	must(t, err)
	req.Header.Set("Authorization", "Bearer "+token)
	resp, err := client.Do(req)
	must(t, err)
	_ = resp.Body.Close()
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > 4<<20 {
		t.Errorf("%d bytes of memory for 200 MB", used)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) { return len(b), nil }
