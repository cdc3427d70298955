package httpx

import (
	"net/url"
	"testing"
)

func TestWindowsProxy(t *testing.T) {
	for _, tt := range []struct {
		name, server, bypass string
		target, want         string
	}{
		{"one for all", "proxy.corp:8080", "", "https://a.example.com", "http://proxy.corp:8080"},
		{"one for each", "http=web.corp:80;https=safe.corp:443", "", "https://a.example.com", "http://safe.corp:443"},
		{"only for plain pages", "http=web.corp:80", "", "https://a.example.com", ""},
		{"SOCKS", "socks=socks.corp:1080", "", "https://a.example.com", "socks5://socks.corp:1080"},
		{"exception", "proxy.corp:8080", "<local>;*.example.com", "https://a.example.com", ""},
		{"another exception", "proxy.corp:8080", "*.example.org; 10.*", "https://a.example.com", "http://proxy.corp:8080"},
		{"nothing", "", "", "https://a.example.com", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target, err := url.Parse(tt.target)
			if err != nil {
				t.Fatal(err)
			}
			proxy, err := windowsProxy(tt.server, tt.bypass).ProxyFunc()(target)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if proxy != nil {
				got = proxy.String()
			}
			if got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
