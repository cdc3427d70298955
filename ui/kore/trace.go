package kore

import (
	"slices"
	"sync"

	"github.com/sureline/sureline/core/kore/sts"
)

// traceLimit is how many requests the window keeps; the log of sureline-sts is
// for more.
const traceLimit = 100

// trace is what the window knows of the requests that came in.
type trace struct {
	events          []sts.Event // the newest first
	signed, refused int
	// version is the number of requests.
	version int
}

// recorder gathers the requests of the running service, from many goroutines, so
// that the window looks at them once a second however many there are.
type recorder struct {
	mu    sync.Mutex
	trace trace // the newest last
}

func (r *recorder) add(e sts.Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := &r.trace
	t.version++
	switch e.Verdict {
	case sts.Signed:
		t.signed++
	case sts.Refused:
		t.refused++
	case sts.Preflight:
	}
	t.events = append(t.events, e)
	if len(t.events) > traceLimit {
		t.events = slices.Delete(t.events, 0, len(t.events)-traceLimit)
	}
}

// since returns the trace, and false when nothing has come since the version.
func (r *recorder) since(version int) (trace, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.trace.version == version {
		return trace{}, false
	}
	t := r.trace
	t.events = slices.Clone(t.events)
	slices.Reverse(t.events)
	return t, true
}
