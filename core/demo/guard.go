package demo

import (
	"net/http"
	"time"
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
		h.Set("RCRequestId", newUUID())
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
		seen := &recorder{ResponseWriter: w}
		defer func() {
			route := r.Pattern
			if route == "" { // a fault or a guard answered
				route = string(whereOf(r.URL.Path))
			}
			p.log.Info("demo platform", "method", r.Method, "route", route, "status", seen.status,
				"ms", time.Since(start).Milliseconds(), "request_id", w.Header().Get("RCRequestId"))
		}()
		next.ServeHTTP(seen, r)
	})
}

// recorder remembers the status for the log.
type recorder struct {
	http.ResponseWriter
	status int
}

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 {
		r.status = status
	}
	r.ResponseWriter.WriteHeader(status)
}

// Unwrap lets http.ResponseController reach the connection.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
