package onboard

import (
	"context"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
)

// callTTL is how long an access token has to last for a call of our own, so that
// it never runs into the end.
const callTTL = time.Minute

// exchanged is what one token exchange gave, with the requests it made.
type exchanged struct {
	grant core.Grant
	calls []core.Call
}

// flight is the way to a token that is under way, and those who wait for it.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int
	result  exchanged
	err     error
}

// want says which access token somebody wants of a connection.
type want struct {
	id string
	// fresh gives up the one that there is.
	fresh bool
	// ttl is how long it has to last at least.
	ttl time.Duration
}

// tokens keeps the access tokens of connections in memory, and sees to it that all
// in this program who want one at the same time share one flight: the platform
// allows about five exchanges a minute and five sessions per user and app.
// shared.go sees to the other programs.
type tokens struct {
	now     func() time.Time
	mu      sync.Mutex
	grants  map[string]core.Grant
	flights map[want]*flight
}

func newTokens(now func() time.Time) *tokens {
	return &tokens{now: now, grants: map[string]core.Grant{}, flights: map[want]*flight{}}
}

// held returns the live token of the connection.
func (t *tokens) held(id string) (core.Grant, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.live(id, callTTL)
}

func (t *tokens) live(id string, ttl time.Duration) (core.Grant, bool) {
	g := t.grants[id]
	if !g.Lasts(ttl, t.now()) {
		return core.Grant{}, false
	}
	return g, true
}

// keep holds the token for the connection.
func (t *tokens) keep(id string, g core.Grant) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.grants[id] = g
}

// drop forgets the token of the connection; an exchange under way still answers
// those who wait, but its token is not held.
func (t *tokens) drop(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.grants, id)
	for w := range t.flights {
		if w.id == id {
			delete(t.flights, w)
		}
	}
}

// reject forgets the token if it is still the one that the platform refused:
// of ten callers that are refused at once, only one exchange may follow.
func (t *tokens) reject(id string, refused core.Grant) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.grants[id].AccessToken.Equal(refused.AccessToken) {
		delete(t.grants, id)
	}
}

// get returns the token of the connection: the held one unless a fresh one is
// wanted, that of a flight under way, or that of a new one. The end of one caller's
// context leaves the flight to the others; the last one's end cancels it.
func (t *tokens) get(ctx context.Context, w want, obtain func(context.Context) (exchanged, error)) (exchanged, error) {
	if err := ctx.Err(); err != nil {
		return exchanged{}, wrap("token exchange", err)
	}
	t.mu.Lock()
	if g, ok := t.live(w.id, w.ttl); ok && !w.fresh {
		t.mu.Unlock()
		return exchanged{grant: g}, nil
	}
	f := t.flights[w]
	if f == nil {
		f = t.start(ctx, w, obtain)
	}
	f.waiters++
	t.mu.Unlock()

	select {
	case <-f.done:
		return f.result, f.err
	case <-ctx.Done():
		return t.leave(ctx, w, f)
	}
}

// start begins a flight that outlives the context of the caller who asked first.
// The lock is held.
func (t *tokens) start(ctx context.Context, w want, obtain func(context.Context) (exchanged, error)) *flight {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), cancel: cancel}
	t.flights[w] = f
	go func() {
		defer cancel()
		result, err := obtain(own)
		t.mu.Lock()
		defer t.mu.Unlock()
		f.result, f.err = result, err
		if t.flights[w] == f {
			delete(t.flights, w)
			if err == nil {
				t.grants[w.id] = result.grant
			}
		}
		close(f.done)
	}()
	return f
}

// leave is what a caller does whose context ended. The last one cancels the
// exchange and waits for its end, to tell which requests were made.
func (t *tokens) leave(ctx context.Context, w want, f *flight) (exchanged, error) {
	t.mu.Lock()
	f.waiters--
	last := f.waiters == 0
	if last && t.flights[w] == f {
		delete(t.flights, w)
	}
	t.mu.Unlock()
	if !last {
		return exchanged{}, wrap("token exchange", ctx.Err())
	}
	f.cancel()
	<-f.done
	if f.err == nil {
		return f.result, wrap("token exchange", ctx.Err())
	}
	return f.result, f.err
}
