package use

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

const (
	revokePath = "/restapi/oauth/revoke"
	// authFolder holds the endpoints of the platform's Auth group: authorize,
	// userinfo and wstoken besides those that are answered here (API reference,
	// "x-throttling-group").
	authFolder = "/restapi/oauth/"
	keySetPath = "/restapi/oauth/jwks"
	// maxGiven is how many of the access tokens that were given out are known: with
	// one an hour, those of days.
	maxGiven = 100
)

// Access gives the tokens of one connection; onboard.Access implements it.
type Access interface {
	Token(ctx context.Context, r onboard.TokenRequest) (core.Grant, error)
	Refused(ctx context.Context, g core.Grant)
	ReserveAuth(ctx context.Context) error
	PenaliseAuth(ctx context.Context, silence time.Duration)
}

// Options make a Proxy.
type Options struct {
	Access Access
	// ClientID is the app's own.
	ClientID string
	// Upstream is the profile's server, and Transport the way there.
	Upstream  *url.URL
	Transport http.RoundTripper
	// ReadOnly lets GET and HEAD through only.
	ReadOnly bool
	// HideToken gives the program a token that only this proxy knows. Absolute
	// addresses in answers, such as those of recordings, then do not work for it.
	HideToken bool
	// Now may be nil.
	Now func() time.Time
}

// Proxy stands between a program and RingCentral, on this computer. It answers the
// token endpoint itself, so that the program needs neither credential nor client
// secret, and puts the live access token into everything else, which goes to the
// profile's server and nowhere else.
//
// Whoever reaches the port but does not know the key gets nothing: other users of
// this computer, and web pages, which reach it by the browser of the user (the
// "DNS rebinding" that other tools' token servers fell to) and betray themselves by
// Host, Origin or Sec-Fetch-Site. It stops no program that runs as the same user.
type Proxy struct {
	o        Options
	listener net.Listener
	server   *http.Server
	forward  *httputil.ReverseProxy
	host     string
	// key is the client secret that opens this proxy; placeholder the JWT and
	// refresh what stands for a refresh token.
	key, placeholder, refresh string

	mu      sync.Mutex
	current core.Grant
	given   [][sha256.Size]byte
	hidden  string
}

// Listen opens a proxy on a free port of 127.0.0.1. Nothing is answered before
// Serve.
func Listen(ctx context.Context, o Options) (*Proxy, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, core.Fail("opening the proxy", finding.WithDetail(finding.New(finding.Internal), map[string]string{"reason": err.Error()}), err)
	}
	p := &Proxy{
		o: o, listener: listener, host: listener.Addr().String(),
		key: rand.Text(), placeholder: placeholder(), refresh: "placeholder-" + rand.Text(),
	}
	if o.HideToken {
		p.hidden = "hidden-" + rand.Text()
		p.remember(p.hidden)
	}
	p.forward = &httputil.ReverseProxy{
		Rewrite: p.rewrite, Transport: o.Transport, ModifyResponse: p.look, ErrorHandler: unreachable, BufferPool: buffers{},
	}
	p.server = &http.Server{Handler: p, ReadHeaderTimeout: 10 * time.Second, MaxHeaderBytes: 64 << 10, ErrorLog: silent()}
	return p, nil
}

// placeholder looks like a JWT to programs that look: {"alg":"none"}.
func placeholder() string {
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(`{"alg":"none"}`)) + "." + encode([]byte(`{"jti":"`+rand.Text()+`","sub":"placeholder"}`)) + ".placeholder"
}

