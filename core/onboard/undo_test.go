package onboard_test

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

// breakage makes one step of keeping fail, once, in one of the ways in which it
// can.
type breakage struct {
	port, op string
	// late lets the step have its effect first; cancel ends the user's context
	// instead of failing.
	late, cancel bool
}

// arm installs the breakage.
func (b breakage) arm(w *world, cancel context.CancelFunc) {
	fired := false
	strike := func(op string) error {
		if op != b.op || fired {
			return nil
		}
		fired = true
		if b.cancel {
			cancel()
			return nil
		}
		return fails(finding.DiskFull)
	}
	switch {
	case b.port == "keychain" && b.late:
		w.keychain.After = func(op, _ string) error { return strike(op) }
	case b.port == "keychain":
		w.keychain.Before = func(_ context.Context, op, _ string) error { return strike(op) }
	case b.late:
		w.store.After = strike
	default:
		w.store.Before = func(_ context.Context, op string) error { return strike(op) }
	}
}

// breakages are all places at which keeping can fail. A keychain whose Set
// failed has kept the old secret: that is its contract.
func breakages() map[string]breakage {
	all := map[string]breakage{
		"keychain refuses":         {"keychain", "Set", false, false},
		"cancel before keychain":   {"keychain", "Set", false, true},
		"cancel after keychain":    {"keychain", "Set", true, true},
		"keychain cannot be read":  {"keychain", "Get", false, false},
		"cancel at keychain's Get": {"keychain", "Get", false, true},
	}
	for _, op := range []string{"SaveConnection", "AddVerification"} {
		all[op+" fails"] = breakage{"store", op, false, false}
		all[op+" fails late"] = breakage{"store", op, true, false}
		all["cancel before "+op] = breakage{"store", op, false, true}
		all["cancel after "+op] = breakage{"store", op, true, true}
	}
	return all
}

func (b breakage) want() core.Code {
	if b.cancel {
		return finding.Cancelled
	}
	return finding.DiskFull
}

func TestConnectIsNeverHalfThere(t *testing.T) {
	for name, b := range breakages() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.profile.ClientAuth = core.ClientAuthNone // so that the first Get is that of keeping
			w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
				return w.grant(""), w.call("POST", "/t", 200), nil
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			b.arm(w, cancel)
			v := w.Connect(ctx, onboard.ConnectRequest{Profile: w.profile, Check: w.check(credential(1))}, nil)
			clean(t, v)
			if v.Connected || v.Connection != nil || v.Findings[0].Code != b.want() {
				t.Errorf("verdict %v %q, want %s", v.Connected, codes(v.Findings), b.want())
			}
			w.untouched()
			if v := w.connect(1, ""); !v.Connected {
				t.Errorf("a second try gives %q", codes(v.Findings))
			}
		})
	}
}

func TestReplaceKeepsTheOldUnlessAllWorked(t *testing.T) {
	for name, b := range breakages() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			old := w.connected(1)
			w.profile.ClientAuth = core.ClientAuthNone
			w.add(w.profile, core.Secret{})
			w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
				return w.grant("new"), w.call("POST", "/t", 200), nil
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			b.arm(w, cancel)
			v := w.Replace(ctx, onboard.ReplaceRequest{ConnectionID: old.ID, Check: w.check(credential(2))}, nil)
			clean(t, v)
			if v.Connected || v.Findings[0].Code != b.want() {
				t.Errorf("verdict %v %q, want %s", v.Connected, codes(v.Findings), b.want())
			}
			if got := w.keychain.Items()[core.CredentialItem(old.ID)]; !got.Equal(credential(1)) {
				t.Error("the old credential is not back in the keychain")
			}
			if all := w.connections(); len(all) != 1 || !reflect.DeepEqual(all[0], old) {
				t.Errorf("the store holds %+v, want %+v", all, old)
			}
			if v := w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: old.ID, Check: w.check(credential(2))}, nil); !v.Connected {
				t.Errorf("a second try gives %q", codes(v.Findings))
			}
		})
	}
}

func TestUndoThatFailsIsTold(t *testing.T) {
	w := newWorld(t)
	w.store.Before = failingOp("SaveConnection", finding.DiskFull)
	w.keychain.Before = failing("Delete", finding.KeychainLocked)
	v := w.connect(1, "")
	if f := v.Findings[0]; f.Code != finding.DiskFull || f.Detail["undo"] != "failed" || f.Detail["undo_code"] != "keychain-locked" {
		t.Errorf("finding %+v", f)
	}
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
