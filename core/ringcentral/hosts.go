package ringcentral

import (
	"net/url"
	"strings"
	"sync"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// address is one that may get secrets, as it is used and as it is shown. Both are
// shared: copy the URL before changing it.
type address struct {
	url   *url.URL
	shown string
}

// judged is what is asked of a profile's server, with all that the verdict
// depends on.
type judged struct{ server, tokenURL, confirmed, path string }

// addresses keeps the addresses that may get secrets, so that each is looked at
// once: two or three for a profile.
type addresses struct {
	mu    sync.Mutex
	known map[judged]address
}

// address is that of a path on the profile's server, if it may get secrets.
// core.TokenPath stands for what takes credentials, wherever that is.
func (c *Client) address(op string, p core.Profile, path string) (address, error) {
	c.addresses.mu.Lock()
	defer c.addresses.mu.Unlock()
	key := judged{p.Server, p.TokenURL, strings.Join(p.ConfirmedHosts, " "), path}
	if a, ok := c.addresses.known[key]; ok {
		return a, nil
	}
	raw := p.Server
	if path == core.TokenPath && p.TokenURL != "" {
		raw, path = p.TokenURL, ""
	}
	u, err := endpoint(op, p, raw)
	if err != nil {
		return address{}, err
	}
	if path != "" {
		u = under(u, path)
	}
	a := address{url: u, shown: shownURL(u, nil)}
	c.addresses.known[key] = a
	return a, nil
}

// endpoint parses an address of the profile and says no to what may get no
// secret: hosts that the user has not confirmed, and plain http beyond this
// computer. All hosts of the profile are looked at, whichever is asked for.
func endpoint(op string, p core.Profile, raw string) (*url.URL, error) {
	if hosts := p.UnconfirmedHosts(); len(hosts) > 0 {
		host := strings.Join(hosts, ", ")
		return nil, hostRefused(op, host, "")
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
