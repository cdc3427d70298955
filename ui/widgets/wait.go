package widgets

import (
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/worker"
)

// longestWait caps what an answer can make somebody wait for.
const longestWait = time.Hour

// RetryAfter returns how long the findings ask to wait; 0 when they do not.
func RetryAfter(findings []core.Finding) time.Duration {
	for _, f := range findings {
		if f.Wait > 0 {
			return min(f.Wait, longestWait)
		}
	}
	return 0
}

// CountDown has the button wait, and counts down on it until the time has come.
// The returned function ends the counting and frees the button.
func CountDown(w *worker.Worker, button *Button, label string, until time.Time) (stop func()) {
	var stopTick func()
	free := func() {
		stopTick()
		button.SetText(label)
		button.SetWaiting(false)
	}
	tick := func() {
		left := until.Sub(w.Now())
		if left <= 0 {
			free()
			return
		}
		button.SetText(lang.T("wait.button", lang.S{"name": label, "count": int((left + time.Second - 1) / time.Second)}))
	}
	stopTick = w.Every(time.Second, tick)
	button.SetWaiting(true)
	tick()
	return free
}
