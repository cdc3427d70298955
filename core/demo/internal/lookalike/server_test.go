package lookalike_test

import (
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
	"github.com/sureline/sureline/core/finding"
)

func listen(t *testing.T, addr, last string) *lookalike.Server {
	t.Helper()
	s, err := lookalike.Listen(t.Context(), "the test", addr, last)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestListen(t *testing.T) {
	taken := listen(t, "", "")
	defer taken.Abandon()
	for _, addr := range []string{"0.0.0.0:0", "192.0.2.1:80", "example.com:80", "127.0.0.1", ":0", "nonsense", taken.Host()} {
		if _, err := lookalike.Listen(t.Context(), "the test", addr, ""); !core.HasCode(err, finding.SettingInvalid) {
			t.Errorf("%q: %v", addr, err)
		}
	}
	free := listen(t, "localhost:0", "")
	last := free.Host()
	free.Abandon()
	again := listen(t, "", last)
	defer again.Abandon()
	if again.Host() != last {
		t.Errorf("got %s, want the free port of last time, %s", again.Host(), last)
	}
	for name, unwanted := range map[string]string{"taken": taken.Host(), "elsewhere": "192.0.2.1:80", "nonsense": "x"} {
		other := listen(t, "", unwanted)
		if other.Host() == unwanted {
			t.Errorf("%s: listens on %s", name, unwanted)
		}
		other.Abandon()
	}
}

func TestServeToTheEnd(t *testing.T) {
	s := listen(t, "", "")
	stalled, woken := make(chan struct{}), make(chan bool, 1)
	s.Serve(t.Context(), s.OwnHost(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/stall" {
			close(stalled)
			woken <- !s.Stall(r, time.Hour)
		}
	})), slog.New(slog.DiscardHandler))
	_, port, _ := net.SplitHostPort(s.Host())
	for host, want := range map[string]int{
		s.Host(): http.StatusOK, "LOCALHOST:" + port: http.StatusOK,
		"evil.example:" + port: http.StatusMisdirectedRequest, "localhost": http.StatusMisdirectedRequest,
	} {
		if got := status(t, s.URL()+"/", host); got != want {
			t.Errorf("under the name %s: %d, want %d", host, got, want)
		}
	}
	go func() { _, _ = http.Get(s.URL() + "/stall") }() // it ends without an answer, or with an empty one
	<-stalled
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if !<-woken {
		t.Error("Stall waited to its end")
	}
	if s.Life().Err() == nil {
		t.Error("still alive")
	}
	<-s.Done()
}

func status(t *testing.T, url, host string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = host
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}
