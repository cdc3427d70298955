package ringcentral

import (
	"net/url"
	"strings"
	"sync"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// judged is a profile's address with all that its verdict depends on.
type judged struct{ server, tokenURL, confirmed, raw string }

// addresses keeps the addresses that may get secrets, so that each is looked at
// once: one or two for a profile.
type addresses struct {
	mu    sync.Mutex
	known map[judged]*url.URL
}

// endpoint is the address, parsed, if it may get secrets. It is shared: copy
// before changing it.
func (c *Client) endpoint(op string, p core.Profile, raw string) (*url.URL, error) {
	c.addresses.mu.Lock()
	defer c.addresses.mu.Unlock()
	key := judged{p.Server, p.TokenURL, strings.Join(p.ConfirmedHosts, " "), raw}
	if u, ok := c.addresses.known[key]; ok {
		return u, nil
	}
	u, err := endpoint(op, p, raw)
	if err == nil {
		c.addresses.known[key] = u
	}
	return u, err
}

// tokenEndpoint returns the address that takes credentials.
func (c *Client) tokenEndpoint(op string, p core.Profile) (*url.URL, error) {
	if p.TokenURL != "" {
		return c.endpoint(op, p, p.TokenURL)
	}
	server, err := c.endpoint(op, p, p.Server)
	if err != nil {
		return nil, err
	}
	return under(server, core.TokenPath), nil
}

// endpoint parses an address of the profile and says no to what may get no
// secret: hosts that the user has not confirmed, and plain http beyond this
// computer. All hosts of the profile are looked at, whichever is asked for.
func endpoint(op string, p core.Profile, raw string) (*url.URL, error) {
	if hosts := p.UnconfirmedHosts(); len(hosts) > 0 {
		host := strings.Join(hosts, ", ")
		return nil, hostRefused(op, host, "")
	}
	for _, address := range []string{p.Server, p.TokenURL} {
		if address == "" || address == raw {
			continue
		}
		if _, err := safeURL(op, address); err != nil {
			return nil, err
		}
	}
	return safeURL(op, raw)
}

func safeURL(op, raw string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil:
		return nil, addressInvalid(op, "", "it is not a web address", err)
	case u.Host == "" || u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, addressInvalid(op, u.Host, "it must begin with https:// and a host name", nil)
	case u.User != nil:
		return nil, addressInvalid(op, u.Host, "it must not hold a user name or password", nil)
	case u.Scheme == "http" && !core.IsLoopback(u.Hostname()):
		return nil, hostRefused(op, u.Host, "plain")
	}
	u.Fragment, u.RawFragment = "", ""
	return u, nil
}

func hostRefused(op, host, variant string) error {
	f := finding.New(finding.HostNotConfirmed, finding.Args{"host": host, "variant": variant})
	return core.Fail(op, finding.WithDetail(f, map[string]string{"host": host}), nil)
}

func addressInvalid(op, value, reason string, cause error) error {
	return core.Fail(op, finding.New(finding.SettingInvalid, finding.Args{
		"setting": "address in the profile", "value": value, "reason": reason,
	}), cause)
}

// under returns a path below the profile's server.
func under(server *url.URL, path string) *url.URL {
	u := *server
	u.Path = strings.TrimSuffix(server.Path, "/") + path
	u.RawPath, u.RawQuery = "", ""
	return &u
}
