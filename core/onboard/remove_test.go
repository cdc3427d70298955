package onboard_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

func TestRemove(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	findings, err := w.Remove(t.Context(), c.ID, false)
	if err != nil || len(findings) != 0 {
		t.Errorf("%q, %v", codes(findings), err)
	}
	w.untouched()
	if _, err := w.Remove(t.Context(), c.ID, false); codeOf(err) != finding.ConnectionUnknown {
		t.Errorf("twice: %v", err)
	}
}

func TestRemoveThatFailsCanBeRepeated(t *testing.T) {
	for name, arrange := range map[string]func(w *world, cancel func()){
		"keychain": func(w *world, _ func()) { w.keychain.Before = failing("Delete", finding.KeychainLocked) },
		"store":    func(w *world, _ func()) { w.store.Before = failingOp("Apply", finding.StoreBusy) },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := w.connected(1)
			arrange(w, nil)
			if _, err := w.Remove(t.Context(), c.ID, false); err == nil {
				t.Fatal("no error")
			}
			if len(w.connections()) != 1 {
				t.Error("the connection is no longer listed")
			}
			w.keychain.Before, w.store.Before = nil, nil
			if _, err := w.Remove(t.Context(), c.ID, false); err != nil {
				t.Errorf("again: %v", err)
			}
			w.untouched()
		})
	}
}

// revoke lets the platform answer a revoke so.
func revoke(err error) func(*world) {
	return func(w *world) {
		w.platform.RevokeFunc = func(_ context.Context, target core.Target, g core.Grant) (core.Call, error) {
			if target.ClientSecret.Empty() || g.AccessToken.Empty() {
				w.t.Error("the revoke got an incomplete target")
			}
			return w.call("POST", "/restapi/oauth/revoke", 200), err
		}
	}
}

// endings are the ways in which ending a session can go.
func endings() map[string]struct {
	arrange func(w *world)
	want    core.Code
} {
	return map[string]struct {
		arrange func(w *world)
		want    core.Code
	}{
		"ended":             {revoke(nil), finding.SessionEnded},
		"nothing held":      {func(w *world) { w.Service = w.fresh() }, finding.NothingToRevoke},
		"held too long":     {func(w *world) { w.now = clock.Add(time.Hour) }, finding.NothingToRevoke},
		"too many requests": {revoke(fails(finding.RateLimited, "retry_after_seconds", "9")), finding.RateLimited},
		"budget spent": {func(w *world) {
			w.store.Wait = func(string) time.Duration { return time.Second }
		}, finding.RateLimited},
	}
}

func TestEndSession(t *testing.T) {
	for name, tt := range endings() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := w.connected(1)
			tt.arrange(w)
			f := w.EndSession(t.Context(), c.ID)
			if f.Code != tt.want {
				t.Errorf("%s, want %s", f.Code, tt.want)
			}
			clean(t, []core.Finding{f})
			if len(w.connections()) != 1 {
				t.Error("the connection is gone")
			}
			again := w.EndSession(t.Context(), c.ID)
			if tt.want == finding.SessionEnded && again.Code != finding.NothingToRevoke {
				t.Errorf("after it had ended: %s", again.Code)
			}
		})
	}
	w := newWorld(t)
	if f := w.EndSession(t.Context(), "nobody"); f.Code != finding.ConnectionUnknown {
		t.Errorf("unknown connection: %s", f.Code)
	}
}

func TestRemoveAndRevoke(t *testing.T) {
	for name, tt := range endings() {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			c := w.connected(1)
			tt.arrange(w)
			findings, err := w.Remove(t.Context(), c.ID, true)
			if err != nil || codes(findings) != string(tt.want) {
				t.Errorf("%q, %v; want %s", codes(findings), err, tt.want)
			}
			clean(t, findings)
			w.untouched()
		})
	}
}

func TestProfiles(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	all, err := w.Profiles(ctx)
	if err != nil || len(all) != 1 || all[0].ID != "acme" {
		t.Errorf("%+v, %v", all, err)
	}
	if _, err := w.Profile(ctx, "nobody"); codeOf(err) != finding.ProfileUnknown {
		t.Errorf("unknown: %v", err)
	}
	if has, err := w.HasClientSecret(ctx, "acme"); !has || err != nil {
		t.Errorf("has %v, %v", has, err)
	}
	if has, err := w.HasClientSecret(ctx, "other"); has || err != nil {
		t.Errorf("other has %v, %v", has, err)
	}
	w.add(w.profile, core.Secret{})
	if has, _ := w.HasClientSecret(ctx, "acme"); !has {
		t.Error("adding the profile again without a secret lost the kept one")
	}
	for id, code := range map[string]core.Code{"nobody": finding.ProfileUnknown, "acme": finding.SettingInvalid} {
		if err := w.SetClientSecret(ctx, id, core.Secret{}); codeOf(err) != code {
			t.Errorf("setting nothing for %s: %v", id, err)
		}
	}
	must(t, w.SetClientSecret(ctx, "acme", core.NewSecret("another")))
	if got := w.keychain.Items()[core.ClientSecretItem("acme")]; got.Reveal() != "another" {
		t.Error("the client secret was not replaced")
	}
	w.platform.ExchangeFunc = func(_ context.Context, _ core.Target, s core.Secret) (core.Grant, core.Call, error) {
		return w.grant(""), w.call("POST", "/t", 200), nil
	}
	c := w.connected(1)
	if err := w.RemoveProfile(ctx, "acme"); codeOf(err) != finding.ProfileInUse {
		t.Errorf("in use: %v", err)
	}
	_, err = w.Remove(ctx, c.ID, false)
	must(t, err)
	must(t, w.RemoveProfile(ctx, "acme"))
	if len(w.keychain.Items()) != 0 {
		t.Error("the client secret stayed in the keychain")
	}
	if err := w.RemoveProfile(ctx, "acme"); codeOf(err) != finding.ProfileUnknown {
		t.Errorf("twice: %v", err)
	}
}

