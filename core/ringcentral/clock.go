package ringcentral

import (
	"fmt"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// clockTolerance is how far two clocks may differ without a word.
const clockTolerance = 5 * time.Minute

// ClockFinding compares the answer's Date with this computer's clock and returns
// clock-wrong when they differ by more than five minutes. It says false for a
// call without an answer or without a Date.
func ClockFinding(call core.Call) (core.Finding, bool) {
	if call.Date.IsZero() || call.At.IsZero() {
		return core.Finding{}, false
	}
	// The answer was written between At and the end of the call.
	ahead := call.At.Sub(call.Date)
	if ahead < 0 {
		ahead = min(0, ahead+time.Duration(call.DurationMS)*time.Millisecond)
	}
	if ahead.Abs() <= clockTolerance {
		return core.Finding{}, false
	}
	variant := "ahead"
	if ahead < 0 {
		variant = "behind"
	}
	f := finding.New(finding.ClockWrong, finding.Args{"difference": finding.Roughly(ahead.Abs()), "variant": variant})
	return finding.WithDetail(f, map[string]string{
		"this_computer": call.At.UTC().Format(time.RFC3339),
		"platform":      call.Date.UTC().Format(time.RFC3339),
		"seconds_ahead": fmt.Sprint(int64(ahead.Seconds())),
	}), true
}