// Serve answers until Close.
func (p *Proxy) Serve() error {
	if err := p.server.Serve(p.listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// Close ends the proxy and every request under way, at once.
func (p *Proxy) Close() error { return p.server.Close() }

// URL is what the program takes for RingCentral's server.
func (p *Proxy) URL() string { return "http://" + p.host }

// Environment returns the environment for the program, made of the one given:
// RingCentral's names for server, client ID, client secret and JWT, none of them
// real but the client ID. A web proxy is told to leave this one alone.
func (p *Proxy) Environment(base []string) []string {
	own := map[string]string{
		"RC_SERVER_URL": p.URL(), "RC_APP_CLIENT_ID": p.o.ClientID, "RC_APP_CLIENT_SECRET": p.key, "RC_USER_JWT": p.placeholder,
	}
	env := make([]string, 0, len(base)+len(own)+2)
	bypass := map[string]string{"NO_PROXY": "", "no_proxy": ""}
	for _, entry := range base {
		name, value, _ := strings.Cut(entry, "=")
		if _, ours := own[name]; ours {
			continue
		}
		if _, ours := bypass[name]; ours {
			bypass[name] = value
			continue
		}
		env = append(env, entry)
	}
	for name, value := range own {
		env = append(env, name+"="+value)
	}
	for name, value := range bypass {
		env = append(env, name+"="+strings.TrimPrefix(value+",127.0.0.1", ","))
	}
	return env
}

// Prepare gets a token, so that what is wrong with the connection is said before
// the program starts.
func (p *Proxy) Prepare(ctx context.Context, waiting func(until time.Time)) error {
	_, err := p.live(ctx, waiting)
	return err
}

// live returns a token that lasts.
func (p *Proxy) live(ctx context.Context, waiting func(until time.Time)) (core.Grant, error) {
	p.mu.Lock()
	g := p.current
	p.mu.Unlock()
	if g.Lasts(core.UsualTTL, p.o.Now()) {
		return g, nil
	}
	g, err := p.o.Access.Token(ctx, onboard.TokenRequest{Waiting: waiting})
	if err != nil {
		return g, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.current.AccessToken.Equal(g.AccessToken) && !p.o.HideToken {
		p.remember(g.AccessToken.Reveal())
	}
	p.current = g
	return g, nil
}

// refused forgets a token that the platform did not accept.
func (p *Proxy) refused(ctx context.Context, g core.Grant) {
	p.mu.Lock()
	if p.current.AccessToken.Equal(g.AccessToken) {
		p.current = core.Grant{}
	}
	p.mu.Unlock()
	p.o.Access.Refused(ctx, g)
}

// remember notes that the token was given out here. Only its hash is kept, by which
// it is also looked up: how long that takes tells nothing of the token.
func (p *Proxy) remember(token string) {
	p.given = append(p.given, sha256.Sum256([]byte(token)))
	p.given = p.given[max(0, len(p.given)-maxGiven):]
}

// knows reports whether the token was given out here, lately or long ago: whoever
// has it learned the key before.
func (p *Proxy) knows(token string) bool {
	hash := sha256.Sum256([]byte(token))
	p.mu.Lock()
	defer p.mu.Unlock()
	for i := range p.given {
		if p.given[len(p.given)-1-i] == hash {
			return true
		}
	}
	return false
}

// ServeHTTP implements http.Handler.
func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	path := strings.TrimSuffix(r.URL.Path, "/")
	switch {
	case r.Host != p.host:
		refuse(w, http.StatusMisdirectedRequest, "wrong_host", "This address is for the program that surelinectl started, under its own name only")
	case r.Header["Origin"] != nil || r.Header["Sec-Fetch-Site"] != nil:
		refuse(w, http.StatusForbidden, "web_page", "Web pages get nothing here")
	case r.Method == http.MethodConnect || r.Method == http.MethodTrace || !plainPath(r.URL):
		refuse(w, http.StatusBadRequest, "invalid_request", "The proxy does not take this method or path")
	case strings.EqualFold(path, core.TokenPath):
		p.token(w, r)
	case strings.EqualFold(path, revokePath):
		p.revoke(w, r)
	default:
		p.pass(w, r, path)
	}
}

// plainPath refuses paths that the platform might read in another way than the
// comparisons here.
func plainPath(u *url.URL) bool {
	if u.Host != "" || !strings.HasPrefix(u.Path, "/") || strings.Contains(u.Path, "//") || strings.ContainsAny(u.Path, "\\;") {
		return false
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			return false
		}
	}
	return true
}

type grantKey struct{}

// pass sends the request on to the platform.
func (p *Proxy) pass(w http.ResponseWriter, r *http.Request, path string) {
	if !p.knows(bearer(r)) {
		w.Header().Set("WWW-Authenticate", `Bearer realm="surelinectl exec"`)
		refuse(w, http.StatusUnauthorized, "invalid_token", "This is not an access token that this proxy gave out")
		return
	}
	if p.o.ReadOnly && r.Method != http.MethodGet && r.Method != http.MethodHead {
		refuse(w, http.StatusForbidden, "read_only", "surelinectl was started with --read-only: GET and HEAD only")
		return
	}
	g, err := p.live(r.Context(), nil)
	if err != nil {
		fail(w, err)
		return
	}
	path = strings.ToLower(path)
	if strings.HasPrefix(path, authFolder) && path != keySetPath {
		if err := p.o.Access.ReserveAuth(r.Context()); err != nil {
			fail(w, err)
			return
		}
	}
	p.forward.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), grantKey{}, g)))
}

// bearer returns the token of the request, which the guide allows to stand in the
// query too.
func bearer(r *http.Request) string {
	if header := r.Header.Get("Authorization"); header != "" {
		scheme, token, _ := strings.Cut(header, " ")
		if !strings.EqualFold(scheme, "Bearer") {
			return ""
		}
		return strings.TrimSpace(token)
	}
	return r.URL.Query().Get("access_token")
}

func (p *Proxy) rewrite(r *httputil.ProxyRequest) {
	r.SetURL(p.o.Upstream)
	r.Out.Host = p.o.Upstream.Host
	if strings.Contains(r.Out.URL.RawQuery, "access_token") {
		query := r.Out.URL.Query()
		query.Del("access_token")
		r.Out.URL.RawQuery = query.Encode()
	}
	g, _ := r.In.Context().Value(grantKey{}).(core.Grant)
	r.Out.Header.Set("Authorization", "Bearer "+g.AccessToken.Reveal())
}

// look heeds what the platform says of the token and the budget. The answer goes to
// the program as it is.
func (p *Proxy) look(resp *http.Response) error {
	ctx := resp.Request.Context()
	switch resp.StatusCode {
	case http.StatusUnauthorized:
		g, _ := ctx.Value(grantKey{}).(core.Grant)
		p.refused(ctx, g)
	case http.StatusTooManyRequests:
		if strings.EqualFold(resp.Header.Get("X-Rate-Limit-Group"), "auth") {
			seconds, _ := strconv.Atoi(resp.Header.Get("Retry-After"))
			p.o.Access.PenaliseAuth(ctx, time.Duration(seconds)*time.Second)
		}
	}
	return nil
}

// buffers are those through which bodies stream.
type buffers struct{}

var pool = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// Get implements httputil.BufferPool.
func (buffers) Get() []byte { return pool.Get().(*[32 << 10]byte)[:] }

// Put implements httputil.BufferPool.
func (buffers) Put(b []byte) { pool.Put((*[32 << 10]byte)(b)) }
