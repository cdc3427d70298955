//go:build !windows

package store

import "syscall"

func isDiskFull(errno syscall.Errno) bool { return errno == syscall.ENOSPC || errno == syscall.EDQUOT }
