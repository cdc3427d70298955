package httpx

import (
	"errors"
	"net/url"
	"testing"
)

// TestAProxyIsNeverLeftOutInSilence: only what is meant for this computer goes
// around a proxy elsewhere; a choice that failed must not become a direct way.
func TestAProxyIsNeverLeftOutInSilence(t *testing.T) {
	for _, tt := range []struct {
		to, proxy string
		fails     bool
		want      string
	}{
		{"https://platform.example.test", "http://proxy.example.test:8080", false, "http://proxy.example.test:8080"},
		{"https://platform.example.test", "http://127.0.0.1:8080", false, "http://127.0.0.1:8080"},
		{"http://127.0.0.1:5000", "http://127.0.0.1:8080", false, "http://127.0.0.1:8080"},
		{"http://127.0.0.1:5000", "http://proxy.example.test:8080", false, ""},
		{"https://platform.example.test", "", false, ""},
		{"https://platform.example.test", "", true, ""},
	} {
		failed := errors.New("no choice")
		choose := bypassForLoopback(func(*url.URL) (*url.URL, error) {
			if tt.fails {
				return nil, failed
			}
			if tt.proxy == "" {
				return nil, nil
			}
			return url.Parse(tt.proxy)
		})
		to, _ := url.Parse(tt.to)
		got, err := choose(to)
		text := ""
		if got != nil {
			text = got.String()
		}
		if text != tt.want || errors.Is(err, failed) != tt.fails {
			t.Errorf("%s by %s: %q, %v", tt.to, tt.proxy, text, err)
		}
	}
}