func TestAddProfileIsUndone(t *testing.T) {
	w := newWorld(t)
	w.store.Before = failingOp("Apply", finding.DiskFull)
	for _, p := range []core.Profile{w.profile, {ID: "new", Server: core.DefaultServer}} {
		if _, err := w.AddProfile(t.Context(), onboard.ProfileRequest{Profile: p, ClientSecret: core.NewSecret("another")}); codeOf(err) != finding.DiskFull {
			t.Errorf("%s: %v", p.ID, err)
		}
	}
	if items := w.keychain.Items(); len(items) != 1 || items[core.ClientSecretItem("acme")].Reveal() != coretest.CanarySecret {
		t.Error("the keychain is not as it was")
	}
}

func TestRename(t *testing.T) {
	w := newWorld(t)
	a, b := w.connected(1), w.connected(2)
	for name, want := range map[string]core.Code{"": finding.SettingInvalid, "  ": finding.SettingInvalid, a.Name: finding.NameTaken} {
		if err := w.Rename(t.Context(), b.ID, name); codeOf(err) != want {
			t.Errorf("%q: %v, want %s", name, err, want)
		}
	}
	if err := w.Rename(t.Context(), "nobody", "x"); codeOf(err) != finding.ConnectionUnknown {
		t.Errorf("unknown: %v", err)
	}
	must(t, w.Rename(t.Context(), b.ID, " Ours "))
	if c, err := w.ConnectionByName(t.Context(), "ours"); err != nil || c.ID != b.ID {
		t.Errorf("%+v, %v", c, err)
	}
	if _, err := w.ConnectionByName(t.Context(), "nobody"); codeOf(err) != finding.ConnectionUnknown {
		t.Errorf("unknown name: %v", err)
	}
}

func TestCheckerKnowsSecretAndConnections(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	full, bare := w.Checker(t.Context(), w.profile), w.CheckerFor(w.profile)
	if got := full.Check(coretest.CanarySecret).Findings[0].Code; got != finding.LooksLikeClientSecret {
		t.Errorf("the client secret is taken for %s", got)
	}
	got := full.Check(credential(1).Reveal())
	if !slices.ContainsFunc(got.Findings, func(f core.Finding) bool { return f.Code == finding.AlreadyConnected }) {
		t.Errorf("findings %q; connection %s", codes(got.Findings), c.Name)
	}
	if got := bare.Check(credential(1).Reveal()); !got.Usable {
		t.Errorf("bare checker: %q", codes(got.Findings))
	}
	w.keychain.Before = failing("Get", finding.KeychainLocked)
	w.store.Before = failingOp("Connections", finding.StoreBusy)
	if got := w.Checker(t.Context(), w.profile).Check(credential(1).Reveal()); !got.Usable {
		t.Errorf("with nothing readable: %q", codes(got.Findings))
	}
}

func TestSignatureIsNotAskedOfUnconfirmedHosts(t *testing.T) {
	w := newWorld(t)
	w.signature(finding.SignatureVerified)
	check := w.VerifySignature(t.Context(), w.profile, w.check(credential(1)))
	if !check.SignatureAsked || !check.Usable || !strings.Contains(codes(check.Findings), string(finding.SignatureVerified)) {
		t.Errorf("%q", codes(check.Findings))
	}
	w.VerifySignature(t.Context(), w.profile, check)
	w.profile.Console = "https://rc.acme.example"
	if w.VerifySignature(t.Context(), w.profile, w.check(credential(1))); w.platform.Asked("VerifySignature") != 1 {
		t.Error("a host that was not confirmed was asked, or the same check asked about twice")
	}
}

func TestEveryErrorCarriesAFinding(t *testing.T) {
	w := newWorld(t)
	w.store.Before = func(context.Context, string) error { return errors.New("plain " + coretest.CanarySecret) }
	_, err := w.Connections(t.Context())
	if codeOf(err) != finding.Internal {
		t.Errorf("got %v", err)
	}
	clean(t, err.Error())
	w.keychain.Before = func(context.Context, string, string) error { return context.DeadlineExceeded }
	if err := w.ProbeKeychain(t.Context()); codeOf(err) != finding.TimedOut {
		t.Errorf("got %v", err)
	}
}
