//go:build !linux && !darwin && !windows

package boottime

import "time"

// Nothing is known of other systems: the count starts with the program, and
// whoever compares readings takes each start for a start of the computer.
var start = time.Now()

func sinceBoot() time.Duration { return time.Since(start) }

func bootID() string { return start.Format(time.RFC3339Nano) }
