// Package boottime owns the clock that nobody sets: the time since the computer
// was started, which goes on while it sleeps and does not follow a step of the
// wall clock.
//
// It imports the standard library and golang.org/x/sys. All functions are safe
// for concurrent use.
package boottime

import "time"

// Reading is one look at both clocks.
type Reading struct {
	// Wall is the time of day, which users, time servers and daylight saving
	// set forward and back.
	Wall time.Time
	// SinceBoot is the time since the computer was started, sleep included.
	SinceBoot time.Duration
	// Boot names the start that SinceBoot counts from; empty where the system
	// does not tell.
	Boot string
}

// Now reads both clocks.
func Now() Reading {
	return Reading{Wall: time.Now(), SinceBoot: sinceBoot(), Boot: bootID()}
}
