package finding

import (
	"fmt"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// clockTolerance is how far two clocks may differ without a word.
const clockTolerance = 5 * time.Minute

// Clock compares the answer's Date with this computer's clock and returns
// clock-wrong when they differ by more than five minutes. It says false for a
// call without an answer or without a Date.
func Clock(call core.Call) (core.Finding, bool) {
	ahead := ClockAhead(call)
	if ahead.Abs() <= clockTolerance {
		return core.Finding{}, false
	}
	variant := "ahead"
	if ahead < 0 {
		variant = "behind"
	}
	f := build(ClockWrong, variant, text.Slots{"difference": ahead.Abs().Round(time.Minute)})
	return WithDetail(f, map[string]string{
		"this_computer": call.At.UTC().Format(time.RFC3339),
		"platform":      call.Date.UTC().Format(time.RFC3339),
		"seconds_ahead": fmt.Sprint(int64(ahead.Seconds())),
	}), true
}

// ClockAhead returns how far this computer's clock is ahead of the one that wrote
// the answer's Date, which has whole seconds; negative when it is behind, and 0
// for a call without an answer or without a Date.
func ClockAhead(call core.Call) time.Duration {
	if call.Date.IsZero() || call.At.IsZero() {
		return 0
	}
	ahead := call.At.Sub(call.Date)
	if ahead < 0 {
		// The answer was written between At and the end of the call.
		ahead = min(0, ahead+time.Duration(call.DurationMS)*time.Millisecond)
	}
	return ahead
}
