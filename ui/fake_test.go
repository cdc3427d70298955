package ui

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/finding"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/ui/connect"
	"github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/uitest"
)

// fake is the use cases as far as the window itself goes; the pages have tests
// of their own.
type fake struct {
	Service
	profiles    []core.Profile
	connections []core.Connection
	err         error
}

func (f *fake) KeychainName() string { return "the keychain" }
func (f *fake) Endpoints() []onboard.Endpoint {
	return []onboard.Endpoint{{Path: "/restapi/v1.0/status"}}
}
func (f *fake) Profiles(context.Context) ([]core.Profile, error)       { return f.profiles, f.err }
func (f *fake) Connections(context.Context) ([]core.Connection, error) { return f.connections, f.err }
func (f *fake) HasClientSecret(context.Context, string) (bool, error)  { return false, nil }
func (f *fake) AddProfile(_ context.Context, r onboard.ProfileRequest) (core.Profile, error) {
	f.profiles = append(f.profiles, r.Profile)
	return r.Profile, nil
}

func (f *fake) Connection(_ context.Context, id string) (core.Connection, error) {
	return f.connections[0], nil
}

func (f *fake) History(context.Context, string, int) ([]core.Verification, error) { return nil, nil }

// koreFake is a Kore.ai part.
type koreFake struct {
	kore.Service
	clients []corekore.Client
	err     error
}

func (f koreFake) Clients(context.Context) ([]corekore.Client, error) { return f.clients, f.err }

// withKore gives the window a Kore.ai part with one client.
func withKore(d *Deps) {
	d.Kore = koreFake{clients: []corekore.Client{{ClientID: "cs-1", Name: "Support", Policy: corekore.PolicyAnonymous}}}
}

// checker accepts nothing.
type checker struct{}

func (checker) Check(string) core.Check {
	return core.Check{Findings: []core.Finding{finding.New(finding.NotAJWT)}}
}

type bench struct {
	t     *testing.T
	loop  *uitest.Loop
	fake  *fake
	win   *Window
	saved []settings.Settings
	demos int
}

var (
	acme      = core.Profile{ID: "acme", Name: "Acme Sync", ClientID: "aBcD1234", Server: core.DefaultServer, Console: core.DefaultConsole}
	northwind = core.Connection{ID: "1", Name: "Northwind", ProfileID: "acme", App: "Acme Sync", Account: "Northwind Traders", Person: "Ada Jones", VerifiedAt: time.Date(2026, time.March, 2, 9, 39, 0, 0, time.UTC)}
)

// deps are what the window needs, of this bench.
func (b *bench) deps() Deps {
	return Deps{
		Service: b.fake, Backend: b.loop,
		CheckerFor:  func(core.Profile) connect.Checker { return checker{} },
		LoadChecker: func(context.Context, core.Profile) connect.Checker { return checker{} },
		Plausible:   func(string) bool { return false },
		ReadProfile: func(context.Context, string) profiles.Opened { return profiles.Opened{Profile: acme} },
		NewAppLink:  func(core.Profile) string { return "https://developer.ringcentral.com/new-app" },
		Settings:    settings.Settings{Theme: "light", TextSize: 100},
		SaveSettings: func(_ context.Context, s settings.Settings) error {
			b.saved = append(b.saved, s)
			return nil
		},
		Open: func(context.Context, string) error { return errors.New("no browser") },
		StartDemo: func(context.Context) error {
			b.demos++
			return nil
		},
		Build: buildinfo.Info{Version: "1.2.3"},
	}
}

func newBench(t *testing.T, f *fake, change func(*Deps)) *bench {
	t.Helper()
	app := uitest.App(t)
	b := &bench{t: t, loop: uitest.NewLoop(), fake: f}
	deps := b.deps()
	if change != nil {
		change(&deps)
	}
	b.win = New(app, deps)
	b.win.Show()
	b.loop.Settle()
	t.Cleanup(b.win.close)
	return b
}

func (b *bench) words() string {
	uitest.Layout(b.win.window)
	return uitest.Words(b.win.window.Content())
}

func (b *bench) says(parts ...string) {
	b.t.Helper()
	words := b.words()
	for _, p := range parts {
		if !strings.Contains(words, p) {
			b.t.Errorf("missing %q in:\n%s", p, words)
		}
	}
}

func (b *bench) press(text string) {
	b.t.Helper()
	uitest.Press(b.t, b.win.window.Content(), text)
	b.loop.Settle()
}
