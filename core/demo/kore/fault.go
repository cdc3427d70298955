package koredemo

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
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

// action answers a request in its own way, or returns true to have it answered
// as if nothing were wrong.
type action func(p *Platform, w http.ResponseWriter, r *http.Request, delay time.Duration) (proceed bool)

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

const (
	defaultDelay = 5 * time.Second
	maxDelay     = 2 * time.Minute
)

// hostileText must never reach a terminal, a log or a window as it is.
var hostileText = "\x1b[31mRED\x1b[0m\a \u202eevil\u202c <img src=x onerror=alert(1)> \r\nSet-Cookie: a=b " + strings.Repeat("A", 8000)

var faults = []Fault{
	refusing("bad-signature", "wrong secret or algorithm", badSignature),
	refusing("unknown-client", "client ID unknown on this host", unknownClient),
	refusing("user-needed", "a known user is needed", userNeeded),
	refusing("jti-too-long", "lives longer than an hour with a JWT ID", jtiTooLong),
	refusing("jti-replayed", "JWT ID used before", jtiReplayed),
	refusing("code-word", "a code that is a word", refusal{status: http.StatusBadRequest, msg: "Invalid client", code: "INVALID_CLIENT"}),
	refusing("unknown-message", "a message that no document holds", refusal{status: http.StatusBadRequest, msg: "A message that no table holds", code: 4002}),
	refusing("hostile-message", "a message with control characters and markup", refusal{status: http.StatusUnauthorized, msg: hostileText, code: 401}),
	refusing("rate-limited", "too many requests", refusal{status: http.StatusTooManyRequests, msg: "Too many requests", code: 429, retryAfter: 2}),
	acting("unavailable", "a gateway's HTML page", answering(http.StatusServiceUnavailable, "text/html", "<html><body><h1>503 Service Unavailable</h1></body></html>")),
	acting("wrong-address", "the 404 page of some other server", answering(http.StatusNotFound, "text/html", "<html><body><h1>404 Not Found</h1></body></html>")),
	acting("not-json", "a page where JSON is due, as if all were well", answering(http.StatusOK, "text/html", "<html><title>Welcome to Guest WiFi</title></html>")),
	acting("no-access-token", "status 200 without an access token", answering(http.StatusOK, "application/json", `{"authorization":{"token_type":"bearer"},"userInfo":{}}`)),
	acting("cut-json", "JSON that stops early", answering(http.StatusOK, "application/json", `{"authorization":{"accessTok`)),
	acting("oversized", "an answer of 10 MB", oversized),
	acting("redirect", "a redirect that keeps the method", redirect),
	acting("closed", "closes without an answer", closed),
	acting("slow", "answers correctly, after some seconds", slow),
	{Name: "token-expired", Title: "access token expired", Where: WhereRTM, Message: tokenExpired.msg, refusal: &tokenExpired},
}

func refusing(name, title string, r refusal) Fault {
	return Fault{Name: name, Title: title, Where: WhereGrant, Message: r.msg, refusal: &r}
}

func acting(name, title string, act action) Fault {
	return Fault{Name: name, Title: title, Where: WhereGrant, act: act}
}

// Faults returns the table.
func Faults() []Fault { return slices.Clone(faults) }

// Inject switches a fault on, in place of any other. It fails with
// setting-invalid when there is no such fault, or a number is out of range.
func (p *Platform) Inject(in Injection) error {
	if in.Delay == 0 {
		in.Delay = defaultDelay
	}
	_, known := faultNamed(in.Fault)
	if !known || in.Times < 0 || in.Delay < 0 || in.Delay > maxDelay || in.Status != 0 && (in.Status < 400 || in.Status > 599) {
		f := finding.NewSettingInvalid("fault", fmt.Sprintf("%+v", in), text.Sentence{Key: "reason.unknown_here"})
		return core.Fail("switch a fault on", f, nil)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.injected = &in
	return nil
}

// ClearFault switches the fault off.
func (p *Platform) ClearFault() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.injected = nil
}

func faultNamed(name string) (Fault, bool) {
	i := slices.IndexFunc(faults, func(f Fault) bool { return f.Name == name })
	if i < 0 {
		return Fault{}, false
	}
	return faults[i], true
}

// due returns the fault that this request meets, and counts it.
func (p *Platform) due(r *http.Request) (f Fault, in Injection, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.injected == nil {
		return f, in, false
	}
	in = *p.injected
	f, _ = faultNamed(in.Fault)
	if r.Method != http.MethodPost || whereOf(r.URL.Path) != f.Where {
		return f, in, false
	}
	if in.Times == 1 {
		p.injected = nil
	} else if in.Times > 1 {
		p.injected.Times--
	}
	return f, in, true
}

// faulty stands before the platform and lets the fault that is on answer.
func (p *Platform) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, in, ok := p.due(r)
		switch {
		case !ok:
			next.ServeHTTP(w, r)
		case f.refusal != nil:
			answer := *f.refusal
			if in.Status != 0 {
				answer.status = in.Status
			}
			answer.write(w)
		case f.act(p, w, r, in.Delay):
			next.ServeHTTP(w, r)
		}
	})
}

func answering(status int, contentType, text string) action {
	return func(_ *Platform, w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = w.Write([]byte(text))
		return false
	}
}

// oversized makes its answer when asked: the window holds this table too, and
// should not carry ten megabytes for it.
func oversized(p *Platform, w http.ResponseWriter, r *http.Request, d time.Duration) bool {
	return answering(http.StatusOK, "application/json", `{"authorization":{"accessToken":"`+strings.Repeat("A", 10<<20)+`"}}`)(p, w, r, d)
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

func closed(*Platform, http.ResponseWriter, *http.Request, time.Duration) bool {
	panic(http.ErrAbortHandler) // net/http closes the connection and logs nothing
}

func slow(p *Platform, _ http.ResponseWriter, r *http.Request, delay time.Duration) bool {
	return p.server.Stall(r, delay)
}
