package testpanel

import (
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
)

// activity is what the panel is busy with.
type activity int

const (
	idle activity = iota
	calling
	endingSession
)

// state is all that the panel knows beside what stands in its path field.
type state struct {
	connection core.Connection
	doing      activity
	since      time.Time
	// called is the path of the call that runs, or whose answer is shown.
	called string
	answer *answer
	// session is what came of ending it; nil when nobody has.
	session *core.Finding
	// offer is true when there is a session that can be ended.
	offer bool
	// retryAt is when the platform may be asked again; zero for at once.
	retryAt time.Time
}

// answer is what a call leaves to show; made off the UI thread.
type answer struct {
	result onboard.CallResult
	body   body
}

func (s state) waitLeft(now time.Time) time.Duration {
	if s.retryAt.IsZero() {
		return 0
	}
	return max(s.retryAt.Sub(now), 0)
}

// mayCall reports whether a request may be sent now.
func (s state) mayCall(now time.Time) bool { return s.doing == idle && s.waitLeft(now) == 0 }
