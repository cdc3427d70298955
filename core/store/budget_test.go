package store_test

import (
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/boottime"
	"github.com/sureline/sureline/core/store"
)

// clocks are the two clocks of a computer that was started an hour ago.
type clocks struct {
	wall  time.Time
	since time.Duration
	boot  string
}

func newClocks() *clocks { return &clocks{wall: noon, since: time.Hour, boot: "first"} }

func (c *clocks) now() boottime.Reading {
	return boottime.Reading{Wall: c.wall, SinceBoot: c.since, Boot: c.boot}
}

// pass lets time go by on both clocks.
func (c *clocks) pass(d time.Duration) { c.wall, c.since = c.wall.Add(d), c.since+d }

// restart starts the computer, which was off for so long.
func (c *clocks) restart(boot string, off time.Duration) {
	c.wall, c.since, c.boot = c.wall.Add(off), 0, boot
}

func openAt(t *testing.T, clock *clocks, dir, userDir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, UserDir: userDir, Clock: clock.now})
	must(t, err)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func app(clientID string) core.Profile {
	p := acme()
	p.ClientID = clientID
	return p
}

// reserve asks for n requests and returns how many were granted, and the last
// wait.
func reserve(t *testing.T, s *store.Store, p core.Profile, n int) (granted int, wait time.Duration) {
	t.Helper()
	for range n {
		var err error
		wait, err = s.ReserveAuth(t.Context(), p)
		must(t, err)
		if wait == 0 {
			granted++
		}
	}
	return granted, wait
}

func TestReserveAuth(t *testing.T) {
	const s = time.Second
	type step struct {
		after   time.Duration // since the step before, on both clocks
		jump    time.Duration // of the wall clock alone
		boot    string        // the computer was started again
		off     time.Duration // after it was off for so long
		penalty time.Duration // PenaliseAuth in place of a reservation
		client  string
		want    time.Duration
	}
	five := func(more ...step) []step {
		return append([]step{{}, {after: s}, {after: s}, {after: s}, {after: s}}, more...)
	}
	for name, steps := range map[string][]step{
		"the sixth waits for the first to be a minute old": five(step{after: 6 * s, want: 50 * s}),
		"a refusal counts nothing":                         five(step{after: 55 * s, want: s}, step{after: s}, step{want: s}),
		"one millisecond before the minute":                five(step{after: 56*s - time.Millisecond, want: time.Millisecond}),
		"another client has a budget of its own":           five(step{client: "other"}),
		"penalty":                                          {{}, {after: s, penalty: 30 * s}, {after: s, want: 29 * s}, {after: 29 * s}},
		"a longer penalty stands":                          {{penalty: 40 * s}, {penalty: 10 * s}, {after: 20 * s, want: 20 * s}, {after: 20 * s}},
		"penalty and full window":                          five(step{penalty: 10 * s}, step{after: s, want: 55 * s}),
		"penalty without any request":                      {{penalty: 5 * s}, {want: 5 * s}},
		"penalty of one client":                            {{penalty: 5 * s}, {client: "other"}},
		"an absurd penalty is capped":                      {{penalty: 1000 * time.Hour}, {after: s, want: store.MaxPenalty - s}, {after: store.MaxPenalty - s}},
		"clock put back five minutes":                      five(step{jump: -5 * time.Minute, want: 56 * s}, step{after: 56 * s}),
		"clock put forward five":                           five(step{jump: 5 * time.Minute, want: 56 * s}, step{after: 56 * s}),
		"clock put forward 61 s":                           five(step{jump: 61 * s, want: 56 * s}),
		"to and fro":                                       five(step{jump: 5 * time.Minute, want: 56 * s}, step{jump: -5 * time.Minute, want: 56 * s}, step{jump: 61 * s, want: 56 * s}),
		"clock put back ten years":                         five(step{jump: -10 * 365 * 24 * time.Hour, after: 56 * s}),
		"penalty, clock put back":                          {{penalty: 30 * s}, {jump: -24 * time.Hour, want: 30 * s}, {after: 30 * s}},
		"penalty, clock put forward":                       {{penalty: 30 * s}, {jump: 24 * time.Hour, want: 30 * s}, {after: 30 * s}},
		"started again":                                    five(step{boot: "second", off: 20 * s, after: 10 * s, want: 46 * s}, step{after: 46 * s}),
		"started again, clock forward":                     five(step{boot: "second", jump: time.Hour, after: 10 * s, want: 46 * s}),
		"started again, clock back":                        five(step{boot: "second", jump: -time.Hour, after: 10 * s, want: 46 * s}, step{after: 46 * s}),
		"started, up longer than before":                   {{}, {}, {}, {}, {}, {boot: "second", after: 2 * time.Hour}},
		"a start that is not named":                        five(step{boot: "-", after: 10 * s, want: 46 * s}, step{after: 46 * s}),
		"penalty, started again":                           {{penalty: 30 * s}, {boot: "second", off: 5 * s, after: 5 * s, want: 20 * s}, {after: 20 * s}},
		"penalty, off over the weekend":                    {{penalty: time.Hour}, {boot: "second", off: 60 * time.Hour, after: s}},
		"penalty, started, clock back":                     {{penalty: 30 * s}, {boot: "second", jump: -time.Hour, after: 10 * s, want: 20 * s}},
	} {
		t.Run(name, func(t *testing.T) {
			clock := newClocks()
			db := openAt(t, clock, t.TempDir(), "")
			for i, step := range steps {
				switch step.boot {
				case "":
				case "-":
					clock.restart(clock.boot, step.off)
				default:
					clock.restart(step.boot, step.off)
				}
				clock.pass(step.after)
				clock.wall = clock.wall.Add(step.jump)
				p := app("client" + step.client)
				if step.penalty > 0 {
					must(t, db.PenaliseAuth(t.Context(), p, step.penalty))
					continue
				}
				if _, wait := reserve(t, db, p, 1); wait != step.want {
					t.Fatalf("step %d: wait %v, want %v", i, wait, step.want)
				}
			}
		})
	}
}

