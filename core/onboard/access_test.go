package onboard_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

// TestProgramsShareOneToken: what one program got, every other one uses, and six
// calls in six programs cost one exchange.
func TestProgramsShareOneToken(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	first, err := w.another().Access(c.ID).Token(t.Context(), onboard.TokenRequest{})
	must(t, err)
	for range 6 {
		if r := w.another().Call(t.Context(), c.ID, status); r.Answer == nil || len(r.Calls) != 1 {
			t.Errorf("call %+v", r)
		}
	}
	g, err := w.another().Access(c.ID).Token(t.Context(), onboard.TokenRequest{})
	if err != nil || !g.AccessToken.Equal(first.AccessToken) || w.platform.Asked("Exchange") != 1 {
		t.Errorf("%v, %d exchanges", err, w.platform.Asked("Exchange"))
	}
	clean(t, g, err)
}

// TestTenProgramsAtOnce: ten programs find no token, and again a refused one; each
// time one exchange follows.
func TestTenProgramsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		exchanges := 0
		w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
			exchanges++
			<-time.After(time.Second)
			return w.grant(string(rune('a' + exchanges))), w.call("POST", "/t", 200), nil
		}
		for round, request := range []onboard.TokenRequest{{}, {Fresh: true}} {
			if round == 0 {
				w.fresh()
			}
			got := map[string]bool{}
			var mu sync.Mutex
			var group sync.WaitGroup
			for range 10 {
				s := w.another()
				group.Go(func() {
					g, err := s.Access(c.ID).Token(t.Context(), request)
					mu.Lock()
					defer mu.Unlock()
					got[g.AccessToken.Reveal()] = err == nil
				})
			}
			group.Wait()
			if len(got) != 1 || exchanges != round+1 {
				t.Errorf("round %d: %d tokens, %d exchanges", round, len(got), exchanges)
			}
		}
	})
}

func TestTokenLastsAsLongAsIsAskedFor(t *testing.T) {
	for _, tt := range []struct {
		name      string
		life, age time.Duration
		asked     time.Duration
		exchanges int
	}{
		{"usual, in time", time.Hour, 58*time.Minute - time.Second, 0, 1},
		{"usual, two minutes left", time.Hour, 58 * time.Minute, 0, 2},
		{"asked for half an hour", time.Hour, 29 * time.Minute, 30 * time.Minute, 1},
		{"less than half an hour left", time.Hour, 30 * time.Minute, 30 * time.Minute, 2},
		{"the shortest of the platform", 10 * time.Minute, 8*time.Minute - time.Second, 0, 1},
		{"shorter than the platform gives", 20 * time.Second, 14 * time.Second, 0, 1},
		{"three quarters of that are over", 20 * time.Second, 15 * time.Second, 0, 2},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
				g := w.grant("x")
				g.IssuedAt, g.ExpiresAt = w.now, w.now.Add(tt.life)
				return g, w.call("POST", "/t", 200), nil
			}
			c := w.connected(1)
			w.now = w.now.Add(tt.age)
			for _, s := range []*onboard.Service{w.another(), w.Service} { // from the keychain, from memory
				if _, err := s.Access(c.ID).Token(t.Context(), onboard.TokenRequest{MinTTL: tt.asked}); err != nil {
					t.Error(err)
				}
			}
			if n := w.platform.Asked("Exchange"); n != tt.exchanges {
				t.Errorf("%d exchanges, want %d", n, tt.exchanges)
			}
		})
	}
}

// TestRefusedTokenIsGivenToNobody, here and in other programs; a newer one stays.
func TestRefusedTokenIsGivenToNobody(t *testing.T) {
	w := newWorld(t)
	n := 0
	w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
		n++
		return w.grant(string(rune('0' + n))), w.call("POST", "/t", 200), nil
	}
	c := w.connected(1)
	one, two := w.another().Access(c.ID), w.another().Access(c.ID)
	token := func(a *onboard.Access) core.Grant {
		t.Helper()
		g, err := a.Token(t.Context(), onboard.TokenRequest{})
		must(t, err)
		return g
	}
	refused := token(one)
	token(two)
	one.Refused(t.Context(), refused)
	fresh := token(one)
	two.Refused(t.Context(), refused)
	if g := token(two); g.AccessToken.Equal(refused.AccessToken) || !g.AccessToken.Equal(fresh.AccessToken) || n != 2 {
		t.Errorf("%d exchanges", n)
	}
}

