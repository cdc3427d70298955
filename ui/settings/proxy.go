package settings

import (
	"net"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/sureline/sureline/core/settings"
)

// network is what the form holds.
type network struct {
	own                 bool
	proxy, user, caFile string
}

// problem returns the key of what is wrong with the proxy's address; empty when
// it is good.
func (n network) problem() string {
	if !n.own {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(n.proxy))
	switch {
	case strings.TrimSpace(n.proxy) == "":
		return "settings.proxy.empty"
	case err != nil || u.Hostname() == "":
		return "settings.proxy.no_address"
	case u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5":
		return "settings.proxy.scheme"
	case u.User != nil:
		return "settings.proxy.has_password"
	case strings.Trim(u.Path, "/") != "":
		return "settings.proxy.has_path"
	}
	if _, port, err := net.SplitHostPort(u.Host); err != nil || port == "" {
		return "settings.proxy.no_port"
	}
	return ""
}

// over returns the settings with the form's network part.
func (n network) over(v settings.Settings) settings.Settings {
	v.Proxy, v.ProxyUser, v.CAFile = "", "", ""
	if n.own {
		v.Proxy, v.ProxyUser = strings.TrimSpace(n.proxy), strings.TrimSpace(n.user)
	}
	if file := strings.TrimSpace(n.caFile); file != "" {
		v.CAFile = file
		if full, err := filepath.Abs(file); err == nil {
			v.CAFile = full
		}
	}
	return v
}
