//go:build !windows

package httpx

import "syscall"

// What the operating system says of a connection, by meaning.
var (
	refusedErrnos     = []syscall.Errno{syscall.ECONNREFUSED}
	blockedErrnos     = []syscall.Errno{syscall.EACCES, syscall.EPERM}
	unreachableErrnos = []syscall.Errno{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.EHOSTDOWN, syscall.EADDRNOTAVAIL}
	lostErrnos        = []syscall.Errno{syscall.ECONNRESET, syscall.ECONNABORTED, syscall.EPIPE, syscall.ENETRESET, syscall.ENOTCONN}
)