// TestTokenOfSomethingElseIsNotUsed: one for another server, app or credential.
func TestTokenOfSomethingElseIsNotUsed(t *testing.T) {
	for name, change := range map[string]func(*world, core.Connection){
		"server": func(w *world, _ core.Connection) {
			w.profile.Server = "https://platform.devtest.ringcentral.com"
			must(w.t, w.store.Apply(w.t.Context(), core.Change{SaveProfile: &w.profile}))
		},
		"app": func(w *world, _ core.Connection) {
			w.profile.ClientID = "Other"
			must(w.t, w.store.Apply(w.t.Context(), core.Change{SaveProfile: &w.profile}))
		},
		"credential": func(w *world, c core.Connection) {
			c.Fingerprint = credential(2).Fingerprint()
			must(w.t, w.store.Apply(w.t.Context(), core.Change{SaveConnection: &c}))
			must(w.t, w.keychain.Set(w.t.Context(), core.CredentialItem(c.ID), credential(2)))
		},
		"not ours": func(w *world, c core.Connection) {
			must(w.t, w.keychain.Set(w.t.Context(), core.AccessTokenItem(c.ID), core.NewSecret("hello")))
		},
	} {
		w := newWorld(t)
		c := w.connected(1)
		change(w, c)
		_, err := w.another().Access(c.ID).Token(t.Context(), onboard.TokenRequest{})
		// The credential is for the other server, so not even an exchange is made.
		refused := name == "server" && core.HasCode(err, finding.WrongEnvironment)
		if !refused && (err != nil || w.platform.Asked("Exchange") != 2) {
			t.Errorf("%s: %v, %d exchanges", name, err, w.platform.Asked("Exchange"))
		}
	}
}

func TestSpentBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		s := w.fresh()
		waits := 2
		w.store.Wait = func(string) time.Duration {
			if waits--; waits < 0 {
				return 0
			}
			return 7 * time.Second
		}
		_, err := s.Access(c.ID).Token(t.Context(), onboard.TokenRequest{})
		if f, _ := core.FindingOf(err); f.Code != finding.RateLimited || f.Detail["retry_after_seconds"] != "7" {
			t.Errorf("%+v", f)
		}
		waits = 2
		var told []time.Duration
		start := time.Now()
		_, err = s.Access(c.ID).Token(t.Context(), onboard.TokenRequest{Waiting: func(until time.Time) { told = append(told, until.Sub(w.now)) }})
		if err != nil || len(told) != 2 || told[0] != 7*time.Second || time.Since(start) != 14*time.Second {
			t.Errorf("%v, told %v, waited %s", err, told, time.Since(start))
		}
	})
}

// TestWaitingForTheBudgetHoldsNobodyUp: a batch that can wait must not keep the
// lock from somebody who wants to be told at once.
func TestWaitingForTheBudgetHoldsNobodyUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		patient, impatient := w.fresh(), w.another()
		w.store.Wait = func(string) time.Duration { return time.Hour }
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		group.Go(func() {
			_, _ = patient.Access(c.ID).Token(ctx, onboard.TokenRequest{Waiting: func(time.Time) {}})
		})
		synctest.Wait()
		if _, err := impatient.Access(c.ID).Token(t.Context(), onboard.TokenRequest{}); !core.HasCode(err, finding.RateLimited) {
			t.Errorf("%v", err)
		}
		cancel()
		group.Wait()
	})
}

func TestRemoveTakesTheTokenAlong(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	if _, err := w.another().Remove(t.Context(), c.ID, false); err != nil || len(w.keychain.Items()) != 1 {
		t.Errorf("%v, %d items left, want the client secret only", err, len(w.keychain.Items()))
	}
}

func TestLockedKeychainIsSaid(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	w.keychain.Before = func(context.Context, string, string) error { return fails(finding.KeychainLocked) }
	if _, err := w.another().Access(c.ID).Token(t.Context(), onboard.TokenRequest{}); !core.HasCode(err, finding.KeychainLocked) {
		t.Errorf("%v", err)
	}
	// A token that cannot be kept is good here all the same.
	w.keychain.Before = func(_ context.Context, op, _ string) error {
		if op == "Set" {
			return fails(finding.KeychainDenied)
		}
		return nil
	}
	s := w.fresh()
	for range 2 {
		if _, err := s.Access(c.ID).Token(t.Context(), onboard.TokenRequest{}); err != nil {
			t.Error(err)
		}
	}
	if n := w.platform.Asked("Exchange"); n != 2 {
		t.Errorf("%d exchanges", n)
	}
}
