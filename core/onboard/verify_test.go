package onboard_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

func TestVerifyIsAlwaysAFreshExchange(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	w.now = clock.Add(time.Minute)
	w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
		who := ada()
		who.Person = "Ada King"
		return who, nil, nil
	}
	v := w.Verify(t.Context(), c.ID, func(s onboard.Step) { w.progress = append(w.progress, s) })
	clean(t, v, w.progress)
	if !v.Connected || v.Connection.Person != "Ada King" || v.Connection.VerifiedAt != w.now || v.Connection.Name != c.Name {
		t.Errorf("verdict %+v", v)
	}
	if w.platform.Asked("Exchange") != 2 || w.platform.Asked("Get") != 1 || w.store.Reserved() != 2 {
		t.Errorf("requests %v", w.platform.Asks())
	}
	if h := w.history(c.ID); len(h) != 2 || !h[0].Connected || h[0].At != w.now {
		t.Errorf("history %+v", h)
	}
	if n := len(w.progress); n != 6 || w.progress[4].ID != onboard.StepStatus {
		t.Errorf("steps %+v", w.progress)
	}
}

func TestVerifyThatFails(t *testing.T) {
	expired := core.NewSecret(coretest.Mint(signingKey(), coretest.Claims{ExpiresAt: clock.Add(time.Hour)}))
	for name, tt := range map[string]struct {
		arrange  func(w *world, c core.Connection)
		want     core.Code
		recorded bool
		sent     int
	}{
		"refused": {func(w *world, _ core.Connection) {
			w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
				return core.Grant{}, w.call("POST", "/t", 400), fails(finding.CredentialRejected)
			}
		}, finding.CredentialRejected, true, 1},
		"expired meanwhile": {func(w *world, c core.Connection) {
			w.now = clock.Add(2 * time.Hour)
		}, finding.Expired, true, 0},
		"item missing": {func(w *world, c core.Connection) {
			must(w.t, w.keychain.Delete(w.t.Context(), core.CredentialItem(c.ID)))
		}, finding.KeychainItemMissing, true, 0},
		"item changed": {func(w *world, c core.Connection) {
			must(w.t, w.keychain.Set(w.t.Context(), core.CredentialItem(c.ID), credential(9)))
		}, finding.KeychainItemChanged, true, 0},
		"budget spent": {func(w *world, _ core.Connection) {
			w.store.Wait = func(string) time.Duration { return time.Second }
		}, finding.RateLimited, false, 0},
		"identity breaks off": {func(w *world, _ core.Connection) {
			w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
				return core.Identity{}, nil, fails(finding.TimedOut)
			}
		}, finding.TimedOut, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Check: w.check(expired)}, nil)
			c := *v.Connection
			tt.arrange(w, c)
			v = w.Verify(t.Context(), c.ID, nil)
			clean(t, v)
			if v.Connected || v.Findings[0].Code != tt.want || v.Connection == nil || len(v.Calls) != tt.sent {
				t.Fatalf("verdict %+v, want %s", v, tt.want)
			}
			now, err := w.Connection(t.Context(), c.ID)
			must(t, err)
			if recorded := now.LastCode == tt.want && len(w.history(c.ID)) == 2; recorded != tt.recorded {
				t.Errorf("recorded %v: %+v", recorded, now)
			}
			if f := w.history(c.ID)[0].Findings; tt.recorded && (len(f) == 0 || f[0].Code != tt.want) {
				t.Errorf("of the finding is kept %+v", f)
			}
			if !tt.recorded && now.LastCode != "" {
				t.Errorf("last code %q although nothing was learned", now.LastCode)
			}
			if now.VerifiedAt != c.VerifiedAt {
				t.Error("a failed verify moved the time of the last success")
			}
		})
	}
}

func TestStatusIsNeverTheVerdict(t *testing.T) {
	for _, code := range []core.Code{finding.Maintenance, finding.NotFound, finding.PlatformError, finding.ConnectionLost, finding.AccessTokenRejected} {
		w := newWorld(t)
		c := w.connected(1)
		w.platform.GetFunc = func(context.Context, core.Profile, core.Grant, string) (core.Answer, error) {
			return core.Answer{Call: w.call("GET", "/restapi/v1.0/status", 503)}, fails(code, "status", "503")
		}
		v := w.Verify(t.Context(), c.ID, nil)
		clean(t, v)
		if !v.Connected || codes(v.Findings) != "status-unavailable" || v.Findings[0].Detail["code"] != string(code) || len(v.Calls) != 3 {
			t.Errorf("%s: verdict %+v", code, v)
		}
		if w.store.Penalty("AcmeClientId") != 0 {
			t.Errorf("%s: the status call is not of the Auth group, yet it was penalised", code)
		}
	}
}

func TestCancelledVerifySaysNothingOfTheConnection(t *testing.T) {
	for _, at := range []string{"Exchange", "Identity", "Get"} {
		w := newWorld(t)
		c := w.connected(1)
		ctx, cancel := context.WithCancel(t.Context())
		stop := func(name string) error {
			if name != at {
				return nil
			}
			cancel()
			return fails(finding.Cancelled)
		}
		exchange, identity, get := w.platform.ExchangeFunc, w.platform.IdentityFunc, w.platform.GetFunc
		w.platform.ExchangeFunc = func(ctx context.Context, target core.Target, s core.Secret) (core.Grant, core.Call, error) {
			g, call, _ := exchange(ctx, target, s)
			return g, call, stop("Exchange")
		}
		w.platform.IdentityFunc = func(ctx context.Context, p core.Profile, g core.Grant) (core.Identity, []core.Call, error) {
			who, calls, _ := identity(ctx, p, g)
			return who, calls, stop("Identity")
		}
		w.platform.GetFunc = func(ctx context.Context, p core.Profile, g core.Grant, path string) (core.Answer, error) {
			a, _ := get(ctx, p, g, path)
			return a, stop("Get")
		}
		v := w.Verify(ctx, c.ID, nil)
		if v.Connected || v.Findings[0].Code != finding.Cancelled {
			t.Errorf("%s: verdict %v %q", at, v.Connected, codes(v.Findings))
		}
		if now, _ := w.Connection(t.Context(), c.ID); now.LastCode != "" || len(w.history(c.ID)) != 1 {
			t.Errorf("%s: the cancel was recorded: %+v", at, now)
		}
		cancel()
	}
}