func TestBudgetIsSharedByAllStores(t *testing.T) {
	dir, clock := t.TempDir(), newClocks()
	stores := []*store.Store{openAt(t, clock, dir, ""), openAt(t, clock, dir, ""), openAt(t, clock, dir, "")}
	var granted atomic.Int32
	var group sync.WaitGroup
	for i := range 24 {
		group.Go(func() {
			wait, err := stores[i%len(stores)].ReserveAuth(t.Context(), acme())
			if err != nil {
				t.Error(err)
			} else if wait == 0 {
				granted.Add(1)
			}
		})
	}
	group.Wait()
	if granted.Load() != 5 {
		t.Errorf("%d requests were granted in one minute, want 5", granted.Load())
	}
}

func TestOneBudgetForAUserWhateverTheFolder(t *testing.T) {
	user, clock := t.TempDir(), newClocks()
	here := app("client")
	here.Server, here.TokenURL = "http://127.0.0.1:9", ""
	relay := app("relay")
	relay.TokenURL = "http://localhost:9/token" // it asks RingCentral in its turn
	for _, tt := range []struct {
		name   string
		p      core.Profile
		second int // granted in the second folder, after five in the first
	}{
		{"RingCentral", app("client"), 0},
		{"RingCentral behind a relay on this computer", relay, 0},
		{"a platform on this computer", here, 5},
	} {
		first, second := openAt(t, clock, t.TempDir(), user), openAt(t, clock, t.TempDir(), user)
		if n, _ := reserve(t, first, tt.p, 6); n != 5 {
			t.Errorf("%s: %d granted", tt.name, n)
		}
		if n, _ := reserve(t, second, tt.p, 6); n != tt.second {
			t.Errorf("%s: %d granted in another folder, want %d", tt.name, n, tt.second)
		}
		if n, _ := reserve(t, openAt(t, clock, t.TempDir(), t.TempDir()), tt.p, 5); n != 5 {
			t.Errorf("%s: another user was granted %d", tt.name, n)
		}
	}
}

func TestPenaltyReachesTheOtherFolder(t *testing.T) {
	user, clock := t.TempDir(), newClocks()
	must(t, openAt(t, clock, t.TempDir(), user).PenaliseAuth(t.Context(), acme(), time.Minute))
	if _, wait := reserve(t, openAt(t, clock, t.TempDir(), user), acme(), 1); wait != time.Minute {
		t.Errorf("wait %v, want a minute", wait)
	}
}

// An account without a home counts in its data folder.
func TestBudgetWithoutAHome(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(blocked, nil, 0o600))
	s := openAt(t, newClocks(), t.TempDir(), filepath.Join(blocked, "sureline"))
	if n, _ := reserve(t, s, acme(), 6); n != 5 {
		t.Errorf("%d granted, want 5", n)
	}
}

// A store that is only read makes no file outside its folder.
func TestBudgetIsOpenedWhenNeeded(t *testing.T) {
	user := filepath.Join(t.TempDir(), "user")
	s := openAt(t, newClocks(), t.TempDir(), user)
	_, err := s.Connections(t.Context())
	must(t, err)
	if _, err := os.Stat(user); !os.IsNotExist(err) {
		t.Errorf("the user's folder was made, %v", err)
	}
}

func TestOldRequestsAreForgotten(t *testing.T) {
	clock, dir := newClocks(), t.TempDir()
	s := openAt(t, clock, dir, "")
	for range 50 {
		reserve(t, s, acme(), 1)
		must(t, s.PenaliseAuth(t.Context(), app("other"), time.Second))
		clock.pass(20 * time.Second)
	}
	var requests, penalties int
	must(t, s.BudgetDB(dir).QueryRow("SELECT (SELECT count(*) FROM requests), (SELECT count(*) FROM penalties)").Scan(&requests, &penalties))
	if requests > 5 || penalties > 1 {
		t.Errorf("%d requests and %d penalties are kept", requests, penalties)
	}
}
