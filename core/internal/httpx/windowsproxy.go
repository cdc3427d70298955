package httpx

import (
	"strings"

	"golang.org/x/net/http/httpproxy"
)

// windowsProxy reads the registry's ProxyServer ("host:port", or
// "http=host:port;https=host:port;socks=…") and ProxyOverride (names split by
// semicolons, "*.example.com", "<local>").
func windowsProxy(server, bypass string) *httpproxy.Config {
	c := &httpproxy.Config{}
	for part := range strings.SplitSeq(server, ";") {
		scheme, address, split := strings.Cut(strings.TrimSpace(part), "=")
		switch {
		case !split && scheme != "":
			c.HTTPProxy, c.HTTPSProxy = scheme, scheme
		case scheme == "http":
			c.HTTPProxy = address
		case scheme == "https":
			c.HTTPSProxy = address
		case scheme == "socks" && c.HTTPSProxy == "":
			c.HTTPSProxy = "socks5://" + address
		}
	}
	var direct []string
	for part := range strings.SplitSeq(bypass, ";") {
		part = strings.TrimSpace(part)
		if part == "" || part == "<local>" {
			continue
		}
		// Windows writes *.example.com where NO_PROXY writes .example.com.
		direct = append(direct, strings.TrimPrefix(part, "*"))
	}
	c.NoProxy = strings.Join(direct, ",")
	return c
}
