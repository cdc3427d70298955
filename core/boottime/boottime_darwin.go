package boottime

import (
	"sync"
	"time"

	"golang.org/x/sys/unix"
)

// CLOCK_MONOTONIC_RAW goes on while the computer sleeps, as
// mach_continuous_time does (clock_gettime(3) of macOS).
func sinceBoot() time.Duration {
	var t unix.Timespec
	if err := unix.ClockGettime(unix.CLOCK_MONOTONIC_RAW, &t); err != nil {
		return 0
	}
	return time.Duration(t.Nano())
}

// bootID is made at each start. Not kern.boottime: that follows the wall clock.
var bootID = sync.OnceValue(func() string {
	id, err := unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		return ""
	}
	return id
})
