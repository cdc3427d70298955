package keychain

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// outcome is what is left to do after the work of an operation succeeded.
// Either field may be nil.
type outcome struct {
	// commit runs when the caller is told of the success.
	commit func()
	// undo runs when the caller was told of a failure before.
	undo func()
}

// run does the work in its turn, in the background, with the limit. The work
// must end when its context does, but for a call into the keychain, which
// nothing can interrupt: then the caller goes, the one goroutine stays, and
// further operations wait for it.
func (k *Keychain) run(ctx context.Context, op string, work func(context.Context) (outcome, error)) error {
	start := time.Now()
	if ctx.Err() != nil {
		return k.ended(ctx, op, start)
	}
	k.wait(+1)
	defer k.wait(-1)
	limited, cancel := context.WithTimeout(ctx, k.limit)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
	case <-limited.Done():
		return k.ended(ctx, op, start)
	}

	// settled is set once, by whoever is first: the work that succeeded, or the
	// caller that goes.
	var settled atomic.Bool
	done := make(chan error, 1)
	go func() {
		defer func() { <-k.turn }()
		done <- k.work(limited, &settled, work)
	}()
	select {
	case err := <-done:
		if err != nil && limited.Err() != nil {
			return k.ended(ctx, op, start)
		}
		return k.fail(op, err)
	case <-limited.Done():
		if settled.CompareAndSwap(false, true) {
			return k.ended(ctx, op, start)
		}
		return nil
	}
}

// wait counts who waits for the keychain, and tells busy.
func (k *Keychain) wait(more int) {
	if k.busy == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	before := k.waiting > 0
	k.waiting += more
	if after := k.waiting > 0; after != before {
		k.busy(after)
	}
}

func (k *Keychain) work(ctx context.Context, settled *atomic.Bool, work func(context.Context) (outcome, error)) error {
	if err := k.backend.ready(ctx); err != nil {
		return err
	}
	out, err := work(ctx)
	if err != nil {
		return err
	}
	after := out.commit
	if !settled.CompareAndSwap(false, true) {
		after = out.undo
	}
	if after != nil {
		after()
	}
	return nil
}

// ended words the end of the context: by the user, or by a limit.
func (k *Keychain) ended(ctx context.Context, op string, start time.Time) error {
	if core.Cancelled(ctx) {
		return core.Fail(op, finding.New(finding.Cancelled), ctx.Err())
	}
	return core.Fail(op, finding.NewKeychainTimedOut(time.Since(start).Round(time.Second)), context.DeadlineExceeded)
}
