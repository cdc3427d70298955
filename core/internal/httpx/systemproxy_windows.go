package httpx

import (
	"golang.org/x/net/http/httpproxy"
	"golang.org/x/sys/windows/registry"
)

// systemProxy reads the proxy of Windows's own settings. A setup script (PAC) is
// not understood.
func systemProxy() *httpproxy.Config {
	key, err := registry.OpenKey(registry.CURRENT_USER,
		`Software\Microsoft\Windows\CurrentVersion\Internet Settings`, registry.QUERY_VALUE)
	if err != nil {
		return &httpproxy.Config{}
	}
	defer func() { _ = key.Close() }()
	if on, _, err := key.GetIntegerValue("ProxyEnable"); err != nil || on == 0 {
		return &httpproxy.Config{}
	}
	server, _, _ := key.GetStringValue("ProxyServer")
	bypass, _, _ := key.GetStringValue("ProxyOverride")
	return windowsProxy(server, bypass)
}
