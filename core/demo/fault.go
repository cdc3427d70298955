package demo

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

// The places of a fault. Calls include the status call.
const (
	WhereExchange   Where = "exchange"
	WhereRevoke     Where = "revoke"
	WhereCalls      Where = "calls"
	WhereStatus     Where = "status"
	WhereKeys       Where = "keys"
	WhereEverything Where = "everything"
)

// Wheres lists the places, in the order of the page.
var Wheres = []Where{WhereExchange, WhereCalls, WhereStatus, WhereRevoke, WhereKeys, WhereEverything}

// whereOf returns the place of a request, "" for the console and the demo's own
// pages, which no fault hits.
func whereOf(path string) Where {
	switch {
	case path == core.TokenPath || path == relayPath:
		return WhereExchange
	case path == "/restapi/oauth/revoke":
		return WhereRevoke
	case path == "/restapi/oauth/jwks" || strings.HasPrefix(path, "/.well-known/"):
		return WhereKeys
	case path == "/restapi/v1.0/status":
		return WhereStatus
	case path == "/restapi" || strings.HasPrefix(path, "/restapi/"):
		return WhereCalls
	}
	return ""
}

func (w Where) covers(place Where) bool {
	return w == place || w == WhereEverything || w == WhereCalls && place == WhereStatus
}

// Fault is a row of the table of everything that can be made to go wrong.
type Fault struct {
	// Name is stable: a wire code in small letters, or what happens.
	Name string
	// Title says it on the page.
	Title string
	// Family is the heading under which the page shows it.
	Family string
	// Where is what it hits unless an Injection says otherwise.
	Where Where
	// Means is the finding that Sureline should make of it at Where, in the
	// usual shape; empty where that is left open or the request succeeds.
	Means core.Code

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
	// Shape is how an error answer is written; empty means ShapeUsual. Faults
	// that are not error answers have no shapes.
	Shape Shape
	// Where is what it hits; empty means the fault's own place.
	Where Where
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

var faults = slices.Concat(exchangeFaults, callFaults, busyFaults, wayFaults)

// Faults returns the table, in the order of the page.
func Faults() []Fault { return slices.Clone(faults) }

// FaultNames returns the names of all faults, in the order of the page.
func FaultNames() []string {
	names := make([]string, len(faults))
	for i, f := range faults {
		names[i] = f.Name
	}
	return names
}

// FaultNamed returns the row with the name.
func FaultNamed(name string) (Fault, bool) {
	return find(faults, func(f Fault) bool { return f.Name == name })
}

// Shaped reports whether the fault is an error answer, which has shapes.
func (f Fault) Shaped() bool { return f.refusal != nil }

// Code returns the wire code of an error answer; empty when it has none.
func (f Fault) Code() string {
	if f.refusal == nil {
		return ""
	}
	return f.refusal.code
}

// SetFault switches a fault on until cleared: "NAME", or "NAME/SHAPE". The
// empty name switches faults off. It fails with setting-invalid when there is
// no such fault or shape.
func (p *Platform) SetFault(name string) error {
	if name == "" {
		p.ClearFault()
		return nil
	}
	fault, shape, _ := strings.Cut(name, "/")
	return p.Inject(Injection{Fault: fault, Shape: Shape(shape)})
}

// Inject switches a fault on, in place of any other. It fails like SetFault.
func (p *Platform) Inject(in Injection) error {
	f, ok := FaultNamed(in.Fault)
	if !ok {
		return badInjection("fault", in.Fault)
	}
	if in.Shape == "" {
		in.Shape = ShapeUsual
	}
	if in.Where == "" {
		in.Where = f.Where
	}
	if in.Delay <= 0 {
		in.Delay = defaultDelay
	}
	switch {
	case !slices.Contains(Shapes, in.Shape):
		return badInjection("shape", string(in.Shape))
	case !slices.Contains(Wheres, in.Where):
		return badInjection("where", string(in.Where))
	case in.Times < 0 || in.Delay > maxDelay:
		return badInjection("times or delay", fmt.Sprint(in.Times, " ", in.Delay))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.injected = &in
	return nil
}

func badInjection(setting, value string) error {
	return core.Fail("switch a fault on", finding.NewSettingInvalid(setting, value, text.Sentence{Key: "reason.unknown_here"}), nil)
}

// ClearFault switches the fault off.
func (p *Platform) ClearFault() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.injected = nil
}

// Injected returns the fault that is on, if one is.
func (p *Platform) Injected() (Injection, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.injected == nil {
		return Injection{}, false
	}
	return *p.injected, true
}

// Reset ends all sessions, forgets used limits, and switches the fault off.
// Credentials stay.
func (p *Platform) Reset() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sessions, p.limits, p.injected = sessions{}, limiter{}, nil
}

// due returns the fault that this request meets, and counts it.
func (p *Platform) due(r *http.Request) (Fault, Injection, bool) {
	place := whereOf(r.URL.Path)
	p.mu.Lock()
	defer p.mu.Unlock()
	if place == "" || p.injected == nil || !p.injected.Where.covers(place) {
		return Fault{}, Injection{}, false
	}
	in := *p.injected
	if in.Times == 1 {
		p.injected = nil
	} else if in.Times > 1 {
		p.injected.Times--
	}
	f, ok := FaultNamed(in.Fault)
	return f, in, ok
}

// faulty stands before the platform and lets the fault that is on answer.
func (p *Platform) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, in, ok := p.due(r)
		switch {
		case !ok:
			next.ServeHTTP(w, r)
		case f.refusal != nil:
			in.Shape.write(w, f.refusal.at(whereOf(r.URL.Path)))
		case f.act(p, w, r, in.Delay):
			next.ServeHTTP(w, r)
		}
	})
}
