package onboard_test

import (
	"context"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

const status = "/restapi/v1.0/status"

// fresh returns a service as another program would after the shared access tokens
// have ended: it holds none and finds none.
func (w *world) fresh() *onboard.Service {
	for item := range w.keychain.Items() {
		if strings.HasPrefix(item, core.AccessTokenItem("")) {
			must(w.t, w.keychain.Delete(context.WithoutCancel(w.t.Context()), item))
		}
	}
	return w.another()
}

// another returns a service as another program of the same user would.
func (w *world) another() *onboard.Service {
	return onboard.New(onboard.Deps{Keychain: w.keychain, Store: w.store, Platform: w.platform, Now: func() time.Time { return w.now }})
}

// slow makes an exchange take a minute and tells when it is cancelled.
func (w *world) slow() (exchanges, cancelled *atomic.Int32) {
	exchanges, cancelled = new(atomic.Int32), new(atomic.Int32)
	w.platform.ExchangeFunc = func(ctx context.Context, _ core.Target, s core.Secret) (core.Grant, core.Call, error) {
		exchanges.Add(1)
		select {
		case <-time.After(time.Minute):
			return w.grant(s.Fingerprint()), w.call("POST", "/t", 200), nil
		case <-ctx.Done():
			cancelled.Add(1)
			return core.Grant{}, core.Call{}, fails(finding.Cancelled)
		}
	}
	return exchanges, cancelled
}

func TestTenCallersShareOneExchange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		s := w.fresh()
		exchanges, _ := w.slow()
		var group sync.WaitGroup
		for range 10 {
			group.Go(func() {
				if r := s.Call(t.Context(), c.ID, status); r.Answer == nil || len(r.Findings) != 0 {
					t.Errorf("call %+v", r)
				}
			})
		}
		group.Wait()
		if n := exchanges.Load(); n != 1 || w.store.Reserved() != 2 {
			t.Errorf("%d exchanges, %d reserved", n, w.store.Reserved())
		}
	})
}

func TestOneCallersCancelLeavesTheExchangeToTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		s := w.fresh()
		exchanges, cancelled := w.slow()
		first, cancel := context.WithCancel(t.Context())
		var impatient, patient onboard.CallResult
		var group sync.WaitGroup
		group.Go(func() { impatient = s.Call(first, c.ID, status) })
		synctest.Wait()
		group.Go(func() { patient = s.Call(t.Context(), c.ID, status) })
		synctest.Wait()
		cancel()
		group.Wait()
		if codes(impatient.Findings) != "cancelled" || patient.Answer == nil || exchanges.Load() != 1 || cancelled.Load() != 0 {
			t.Errorf("impatient %q, patient %+v, %d exchanges, %d cancelled", codes(impatient.Findings), patient, exchanges.Load(), cancelled.Load())
		}
	})
}

func TestLastCallersCancelEndsTheExchange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		s := w.fresh()
		exchanges, cancelled := w.slow()
		ctx, cancel := context.WithCancel(t.Context())
		var group sync.WaitGroup
		for range 3 {
			group.Go(func() {
				if r := s.Call(ctx, c.ID, status); codes(r.Findings) != "cancelled" {
					t.Errorf("findings %q", codes(r.Findings))
				}
			})
		}
		synctest.Wait()
		cancel()
		group.Wait()
		if exchanges.Load() != 1 || cancelled.Load() != 1 {
			t.Errorf("%d exchanges, %d cancelled", exchanges.Load(), cancelled.Load())
		}
		if r := s.Call(t.Context(), c.ID, status); r.Answer == nil {
			t.Errorf("the next caller gets %q", codes(r.Findings))
		}
	})
}

func TestTokenIsReusedUntilAMinuteBeforeItsEnd(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	for _, step := range []struct {
		at   time.Duration
		want int
	}{{0, 1}, {9*time.Minute - time.Nanosecond, 1}, {9 * time.Minute, 2}, {17 * time.Minute, 2}, {18 * time.Minute, 3}} {
		w.now = clock.Add(step.at)
		w.Call(t.Context(), c.ID, status)
		if n := w.platform.Asked("Exchange"); n != step.want {
			t.Errorf("after %s: %d exchanges, want %d", step.at, n, step.want)
		}
	}
}

func TestFailedExchangeIsNotKept(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	s := w.fresh()
	accept := w.platform.ExchangeFunc
	w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
		return core.Grant{}, w.call("POST", "/t", 400), fails(finding.CredentialRejected)
	}
	if r := s.Call(t.Context(), c.ID, status); codes(r.Findings) != "credential-rejected" || r.Answer != nil || len(r.Calls) != 1 {
		t.Errorf("call %+v", r)
	}
	w.platform.ExchangeFunc = accept
	if r := s.Call(t.Context(), c.ID, status); r.Answer == nil || len(r.Calls) != 2 {
		t.Errorf("call %+v", r)
	}
}

// TestAnOldExchangeBringsNoTokenAfterAReplace: one that was under way when the
// credential was replaced answers whoever waits, and is not held.
func TestAnOldExchangeBringsNoTokenAfterAReplace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		accept := w.platform.ExchangeFunc
		s := w.Service
		w.now = w.now.Add(time.Hour) // what is held has ended
		w.slow()
		var group sync.WaitGroup
		group.Go(func() { s.Call(t.Context(), c.ID, status) })
		synctest.Wait()
		w.platform.ExchangeFunc = accept
		if v := s.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: c.ID, Check: w.check(credential(2))}, nil); !v.Connected {
			t.Fatalf("findings %q", codes(v.Findings))
		}
		group.Wait()
		w.platform.GetFunc = func(_ context.Context, _ core.Profile, g core.Grant, path string) (core.Answer, error) {
			if !g.AccessToken.Equal(w.grant(credential(2).Fingerprint()).AccessToken) {
				t.Error("the access token of the old credential is in use")
			}
			return core.Answer{Call: w.call("GET", path, 200)}, nil
		}
		s.Call(t.Context(), c.ID, status)
	})
}
