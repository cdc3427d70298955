package koredemo

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

// Where says which requests a fault hits.
type Where string

// The places of a fault.
const (
	WhereGrant Where = "grant"
	WhereRTM   Where = "rtm"
)

func whereOf(path string) Where {
	switch {
	case strings.HasSuffix(path, "/oAuth/token/jwtgrant"):
		return WhereGrant
	case strings.HasSuffix(path, "/rtm/start"):
		return WhereRTM
	}
	return ""
}

// Fault is a row of the table of everything that can be made to go wrong.
type Fault struct {
	// Name is stable.
	Name string
	// Title says what happens.
	Title string
	// Where is what it hits.
	Where Where
	// Message is that of the error answer; empty where there is none.
	Message string

	// Exactly one of the two is set.
	refusal *refusal
	act     action
}

type action = lookalike.Action[*Platform]

// Injection is a fault that is switched on.
type Injection struct {
	// Fault is the name of a row.
	Fault string
	// Status replaces the HTTP status of an error answer, since hardly any is
	// documented; 0 leaves it. At least 400.
	Status int
	// Times is how many requests it hits before it ends; 0 means until cleared.
	Times int
	// Delay is how long the slow answer takes; 0 means five seconds, at most two
	// minutes.
	Delay time.Duration
}

var faults = []Fault{
	refusing("bad-signature", "wrong secret or algorithm", badSignature),
	refusing("unknown-client", "client ID unknown on this host", unknownClient),
	refusing("user-needed", "a known user is needed", userNeeded),
	refusing("jti-too-long", "lives longer than an hour with a JWT ID", jtiTooLong),
	refusing("jti-replayed", "JWT ID used before", jtiReplayed),
	refusing("code-word", "a code that is a word", &refusal{status: http.StatusBadRequest, msg: "Invalid client", code: "INVALID_CLIENT"}),
	refusing("unknown-message", "a message that no document holds", &refusal{status: http.StatusBadRequest, msg: "A message that no table holds", code: 4002}),
	refusing("hostile-message", "a message with control characters and markup", &refusal{status: http.StatusUnauthorized, msg: lookalike.HostileText, code: 401}),
	refusing("rate-limited", "too many requests", &refusal{status: http.StatusTooManyRequests, msg: "Too many requests", code: 429, retryAfter: 2}),
	acting("unavailable", "a gateway's HTML page", lookalike.Answering[*Platform](http.StatusServiceUnavailable, "text/html", "<html><body><h1>503 Service Unavailable</h1></body></html>")),
	acting("wrong-address", "the 404 page of some other server", lookalike.Answering[*Platform](http.StatusNotFound, "text/html", "<html><body><h1>404 Not Found</h1></body></html>")),
	acting("not-json", "a page where JSON is due, as if all were well", lookalike.Answering[*Platform](http.StatusOK, "text/html", "<html><title>Welcome to Guest WiFi</title></html>")),
	acting("no-access-token", "status 200 without an access token", lookalike.Answering[*Platform](http.StatusOK, "application/json", `{"authorization":{"token_type":"bearer"},"userInfo":{}}`)),
	acting("cut-json", "JSON that stops early", lookalike.Answering[*Platform](http.StatusOK, "application/json", `{"authorization":{"accessTok`)),
	acting("oversized", "an answer of 10 MB", lookalike.Oversized[*Platform]("application/json", `{"authorization":{"accessToken":"`, `"}}`)),
	acting("redirect", "a redirect that keeps the method", redirect),
	acting("closed", "closes without an answer", lookalike.Closed[*Platform]),
	acting("slow", "answers correctly, after some seconds", slow),
	{Name: "token-expired", Title: "access token expired", Where: WhereRTM, Message: tokenExpired.msg, refusal: tokenExpired},
}

func refusing(name, title string, r *refusal) Fault {
	return Fault{Name: name, Title: title, Where: WhereGrant, Message: r.msg, refusal: r}
}

func acting(name, title string, act action) Fault {
	return Fault{Name: name, Title: title, Where: WhereGrant, act: act}
}

// Faults returns the table.
func Faults() []Fault { return slices.Clone(faults) }

// injected is a fault that is on.
type injected struct {
	Fault
	Injection
}

// Inject switches a fault on, in place of any other. It fails with
// setting-invalid when there is no such fault, or a number is out of range.
func (p *Platform) Inject(in Injection) error {
	if in.Delay == 0 {
		in.Delay = lookalike.DefaultDelay
	}
	i := slices.IndexFunc(faults, func(f Fault) bool { return f.Name == in.Fault })
	if i < 0 || in.Times < 0 || in.Delay < 0 || in.Delay > lookalike.MaxDelay || in.Status != 0 && (in.Status < 400 || in.Status > 599) {
		return lookalike.Unknown("fault", fmt.Sprintf("%+v", in))
	}
	p.fault.Set(injected{faults[i], in}, in.Times)
	return nil
}

// ClearFault switches the fault off.
func (p *Platform) ClearFault() { p.fault.Clear() }

// faulty stands before the platform and lets the fault that is on answer.
func (p *Platform) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		on, ok := p.fault.Take(func(on injected) bool { return r.Method == http.MethodPost && whereOf(r.URL.Path) == on.Where })
		switch {
		case !ok:
			next.ServeHTTP(w, r)
		case on.refusal != nil:
			answer := *on.refusal
			answer.status = cmp.Or(on.Status, answer.status)
			answer.write(w)
		case on.act(p, w, r, on.Delay):
			next.ServeHTTP(w, r)
		}
	})
}

// redirect leads to this platform again, where a client that follows is granted
// what it asks for: the record then shows that it does.
func redirect(_ *Platform, w http.ResponseWriter, r *http.Request, _ time.Duration) bool {
	if r.URL.Query().Has("again") {
		return true
	}
	w.Header().Set("Location", r.URL.Path+"?again=yes")
	w.WriteHeader(http.StatusTemporaryRedirect)
	return false
}

func slow(p *Platform, _ http.ResponseWriter, r *http.Request, delay time.Duration) bool {
	return p.server.Stall(r, delay)
}
