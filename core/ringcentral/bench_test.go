package ringcentral_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/ringcentral"
)

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
