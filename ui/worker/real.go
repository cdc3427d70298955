package worker

import (
	"time"

	"fyne.io/fyne/v2"
)

// Real returns the backend of a running window: goroutines, fyne.Do, and the
// computer's clock.
func Real() Backend { return WithDispatcher(fyne.Do) }

// WithDispatcher is Real with another way to the UI thread: dispatch queues f
// and returns at once. For tests.
func WithDispatcher(dispatch func(f func())) Backend { return real{dispatch: dispatch} }

type real struct{ dispatch func(func()) }

func (real) Spawn(f func())      { go f() }
func (r real) Dispatch(f func()) { r.dispatch(f) }
func (real) Now() time.Time      { return time.Now() }

func (real) Every(interval time.Duration, f func()) func() {
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(interval)
		defer ticker.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				f()
			}
		}
	}()
	return func() { close(done) }
}
