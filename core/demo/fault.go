package demo

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
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

type action = lookalike.Action[*Platform]

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

var faults = slices.Concat(exchangeFaults, callFaults, busyFaults, networkFaults)

// Faults returns the table, in the order of the page.
func Faults() []Fault { return slices.Clone(faults) }

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

// injected is a fault that is on.
type injected struct {
	Fault
	Injection
}

// Inject switches a fault on, in place of any other. It fails like SetFault.
func (p *Platform) Inject(in Injection) error {
	f, ok := FaultNamed(in.Fault)
	in.Shape, in.Where = cmp.Or(in.Shape, ShapeUsual), cmp.Or(in.Where, f.Where)
	if in.Delay <= 0 {
		in.Delay = lookalike.DefaultDelay
	}
	switch {
	case !ok:
		return badInjection("fault", in.Fault)
	case !slices.Contains(Shapes, in.Shape):
		return badInjection("shape", string(in.Shape))
	case !slices.Contains(Wheres, in.Where):
		return badInjection("where", string(in.Where))
	case in.Times < 0 || in.Delay > lookalike.MaxDelay:
		return badInjection("times or delay", fmt.Sprint(in.Times, " ", in.Delay))
	}
	p.fault.Set(injected{f, in}, in.Times)
	return nil
}

func badInjection(setting, value string) error {
	return lookalike.Unknown(setting, value)
}

// ClearFault switches the fault off.
func (p *Platform) ClearFault() { p.fault.Clear() }

// Injected returns the fault that is on, if one is, with the times that are left.
func (p *Platform) Injected() (Injection, bool) {
	on, left, ok := p.fault.On()
	on.Times = left
	return on.Injection, ok
}

// Reset ends all sessions, forgets used limits, and switches the fault off.
// Credentials stay.
func (p *Platform) Reset() {
	p.fault.Clear()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sessions, p.limits = sessions{}, limiter{}
}

// faulty stands before the platform and lets the fault that is on answer.
func (p *Platform) faulty(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		place := whereOf(r.URL.Path)
		on, ok := p.fault.Take(func(on injected) bool { return place != "" && on.Injection.Where.covers(place) })
		switch {
		case !ok:
			next.ServeHTTP(w, r)
		case on.refusal != nil:
			on.Shape.write(w, on.refusal.at(place))
		case on.act(p, w, r, on.Delay):
			next.ServeHTTP(w, r)
		}
	})
}
