package sts

import (
	"context"
	"log/slog"
	"net/netip"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
)

// The bounds of what refusals may write, whoever knocks. An operator sees the
// first ones of each kind in full, and how many more there were.
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

// thinner decides which refusals get a line of their own in the log. It is safe
// for concurrent use.
type thinner struct {
	log *slog.Logger

	mu    sync.Mutex
	began time.Time // of the window; zero when there is none
	now   func() time.Time
	timer *time.Timer
	shown int
	kinds map[kind]*tally
}

func newThinner(log *slog.Logger, now func() time.Time) *thinner {
	return &thinner{log: log, now: now, kinds: map[kind]*tally{}}
}

// show reports whether the refusal gets a line; otherwise it is counted for the
// line that flush writes.
func (t *thinner) show(e Event) bool {
	address, _ := netip.ParseAddr(e.Address)
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.began.IsZero() {
		t.began = t.now()
		t.timer = time.AfterFunc(logWindow, t.flush)
	}
	k := kind{e.Code, addressKey(address)}
	n := t.kinds[k]
	if n == nil && len(t.kinds) >= kindsInAll {
		k.address = netip.Addr{}
		n = t.kinds[k]
	}
	if n == nil {
		n = &tally{alike: map[string]int{}}
		t.kinds[k] = n
	}
	if n.shown < linesEach && n.alike[e.Why] < linesAlike && t.shown < linesInAll {
		n.alike[e.Why]++
		n.shown++
		t.shown++
		return true
	}
	n.hidden++
	n.why = e.Why
	return false
}

// flush ends the window, and writes how many refusals of each kind got no line.
func (t *thinner) flush() {
	t.mu.Lock()
	kinds, began := t.kinds, t.began
	if t.timer != nil {
		t.timer.Stop()
	}
	t.kinds, t.shown, t.began, t.timer = map[kind]*tally{}, 0, time.Time{}, nil
	t.mu.Unlock()
	for k, n := range kinds {
		if n.hidden == 0 {
			continue
		}
		address := "many"
		if k.address.IsValid() {
			address = k.address.String()
		}
		t.log.LogAttrs(context.Background(), slog.LevelWarn, "more refused", slog.Int("count", n.hidden), slog.Time("since", began),
			slog.String("address", address), slog.String("code", string(k.code)), slog.String("last_why", n.why))
	}
}
