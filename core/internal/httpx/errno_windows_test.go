package httpx_test

import (
	"net"
	"os"
	"syscall"
)

// noRoute is what connecting says on a computer without a network
// (WSAENETUNREACH).
var noRoute = &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("connect", syscall.Errno(10051))}
