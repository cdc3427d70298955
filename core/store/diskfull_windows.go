package store

import "syscall"

// isDiskFull knows ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL (winerror.h).
func isDiskFull(errno syscall.Errno) bool { return errno == 39 || errno == 112 }
