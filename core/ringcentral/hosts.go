package ringcentral

import (
	"net/url"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// address is that of a path on the profile's server, if it may get secrets.
// core.TokenPath stands for what takes credentials, wherever that is.
func address(op string, p core.Profile, path string) (*url.URL, error) {
	if path == core.TokenPath && p.TokenURL != "" {
		return endpoint(op, p, p.TokenURL)
	}
	u, err := endpoint(op, p, p.Server)
	if err != nil || path == "" {
		return u, err
	}
	return under(u, path), nil
}

// endpoint parses an address of the profile and says no to what may get no
// secret: hosts that the user has not confirmed, and plain http beyond this
// computer. All hosts of the profile are looked at, whichever is asked for.
func endpoint(op string, p core.Profile, raw string) (*url.URL, error) {
	if hosts := p.UnconfirmedHosts(); len(hosts) > 0 {
		host := strings.Join(hosts, ", ")
		return nil, hostRefused(op, host, finding.NewHostNotConfirmed(host))
	}
	for _, other := range []string{p.Server, p.TokenURL} {
		if other == "" || other == raw {
			continue
		}
		if _, err := safeURL(op, other); err != nil {
			return nil, err
		}
	}
	return safeURL(op, raw)
}

func safeURL(op, raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, addressInvalid(op, "", "reason.not_a_web_address", err)
	case u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, addressInvalid(op, u.Host, "reason.https_host", nil)
	case u.User != nil:
		return nil, addressInvalid(op, u.Host, "reason.no_sign_in", nil)
	case u.Scheme == "http" && !core.IsLoopback(u.Hostname()):
		return nil, hostRefused(op, u.Host, finding.NewHostUnprotected(u.Host))
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

func hostRefused(op, host string, f core.Finding) error {
	return core.Fail(op, finding.WithDetail(f, map[string]string{"host": host}), nil)
}

func addressInvalid(op, value, reason string, cause error) error {
	return core.Fail(op, finding.NewSettingInvalid("address", value, text.Sentence{Key: reason}), cause)
}

// under returns a path below the profile's server.
func under(server *url.URL, path string) *url.URL {
	u := *server
	u.Path = strings.TrimSuffix(server.Path, "/") + path
	u.RawPath, u.RawQuery = "", ""
	return &u
}
