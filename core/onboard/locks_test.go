package onboard_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

// TestNoChangeWhileAnotherIsUnderWay: each waits for the lock that the window or
// the command line beside it holds, and then does its work.
func TestNoChangeWhileAnotherIsUnderWay(t *testing.T) {
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := furnished(t)
				id, before := w.connections()[0].ID, w.state()
				unlock, err := w.store.Lock(t.Context(), 0)
				must(t, err)
				ended := false
				go func() {
					done, said := change(w, t.Context(), id)
					if ended = true; !done {
						t.Errorf("said %+v", said)
					}
				}()
				synctest.Wait()
				if got := w.state(); ended || got != before {
					t.Errorf("ended %v while another change is under way:\n%s", ended, got)
				}
				unlock()
				synctest.Wait()
				if got := w.state(); !ended || got == before {
					t.Errorf("ended %v, and nothing changed", ended)
				}
			})
		})
	}
}

// TestAChangeThatWaitsTooLongSaysSo, and one that is cancelled ends.
func TestAChangeThatWaitsTooLongSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := furnished(t)
		id := w.connections()[0].ID
		_, err := w.store.Lock(t.Context(), 0)
		must(t, err)
		start := time.Now()
		if err := w.Rename(t.Context(), id, "Other"); codeOf(err) != finding.StoreBusy || time.Since(start) > time.Minute {
			t.Errorf("%v after %s", err, time.Since(start))
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		context.AfterFunc(ctx, cancel)
		if err := w.Rename(ctx, id, "Other"); err == nil {
			t.Error("no error")
		}
	})
}

// TestFinishWaitsForTheChangeUnderWay, for so long as an undo may take.
func TestFinishWaitsForTheChangeUnderWay(t *testing.T) {
	for _, takes := range []time.Duration{2 * time.Second, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t)
			w.Service = onboard.New(onboard.Deps{Keychain: w.keychain, Store: w.store, Platform: w.platform})
			w.keychain.Before = func(_ context.Context, op, _ string) error {
				if op == "Set" {
					<-time.After(takes)
				}
				return nil
			}
			ended := make(chan struct{})
			go func() {
				_ = w.SetClientSecret(t.Context(), "acme", core.NewSecret("other"))
				close(ended)
			}()
			synctest.Wait()
			start := time.Now()
			w.Finish()
			if took := time.Since(start); takes < time.Minute && took < takes || took > 10*time.Second {
				t.Errorf("a change takes %s, and Finish took %s", takes, took)
			}
			<-ended
		})
	}
}

// TestALateRefusalKeepsTheNewToken: of two callers with one token, the slower is
// refused when the other's new one is there.
func TestALateRefusalKeepsTheNewToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		old := w.grant(credential(1).Fingerprint()).AccessToken
		w.keychain.Before = func(_ context.Context, op, item string) error {
			if op == "Get" && item == core.AccessTokenItem(c.ID) { // it would hide that the token here was dropped
				return fails(finding.KeychainItemMissing)
			}
			return nil
		}
		w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
			return w.grant("second"), w.call("POST", "/t", 200), nil
		}
		w.platform.GetFunc = func(_ context.Context, _ core.Profile, g core.Grant, path string) (core.Answer, error) {
			if !g.AccessToken.Equal(old) {
				return core.Answer{Call: w.call("GET", path, 200)}, nil
			}
			if path != status {
				<-time.After(time.Minute)
			}
			return core.Answer{Call: w.call("GET", path, 401)}, fails(finding.AccessTokenRejected)
		}
		slow := make(chan onboard.CallResult)
		go func() { slow <- w.Call(t.Context(), c.ID, "/restapi/v1.0/dictionary/language") }()
		synctest.Wait()
		if r := w.Call(t.Context(), c.ID, status); len(r.Findings) != 0 {
			t.Errorf("findings %q", codes(r.Findings))
		}
		if r := <-slow; len(r.Findings) != 0 {
			t.Errorf("findings %q", codes(r.Findings))
		}
		if n := w.platform.Asked("Exchange"); n != 2 {
			t.Errorf("%d exchanges, want 2", n)
		}
	})
}

// TestABatchGivesUp when the platform says "too many" again and again.
func TestABatchGivesUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.now = time.Now()
		id := w.connected(1).ID
		w.Service = onboard.New(onboard.Deps{Keychain: w.keychain, Store: w.store, Platform: w.platform})
		sent := 0
		w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
			sent++
			return core.Grant{}, w.call("POST", "/t", 429), fails(finding.RateLimited, "retry_after_seconds", "60")
		}
		var verdict core.Verdict
		w.VerifyAll(t.Context(), []string{id}, 1, func(_, _ int, v core.Verdict) { verdict = v })
		if sent != 3 || codes(verdict.Findings) != string(finding.RateLimited) || len(verdict.Calls) != 3 {
			t.Errorf("sent %d times, findings %q", sent, codes(verdict.Findings))
		}
	})
}

// TestAPauseIsKeptThoughTheUserCancels: the platform asked for it all the same.
func TestAPauseIsKeptThoughTheUserCancels(t *testing.T) {
	w := newWorld(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
		cancel()
		return core.Grant{}, w.call("POST", "/t", 429), fails(finding.RateLimited, "retry_after_seconds", "30")
	}
	w.Connect(ctx, onboard.ConnectRequest{Profile: w.profile, Check: w.check(credential(1))}, nil)
	sent := w.platform.Asked("Exchange")
	if v := w.connect(1, ""); codes(v.Findings) != string(finding.RateLimited) || w.platform.Asked("Exchange") != sent {
		t.Errorf("a request was sent during the pause: %q", codes(v.Findings))
	}
}
