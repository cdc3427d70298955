package sts

import (
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

// The routes. Mobile SDKs append users/sts to a base URL, the documented example
// has a slash at the end, and nothing else is cleaned up: a path that is spelled
// otherwise is another path.
var tokenPaths = map[string]bool{"/api/users/sts": true, "/api/users/sts/": true, "/users/sts": true, "/users/sts/": true}

// Path is the route that the SDK's own example asks.
const Path = "/api/users/sts/"

// ServeHTTP answers all routes of the service.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	path := r.URL.Path
	if r.URL.RawPath != "" {
		path = r.URL.RawPath
	}
	switch {
	case tokenPaths[path]:
		s.serveToken(w, r, path, true)
	case path == "/healthz":
		s.serveHealth(w, r, true)
	case path == "/readyz":
		s.serveHealth(w, r, s.ready.Load())
	case path == "/metrics" && s.mayReadMetrics(r):
		s.metrics.handler().ServeHTTP(w, r)
	default:
		s.serveToken(w, r, shownPath(path), false)
	}
}

// shownPath is a path that is none of the service's as the log may repeat it,
// without what may be a person, a token or a secret.
func shownPath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		if len(part) > 24 || strings.ContainsAny(part, "@%") || strings.HasPrefix(part, "eyJ") {
			parts[i] = "…"
		}
	}
	return finding.Printable(strings.Join(parts, "/"), 80)
}

func (s *Service) newEvent(r *http.Request, path string) Event {
	e := Event{At: s.now(), Method: r.Method, Path: path}
	if r.Method != http.MethodPost {
		e.Method = finding.Printable(r.Method, 20)
	}
	return e
}

func (s *Service) refuseRequest(w http.ResponseWriter, r *http.Request, e Event, f *refusal) {
	e.Verdict, e.Status, e.Code, e.Why = Refused, f.status, f.code, f.why
	f.write(w)
	s.record(r, e)
}

// serveToken answers at the paths of tokens, and says no at all others, with the
// same checks: so a page reads that its path is wrong, and a stranger who tries
// paths meets the same limits.
func (s *Service) serveToken(w http.ResponseWriter, r *http.Request, path string, there bool) {
	st := s.state.Load()
	e := s.newEvent(r, path)
	w.Header().Set("Vary", "Origin")
	from, refused := st.admit(r, &e)
	if refused == nil || refused.code != finding.KoreHostRefused {
		st.allowOrigin(w.Header(), from.origin)
	}
	if refused != nil {
		s.refuseRequest(w, r, e, refused)
		return
	}
	if !there {
		s.refuseRequest(w, r, e, refuse(http.StatusNotFound, finding.KoreRequestInvalid,
			"There is nothing here. Tokens are at /api/users/sts.", text.Say("reason.kore.no_such_path")))
		return
	}
	switch r.Method {
	case http.MethodPost:
		s.sign(w, r, st, e, from)
	case http.MethodOptions:
		s.preflight(w, r, st, e, from)
	default:
		// Images and links of other sites send no origin: GET must never sign.
		w.Header().Set("Allow", "POST, OPTIONS")
		s.refuseRequest(w, r, e, refuse(http.StatusMethodNotAllowed, finding.KoreRequestInvalid,
			"Ask with POST.", text.Say("reason.kore.other_method", text.Slots{"method": e.Method})))
	}
}

// admit checks what does not depend on the client: the connection, the name, the
// origin's form, and the rate of the address.
func (st *state) admit(r *http.Request, e *Event) (caller, *refusal) {
	from, refused := st.callerOf(r)
	if from.address.IsValid() {
		e.Address = from.address.String()
	}
	if refused != nil {
		return from, refused
	}
	if refused = st.checkHost(r); refused != nil {
		return from, refused
	}
	if from.origin, refused = originOf(r); refused != nil {
		return from, refused
	}
	e.Origin = from.origin
	if _, known := st.origins[from.origin]; !known {
		e.Origin = finding.Printable(from.origin, 120)
	}
	if wait, ok := st.perAddress.allow(addressKey(from.address), e.At); !ok {
		return from, tooMany(wait, "reason.kore.asked_too_often", text.Slots{"address": e.Address})
	}
	return from, nil
}

func tooMany(wait int, why string, slots text.Slots) *refusal {
	slots["wait"] = time.Duration(wait) * time.Second
	f := refuse(http.StatusTooManyRequests, finding.KoreTooManyRequests, "Too many requests. Please wait.", text.Say(why, slots))
	f.retryAfter = wait
	return f
}

// allowOrigin lets a page that some client allows read the answer, errors
// included.
func (st *state) allowOrigin(h http.Header, origin string) {
	cookies, known := st.origins[origin]
	if !known {
		return
	}
	h.Set("Access-Control-Allow-Origin", origin)
	h.Set("Access-Control-Expose-Headers", "Retry-After")
	if cookies {
		h.Set("Access-Control-Allow-Credentials", "true")
	}
}

