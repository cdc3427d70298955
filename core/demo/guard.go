package demo

import (
	"cmp"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

// handler brings the parts together. From the outside in: log, guard, fault,
// platform.
func (p *Platform) handler() http.Handler {
	mux := http.NewServeMux()
	p.apiRoutes(mux)
	p.consoleRoutes(mux)
	p.rehearsalRoutes(mux)
	return p.logged(p.guarded(p.faulty(mux)))
}

// guarded keeps out what a web page elsewhere could send to this computer: a
// request under a foreign name (DNS rebinding), and a form of another site.
func (p *Platform) guarded(next http.Handler) http.Handler {
	next = p.server.OwnHost(http.NewCrossOriginProtection().Handler(next))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Server", "nginx") // as the real one's
		h.Set("RCRequestId", uuid.NewString())
		h.Set("X-Content-Type-Options", "nosniff")
		setDate(h, p.now())
		next.ServeHTTP(w, r)
	})
}

func setDate(h http.Header, t time.Time) { h.Set("Date", t.UTC().Format(http.TimeFormat)) }

// logged writes one line per request: the route, never the address as it came,
// which may hold anything that somebody typed.
func (p *Platform) logged(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		lookalike.Watched(next, func(w http.ResponseWriter, r *http.Request, status int) {
			route := cmp.Or(r.Pattern, string(whereOf(r.URL.Path))) // without a pattern a fault or a guard answered
			p.log.Info("demo platform", "method", r.Method, "route", route, "status", status,
				"ms", time.Since(start).Milliseconds(), "request_id", w.Header().Get("RCRequestId"))
		}).ServeHTTP(w, r)
	})
}
