package httpx_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/httpx"
)

func TestEachRequestEndsAtItsOwnLimit(t *testing.T) {
	noEnvironment(t)
	synctest.Test(t, func(t *testing.T) {
		c := newClient(t, httpx.Options{Dial: silentDial})
		limits := []time.Duration{9 * time.Second, 3 * time.Second, 15 * time.Second, 3 * time.Second, 4 * time.Second}
		var all sync.WaitGroup
		for _, limit := range limits {
			all.Go(func() {
				reply, err := c.Do(t.Context(), httpx.Request{Op: "test", Method: http.MethodGet, URL: parse(t, "http://127.0.0.1/"), Timeout: limit})
				if !core.HasCode(err, finding.TimedOut) || !errors.Is(err, context.DeadlineExceeded) || reply.Took != limit {
					t.Errorf("limit %v: took %v, error %v", limit, reply.Took, err)
				}
			})
			time.Sleep(time.Second)
		}
		all.Wait()
	})
}

func TestAConnectionWaitsHalfAMinute(t *testing.T) {
	noEnvironment(t)
	synctest.Test(t, func(t *testing.T) {
		var dialled, closed int
		var mu sync.Mutex
		c := newClient(t, httpx.Options{Dial: func(context.Context, string, string) (net.Conn, error) {
			client, server := net.Pipe()
			dialled++
			go func() {
				answerAll(server)
				mu.Lock()
				closed++
				mu.Unlock()
			}()
			return client, nil
		}})
		get := func() {
			t.Helper()
			if _, err := c.Do(t.Context(), httpx.Request{Op: "test", Method: http.MethodGet, URL: parse(t, "http://127.0.0.1/")}); err != nil {
				t.Fatal(err)
			}
		}
		want := func(wantDialled, wantClosed int) {
			t.Helper()
			synctest.Wait()
			mu.Lock()
			defer mu.Unlock()
			if dialled != wantDialled || closed != wantClosed {
				t.Errorf("%d dialled, %d closed, want %d and %d", dialled, closed, wantDialled, wantClosed)
			}
		}
		get()
		time.Sleep(29 * time.Second)
		get() // on the same connection, which then waits anew
		want(1, 0)
		time.Sleep(29 * time.Second)
		want(1, 0)
		time.Sleep(time.Second)
		want(1, 1)
		get()
		want(2, 1)
		time.Sleep(31 * time.Second)
		want(2, 2)
	})
}

// answerAll answers each request on the connection until it is closed.
func answerAll(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	in := bufio.NewReader(conn)
	for {
		if _, err := http.ReadRequest(in); err != nil {
			return
		}
		if _, err := io.WriteString(conn, "HTTP/1.1 204 No Content\r\n\r\n"); err != nil {
			return
		}
	}
}
