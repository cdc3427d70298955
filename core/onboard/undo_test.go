package onboard_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

// mode is a way in which a call of a port can go wrong.
type mode struct {
	// late lets the call have its effect first.
	late bool
	// cancel ends the user's context instead of failing; dead ends the program:
	// no call after it has any effect.
	cancel, dead bool
}

var modes = map[string]mode{
	"fails": {}, "fails late": {late: true}, "cancel before": {cancel: true}, "cancel after": {late: true, cancel: true},
	"killed before": {dead: true}, "killed after": {late: true, dead: true},
}

// breakCall makes the call of keychain or store with that number go wrong, of
// those made from now on, and returns whether it was reached.
func (w *world) breakCall(number int, m mode, cancel func()) (reached func() bool) {
	var mu sync.Mutex
	calls := -1
	strike := func(begins bool) error {
		mu.Lock()
		defer mu.Unlock()
		if begins {
			calls++
		}
		switch hit := calls == number && begins != m.late; {
		case hit && m.cancel:
			cancel()
		case hit, m.dead && calls > number:
			return fails(finding.DiskFull)
		}
		return nil
	}
	w.keychain.Before = func(context.Context, string, string) error { return strike(true) }
	w.keychain.After = func(string, string) error { return strike(false) }
	w.store.Before = func(context.Context, string) error { return strike(true) }
	w.store.After = func(string) error { return strike(false) }
	return func() bool { mu.Lock(); defer mu.Unlock(); return calls >= number }
}

// mend makes the ports work again.
func (w *world) mend() {
	w.keychain.Before, w.keychain.After, w.store.Before, w.store.After = nil, nil, nil, nil
}

// state tells what keychain and store hold, the two of them together: a
// difference in it is one that somebody could notice.
func (w *world) state() string {
	w.t.Helper()
	items := w.keychain.Items()
	take := func(item string) string {
		secret := items[item]
		delete(items, item)
		return secret.Fingerprint()
	}
	var lines []string
	profiles, err := w.Profiles(w.t.Context())
	must(w.t, err)
	for _, p := range profiles {
		lines = append(lines, fmt.Sprintf("profile %s %s, secret %s", p.ID, p.Name, take(core.ClientSecretItem(p.ID))))
	}
	for _, c := range w.connections() {
		lines = append(lines, fmt.Sprintf("%s, %s, %s, credential %s, history %d", c.Name, c.Fingerprint, c.LastCheckedAt,
			take(core.CredentialItem(c.ID)), len(w.history(c.ID))))
		take(core.AccessTokenItem(c.ID)) // that it is missing costs an exchange, and nobody notices
	}
	for range items {
		lines = append(lines, "a secret that nothing lists")
	}
	return strings.Join(lines, "\n")
}

// changes are all use cases that change keychain or store. Each says whether it
// reports success, and everything that it says.
var changes = map[string]func(w *world, ctx context.Context, id string) (done bool, said []any){
	"connect": func(w *world, ctx context.Context, id string) (bool, []any) {
		v := w.Connect(ctx, onboard.ConnectRequest{Profile: w.profile, Check: w.check(credential(5)), SameOwner: onboard.KeepBoth}, nil)
		return v.Connected, []any{v}
	},
	"connect again": func(w *world, ctx context.Context, id string) (bool, []any) {
		v := w.Connect(ctx, onboard.ConnectRequest{Profile: w.profile, Name: "Again", Check: w.check(credential(1))}, nil)
		return v.Connected, []any{v}
	},
	"replace": func(w *world, ctx context.Context, id string) (bool, []any) {
		v := w.Replace(ctx, onboard.ReplaceRequest{ConnectionID: id, Check: w.check(credential(6))}, nil)
		return v.Connected, []any{v}
	},
	"rename": func(w *world, ctx context.Context, id string) (bool, []any) {
		err := w.Rename(ctx, id, "Other")
		return err == nil, []any{fmt.Sprint(err)}
	},
	"remove": func(w *world, ctx context.Context, id string) (bool, []any) {
		findings, err := w.Remove(ctx, id, false)
		return err == nil, []any{findings, fmt.Sprint(err)}
	},
	"profile add": func(w *world, ctx context.Context, _ string) (bool, []any) {
		return w.addAs(ctx, "new", coretest.CanarySecret)
	},
	"profile add again": func(w *world, ctx context.Context, id string) (bool, []any) {
		return w.addAs(ctx, w.profile.ID, coretest.CanarySecret+"2")
	},
	"profile without secret": func(w *world, ctx context.Context, id string) (bool, []any) { return w.addAs(ctx, w.profile.ID, "") },
	"profile remove": func(w *world, ctx context.Context, id string) (bool, []any) {
		err := w.RemoveProfile(ctx, "spare")
		return err == nil, []any{fmt.Sprint(err)}
	},
	"secret set": func(w *world, ctx context.Context, id string) (bool, []any) {
		err := w.SetClientSecret(ctx, "spare", core.NewSecret(coretest.CanarySecret+"3"))
		return err == nil, []any{fmt.Sprint(err)}
	},
}

