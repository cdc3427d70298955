package worker_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/worker"
)

func TestNothingIsAppliedBeforeTheUIThreadTakesIt(t *testing.T) {
	loop := uitest.NewLoop()
	slot := worker.New(loop).Slot()
	got := ""
	worker.Run(slot, time.Second,
		func(context.Context) (string, error) { return "done", nil },
		func(s string, _ error) { got = s })
	if loop.Work(); got != "" {
		t.Fatal("applied off the UI thread")
	}
	if loop.Drain(); got != "done" {
		t.Fatalf("got %q", got)
	}
}

func TestReplacedWorkIsCancelledAndItsResultDropped(t *testing.T) {
	loop := uitest.NewLoop()
	slot := worker.New(loop).Slot()
	var applied []int
	var first context.Context
	start := func(n int) {
		worker.Run(slot, time.Second, func(ctx context.Context) (int, error) {
			if n == 1 {
				first = ctx
			}
			worker.Post(ctx, func() { applied = append(applied, -n) })
			return n, nil
		}, func(n int, _ error) { applied = append(applied, n) })
	}
	start(1)
	loop.Work() // the first has its result under way
	start(2)
	loop.Settle()
	if len(applied) != 2 || applied[0] != -2 || applied[1] != 2 {
		t.Errorf("applied %v, want progress and result of the second only", applied)
	}
	if first.Err() == nil {
		t.Error("the first was not cancelled")
	}
}

func TestCancelAppliesAndDropDoesNot(t *testing.T) {
	for _, tc := range []struct {
		name string
		end  func(*worker.Slot)
		want bool
	}{{"cancel", (*worker.Slot).Cancel, true}, {"drop", (*worker.Slot).Drop, false}} {
		t.Run(tc.name, func(t *testing.T) {
			loop := uitest.NewLoop()
			slot := worker.New(loop).Slot()
			var got error
			worker.Run(slot, time.Second,
				func(ctx context.Context) (int, error) { return 0, ctx.Err() },
				func(_ int, err error) { got = err })
			tc.end(slot)
			loop.Settle()
			if (got != nil) != tc.want {
				t.Errorf("applied %v, want applied %v", got, tc.want)
			}
		})
	}
}

func TestClosedWorkerAppliesNothing(t *testing.T) {
	loop := uitest.NewLoop()
	w := worker.New(loop)
	applied := false
	worker.Run(w.Slot(), time.Second,
		func(context.Context) (int, error) { return 1, nil },
		func(int, error) { applied = true })
	stop := w.Every(time.Second, func() { applied = true })
	defer stop()
	loop.Work()
	w.Close()
	loop.Drain()
	loop.Advance(3 * time.Second)
	w.Do(func() { applied = true })
	loop.Drain()
	if applied {
		t.Error("applied after Close")
	}
}

func TestPanicBecomesAFindingWithoutItsText(t *testing.T) {
	loop := uitest.NewLoop()
	var got error
	worker.Run(worker.New(loop).Slot(), time.Second,
		func(context.Context) (int, error) { panic("canary-5b1f") },
		func(_ int, err error) { got = err })
	loop.Settle()
	if !core.HasCode(got, finding.Internal) {
		t.Fatalf("got %v, want the finding internal", got)
	}
	if e, ok := errors.AsType[*core.Error](got); !ok || e.Cause != nil {
		t.Error("the panic's value may hold a secret and must not travel on")
	}
}

func TestEveryTicksUntilStopped(t *testing.T) {
	loop := uitest.NewLoop()
	ticks := 0
	stop := worker.New(loop).Every(time.Second, func() { ticks++ })
	loop.Advance(2500 * time.Millisecond)
	stop()
	loop.Advance(5 * time.Second)
	if ticks != 2 {
		t.Errorf("%d ticks, want 2", ticks)
	}
}

// The rest uses goroutines and time as the window does, in a bubble of fake
// time: a server that never answers, and a Close that must not wait for it.

func TestLimitEndsWorkThatNeverAnswers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := make(chan func(), 10)
		w := worker.New(worker.WithDispatcher(func(f func()) { queue <- f }))
		defer w.Close()
		var got error
		start := time.Now()
		worker.Run(w.Slot(), 20*time.Second, blocked, func(_ int, err error) { got = err })
		(<-queue)()
		if !errors.Is(got, context.DeadlineExceeded) || time.Since(start) != 20*time.Second {
			t.Errorf("ended after %v with %v", time.Since(start), got)
		}
	})
}

func TestCloseDoesNotWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := worker.New(worker.WithDispatcher(func(f func()) { f() }))
		worker.Run(w.Slot(), time.Hour, func(ctx context.Context) (int, error) {
			<-ctx.Done()
			time.Sleep(time.Minute) // work that is slow to stop
			return 0, nil
		}, func(int, error) { t.Error("applied after Close") })
		stop := w.Every(time.Second, func() {})
		defer stop()
		start := time.Now()
		w.Close()
		if waited := time.Since(start); waited != 0 {
			t.Errorf("Close waited %v", waited)
		}
		time.Sleep(2 * time.Minute) // let the slow work end inside the bubble
	})
}

func TestRealTicks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		queue := make(chan func(), 10)
		w := worker.New(worker.WithDispatcher(func(f func()) { queue <- f }))
		ticks := 0
		stop := w.Every(time.Second, func() { ticks++ })
		(<-queue)()
		(<-queue)()
		if since := w.Now(); ticks != 2 || since.IsZero() {
			t.Errorf("%d ticks", ticks)
		}
		stop()
		w.Close()
	})
}

func blocked(ctx context.Context) (int, error) {
	<-ctx.Done()
	return 0, ctx.Err()
}
