package ui

import (
	"context"
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/uitest"
)

const faultsLink = "http://127.0.0.1:4711/demo"

// demoBench is a window of the demo, to which the profile "acme" belongs.
type demoBench struct {
	*bench
	opened, outside []string
	err             error
}

func newDemoBench(t *testing.T, f *fake) *demoBench {
	d := &demoBench{}
	d.bench = newBench(t, f, func(deps *Deps) {
		deps.StartDemo = nil
		deps.Open = func(_ context.Context, url string) error {
			d.opened = append(d.opened, url)
			return d.err
		}
		deps.Demo = &Demo{
			Faults: func(context.Context) (string, error) { return faultsLink, nil },
			Owns:   func(p core.Profile) bool { return p.ID == "acme" },
			OpenOutside: func(_ context.Context, path string) error {
				d.outside = append(d.outside, path)
				return d.err
			},
		}
	})
	return d
}

func TestDemoSaysSoOnEveryPage(t *testing.T) {
	f := &fake{profiles: []core.Profile{acme}, connections: []core.Connection{northwind}}
	b := newDemoBench(t, f)
	if title := b.win.window.Title(); title != "Sureline – Demo" {
		t.Errorf("the title is %q", title)
	}
	for _, p := range b.win.places {
		if p.name == unreadPage {
			continue
		}
		b.win.turn(p.name)
		b.loop.Settle()
		b.says("This is a demo: nothing here reaches RingCentral")
	}
	f.err = errors.New("no keychain")
	unread := newDemoBench(t, f)
	unread.says("This is a demo: nothing here reaches RingCentral")
	if real := newBench(t, &fake{}, nil); strings.Contains(real.words(), "This is a demo") || lang.T("connect.prove.exchange_done") != "RingCentral accepted the credential" {
		t.Error("the real window says that it is a demo")
	}
}

func TestDemoNamesItselfInsteadOfRingCentral(t *testing.T) {
	newDemoBench(t, &fake{})
	if got := lang.T("connect.prove.exchange_done"); got != "The demo accepted the credential" {
		t.Errorf("it says %q", got)
	}
}

func TestDemoLeadsToItsFaults(t *testing.T) {
	b := newDemoBench(t, &fake{})
	b.press("Rehearse faults")
	if len(b.opened) != 1 || b.opened[0] != faultsLink || b.win.state.notice != nil {
		t.Errorf("opened %q", b.opened)
	}
	b.err = errors.New("no browser")
	b.press("Rehearse faults")
	b.says(faultsLink)
	b.win.deps.Demo.Faults = func(context.Context) (string, error) { return "", b.err }
	b.press("Rehearse faults")
	b.says("The demo does not run yet")
}

func TestRealProfileNeverOpensInTheDemo(t *testing.T) {
	f := &fake{}
	b := newDemoBench(t, f)
	opened := profiles.Opened{Profile: core.Profile{ID: "real", Name: "Northwind Reports", ClientID: "x", Server: core.DefaultServer}}
	b.win.deps.ReadProfile = func(context.Context, string) profiles.Opened { return opened }
	b.win.onDropped(fyne.Position{}, []fyne.URI{storage.NewFileURI("/home/ada/reports.sureline")})
	b.loop.Settle()
	b.says("Northwind Reports is not part of the demo: its profile opens in a window of its own.")
	b.win.HandOver([]string{"/home/ada/again.sureline"})
	b.loop.Settle()
	if got := strings.Join(b.outside, " "); got != "/home/ada/reports.sureline /home/ada/again.sureline" || len(f.profiles) != 0 {
		t.Errorf("opened outside: %s; kept here: %v", got, f.profiles)
	}
	b.err = errors.New("no program")
	b.win.OpenFile("/home/ada/reports.sureline")
	b.loop.Settle()
	b.says("no other window opened. Start Sureline without --demo")
	opened.Profile = acme
	b.win.OpenFile("/home/ada/acme.sureline")
	b.loop.Settle()
	b.says("Create your credential")
	if len(f.profiles) != 1 || len(b.outside) != 3 {
		t.Errorf("the demo's own profile: kept %v, opened outside %q", f.profiles, b.outside)
	}
}

func TestDemoInEveryLanguage(t *testing.T) {
	uitest.InEveryLanguage(t, "demo", uitest.WindowWidth, func(t *testing.T) fyne.Window {
		inForce := lang.Current()
		b := newDemoBench(t, &fake{profiles: []core.Profile{acme}})
		lang.Use(inForce.Demo()) // the window knows no lengthened language
		b.win.build()
		b.win.setProfiles("")
		b.win.turn(connectPage)
		b.win.say(0, lang.T("demo.outside_failed", lang.S{"app": "Northwind Call Centre Reporting"}))
		return b.win.window
	})
}
