package nettest

import (
	"crypto/tls"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// ProxyOptions say how a Proxy behaves.
type ProxyOptions struct {
	// User and Password are asked for with status 407, unless empty.
	User, Password string
	// Routes lead a host and port, as asked for, to another; what is not there
	// is taken as it is.
	Routes map[string]string
	// Refuse is a status with which every request to connect is answered.
	Refuse int
	// Inspector opens secure connections with certificates of its own, and
	// Behind answers what is asked inside them.
	Inspector *Authority
	Behind    http.Handler
}

// Proxy is a HTTP proxy on loopback.
type Proxy struct {
	// URL is the proxy's address.
	URL string

	t       testing.TB
	options ProxyOptions
	mu      sync.Mutex
	targets []string
}

// NewProxy starts a proxy.
func NewProxy(t testing.TB, o ProxyOptions) *Proxy {
	t.Helper()
	p := &Proxy{t: t, options: o}
	server := httptest.NewServer(p)
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	p.URL = server.URL
	return p
}

// Targets are the hosts that were asked for, after the password was right.
func (p *Proxy) Targets() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.targets...)
}

// ServeHTTP connects, or passes a plain request on.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.options.User != "" && r.Header.Get("Proxy-Authorization") != "Basic "+
		base64.StdEncoding.EncodeToString([]byte(p.options.User+":"+p.options.Password)) {
		w.Header().Set("Proxy-Authenticate", `Basic realm="proxy of a test"`)
		w.WriteHeader(http.StatusProxyAuthRequired)
		return
	}
	p.mu.Lock()
	p.targets = append(p.targets, r.Host)
	p.mu.Unlock()
	switch {
	case p.options.Refuse != 0:
		w.WriteHeader(p.options.Refuse)
	case r.Method != http.MethodConnect:
		p.pass(w, r)
	case p.options.Inspector != nil:
		p.inspect(w, r)
	default:
		p.tunnel(w, r)
	}
}

func (p *Proxy) route(host string) string {
	if to, ok := p.options.Routes[host]; ok {
		return to
	}
	return host
}

func (p *Proxy) pass(w http.ResponseWriter, r *http.Request) {
	out := r.Clone(r.Context())
	out.URL.Host = p.route(r.URL.Host)
	out.RequestURI = ""
	out.Header.Del("Proxy-Authorization")
	transport := &http.Transport{DisableKeepAlives: true}
	resp, err := transport.RoundTrip(out)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer func() { _ = resp.Body.Close() }()
	for name, values := range resp.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(resp.StatusCode)
	_, _ = io.Copy(w, resp.Body)
}

func (p *Proxy) tunnel(w http.ResponseWriter, r *http.Request) {
	upstream, err := net.DialTimeout("tcp", p.route(r.Host), 5*time.Second)
	if err != nil {
		w.WriteHeader(http.StatusBadGateway)
		return
	}
	defer func() { _ = upstream.Close() }()
	client := connected(w)
	if client == nil {
		return
	}
	defer func() { _ = client.Close() }()
	var both sync.WaitGroup
	both.Go(func() {
		_, _ = io.Copy(upstream, client)
		_ = upstream.Close()
	})
	_, _ = io.Copy(client, upstream)
	_ = client.Close()
	both.Wait()
}

// inspect is what a security product does: it shows a certificate of its own
// and reads along.
func (p *Proxy) inspect(w http.ResponseWriter, r *http.Request) {
	host, _, err := net.SplitHostPort(r.Host)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	cert := p.options.Inspector.Certificate(p.t, 0, time.Hour, host)
	client := connected(w)
	if client == nil {
		return
	}
	secure := tls.Server(client, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
	defer func() { _ = secure.Close() }()
	if secure.Handshake() != nil || p.options.Behind == nil {
		return
	}
	one := &oneConn{conn: secure, done: make(chan struct{})}
	_ = (&http.Server{Handler: p.options.Behind, ReadHeaderTimeout: time.Minute, ConnState: one.state}).Serve(one)
}

// connected takes the connection over and says that the way is free.
func connected(w http.ResponseWriter) net.Conn {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		return nil
	}
	if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
		_ = conn.Close()
		return nil
	}
	return conn
}

// oneConn is a listener with one connection in it; it ends with it.
type oneConn struct {
	conn  net.Conn
	once  sync.Once
	done  chan struct{}
	given bool
}

func (l *oneConn) Accept() (net.Conn, error) {
	if !l.given {
		l.given = true
		return l.conn, nil
	}
	<-l.done
	return nil, net.ErrClosed
}

func (l *oneConn) state(_ net.Conn, s http.ConnState) {
	if s == http.StateClosed || s == http.StateHijacked {
		_ = l.Close()
	}
}

func (l *oneConn) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *oneConn) Addr() net.Addr { return l.conn.LocalAddr() }
