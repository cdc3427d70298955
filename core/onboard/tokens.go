package onboard

import (
	"context"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
)

// reuseMargin is how long before its end an access token is no longer used, so
// that a call never runs into the end.
const reuseMargin = 60 * time.Second

// exchanged is what one token exchange gave, with the requests it made.
type exchanged struct {
	grant core.Grant
	calls []core.Call
}

// flight is a token exchange that is under way and those who wait for it.
type flight struct {
	done    chan struct{}
	cancel  context.CancelFunc
	waiters int
	result  exchanged
	err     error
}

// tokens keeps the access tokens of connections, in memory only, and sees to it
// that all who want one at the same time share one exchange: the platform
// allows about five a minute and five sessions per user and app.
type tokens struct {
	now     func() time.Time
	mu      sync.Mutex
	grants  map[string]core.Grant
	flights map[string]*flight
}

func newTokens(now func() time.Time) *tokens {
	return &tokens{now: now, grants: map[string]core.Grant{}, flights: map[string]*flight{}}
}

// held returns the live token of the connection.
func (t *tokens) held(id string) (core.Grant, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.live(id)
}

func (t *tokens) live(id string) (core.Grant, bool) {
	g, ok := t.grants[id]
	if ok && !t.now().Before(g.ExpiresAt.Add(-reuseMargin)) {
		delete(t.grants, id)
		return core.Grant{}, false
	}
	return g, ok
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
	delete(t.flights, id)
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

// get returns the token of the connection: the held one unless fresh is set,
// that of an exchange under way, or that of a new one. The end of one caller's
// context leaves the exchange to the others; the last one's end cancels it.
func (t *tokens) get(ctx context.Context, id string, fresh bool,
	exchange func(context.Context) (exchanged, error),
) (exchanged, error) {
	if err := ctx.Err(); err != nil {
		return exchanged{}, wrap("token exchange", err)
	}
	t.mu.Lock()
	if g, ok := t.live(id); ok && !fresh {
		t.mu.Unlock()
		return exchanged{grant: g}, nil
	}
	f := t.flights[id]
	if f == nil {
		f = t.start(ctx, id, exchange)
	}
	f.waiters++
	t.mu.Unlock()

	select {
	case <-f.done:
		return f.result, f.err
	case <-ctx.Done():
		return t.leave(ctx, id, f)
	}
}

// start begins an exchange that outlives the context of the caller who asked
// first. The lock is held.
func (t *tokens) start(ctx context.Context, id string, exchange func(context.Context) (exchanged, error)) *flight {
	own, cancel := context.WithCancel(context.WithoutCancel(ctx))
	f := &flight{done: make(chan struct{}), cancel: cancel}
	t.flights[id] = f
	go func() {
		defer cancel()
		result, err := exchange(own)
		t.mu.Lock()
		defer t.mu.Unlock()
		f.result, f.err = result, err
		if t.flights[id] == f {
			delete(t.flights, id)
			if err == nil {
				t.grants[id] = result.grant
			}
		}
		close(f.done)
	}()
	return f
}

// leave is what a caller does whose context ended. The last one cancels the
// exchange and waits for its end, to tell which requests were made.
func (t *tokens) leave(ctx context.Context, id string, f *flight) (exchanged, error) {
	t.mu.Lock()
	f.waiters--
	last := f.waiters == 0
	if last && t.flights[id] == f {
		delete(t.flights, id)
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
