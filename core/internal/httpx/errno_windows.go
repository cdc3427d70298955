package httpx

import "syscall"

// What Windows Sockets says of a connection, by meaning. The syscall package's
// own ECONNREFUSED and the like are made up and never returned by the system;
// the numbers are those of winsock2.h.
var (
	refusedErrnos     = []syscall.Errno{10061}
	blockedErrnos     = []syscall.Errno{10013}
	unreachableErrnos = []syscall.Errno{10051, 10065, 10050, 10064, 10049}
	lostErrnos        = []syscall.Errno{10054, 10053, 10052, 10057, 10058, 109, 232}
)