// storeOnly are the changes that leave the keychain alone.
var storeOnly = map[string]bool{"rename": true, "profile without secret": true}

func (w *world) addAs(ctx context.Context, id, secret string) (bool, []any) {
	p := w.profile
	p.ID, p.Name = id, "Changed"
	_, err := w.AddProfile(ctx, onboard.ProfileRequest{Profile: p, ClientSecret: core.NewSecret(secret)})
	return err == nil, []any{fmt.Sprint(err)}
}

// furnished is a world with something of everything to change.
func furnished(t *testing.T) *world {
	w := newWorld(t)
	w.now = clock
	w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
		return w.grant(""), w.call("POST", "/t", 200), nil
	}
	spare := w.profile
	spare.ID = "spare"
	w.add(spare, core.NewSecret(coretest.CanarySecret))
	w.connected(1)
	w.now = clock.Add(time.Hour)
	return w
}

// TestEveryChangeIsWholeWhereverItBreaks breaks each call of keychain and store
// in each change once, in each way. Afterwards, and after the next start has
// settled what was left, either all is old or all is new; and what was said is
// true.
func TestEveryChangeIsWholeWhereverItBreaks(t *testing.T) {
	broken := 0
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			before := furnished(t)
			old := before.state()
			if done, said := change(before, t.Context(), before.connections()[0].ID); !done {
				t.Fatalf("does not work unbroken: %+v", said)
			}
			after := before.state()
			for way, m := range modes {
				for number := 0; ; number++ {
					w := furnished(t)
					ctx, cancel := context.WithCancel(t.Context())
					id := w.connections()[0].ID
					reached := w.breakCall(number, m, cancel)
					done, said := change(w, ctx, id)
					cancel()
					w.mend()
					if !reached() {
						break
					}
					broken++
					clean(t, said...)
					at := fmt.Sprintf("call %d %s", number, way)
					unsettled := strings.Contains(fmt.Sprint(said...), string(finding.LeftOver)) || m.dead
					// Of a lone write that fails late nobody can know.
					unknown := way == "fails late" && storeOnly[name]
					if got := w.state(); !unsettled && !unknown && (done && got != after || !done && got != old) {
						t.Errorf("%s: said %t, %v\ngot\n%s", at, done, said, got)
					}
					next := w.fresh()
					settled, err := next.Settle(t.Context())
					must(t, err)
					clean(t, settled)
					switch got := w.state(); {
					case got != old && got != after:
						t.Errorf("%s: settled to\n%s\nwhich is neither\n%s\nnor\n%s", at, got, old, after)
					case done && got != after:
						t.Errorf("%s: said to be done, and is not", at)
					}
					if left, err := w.store.Begun(t.Context()); err != nil || len(left) != 0 {
						t.Errorf("%s: still begun %+v, %v", at, left, err)
					}
					if w.state() == old {
						w.Service = next
						if done, said := change(w, t.Context(), id); !done {
							t.Errorf("%s: a second try fails: %+v", at, said)
						}
					}
				}
			}
		})
	}
	t.Logf("%d calls were broken", broken)
}

