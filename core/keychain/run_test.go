package keychain

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// slow is a backend whose set waits for the gate, and which notes how many
// calls were in it at most at once.
type slow struct {
	*fake
	gate       chan struct{}
	busy, most int
}

func (s *slow) set(name, text string) error {
	if s.busy++; s.busy > s.most {
		s.most = s.busy
	}
	<-s.gate
	s.busy--
	return s.fake.set(name, text)
}

func newSlow(texts map[string]string) (*slow, *Keychain) {
	f := newFake()
	for name, text := range texts {
		f.texts[name] = text
	}
	s := &slow{fake: f, gate: make(chan struct{})}
	return s, newWith(s, Options{ItemLimit: testLimit})
}

func checkCode(t *testing.T, err error, want core.Code) {
	t.Helper()
	if !core.HasCode(err, want) {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestSetThatIsLateIsUndone(t *testing.T) {
	for name, texts := range map[string]map[string]string{"new": {}, "replaced": {item: "old"}} {
		for size, secret := range map[string]string{"short": "new", "long": shapes["long"]} {
			t.Run(name+" "+size, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					s, k := newSlow(texts)
					start := time.Now()
					err := k.Set(t.Context(), item, core.NewSecret(secret))
					checkCode(t, err, finding.KeychainTimedOut)
					if took := time.Since(start); took != DefaultLimit {
						t.Errorf("it took %v, want %v", took, DefaultLimit)
					}
					close(s.gate)
					synctest.Wait()
					got, err := k.Get(t.Context(), item)
					if old := texts[item]; old != "" {
						if err != nil || got.Reveal() != old {
							t.Errorf("get returns %q, %v, want the old secret", got.Reveal(), err)
						}
					} else {
						checkCode(t, err, finding.KeychainItemMissing)
					}
					if len(s.texts) != len(texts) {
						t.Errorf("%d items stay behind", len(s.texts)-len(texts))
					}
				})
			})
		}
	}
}

func TestCancelReturnsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := newSlow(nil)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		checkCode(t, k.Set(ctx, item, core.NewSecret("x")), finding.Cancelled)
		if took := time.Since(start); took != time.Second {
			t.Errorf("it took %v after the cancel", took-time.Second)
		}
		close(s.gate)
	})
}

func TestCancelledBeforeItBegins(t *testing.T) {
	s, k := newSlow(nil)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	checkCode(t, k.Set(ctx, item, core.NewSecret("x")), finding.Cancelled)
	if s.calls != 0 {
		t.Errorf("%d calls reached the keychain", s.calls)
	}
}

func TestCallersQueueBehindAStuckCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := newSlow(nil)
		results := make(chan error)
		for range 5 {
			go func() { results <- k.Set(t.Context(), item, core.NewSecret("x")) }()
		}
		for range 5 {
			checkCode(t, <-results, finding.KeychainTimedOut)
		}
		close(s.gate)
		synctest.Wait()
		if err := k.Set(t.Context(), item, core.NewSecret("y")); err != nil {
			t.Errorf("the keychain works again, but: %v", err)
		}
		if s.most != 1 {
			t.Errorf("%d calls were in the keychain at once, want 1", s.most)
		}
	})
}

func TestCallersDeadlineIsATimeOutToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, k := newSlow(nil)
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		err := k.Set(ctx, item, core.NewSecret("x"))
		checkCode(t, err, finding.KeychainTimedOut)
		close(s.gate)
	})
}

func TestRefusedBeforeAnythingIsWritten(t *testing.T) {
	f := newFake()
	k := newWith(f, Options{})
	checkCode(t, k.Set(t.Context(), item, core.Secret{}), finding.Internal)
	checkCode(t, k.Set(t.Context(), item, core.NewSecret(string(make([]byte, MaxSecret+1)))), finding.KeychainTooLarge)
	if f.calls != 0 {
		t.Errorf("%d calls reached the keychain", f.calls)
	}
}

func TestProbeLeavesNothingBehind(t *testing.T) {
	// The fourth call is the delete itself.
	for at := -1; at < 3; at++ {
		f := newFake()
		f.breakAt = at
		err := newWith(f, Options{}).Probe(t.Context())
		if (at >= 0) != (err != nil) {
			t.Errorf("broken at call %d: %v", at, err)
		}
		if len(f.texts) != 0 {
			t.Errorf("broken at call %d: %d items stay behind", at, len(f.texts))
		}
	}
}

// Busy is told once for several that wait, and again when the last of them goes,
// also of one who does not get an answer.
func TestBusyWhileSomebodyWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		calls := make(chan bool, 10)
		told := func(when string, want ...bool) {
			t.Helper()
			synctest.Wait()
			var got []bool
			for len(calls) > 0 {
				got = append(got, <-calls)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: told %v, want %v", when, got, want)
			}
		}
		s := &slow{fake: newFake(), gate: make(chan struct{})}
		k := newWith(s, Options{ItemLimit: testLimit, Busy: func(busy bool) { calls <- busy }})
		for range 2 {
			go func() { _ = k.Set(t.Context(), item, core.NewSecret("x")) }()
		}
		told("while two wait", true)
		time.Sleep(DefaultLimit)
		told("after both gave up", false)
		close(s.gate)
		_, err := k.Get(t.Context(), item)
		checkCode(t, err, finding.KeychainItemMissing)
		told("after an answer", true, false)
	})
}
