package onboard_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

// foreign is a profile all of whose addresses are somebody else's.
func (w *world) foreign() core.Profile {
	p := w.profile
	p.ID, p.Server, p.Console, p.TokenURL = "foreign", "https://RC.acme.example", "https://page.acme.example:8443", "https://token.acme.example/t"
	p.ClientAuth = core.ClientAuthNone
	return p
}

var foreignHosts = []string{"rc.acme.example", "page.acme.example:8443", "token.acme.example"}

// TestNothingOfAProfileIsKeptBeforeItsHostsAreConfirmed: neither by adding it
// nor by connecting with it.
func TestNothingOfAProfileIsKeptBeforeItsHostsAreConfirmed(t *testing.T) {
	for name, tt := range map[string]struct{ accepted, left []string }{
		"none":             {nil, foreignHosts},
		"two of three":     {foreignHosts[:2], foreignHosts[2:]},
		"another":          {[]string{"acme.example"}, foreignHosts},
		"without the port": {[]string{"rc.acme.example", "page.acme.example", "token.acme.example"}, foreignHosts[1:2]},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			p := w.foreign()
			p.ConfirmedHosts = foreignHosts // what a caller says of itself does not count
			_, err := w.AddProfile(t.Context(), onboard.ProfileRequest{
				Profile: p, ClientSecret: core.NewSecret(coretest.CanarySecret + "2"), ConfirmedHosts: tt.accepted,
			})
			v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: p, Check: w.CheckerFor(p).Check(w.forForeign().Reveal()), ConfirmedHosts: tt.accepted}, nil)
			clean(t, v)
			said, _ := core.FindingOf(err)
			for _, f := range []core.Finding{said, v.Findings[0]} {
				if f.Code != finding.HostNotConfirmed || f.Detail["host"] != strings.Join(tt.left, ",") || !strings.Contains(f.Explanation, tt.left[0]) {
					t.Errorf("finding %+v", f)
				}
			}
			w.untouched()
			if _, err := w.Profile(t.Context(), "foreign"); codeOf(err) != finding.ProfileUnknown {
				t.Errorf("the profile was kept: %v", err)
			}
			if len(w.platform.Asks()) != 0 {
				t.Errorf("the platform was asked %v", w.platform.Asks())
			}
		})
	}
}

func (w *world) forForeign() core.Secret {
	return core.NewSecret(coretest.Mint(signingKey(), coretest.Claims{Server: "https://RC.acme.example"}))
}

func TestConfirmedHostsAreKeptWithTheProfile(t *testing.T) {
	w := newWorld(t)
	w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
		return w.grant(""), w.call("POST", "/t", 200), nil
	}
	p := w.foreign()
	v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: p, Check: w.CheckerFor(p).Check(w.forForeign().Reveal()), ConfirmedHosts: foreignHosts}, nil)
	if !v.Connected {
		t.Fatalf("findings %q", codes(v.Findings))
	}
	again, err := w.AddProfile(t.Context(), onboard.ProfileRequest{Profile: p})
	if err != nil || !slices.Equal(again.ConfirmedHosts, foreignHosts) {
		t.Errorf("opened again: %+v, %v", again, err)
	}
}

func TestConfirmHostsOfAStoredProfile(t *testing.T) {
	w := newWorld(t)
	p := w.foreign()
	must(t, w.store.Apply(t.Context(), core.Change{SaveProfile: &p})) // as a Sureline that asked less has left it
	if _, err := w.ConfirmHosts(t.Context(), p.ID, foreignHosts[:1]); codeOf(err) != finding.HostNotConfirmed {
		t.Errorf("one of three: %v", err)
	}
	if now, _ := w.Profile(t.Context(), p.ID); len(now.ConfirmedHosts) != 0 {
		t.Errorf("half of it was kept: %q", now.ConfirmedHosts)
	}
	now, err := w.ConfirmHosts(t.Context(), p.ID, []string{" RC.acme.example", "page.acme.example:8443 ", "TOKEN.acme.example"})
	if err != nil || !slices.Equal(now.ConfirmedHosts, foreignHosts) {
		t.Errorf("%+v, %v", now, err)
	}
	if _, err := w.ConfirmHosts(t.Context(), "nobody", nil); codeOf(err) != finding.ProfileUnknown {
		t.Errorf("unknown profile: %v", err)
	}
}

func TestHostsThatDeceive(t *testing.T) {
	w := newWorld(t)
	for address, title := range map[string]string{
		"https://developers.ringcentral.com.evil.example": "only looks like RingCentral's",
		"https://xn--rngcentral-2nb.com":                  "only looks like RingCentral's",
		"https://developers.ringcentral.com@evil.example": "only looks like RingCentral's",
		"https://page.acme.example":                       "not been confirmed",
		"http://page.acme.example":                        "not protected",
	} {
		p := w.profile
		p.Console = address
		_, err := w.AddProfile(t.Context(), onboard.ProfileRequest{Profile: p})
		if f, _ := core.FindingOf(err); f.Code != finding.HostNotConfirmed || !strings.Contains(f.Title, title) {
			t.Errorf("%s: %q", address, f.Title)
		}
	}
	p := w.profile
	p.Console = "http://page.acme.example"
	_, err := w.AddProfile(t.Context(), onboard.ProfileRequest{Profile: p, ConfirmedHosts: []string{"page.acme.example"}})
	if codeOf(err) != finding.HostNotConfirmed {
		t.Errorf("plain http beyond this computer was accepted: %v", err)
	}
	if now, _ := w.Profile(t.Context(), p.ID); now.Console != core.DefaultConsole {
		t.Errorf("kept console %q", now.Console)
	}
}
