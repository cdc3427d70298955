package nettest

import (
	"net"
	"strconv"
	"syscall"
	"testing"
)

// StallConnecting returns a host and port that drops every attempt to connect,
// as a firewall does: a listener that never accepts and whose queue is full.
func StallConnecting(t testing.TB) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	inet, ok := name.(*syscall.SockaddrInet4)
	if !ok {
		t.Fatalf("socket has the name %v", name)
	}
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(inet.Port))
	// A queue of length 0 still holds one connection.
	full, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = full.Close() })
	return address
}
