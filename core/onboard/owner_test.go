package onboard_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

// standsFor makes the platform tell this user from now on.
func (w *world) standsFor(who core.Identity) {
	w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
		return who, nil, nil
	}
}

func grace() core.Identity {
	return core.Identity{Account: "Southwind", Person: "Grace Hale", Extension: "7", OwnerID: "500"}
}

func TestReplaceAsksBeforeAConnectionChangesHands(t *testing.T) {
	w := newWorld(t)
	old := w.connected(1)
	must(t, w.keychain.Set(t.Context(), core.CredentialItem(old.ID), credential(1)))
	before := w.state()
	w.standsFor(grace())
	v := w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: old.ID, Check: w.check(credential(2))}, nil)
	clean(t, v)
	f := v.Findings[0]
	if v.Connected || f.Code != finding.OtherOwner || !strings.Contains(f.Explanation, "Ada Jones") || !strings.Contains(f.Explanation, "Grace Hale") {
		t.Errorf("findings %+v", v.Findings)
	}
	if got := w.state(); got != before {
		t.Errorf("something changed:\n%s\n%s", before, got)
	}
	v = w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: old.ID, Check: w.check(credential(2)), AcceptOtherOwner: true}, nil)
	if !v.Connected || v.Connection.ID != old.ID || v.Connection.Person != "Grace Hale" || v.Connection.OwnerID != "500" || v.Connection.Name != "Southwind / Grace Hale" {
		t.Errorf("accepted: %+v", v)
	}
	must(t, w.Rename(t.Context(), old.ID, "Ours"))
	w.standsFor(ada())
	v = w.Replace(t.Context(), onboard.ReplaceRequest{ConnectionID: old.ID, Check: w.check(credential(3)), AcceptOtherOwner: true}, nil)
	if !v.Connected || v.Connection.Name != "Ours" {
		t.Errorf("a name that the user gave was changed: %+v", v.Connection)
	}
}

func TestConnectAsksWhenTheUserIsConnectedAlready(t *testing.T) {
	w := newWorld(t)
	first := w.connected(1)
	before := w.state()
	request := onboard.ConnectRequest{Profile: w.profile, Check: w.check(credential(2))}
	v := w.Connect(t.Context(), request, nil)
	clean(t, v)
	if v.Connected || v.Findings[0].Code != finding.SameOwner || v.Connection == nil || v.Connection.ID != first.ID || w.state() != before {
		t.Errorf("asked: %+v", v)
	}
	request.SameOwner = onboard.ReplaceSame
	if v = w.Connect(t.Context(), request, nil); !v.Connected || v.Connection.ID != first.ID || v.Connection.Name != first.Name || len(w.connections()) != 1 {
		t.Errorf("replaced: %+v", v)
	}
	request.SameOwner, request.Check = onboard.KeepBoth, w.check(credential(3))
	if v = w.Connect(t.Context(), request, nil); !v.Connected || v.Connection.ID == first.ID || len(w.connections()) != 2 {
		t.Errorf("both: %+v", v)
	}
}

// TestTheSameCredentialUnderTwoProfilesIsTwoConnections: and neither another
// app's nor another user's is asked about.
func TestTheSameCredentialUnderTwoProfilesIsTwoConnections(t *testing.T) {
	w := newWorld(t)
	first := w.connected(1)
	other := w.profile
	other.ID = "other"
	w.add(other, core.NewSecret(coretest.CanarySecret))
	v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: other, Check: w.check(credential(1))}, nil)
	if !v.Connected || v.Connection.ID == first.ID || v.Connection.ProfileID != "other" || len(w.connections()) != 2 {
		t.Errorf("other app: %+v", v)
	}
	w.standsFor(grace())
	if v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Check: w.check(credential(3))}, nil); !v.Connected || len(w.connections()) != 3 {
		t.Errorf("other user: %+v", v)
	}
}

