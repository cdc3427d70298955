package crosscheck_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

// useCases does with the demo platform what people do with the real one.
func useCases(t *testing.T) {
	r := newRig(t)
	w := newWorld(t, r, t.TempDir())
	for name, test := range map[string]func(*testing.T, *world){
		"signature": signature, "apps": appsAndUsers, "connection": connection, "names": names, "keychain": lostItems,
	} {
		t.Run(name, func(t *testing.T) {
			r.clock.advance(10 * time.Minute)
			w.t = t
			test(t, w)
		})
	}
}

// altered returns the credential with one character of its signature changed.
func altered(jwt core.Secret) core.Secret {
	text := []byte(jwt.Reveal())
	i := len(text) - 100
	if text[i]++; text[i] > 'y' || text[i] < 'A' || text[i] > 'Y' && text[i] < 'a' {
		text[i] = 'B'
	}
	return core.NewSecret(string(text))
}

func signature(t *testing.T, w *world) {
	jwt := w.issue(demo.AdaJones, demo.AcmeSync)
	check := w.VerifySignature(t.Context(), w.profile, w.CheckerFor(w.profile).Check(jwt.Reveal()))
	want(t, check.Findings[len(check.Findings)-1:], finding.SignatureVerified)
	note(t, check.Findings...)
	v := w.connect(w.profile, altered(jwt))
	want(t, v.Findings, finding.SignatureMismatch)
	if len(v.Calls) != 0 {
		t.Errorf("sent %v for a credential that was altered", v.Calls)
	}
	// Another program start, and no key set: only the exchange can tell.
	other := newWorld(t, w.rig, t.TempDir())
	if err := w.SetFault("key-set-missing"); err != nil {
		t.Fatal(err)
	}
	defer w.ClearFault()
	want(t, other.connect(w.profile, altered(jwt)).Findings, finding.SignatureRejected)
}

func appsAndUsers(t *testing.T, w *world) {
	unknown := w.app("unknown", "NoSuchClientDemo000009")
	if err := w.SetClientSecret(t.Context(), "unknown", core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	wrong := w.app("wrong-secret", demo.AcmeSync)
	if err := w.SetClientSecret(t.Context(), "wrong-secret", core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	silent := w.profile
	silent.ID, silent.ClientAuth = "silent", core.ClientAuthNone
	for _, tt := range []struct {
		profile core.Profile
		user    int64
		allowed string
		want    core.Code
	}{
		{w.profile, demo.AdaJones, demo.AcmePocket, finding.AppNotAllowed},
		{w.app("dialer", demo.AcmeDialer), demo.AdaJones, demo.AcmeDialer, finding.AppWithoutJWTFlow},
		{w.app("legacy", demo.AcmeLegacy), demo.AdaJones, demo.AcmeLegacy, finding.AppBlocked},
		{w.app("sandbox", demo.AcmeSandbox), demo.AdaJones, demo.AcmeSandbox, finding.SandboxClient},
		{unknown, demo.AdaJones, demo.AcmeSync, finding.UnknownClient},
		{wrong, demo.AdaJones, demo.AcmeSync, finding.ClientSecretRejected},
		{silent, demo.AdaJones, demo.AcmeSync, finding.ClientAuthenticationMissing},
		{w.profile, demo.BoLarsen, demo.AcmeSync, finding.UserDisabled},
		{w.profile, demo.FinnOakes, demo.AcmeSync, finding.UserMissing},
		{w.profile, demo.CleoGray, demo.AcmeSync, finding.RoleLacksAppAccess},
		{w.profile, demo.OttoMill, demo.AcmeSync, finding.AccountUnavailable},
	} {
		w.clock.advance(time.Minute)
		want(t, w.connect(tt.profile, w.issue(tt.user, tt.allowed)).Findings, tt.want)
	}
}

func connection(t *testing.T, w *world) {
	jwt := w.issue(demo.AdaJones, demo.AcmeSync)
	v := w.connect(w.profile, jwt)
	want(t, v.Findings, finding.PersonalUser)
	want(t, w.Checker(t.Context(), w.profile).Check(jwt.Reveal()).Findings, finding.AlreadyConnected)
	if err := w.Inject(demo.Injection{Fault: "cmn-211", Where: demo.WhereStatus}); err != nil {
		t.Fatal(err)
	}
	want(t, w.Verify(t.Context(), v.Connection.ID, nil).Findings, finding.StatusUnavailable)
	if err := w.SetFault("oau-213"); err != nil {
		t.Fatal(err)
	}
	want(t, w.Call(t.Context(), v.Connection.ID, "/restapi/v1.0/account/~").Findings, finding.AccessTokenRejected)
	w.ClearFault()
	want(t, w.Call(t.Context(), v.Connection.ID, "/restapi/v1.0/nowhere").Findings, finding.NotFound)
	want(t, w.Call(t.Context(), v.Connection.ID, "nowhere").Findings, finding.SettingInvalid)

	w.clock.advance(10 * time.Minute)
	app := w.app("notify", demo.AcmeNotify)
	want(t, w.connect(app, w.issue(demo.AdaJones, demo.AcmeNotify)).Findings, finding.AppLacksPermission)
	app.Scopes = nil
	notify := w.connect(app, w.issue(demo.AdaJones, demo.AcmeNotify))
	want(t, notify.Findings, finding.IdentityUnknown)
	want(t, w.Call(t.Context(), notify.Connection.ID, "/restapi/v1.0/account/~").Findings, finding.AppLacksPermission)

	owners(t, w, *v.Connection)
	for _, code := range []core.Code{finding.SessionEnded, finding.NothingToRevoke} {
		w.clock.advance(time.Minute)
		again := w.connect(w.profile, w.issue(demo.AdaJones, demo.AcmeSync))
		if code == finding.NothingToRevoke {
			w.clock.advance(2 * time.Hour)
		}
		got, err := w.Remove(t.Context(), again.Connection.ID, true)
		if err != nil {
			t.Fatal(err)
		}
		want(t, got, code)
	}
}

// owners: whose connection it is, and whose profile.
func owners(t *testing.T, w *world, c core.Connection) {
	w.clock.advance(time.Minute)
	check := func(user int64) core.Check {
		return w.CheckerFor(w.profile).Check(w.issue(user, demo.AcmeSync).Reveal())
	}
	again := w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Check: check(demo.AdaJones)}, nil)
	want(t, again.Findings, finding.SameOwner)
	other := w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: c.ID, Check: check(demo.IntegrationService)}, nil)
	want(t, other.Findings, finding.OtherOwner)
	changed := w.profile
	changed.ClientID = demo.AcmeNotify
	_, err := w.AddProfile(t.Context(), onboard.ProfileRequest{Profile: changed})
	noteError(t, err, finding.ProfileChanges)
}