func TestVerifyLeavesWhatChangedMeanwhile(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	identity := w.platform.IdentityFunc
	during := func(work func()) {
		w.platform.IdentityFunc = func(ctx context.Context, p core.Profile, g core.Grant) (core.Identity, []core.Call, error) {
			w.platform.IdentityFunc = identity
			work()
			return identity(ctx, p, g)
		}
	}
	during(func() { must(t, w.Rename(t.Context(), c.ID, "Other")) })
	if v := w.Verify(t.Context(), c.ID, nil); v.Connection.Name != "Other" {
		t.Errorf("the verify took the new name back: %+v", v.Connection)
	}
	during(func() {
		w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: c.ID, Check: w.check(credential(2))}, nil)
	})
	w.Verify(t.Context(), c.ID, nil)
	if now, _ := w.Connection(t.Context(), c.ID); now.Fingerprint != credential(2).Fingerprint() {
		t.Error("the verify of the old credential overwrote the new one's")
	}
	during(func() {
		_, err := w.Remove(t.Context(), c.ID, false)
		must(t, err)
	})
	w.Verify(t.Context(), c.ID, nil)
	if len(w.connections()) != 0 {
		t.Error("the verify brought a removed connection back")
	}
}

func TestVerifyTellsWhenItCannotSave(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	w.store.Before = failingOp("Apply", finding.DiskFull)
	if v := w.Verify(t.Context(), c.ID, nil); !v.Connected || codes(v.Findings) != "disk-full" {
		t.Errorf("verdict %v %q", v.Connected, codes(v.Findings))
	}
}

// TestVerifyAllWaitsForTheBudget runs twelve connections of one app against a
// budget of five a minute and a platform that once says "too many".
func TestVerifyAllWaitsForTheBudget(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.now = time.Now()
		var ids []string
		for n := range 12 {
			ids = append(ids, w.connected(n).ID)
		}
		w.Service = onboard.New(onboard.Deps{Keychain: w.keychain, Store: w.store, Platform: w.platform})
		start, window, used := time.Now(), time.Now(), 0
		w.store.Wait = func(string) time.Duration {
			now := time.Now()
			if now.Sub(window) >= time.Minute {
				window, used = now, 0
			}
			if used == 5 {
				return window.Add(time.Minute).Sub(now)
			}
			used++
			return 0
		}
		exchange, once := w.platform.ExchangeFunc, true
		w.platform.ExchangeFunc = func(ctx context.Context, target core.Target, s core.Secret) (core.Grant, core.Call, error) {
			if once {
				once = false
				return core.Grant{}, w.call("POST", "/t", 429), fails(finding.RateLimited, "retry_after_seconds", "60")
			}
			g, call, err := exchange(ctx, target, s)
			g.ExpiresAt = time.Now().Add(10 * time.Minute)
			return g, call, err
		}
		var told []string
		var waits []time.Duration
		w.VerifyBatch(t.Context(), ids, onboard.Batch{Parallel: 1, Each: func(done, total int, v core.Verdict) {
			told = append(told, fmt.Sprintf("%d/%d %v", done, total, v.Connected))
		}, Waiting: func(until time.Time) { waits = append(waits, time.Until(until)) }})
		if len(waits) < 2 || slices.Min(waits) <= 0 || slices.Max(waits) > time.Minute {
			t.Errorf("told to wait %s", waits)
		}
		if len(told) != 12 || told[11] != "12/12 true" || strings.Contains(strings.Join(told, ","), "false") {
			t.Errorf("told %q", told)
		}
		if took := time.Since(start); took < 2*time.Minute || took > 5*time.Minute {
			t.Errorf("took %s", took)
		}
	})
}

func TestVerifyAllEndsWhenCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		ids := []string{w.connected(1).ID, w.connected(2).ID, "nobody"}
		w.store.Wait = func(string) time.Duration { return time.Hour }
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		var told []string
		w.VerifyAll(ctx, ids, 8, func(_, _ int, v core.Verdict) { told = append(told, codes(v.Findings)) })
		if len(told) != 3 || told[0] != "connection-unknown" {
			t.Errorf("told %q", told)
		}
	})
}

// Opening the list or a connection reads no secret: a keychain that asks for a
// password would ask for it there.
func TestLookingReadsNoSecret(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	w.keychain.Before = func(_ context.Context, op, item string) error {
		t.Errorf("%s of %s", op, item)
		return nil
	}
	ctx := t.Context()
	_, err := w.Profiles(ctx)
	must(t, err)
	_, err = w.Connections(ctx)
	must(t, err)
	_, err = w.Connection(ctx, c.ID)
	must(t, err)
	_, err = w.Profile(ctx, c.ProfileID)
	must(t, err)
	if past, err := w.History(ctx, c.ID, 20); err != nil || len(past) == 0 {
		t.Errorf("%d lines of history, %v", len(past), err)
	}
}
