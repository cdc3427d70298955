package httpx

import (
	"context"
	"sync"
	"time"
)

// keepIdle is how long a connection waits for another request; platforms and
// the boxes on the way forget connections soon after.
const keepIdle = 30 * time.Second

// watch ends requests that last too long, and closes connections that nobody
// uses any more. One timer serves all requests of a client, and mostly strikes
// after they have long ended: setting one for each request, and another for its
// connection, would each time wake the thread that waits for the network, which
// takes longer than all else that a client adds to a request.
type watch struct {
	closeIdle func()

	mu      sync.Mutex
	running map[*watched]struct{}
	timer   *time.Timer
	// due is when the timer strikes; zero for not at all. It is never later than
	// the end of a request.
	due time.Time
	// used is when the last request ended.
	used time.Time
}

// watched is a request under way.
type watched struct {
	ctx    context.Context
	ends   time.Time
	cancel context.CancelCauseFunc
}

// begin watches a request, whose context ends after the limit with the cause
// context.DeadlineExceeded. It must be given to end.
func (w *watch) begin(ctx context.Context, limit time.Duration) *watched {
	now := time.Now()
	r := &watched{ends: now.Add(limit)}
	r.ctx, r.cancel = context.WithCancelCause(ctx)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.closeStale(now)
	w.running[r] = struct{}{}
	w.strikeBy(r.ends)
	return r
}

func (w *watch) end(r *watched) {
	r.cancel(nil)
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.running, r)
	w.used = time.Now()
}

// strikeBy sets the timer unless it strikes soon enough.
func (w *watch) strikeBy(t time.Time) {
	if !w.due.IsZero() && !t.Before(w.due) {
		return
	}
	if w.timer != nil {
		w.timer.Stop()
	}
	w.due = t
	w.timer = time.AfterFunc(time.Until(t), w.strike)
}

// strike ends the requests whose time is up. It may come once too often, when
// the timer was set anew as it struck.
func (w *watch) strike() {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	w.due = time.Time{}
	for r := range w.running {
		if r.ends.After(now) {
			w.strikeBy(r.ends)
			continue
		}
		r.cancel(context.DeadlineExceeded)
		delete(w.running, r)
	}
	if len(w.running) == 0 && !w.closeStale(now) {
		w.strikeBy(w.used.Add(keepIdle))
	}
}

// closeStale closes the connections that have waited too long, and reports
// whether they had. It goes by the wall clock: the other one may stand still
// while the computer sleeps.
func (w *watch) closeStale(now time.Time) bool {
	if len(w.running) > 0 || now.Round(0).Sub(w.used.Round(0)) < keepIdle {
		return false
	}
	w.closeIdle()
	return true
}