// preflight answers the browser's question before the SDK's own function may
// ask (mode A). It never depends on the client, which the question does not name.
func (s *Service) preflight(w http.ResponseWriter, r *http.Request, st *state, e Event, from caller) {
	refused := st.checkKnown(from.origin)
	if from.origin == "" {
		refused = originRefused(text.Say("reason.kore.options_unnamed"))
	}
	if refused != nil {
		s.refuseRequest(w, r, e, refused)
		return
	}
	h := w.Header()
	h.Add("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers")
	h.Set("Access-Control-Allow-Methods", "POST")
	// alg and typ are sent by Kore.ai's mobile SDKs and by web pages after them.
	h.Set("Access-Control-Allow-Headers", "content-type, authorization, accept, x-requested-with, alg, typ")
	h.Set("Access-Control-Max-Age", "600")
	if r.Header.Get("Access-Control-Request-Private-Network") == "true" {
		h.Set("Access-Control-Allow-Private-Network", "true")
	}
	w.WriteHeader(http.StatusNoContent)
	e.Verdict, e.Status = Preflight, http.StatusNoContent
	s.record(r, e)
}

func (s *Service) sign(w http.ResponseWriter, r *http.Request, st *state, e Event, from caller) {
	k, minted, refused := st.mint(w, r, &e, from)
	if refused != nil {
		s.refuseRequest(w, r, e, refused)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	// A compact token has no character that JSON would escape.
	_, _ = io.WriteString(w, `{"jwt":"`+minted.JWT.Reveal()+`"}`)
	k.signed.Inc()
	e.Verdict, e.Status, e.TokenID, e.Lifetime = Signed, http.StatusOK, minted.Claims.ID, minted.Lifetime()
	e.Anonymous = minted.Claims.Anonymous
	s.record(r, e)
}

// mint takes a POST to a token, or says why there is none. Everything that can
// refuse comes before the signing.
func (st *state) mint(w http.ResponseWriter, r *http.Request, e *Event, from caller) (*served, kore.Minted, *refusal) {
	if from.origin != "" {
		if refused := st.checkKnown(from.origin); refused != nil {
			return nil, kore.Minted{}, refused
		}
	}
	q, refused := readRequest(w, r)
	if refused != nil {
		return nil, kore.Minted{}, refused
	}
	k, refused := st.choose(q.clientID)
	if refused != nil {
		return nil, kore.Minted{}, refused
	}
	e.ClientID = k.client.ClientID
	if refused = k.checkOrigin(r, from); refused != nil {
		return nil, kore.Minted{}, refused
	}
	if q.audience != "" && q.audience != kore.DefaultAudience && q.audience != k.client.Audience {
		return nil, kore.Minted{}, badRequest(text.Say("reason.kore.other_audience_asked", text.Slots{"audience": k.client.Audience}))
	}
	if k.client.Policy == kore.PolicyAny && !from.loopback {
		// The configuration rules that out; a change of it does not move listeners.
		return nil, kore.Minted{}, notAllowed(text.Say("reason.kore.any_from", text.Slots{"address": e.Address}))
	}
	p, refused := k.decide(r, q)
	if refused != nil {
		if q.identity != "" {
			e.IdentityHash = k.signer.IdentityHash(q.identity)
		}
		return nil, kore.Minted{}, refused
	}
	e.IdentityHash = k.signer.IdentityHash(p.Identity)
	if !p.Anonymous || k.client.Policy == kore.PolicyAny {
		if wait, ok := st.perPerson.allow(person{k.client.ClientID, e.IdentityHash}, e.At); !ok {
			return nil, kore.Minted{}, tooMany(wait, "reason.kore.identity_too_often", text.Slots{"identity": e.IdentityHash})
		}
	}
	minted, err := k.signer.Sign(e.At, p)
	if err != nil {
		f, _ := core.FindingOf(err)
		return nil, kore.Minted{}, refuse(http.StatusInternalServerError, f.Code, "The token could not be signed.", text.Say("reason.kore.signing_failed"))
	}
	return k, minted, nil
}

// checkKnown refuses a page that no client allows, before the client is known.
func (st *state) checkKnown(origin string) *refusal {
	if _, known := st.origins[origin]; known {
		return nil
	}
	return notAmongOrigins(origin, st.usual)
}

func (s *Service) serveHealth(w http.ResponseWriter, r *http.Request, ok bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		writeJSON(w, http.StatusMethodNotAllowed, map[string]string{"status": "ask with GET"})
		return
	}
	if !ok {
		writeJSON(w, http.StatusServiceUnavailable, map[string]string{"status": "stopping"})
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"status": "ok"})
}

// mayReadMetrics: only this computer, unless they have an address of their own.
func (s *Service) mayReadMetrics(r *http.Request) bool {
	st := s.state.Load()
	if st.config.MetricsListen != "" || r.Method != http.MethodGet {
		return false
	}
	from, refused := st.callerOf(r)
	return refused == nil && from.loopback && st.checkHost(r) == nil
}
