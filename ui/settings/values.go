// Package settings owns the Settings page: look, network, keychain, profiles,
// and where things lie. Loading and saving are given to it.
package settings

import (
	"net"
	"net/url"
	"strings"

	"github.com/sureline/sureline/ui/theme"
)

// Values are the settings. They hold no secret: the proxy's password goes to
// the keychain.
type Values struct {
	Theme       theme.Choice
	TextPercent int
	// Proxy is the proxy's address; empty means the system's own setting.
	Proxy     string
	ProxyUser string
	// CAFile is a file of further authorities that may vouch for a server, in
	// PEM; empty for none.
	CAFile string
}

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
func (n network) over(v Values) Values {
	v.Proxy, v.ProxyUser = "", ""
	if n.own {
		v.Proxy, v.ProxyUser = strings.TrimSpace(n.proxy), strings.TrimSpace(n.user)
	}
	v.CAFile = strings.TrimSpace(n.caFile)
	return v
}
