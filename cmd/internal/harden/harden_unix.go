//go:build unix

package harden

import "golang.org/x/sys/unix"

// noDump lowers the limit on the size of a dump to one byte: Linux obeys 0 only
// where the dump is a file, and 1 also where it is handed to a program such as
// systemd-coredump (fs/coredump.c). Only the soft limit, so that a program
// started by this one may raise it again.
func noDump() {
	var limit unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_CORE, &limit) != nil {
		return
	}
	limit.Cur = min(limit.Max, 1)
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &limit)
}
