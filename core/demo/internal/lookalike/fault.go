package lookalike

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

const (
	// DefaultDelay is how long the slow answer takes unless something else is asked
	// for, at most MaxDelay.
	DefaultDelay = 5 * time.Second
	MaxDelay     = 2 * time.Minute
)

// Switch holds what is on, and for how many requests. The zero value is off; it is
// safe for concurrent use.
type Switch[T any] struct {
	mu   sync.Mutex
	on   *T
	left int // 0 means until cleared
}

// Set switches on, in place of anything else, for so many requests; 0 means until
// cleared.
func (s *Switch[T]) Set(fault T, times int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on, s.left = &fault, times
}

// Clear switches off.
func (s *Switch[T]) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.on = nil
}

// On returns what is on, and how many requests it will still hit.
func (s *Switch[T]) On() (fault T, left int, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.on == nil {
		return fault, 0, false
	}
	return *s.on, s.left, true
}

// Take returns what is on if it hits, and counts that.
func (s *Switch[T]) Take(hits func(T) bool) (fault T, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.on == nil || !hits(*s.on) {
		return fault, false
	}
	fault = *s.on
	if s.left--; s.left == 0 {
		s.on = nil
	}
	s.left = max(s.left, 0)
	return fault, true
}

// Action answers a request in its own way, or returns true to have it answered as
// if nothing were wrong.
type Action[P any] func(platform P, w http.ResponseWriter, r *http.Request, delay time.Duration) (proceed bool)

// Answering always answers the same.
func Answering[P any](status int, contentType, text string) Action[P] {
	return func(_ P, w http.ResponseWriter, _ *http.Request, _ time.Duration) bool {
		Write(w, status, contentType, []byte(text))
		return false
	}
}

// Oversized answers with 10 MB between the two texts. It makes them when asked: the
// window holds the table of faults too, and should not carry them for it.
func Oversized[P any](contentType, before, after string) Action[P] {
	return func(p P, w http.ResponseWriter, r *http.Request, d time.Duration) bool {
		return Answering[P](http.StatusOK, contentType, before+strings.Repeat("A", 10<<20)+after)(p, w, r, d)
	}
}

// Closed closes the connection without an answer; net/http logs nothing of it.
func Closed[P any](P, http.ResponseWriter, *http.Request, time.Duration) bool {
	panic(http.ErrAbortHandler)
}

// HostileText is a message that must never reach a terminal, a log or a window as
// is: an ANSI escape, a bell, right-to-left override, HTML, Markdown, and length.
var HostileText = "\x1b[31mRED\x1b[0m\a \u202eevil\u202c <script>alert(1)</script> <img src=x onerror=alert(1)> [link](javascript:x) \r\nSet-Cookie: a=b " + strings.Repeat("A", 8000)
