package httpx

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Options make a Client. All but Network are for tests and may be zero.
type Options struct {
	Network Network
	Limits  Limits
	Now     func() time.Time
	// Dial replaces the connecting.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// keepIdle is how long a connection waits for another request; platforms and
// the boxes on the way forget connections soon after.
const keepIdle = 30 * time.Second

// Client sends requests. It follows no redirect and keeps no cookies. It retries
// nothing, except that the transport sends a GET again when the connection kept
// from an earlier request turns out to be dead. It is safe for concurrent use.
type Client struct {
	limits    Limits
	userAgent []string // as a header's value
	now       func() time.Time
	proxy     chooseProxy
	transport *http.Transport
}

// Request is one request. Op names the step for the error.
type Request struct {
	Op     string
	Method string
	URL    *url.URL
	// Header is taken over, and added to; nil for none.
	Header http.Header
	// Body is sent as it is, with its length; empty for none.
	Body string
	// Timeout shortens the client's limit for the whole request; 0 leaves it.
	Timeout time.Duration
}

// Reply is what came back. After a failure it holds what was known by then: At
// and Took always, Status and Header when the answer had begun.
type Reply struct {
	Status int
	Header http.Header
	// Body is at most Limits.Body bytes; Truncated tells that there was more.
	Body      []byte
	Truncated bool
	// At is when the request was sent, Took how long all of it lasted.
	At   time.Time
	Took time.Duration
}

// UserAgent returns the User-Agent of a version, in the form that RingCentral's
// guide asks for ("User agent identification"); "dev" stands for no version.
func UserAgent(version string) string {
	if version == "" {
		version = "dev"
	}
	return "Sureline/" + version + " (" + runtime.GOOS + ")"
}

// New returns a client. The error carries setting-invalid when the proxy or a CA
// file cannot be used.
func New(o Options) (*Client, error) {
	proxy, err := o.Network.proxy()
	if err != nil {
		return nil, err
	}
	pool, err := trusted(o.Network.CAFiles)
	if err != nil {
		return nil, err
	}
	c := &Client{
		limits:    o.Limits.withDefaults(o.Network.Timeout),
		userAgent: []string{cmp.Or(o.Network.UserAgent, UserAgent(""))},
		now:       o.Now,
		proxy:     proxy,
	}
	if c.now == nil {
		c.now = time.Now
	}
	dial := o.Dial
	if dial == nil {
		dial = (&net.Dialer{Timeout: c.limits.Connect}).DialContext
	}
	// HTTP/1.1 only: single requests gain nothing from HTTP/2, and inspecting
	// proxies that break it are common.
	protocols := new(http.Protocols)
	protocols.SetHTTP1(true)
	c.transport = &http.Transport{
		Proxy:                  func(r *http.Request) (*url.URL, error) { return proxy(r.URL) },
		OnProxyConnectResponse: refusedByProxy,
		ProxyConnectHeader:     http.Header{"User-Agent": c.userAgent},
		DialContext:            keepLocalhostHere(dial),
		TLSClientConfig:        &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    c.limits.Secure,
		ResponseHeaderTimeout:  c.limits.answerTimer(),
		MaxResponseHeaderBytes: 256 << 10,
		MaxIdleConnsPerHost:    4,
		IdleConnTimeout:        keepIdle,
		Protocols:              protocols,
	}
	return c, nil
}

// RoundTrip sends a request as it is, without the limits of Do for the whole of it
// and for the body: bodies of any length stream. It implements http.RoundTripper.
func (c *Client) RoundTrip(r *http.Request) (*http.Response, error) { return c.transport.RoundTrip(r) }

// CloseIdle closes the connections that wait for another request.
func (c *Client) CloseIdle() { c.transport.CloseIdleConnections() }

// Do sends the request. An answer of any status but 407 is a Reply; the error is
// a *core.Error that says why there was none.
func (c *Client) Do(ctx context.Context, r Request) (Reply, error) {
	limit := c.limits.Total
	if r.Timeout > 0 && r.Timeout < limit {
		limit = r.Timeout
	}
	limited, cancel := context.WithTimeout(ctx, limit)
	defer cancel()

	at, start := c.now(), time.Now()
	trace := c.newTrace(r.URL)
	reply, err := c.roundTrip(httptrace.WithClientTrace(limited, trace.follow()), r)
	reply.At, reply.Took = at, time.Since(start)
	if err == nil {
		return reply, nil
	}
	trace.took = reply.Took
	if core.Cancelled(ctx) {
		return reply, core.Fail(r.Op, finding.New(finding.Cancelled), context.Canceled)
	}
	// The wrapper would repeat the URL; the cause below it tells what happened.
	if wrapper, ok := errors.AsType[*url.Error](err); ok {
		err = wrapper.Err
	}
	return reply, core.Fail(r.Op, trace.finding(err), err)
}

func (c *Client) roundTrip(ctx context.Context, r Request) (Reply, error) {
	req := (&http.Request{
		Method: r.Method, URL: r.URL, Host: r.URL.Host, Header: r.Header,
		Body: io.NopCloser(strings.NewReader(r.Body)), ContentLength: int64(len(r.Body)),
	}).WithContext(ctx)
	if r.Body == "" {
		req.Body = http.NoBody
	}
	if req.Header == nil {
		req.Header = http.Header{}
	}
	req.Header["User-Agent"] = c.userAgent
	// The transport itself, not http.Client: nothing here may follow a redirect.
	resp, err := c.transport.RoundTrip(req)
	if err != nil {
		return Reply{}, err
	}
	defer func() { _ = resp.Body.Close() }()
	reply := Reply{Status: resp.StatusCode, Header: resp.Header}
	if resp.StatusCode == http.StatusProxyAuthRequired {
		return reply, &proxyRefusal{status: resp.StatusCode}
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, c.limits.Body+1))
	if int64(len(body)) > c.limits.Body {
		body, reply.Truncated = body[:c.limits.Body], true
	}
	reply.Body = body
	return reply, err
}

// keepLocalhostHere refuses a name such as x.localhost that leads off this
// computer: plain requests are allowed on the strength of that name.
func keepLocalhostHere(dial func(context.Context, string, string) (net.Conn, error)) func(context.Context, string, string) (net.Conn, error) {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		host, _, _ := net.SplitHostPort(address)
		tcp, ok := conn.RemoteAddr().(*net.TCPAddr)
		if ok && core.IsLoopback(host) && !tcp.IP.IsLoopback() {
			_ = conn.Close()
			return nil, &net.DNSError{Err: "name of this computer leads elsewhere", Name: host, IsNotFound: true}
		}
		return conn, nil
	}
}
