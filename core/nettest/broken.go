package nettest

import (
	"bufio"
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// Raw serves each connection with the function, on loopback, and returns the
// host and port. The connection is closed when the function returns, and at the
// end of the test.
func Raw(t testing.TB, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var (
		mu   sync.Mutex
		open = map[net.Conn]bool{}
		done sync.WaitGroup
	)
	done.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			open[conn] = true
			mu.Unlock()
			done.Go(func() {
				serve(conn)
				_ = conn.Close()
			})
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		mu.Lock()
		for conn := range open {
			_ = conn.Close()
		}
		mu.Unlock()
		done.Wait()
	})
	return listener.Addr().String()
}

// Refused returns a host and port on which nothing listens.
func Refused(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// Stall takes connections, sends the text once a request has come, and then
// says nothing more until the client gives up.
func Stall(t testing.TB, text string) string {
	t.Helper()
	return Raw(t, func(conn net.Conn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, text)
		_, _ = io.Copy(io.Discard, conn)
	})
}

// StallSilently takes connections and answers nothing at all, not even the first
// step of a secure connection.
func StallSilently(t testing.TB) string {
	t.Helper()
	return Raw(t, func(conn net.Conn) { _, _ = io.Copy(io.Discard, conn) })
}

// StallSecurely makes the secure connection and then says nothing more.
func StallSecurely(t testing.TB, cert tls.Certificate) string {
	t.Helper()
	return Raw(t, func(conn net.Conn) {
		secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12})
		_, _ = io.Copy(io.Discard, secure)
	})
}

// Cut sends the text once a request has come, and closes the connection in good
// order.
func Cut(t testing.TB, text string) string {
	t.Helper()
	return Raw(t, func(conn net.Conn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, text)
	})
}

// Reset sends the text once a request has come, and resets the connection.
func Reset(t testing.TB, text string) string {
	t.Helper()
	return Raw(t, func(conn net.Conn) {
		readRequest(conn)
		_, _ = io.WriteString(conn, text)
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetLinger(0) // discards and sends RST
		}
	})
}

// readRequest reads one request with its body.
func readRequest(conn net.Conn) {
	if r, err := http.ReadRequest(bufio.NewReader(conn)); err == nil {
		_, _ = io.Copy(io.Discard, r.Body)
	}
}

// Page is a web page as a login page or a filter sends it.
const Page = "<!DOCTYPE html>\n<html><head><title>Welcome to Hotel Wi-Fi</title></head><body>Please sign in.</body></html>\n"

// LoginPage answers everything with Page and the status.
func LoginPage(status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.WriteHeader(status)
		_, _ = io.WriteString(w, Page)
	})
}

// RedirectTo answers everything with a redirect.
func RedirectTo(location string, status int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", location)
		w.WriteHeader(status)
		_, _ = io.Copy(w, strings.NewReader(Page))
	})
}

// StallWithOldTLS offers nothing newer than TLS 1.1.
func StallWithOldTLS(t testing.TB, cert tls.Certificate) string {
	t.Helper()
	return Raw(t, func(conn net.Conn) {
		secure := tls.Server(conn, &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11})
		_, _ = io.Copy(io.Discard, secure)
	})
}

// ServeTLS serves the handler over TLS on loopback and returns host and port.
func ServeTLS(t testing.TB, cert tls.Certificate, h http.Handler) string {
	t.Helper()
	server := httptest.NewUnstartedServer(h)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(func() {
		server.CloseClientConnections()
		server.Close()
	})
	return server.Listener.Addr().String()
}
