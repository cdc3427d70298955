// Package worker owns everything in the window that does not happen on the UI
// thread. It is the only package under ui that starts goroutines or calls
// fyne.Do (core/internal/archtest holds the others to it). It imports core and Fyne.
//
// The shape of all work is snapshot, work, apply: read the widgets, start work
// that touches none, and change widgets only in apply, which runs on the UI
// thread and never for work that was replaced.
package worker

import (
	"context"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Backend is where work runs, and how its results come back.
type Backend interface {
	// Spawn runs f off the UI thread.
	Spawn(f func())
	// Dispatch queues f for the UI thread and returns at once.
	Dispatch(f func())
	// Every calls f off the UI thread once per interval until stopped. The
	// caller does not rely on stop waiting for a running f.
	Every(interval time.Duration, f func()) (stop func())
	Now() time.Time
}

// Worker runs work for one window. It is safe for concurrent use.
type Worker struct {
	backend Backend
	ctx     context.Context
	end     context.CancelFunc
}

// New returns a Worker on the backend (Real for the window, uitest.Loop for
// tests).
func New(b Backend) *Worker {
	ctx, end := context.WithCancel(context.Background())
	return &Worker{backend: b, ctx: ctx, end: end}
}

// Close cancels all work and ticks and returns at once. Nothing is applied
// after it was called on the UI thread.
func (w *Worker) Close() { w.end() }

// Now returns the backend's time.
func (w *Worker) Now() time.Time { return w.backend.Now() }

// Do queues f for the UI thread; it may be called from anywhere. It is dropped
// when the Worker is closed.
func (w *Worker) Do(f func()) {
	w.backend.Dispatch(func() {
		if w.ctx.Err() == nil {
			f()
		}
	})
}

// Every calls tick on the UI thread once per interval until stop is called or
// the Worker is closed. Call stop on the UI thread: no tick comes after it.
func (w *Worker) Every(interval time.Duration, tick func()) (stop func()) {
	ctx, end := context.WithCancel(w.ctx)
	halt := sync.OnceFunc(w.backend.Every(interval, func() {
		if ctx.Err() != nil {
			return
		}
		w.Do(func() {
			if ctx.Err() == nil {
				tick()
			}
		})
	}))
	context.AfterFunc(ctx, halt) // for Close
	return func() {
		end()
		halt()
	}
}

// Slot is a place for one piece of work at a time: starting another cancels
// the one before and drops its result. Make one per thing that can be asked
// for again, such as "the check of the field".
type Slot struct {
	w      *Worker
	mu     sync.Mutex
	seq    uint64
	cancel context.CancelFunc
}

// Slot returns a new Slot.
func (w *Worker) Slot() *Slot { return &Slot{w: w, cancel: func() {}} }

// Cancel asks the running work to stop. What it returns is still applied, so
// that the screen can say "cancelled".
func (s *Slot) Cancel() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
}

// Drop cancels the running work, and what it returns is not applied.
func (s *Slot) Drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	s.seq++
}

// claim cancels the work before and returns the context and number of a new one.
func (s *Slot) claim(limit time.Duration) (context.Context, context.CancelFunc, uint64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cancel()
	s.seq++
	ctx, cancel := context.WithTimeout(s.w.ctx, limit)
	s.cancel = cancel
	return ctx, cancel, s.seq
}

func (s *Slot) current(seq uint64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seq == seq
}

// Run starts work in the slot, off the UI thread, for at most limit, and hands
// what it returns to apply on the UI thread. The work must return soon after
// its context ends. A panic in it reaches apply as the finding "internal".
func Run[T any](s *Slot, limit time.Duration, work func(ctx context.Context) (T, error), apply func(T, error)) {
	ctx, cancel, seq := s.claim(limit)
	task := &task{slot: s, seq: seq}
	s.w.backend.Spawn(func() {
		defer cancel()
		result, err := guard(context.WithValue(ctx, taskKey{}, task), work)
		task.post(func() { apply(result, err) })
	})
}

// guard turns a panic into an error: one broken answer must not close the
// window and lose what was typed. The panic's value may hold anything, so it is
// kept out of the finding.
func guard[T any](ctx context.Context, work func(context.Context) (T, error)) (result T, err error) {
	defer func() {
		if recover() != nil {
			err = core.Fail("background work", finding.New(finding.Internal), nil)
		}
	}()
	return work(ctx)
}

type taskKey struct{}

// task is one run in a slot.
type task struct {
	slot *Slot
	seq  uint64
}

// post queues f for the UI thread; it is dropped when the task was replaced
// meanwhile.
func (t *task) post(f func()) {
	t.slot.w.Do(func() {
		if t.slot.current(t.seq) {
			f()
		}
	})
}

// Post queues f for the UI thread in order with the result, for progress; work
// calls it with the context that it was given. It is dropped when the work was
// replaced.
func Post(ctx context.Context, f func()) {
	if t, ok := ctx.Value(taskKey{}).(*task); ok {
		t.post(f)
	}
}
