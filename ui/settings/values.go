// Package settings owns the Settings page: look, network, keychain, profiles,
// and where things lie. Loading and saving are given to it.
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

// problem says what is wrong with the proxy's address; empty when it is good.
func (n network) problem() string {
	if !n.own {
		return ""
	}
	u, err := url.Parse(strings.TrimSpace(n.proxy))
	switch {
	case strings.TrimSpace(n.proxy) == "":
		return "Write the proxy’s address, or choose the system’s setting."
	case err != nil || u.Hostname() == "":
		return "Write a whole address, such as http://proxy.example.com:8080."
	case u.Scheme != "http" && u.Scheme != "https" && u.Scheme != "socks5":
		return "The address must begin with http://, https:// or socks5://."
	case u.User != nil:
		return "Leave name and password out of the address; they have fields of their own."
	case strings.Trim(u.Path, "/") != "":
		return "Only the proxy’s name and port, without anything after them."
	}
	if _, port, err := net.SplitHostPort(u.Host); err != nil || port == "" {
		return "Add the port, such as :8080."
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