func TestAKnownIdentityStaysKnownAndDated(t *testing.T) {
	w := newWorld(t)
	c := w.connected(1)
	if c.IdentityKnownAt == nil || !c.IdentityKnownAt.Equal(clock) {
		t.Fatalf("known at %v", c.IdentityKnownAt)
	}
	w.now = clock.Add(time.Hour)
	for code, who := range map[core.Code]core.Who{finding.AppLacksPermission: core.WhoProvider, finding.UserLacksPermission: core.WhoAdmin} {
		w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
			return core.Identity{}, nil, fails(code)
		}
		v := w.Verify(t.Context(), c.ID, nil)
		clean(t, v)
		if !v.Connected || codes(v.Findings) != string(code) || v.Findings[0].Severity != core.SeverityWarning || v.Findings[0].Who != who {
			t.Errorf("%s: %+v", code, v.Findings)
		}
		now, err := w.Connection(t.Context(), c.ID)
		must(t, err)
		if now.Person != "Ada Jones" || now.Account != "Northwind Traders" || now.OwnerID != "400" || !now.IdentityKnownAt.Equal(clock) || now.VerifiedAt != w.now {
			t.Errorf("%s: the connection is %+v", code, now)
		}
	}
	w.standsFor(core.Identity{OwnerID: "500"})
	v := w.Verify(t.Context(), c.ID, nil)
	if v.Connection.Person != "" || v.Connection.OwnerID != "500" || v.Connection.IdentityKnownAt != nil || codes(v.Findings) != string(finding.IdentityUnknown) {
		t.Errorf("somebody else who is not named: %+v %q", v.Connection, codes(v.Findings))
	}
}

func TestAPermissionThatTheTokenLacksIsSaid(t *testing.T) {
	w := newWorld(t)
	w.profile.ID, w.profile.Scopes = "scoped", []string{"readaccounts", "ReadCallLog", "SMS"}
	w.add(w.profile, core.NewSecret(coretest.CanarySecret))
	v := w.connect(1, "")
	again := w.Verify(t.Context(), v.Connection.ID, nil)
	for _, v := range []core.Verdict{v, again} {
		f := v.Findings[0]
		if !v.Connected || codes(v.Findings) != string(finding.AppLacksPermission) || f.Severity != core.SeverityWarning || f.Who != core.WhoProvider ||
			!strings.Contains(f.Explanation, "ReadCallLog, SMS") {
			t.Errorf("findings %+v", v.Findings)
		}
	}
}

func TestAKnownProfileThatComesAgainChanged(t *testing.T) {
	for key, change := range map[string]func(p *core.Profile){
		"client_id":          func(p *core.Profile) { p.ClientID = "Another" },
		"server":             func(p *core.Profile) { p.Server = "http://127.0.0.1:9" },
		"console":            func(p *core.Profile) { p.Console = "http://127.0.0.1:9" },
		"token_url":          func(p *core.Profile) { p.TokenURL = "http://127.0.0.1:9/t" },
		"client_auth":        func(p *core.Profile) { p.ClientAuth = core.ClientAuthNone },
		"handover_url":       func(p *core.Profile) { p.HandoverURL = "http://127.0.0.1:9/h" },
		"handover_recipient": func(p *core.Profile) { p.HandoverRecipient = "age1another" },
	} {
		t.Run(key, func(t *testing.T) {
			w := newWorld(t)
			c := w.connected(1)
			before, asked := w.state(), w.platform.Asked("Exchange")
			p := w.profile
			p.Name = "Acme Sync 2"
			change(&p)
			request := onboard.ProfileRequest{Profile: p, ClientSecret: core.NewSecret(coretest.CanarySecret + "2")}
			_, err := w.AddProfile(t.Context(), request)
			v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: p, Check: w.check(credential(2)), SameOwner: onboard.KeepBoth}, nil)
			clean(t, v, fmt.Sprint(err))
			said, _ := core.FindingOf(err)
			for _, f := range []core.Finding{said, v.Findings[0]} {
				if f.Code != finding.ProfileChanges || !strings.Contains(f.Explanation, key) || !strings.Contains(f.Explanation, c.Name) || f.Detail[key] == "" {
					t.Errorf("finding %+v", f)
				}
			}
			cause, ok := errors.AsType[*onboard.ProfileChangesError](err)
			if !ok || len(cause.Changes) != 1 || cause.Changes[0].Key != key || len(cause.Connections) != 1 || cause.Connections[0].ID != c.ID {
				t.Errorf("cause %+v", cause)
			}
			if now, _ := w.Profile(t.Context(), p.ID); now.Name != "Acme Sync" || w.state() != before || w.platform.Asked("Exchange") != asked {
				t.Errorf("something changed, or was sent: %+v", now)
			}
			request.AcceptChanges = true
			if now, err := w.AddProfile(t.Context(), request); err != nil || now.Name != "Acme Sync 2" {
				t.Errorf("accepted: %+v, %v", now, err)
			}
		})
	}
	w := newWorld(t)
	p := w.profile
	p.Name, p.Scopes, p.SupportEmail = "Acme Sync 2", []string{"SMS"}, "new@acme.example"
	w.add(p, core.Secret{}) // what takes nobody anywhere else is not asked about
	p.ClientID = "Another"
	if _, err := w.AddProfile(t.Context(), onboard.ProfileRequest{Profile: p}); codeOf(err) != finding.ProfileChanges {
		t.Errorf("without connections: %v", err)
	}
}