func names(t *testing.T, w *world) {
	one := w.connect(w.profile, w.issue(demo.AdaJones, demo.AcmeSync)).Connection
	two := w.connect(w.profile, w.issue(demo.IntegrationService, demo.AcmeSync)).Connection
	noteError(t, w.Rename(t.Context(), one.ID, strings.ToUpper(two.Name)), finding.NameTaken)
	noteError(t, w.Rename(t.Context(), one.ID, " "), finding.SettingInvalid)
	_, err := w.ConnectionByName(t.Context(), "nobody")
	noteError(t, err, finding.ConnectionUnknown)
	_, err = w.Profile(t.Context(), "nothing")
	noteError(t, err, finding.ProfileUnknown)
	noteError(t, w.RemoveProfile(t.Context(), w.profile.ID), finding.ProfileInUse)
	broken := onboard.New(onboard.Deps{Keychain: brokenKeychain{w.keychain}, Store: w.store})
	noteError(t, broken.ProbeKeychain(t.Context()), finding.Internal)
}

// brokenKeychain breaks the contract: its error carries no finding.
type brokenKeychain struct{ *memory }

func (brokenKeychain) Probe(context.Context) error { return errors.New("a mistake") }

func lostItems(t *testing.T, w *world) {
	jwt := w.issue(demo.AdaJones, demo.AcmeSync)
	c := w.connect(w.profile, jwt).Connection
	item := core.CredentialItem(c.ID)
	_ = w.keychain.Set(t.Context(), item, altered(jwt))
	want(t, w.Verify(t.Context(), c.ID, nil).Findings, finding.KeychainItemChanged)
	_ = w.keychain.Delete(t.Context(), item)
	want(t, w.Verify(t.Context(), c.ID, nil).Findings, finding.KeychainItemMissing)
	_ = w.keychain.Delete(t.Context(), core.ClientSecretItem(w.profile.ID))
	want(t, w.connect(w.profile, jwt).Findings, finding.ClientSecretMissing)
	if err := w.SetClientSecret(t.Context(), w.profile.ID, w.ClientSecret()); err != nil {
		t.Fatal(err)
	}
}
