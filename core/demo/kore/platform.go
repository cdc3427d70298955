package koredemo

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// maxRecorded bounds each of the records; the oldest go first.
const maxRecorded = 1000

// Options say how to start. Without apps the platform refuses everybody.
type Options struct {
	// Addr is where to listen, on lookalike only; empty means "127.0.0.1:0".
	Addr string
	// Apps are the JWT apps that are registered.
	Apps []App
	// SecureRTM lets rtm/start answer clients that say "x-rtm-v: 1" with a
	// nonce, and then demands the JWT once more when the WebSocket opens, as the
	// platform does since 11.22.0.
	SecureRTM bool
	// Now is the clock of everything that the platform decides; nil is time.Now.
	Now func() time.Time
	// Log gets one line per request, without secrets; nil is silent.
	Log *slog.Logger
}

// Request is one that has arrived, whatever it was.
type Request struct {
	Method, Path, Origin string
	Status               int
}

// Platform is a running look-alike. It is safe for concurrent use.
type Platform struct {
	server    *lookalike.Server
	apps      map[string]*App
	secureRTM bool
	now       func() time.Time
	log       *slog.Logger

	sockets sync.WaitGroup
	fault   lookalike.Switch[injected]

	mu       sync.Mutex // guards what follows
	usedJTI  map[string]time.Time
	sessions map[[sha256.Size]byte]session
	tickets  map[string]ticket
	opened   int
	grants   []Grant
	requests []Request
}

// Start starts a platform that serves until Close or the end of the context. It
// fails with setting-invalid when the address is not lookalike or cannot be
// listened on, or an app could not be registered.
func Start(ctx context.Context, opts Options) (*Platform, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	apps, problem := registered(opts.Apps)
	if problem != "" {
		f := finding.NewSettingInvalid("apps", "", text.Sentence{Key: "reason.unreadable"})
		return nil, core.Fail("start the Kore.ai look-alike", finding.WithDetail(f, map[string]string{"reason": problem}), nil)
	}
	server, err := lookalike.Listen(ctx, "the Kore.ai look-alike", opts.Addr, "")
	if err != nil {
		return nil, err
	}
	p := &Platform{
		server: server, apps: apps, secureRTM: opts.SecureRTM,
		now: opts.Now, log: opts.Log, usedJTI: map[string]time.Time{},
		sessions: map[[sha256.Size]byte]session{}, tickets: map[string]ticket{},
	}
	server.Serve(ctx, p.handler(), p.log)
	return p, nil
}

// Close stops the platform: it ends WebSockets and answers that stall, gives the
// others two seconds, and frees the port. More than one call is harmless.
func (p *Platform) Close() error {
	err := p.server.Close()
	p.sockets.Wait()
	return err
}

// URL returns the base URL, without a slash at the end. What the SDK calls
// koreAPIUrl is this and "/api/".
func (p *Platform) URL() string { return p.server.URL() }

// Requests returns what has arrived, oldest first, at most a thousand.
func (p *Platform) Requests() []Request {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.requests)
}

// Connections returns how many WebSockets have been opened.
func (p *Platform) Connections() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.opened
}

func (p *Platform) handler() http.Handler {
	mux := http.NewServeMux()
	for _, version := range []string{"/api", "/api/1.1"} { // the Web SDK, and the documents
		mux.Handle("POST "+version+"/oAuth/token/jwtgrant", answered(p.grant))
		mux.Handle("POST "+version+"/rtm/start", answered(p.rtmStart))
	}
	mux.Handle("GET /rtm", answered(p.socket))
	// Themes, history and the like, which a login only asks in passing.
	mux.HandleFunc("GET /api/", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, struct{}{}) })
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { unknownClient.write(w) }) // says "Not found"
	return p.recorded(p.server.OwnHost(crossOrigin(p.faulty(mux))))
}

// recorded keeps and logs each request once it is answered. The log has the
// route, never the address as it came, which may hold anything.
func (p *Platform) recorded(next http.Handler) http.Handler {
	return lookalike.Watched(next, func(_ http.ResponseWriter, r *http.Request, status int) {
		request := Request{Method: r.Method, Path: r.URL.Path, Origin: r.Header.Get("Origin"), Status: status}
		p.log.Info("Kore.ai look-alike", "method", request.Method, "route", r.Pattern, "origin", request.Origin, "status", status)
		p.mu.Lock()
		defer p.mu.Unlock()
		p.requests = lookalike.LastOf(append(p.requests, request), maxRecorded)
	})
}