// TestSettlingTellsWhatItDid, once, and never while the other is at it.
func TestSettlingTellsWhatItDid(t *testing.T) {
	for name, tt := range map[string]struct {
		holds core.Secret
		title string
	}{
		"the keychain has the new one": {credential(6), "completed"},
		"the keychain has the old one": {credential(1), "taken back"},
		"the keychain has none":        {core.Secret{}, "taken back"},
	} {
		t.Run(name, func(t *testing.T) {
			w := furnished(t)
			c := w.connections()[0]
			next := c
			next.Fingerprint = credential(6).Fingerprint()
			must(t, w.store.Begin(t.Context(), core.Change{
				ID: "x", At: clock, Subject: c.Name, Item: core.CredentialItem(c.ID), Fingerprint: next.Fingerprint, SaveConnection: &next,
			}))
			if tt.holds.Empty() {
				must(t, w.keychain.Delete(t.Context(), core.CredentialItem(c.ID)))
			} else {
				must(t, w.keychain.Set(t.Context(), core.CredentialItem(c.ID), tt.holds))
			}
			unlock, err := w.store.Lock(t.Context(), 0)
			must(t, err)
			if settled, err := w.Settle(t.Context()); err != nil || len(settled) != 0 {
				t.Errorf("settled while another is at it: %+v, %v", settled, err)
			}
			unlock()
			settled, err := w.Settle(t.Context())
			must(t, err)
			clean(t, settled)
			if codes(settled) != string(finding.LeftOver) || !strings.Contains(settled[0].Title, tt.title) || !strings.Contains(settled[0].Explanation, c.Name) {
				t.Errorf("told %+v", settled)
			}
			if again, err := w.Settle(t.Context()); err != nil || len(again) != 0 {
				t.Errorf("told again %+v, %v", again, err)
			}
		})
	}
}

// TestSettlingWaitsForTheKeychain: what cannot be seen is not decided.
func TestSettlingWaitsForTheKeychain(t *testing.T) {
	w := furnished(t)
	c := w.connections()[0]
	must(t, w.store.Begin(t.Context(), core.Change{ID: "x", Item: core.CredentialItem(c.ID), DeleteConnection: c.ID}))
	w.keychain.Before = failing("Get", finding.KeychainLocked)
	if _, err := w.Settle(t.Context()); codeOf(err) != finding.KeychainLocked {
		t.Errorf("settling: %v", err)
	}
	if err := w.Rename(t.Context(), c.ID, "Other"); codeOf(err) != finding.KeychainLocked {
		t.Errorf("a change before it was settled: %v", err)
	}
	w.mend()
	if left, _ := w.store.Begun(t.Context()); len(left) != 1 || len(w.connections()) != 1 {
		t.Errorf("begun %+v", left)
	}
	must(t, w.Rename(t.Context(), c.ID, "Other"))
}

func TestUndoThatFailsIsTold(t *testing.T) {
	for name, tt := range map[string]struct {
		cancel bool
		want   core.Code
		words  string
	}{
		"disk full": {false, finding.DiskFull, "full"},
		"cancelled": {true, finding.Cancelled, "could not be taken back in time"},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w.store.Before = func(_ context.Context, op string) error {
				if op != "Apply" {
					return nil
				}
				if tt.cancel {
					cancel()
					return nil
				}
				return fails(finding.DiskFull)
			}
			w.keychain.Before = failing("Delete", finding.KeychainLocked)
			v := w.Connect(ctx, onboard.ConnectRequest{Profile: w.profile, Check: w.check(credential(1))}, nil)
			clean(t, v)
			if codes(v.Findings) != string(tt.want)+" left-over" || v.Findings[0].Detail["undo"] != "failed" ||
				v.Findings[0].Detail["undo_code"] != "keychain-locked" || !strings.Contains(v.Findings[0].Explanation+v.Findings[0].Title, tt.words) {
				t.Errorf("findings %+v", v.Findings)
			}
		})
	}
}

