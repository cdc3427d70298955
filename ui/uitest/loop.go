// Package uitest owns what tests of the window share: a backend for the worker
// whose work and results wait until the test runs them, a window of the test
// driver with Sureline's theme, and ways to find things in it. Only tests
// import it.
package uitest

import (
	"slices"
	"sync"
	"time"
)

// Loop is a worker.Backend on which nothing happens by itself: spawned work
// waits for Work, results wait for Drain, and the clock moves by Advance. Work
// runs on the goroutine of the test, so a test is exact without sleeping.
type Loop struct {
	mu      sync.Mutex
	now     time.Time
	work    []func()
	results []func()
	tickers []*ticker
}

type ticker struct {
	interval time.Duration
	next     time.Time
	f        func()
}

// NewLoop returns a Loop whose clock stands at a fixed time.
func NewLoop() *Loop {
	return &Loop{now: time.Date(2026, time.March, 2, 9, 41, 0, 0, time.UTC)}
}

// Spawn queues f for Work.
func (l *Loop) Spawn(f func()) { l.push(&l.work, f) }

// Dispatch queues f for Drain.
func (l *Loop) Dispatch(f func()) { l.push(&l.results, f) }

// Now returns the time of the Loop's clock.
func (l *Loop) Now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.now
}

// Every calls f whenever Advance passes another interval.
func (l *Loop) Every(interval time.Duration, f func()) func() {
	l.mu.Lock()
	defer l.mu.Unlock()
	t := &ticker{interval: interval, next: l.now.Add(interval), f: f}
	l.tickers = append(l.tickers, t)
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.tickers = slices.DeleteFunc(l.tickers, func(o *ticker) bool { return o == t })
	}
}

// Work runs the spawned work, what it spawns included. Results wait.
func (l *Loop) Work() { l.drain(&l.work) }

// Drain applies the queued results, what they dispatch included.
func (l *Loop) Drain() { l.drain(&l.results) }

// Settle runs work and results until nothing is left.
func (l *Loop) Settle() {
	for l.Pending() > 0 {
		l.Work()
		l.Drain()
	}
}

// Pending returns how many pieces of work and results wait.
func (l *Loop) Pending() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.work) + len(l.results)
}

// Tickers returns how many tickers run, so that a test can see that a screen
// stopped its own.
func (l *Loop) Tickers() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.tickers)
}

// Advance moves the clock, in steps at which tickers fire, and drains.
func (l *Loop) Advance(d time.Duration) {
	end := l.Now().Add(d)
	for {
		f, ok := l.nextTick(end)
		if !ok {
			break
		}
		f()
		l.Drain()
	}
}

// nextTick moves the clock to the next tick not after end, else to end.
func (l *Loop) nextTick(end time.Time) (func(), bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var due *ticker
	for _, t := range l.tickers {
		if !t.next.After(end) && (due == nil || t.next.Before(due.next)) {
			due = t
		}
	}
	if due == nil {
		l.now = end
		return nil, false
	}
	l.now = due.next
	due.next = due.next.Add(due.interval)
	return due.f, true
}

func (l *Loop) push(queue *[]func(), f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	*queue = append(*queue, f)
}

func (l *Loop) drain(queue *[]func()) {
	for {
		l.mu.Lock()
		batch := *queue
		*queue = nil
		l.mu.Unlock()
		if len(batch) == 0 {
			return
		}
		for _, f := range batch {
			f()
		}
	}
}
