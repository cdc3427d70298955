// Package ringcentral owns everything that Sureline says to the RingCentral
// platform: token exchange, revoke, identity, GET calls and the key set. It
// reads the answers and decides, in one table, what each failure means as a
// finding. It implements core.Platform; the budget of requests and the access
// token cache are onboard's.
package ringcentral

import (
	"context"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/httpx"
)

// Network is how this computer reaches the internet; the zero value takes the
// proxy of the environment and the operating system's authorities.
type Network = httpx.Network

// Limits are the time limits of a request and the cap on its answer; zero fields
// take the defaults.
type Limits = httpx.Limits

// Options make a Client. Limits, Now and Dial are for tests and may be zero.
type Options struct {
	Network Network
	Limits  Limits
	Now     func() time.Time
	// Dial replaces the connecting.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// Client speaks to the platform. It keeps no secret between calls, retries
// nothing, and is safe for concurrent use.
type Client struct {
	http *httpx.Client
	now  func() time.Time
	keys keyCache
}

var _ core.Platform = (*Client)(nil)

// New returns a client. The error carries setting-invalid when the proxy or a CA
// file cannot be used.
func New(o Options) (*Client, error) {
	client, err := httpx.New(httpx.Options{Network: o.Network, Limits: o.Limits, Now: o.Now, Dial: o.Dial})
	if err != nil {
		return nil, err
	}
	c := &Client{http: client, now: o.Now, keys: newKeyCache()}
	if c.now == nil {
		c.now = time.Now
	}
	return c, nil
}

// Upstream returns the profile's server and the way there, for requests of other
// programs. The error is host-not-confirmed or setting-invalid: it may get no
// access token.
func (c *Client) Upstream(p core.Profile) (*url.URL, http.RoundTripper, error) {
	u, err := address("proxy", p, "")
	return u, c.http, err
}

// CloseIdle closes the connections that wait for another request.
func (c *Client) CloseIdle() { c.http.CloseIdle() }

// UserAgent returns the User-Agent of a version of Sureline.
func UserAgent(version string) string { return httpx.UserAgent(version) }
