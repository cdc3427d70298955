package nettest

import (
	"context"
	"net"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// NoSuchName returns a resolver whose name server says of every name that it
// does not exist.
func NoSuchName(t testing.TB) *net.Resolver {
	t.Helper()
	return resolver(t, func(query dnsmessage.Message) *dnsmessage.Message {
		return &dnsmessage.Message{
			Header:    dnsmessage.Header{ID: query.ID, Response: true, RCode: dnsmessage.RCodeNameError},
			Questions: query.Questions,
		}
	})
}

// SilentNameServer returns a resolver whose name server never answers.
func SilentNameServer(t testing.TB) *net.Resolver {
	t.Helper()
	return resolver(t, func(dnsmessage.Message) *dnsmessage.Message { return nil })
}

// NoNameServer returns a resolver whose name server cannot be reached.
func NoNameServer(t testing.TB) *net.Resolver {
	t.Helper()
	address := Refused(t)
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "tcp", address)
	}}
}

func resolver(t testing.TB, answer func(dnsmessage.Message) *dnsmessage.Message) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go serveNames(conn, answer)
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// serveNames answers queries until the socket closes.
func serveNames(conn net.PacketConn, answer func(dnsmessage.Message) *dnsmessage.Message) {
	buffer := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var query dnsmessage.Message
		if query.Unpack(buffer[:n]) != nil {
			continue
		}
		query.Additionals = nil
		if reply := answer(query); reply != nil {
			if wire, err := reply.Pack(); err == nil {
				_, _ = conn.WriteTo(wire, from)
			}
		}
	}
}