// TestAKeychainThatRefusedIsNotAskedAgain: it would show its prompt once more.
func TestAKeychainThatRefusedIsNotAskedAgain(t *testing.T) {
	w := newWorld(t)
	asked := 0
	w.keychain.Before = func(_ context.Context, op, _ string) error {
		if op != "Set" && op != "Delete" {
			return nil
		}
		asked++
		return fails(finding.KeychainDenied)
	}
	if v := w.connect(1, ""); codes(v.Findings) != string(finding.KeychainDenied) || asked != 1 {
		t.Errorf("asked %d times, findings %q", asked, codes(v.Findings))
	}
	w.mend()
	w.untouched()
}

func TestReplace(t *testing.T) {
	w := newWorld(t)
	old := w.connected(1)
	v := w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: old.ID, Check: w.check(credential(2))}, nil)
	clean(t, v)
	if !v.Connected || v.Connection.ID != old.ID || v.Connection.Name != old.Name || v.Connection.Fingerprint != credential(2).Fingerprint() {
		t.Errorf("verdict %+v", v)
	}
	if got := w.keychain.Items()[core.CredentialItem(old.ID)]; !got.Equal(credential(2)) {
		t.Error("the new credential is not in the keychain")
	}
	w.platform.GetFunc = func(_ context.Context, _ core.Profile, g core.Grant, _ string) (core.Answer, error) {
		if !g.AccessToken.Equal(w.grant(credential(2).Fingerprint()).AccessToken) {
			t.Error("the call went out with the access token of the old credential")
		}
		return core.Answer{Call: w.call("GET", "/x", 200)}, nil
	}
	w.Call(t.Context(), old.ID, "/restapi/v1.0/status")
	if w.platform.Asked("Exchange") != 2 {
		t.Error("the call needed another exchange")
	}
}

func TestReplaceRefusesWhatIsNoCredential(t *testing.T) {
	w := newWorld(t)
	old := w.connected(1)
	if v := w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: old.ID, Check: w.check(core.NewSecret("hello"))}, nil); v.Connected || len(v.Findings) == 0 || w.platform.Asked("Exchange") != 1 {
		t.Errorf("verdict %+v", v)
	}
	if v := w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: "nobody", Check: w.check(credential(2))}, nil); v.Findings[0].Code != finding.ConnectionUnknown {
		t.Errorf("findings %q", codes(v.Findings))
	}
}

// TestRivals: what another window did while the platform was asked.
func TestRivals(t *testing.T) {
	t.Run("the same credential was connected", func(t *testing.T) {
		w := newWorld(t)
		exchange := w.platform.ExchangeFunc
		w.platform.ExchangeFunc = func(ctx context.Context, target core.Target, jwt core.Secret) (core.Grant, core.Call, error) {
			w.platform.ExchangeFunc = exchange
			w.connected(1)
			return exchange(ctx, target, jwt)
		}
		w.connected(1)
		if n := len(w.connections()); n != 1 {
			t.Errorf("%d connections, want 1", n)
		}
	})
	t.Run("the connection was removed", func(t *testing.T) {
		w := newWorld(t)
		c := w.connected(1)
		w.platform.IdentityFunc = func(ctx context.Context, _ core.Profile, _ core.Grant) (core.Identity, []core.Call, error) {
			_, err := w.Remove(ctx, c.ID, false)
			return ada(), nil, errors.Join(err)
		}
		if v := w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: c.ID, Check: w.check(credential(2))}, nil); v.Connected || v.Findings[0].Code != finding.ConnectionUnknown {
			t.Errorf("findings %q", codes(v.Findings))
		}
		w.untouched()
	})
}

// TestAConnectWritesTheStoreTwice, and the change is begun before the keychain is
// touched.
func TestAConnectWritesTheStoreTwice(t *testing.T) {
	w := newWorld(t)
	var did []string
	w.store.After = func(op string) error {
		if op == "Begin" || op == "Apply" || op == "Abandon" {
			did = append(did, op)
		}
		return nil
	}
	w.keychain.After = func(op, item string) error {
		if op == "Set" && strings.HasPrefix(item, core.CredentialItem("")) {
			did = append(did, op)
		}
		return nil
	}
	w.connected(1)
	if got := strings.Join(did, " "); got != "Begin Set Apply" {
		t.Errorf("did %s", got)
	}
}
