package sts

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
)

// The bounds of what refusals may write, however many requests come. An operator
// sees the first ones of each kind in full, and how many more there were.
const (
	logWindow = time.Minute
	// linesAlike is how many refusals of one address a window shows that say the
	// same, and linesEach how many of one code.
	linesAlike = 10
	linesEach  = 60
	// linesInAll bounds the refusals that a window shows, of all addresses.
	linesInAll = 300
	// kindsInAll bounds the kinds that are counted one by one. The others share
	// one count for each code, of which there are about ten.
	kindsInAll = 100
)

// kind is what refusals have in common that are counted together. The zero
// address stands for all that are not counted one by one.
type kind struct {
	code    core.Code
	address netip.Addr
}

type tally struct {
	shown, hidden int
	// alike counts the shown ones that say the same.
	alike map[string]int
	// why is that of the last hidden one.
	why string
}

// sampler decides which refusals get a line of their own in the log. It is safe
// for concurrent use.
type sampler struct {
	log *slog.Logger
	now func() time.Time

	mu    sync.Mutex
	began time.Time   // of the window
	timer *time.Timer // ends the window; nil when there is none
	shown int
	kinds map[kind]*tally
}

// show reports whether the refusal gets a line; otherwise it is counted for the
// line that flush writes.
func (s *sampler) show(e Event) bool {
	address, _ := netip.ParseAddr(e.Address)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer == nil {
		s.began, s.shown, s.kinds = s.now(), 0, map[kind]*tally{}
		s.timer = time.AfterFunc(logWindow, s.flush)
	}
	k := kind{e.Code, addressKey(address)}
	if s.kinds[k] == nil && len(s.kinds) >= kindsInAll {
		k.address = netip.Addr{}
	}
	n := s.kinds[k]
	if n == nil {
		n = &tally{alike: map[string]int{}}
		s.kinds[k] = n
	}
	why := e.Why.String()
	if n.shown < linesEach && n.alike[why] < linesAlike && s.shown < linesInAll {
		n.alike[why]++
		n.shown++
		s.shown++
		return true
	}
	n.hidden++
	n.why = why
	return false
}

// flush ends the window, and writes how many refusals of each kind got no line.
func (s *sampler) flush() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer == nil {
		return
	}
	s.timer.Stop()
	s.timer = nil
	for k, n := range s.kinds {
		if n.hidden == 0 {
			continue
		}
		address := "many"
		if k.address.IsValid() {
			address = k.address.String()
		}
		s.log.LogAttrs(context.Background(), slog.LevelWarn, "more refused", slog.Int("count", n.hidden), slog.Time("since", s.began),
			slog.String("address", address), slog.String("code", string(k.code)), slog.String("last_why", n.why))
	}
}
