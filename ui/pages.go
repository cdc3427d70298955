package ui

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/connect"
	"github.com/sureline/sureline/ui/connections"
	"github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/settings"
	"github.com/sureline/sureline/ui/widgets"
)

// page is what the window asks of every page, on the UI thread only.
type page interface {
	// Object is what to put into the window, the same each time.
	Object() fyne.CanvasObject
	// Shown is called whenever the page comes into sight: time to read anew.
	Shown()
	// Focus puts the keyboard where the next action is.
	Focus()
	// Escape takes one step back in the page and reports whether there was one.
	Escape() bool
	// Unsaved says in a sentence what closing the window would lose or stop; it is
	// empty for nothing.
	Unsaved() string
}

// taker is a page that also takes what was aimed at no widget: it has one field
// that can be meant, and one thing to do next.
type taker interface {
	Paste()
	Drop(files []fyne.URI)
	Enter()
	// WindowFocused is called when the window comes to the front.
	WindowFocused()
}

// finder is a page with a search, which Find puts the keyboard into.
type finder interface{ Find() }

// place is a page as the window knows it.
type place struct {
	name name
	// label is the key of its words in the sidebar and the menu; empty for a page
	// that is reached from others only. The Kore.ai part stands in the sidebar for who
	// uses it only.
	label string
	// key opens it together with Ctrl; places without one are counted from 1.
	key fyne.KeyName
	// under is the place that is lit while the page shows, if not its own.
	under name
	// passing is true for a page that Back leads past.
	passing bool
	build   func() page
}

// pages are all pages of the window; those with a label stand in the sidebar in
// this order. To add a page, add it here. It is built when it is first shown.
func (w *Window) pages() []place {
	return slices.DeleteFunc([]place{
		{name: connectPage, label: "nav.connect", build: w.newConnect},
		{name: connectionsPage, label: "nav.connections", build: w.newConnections},
		{name: korePage, label: "nav.kore", build: w.newKore},
		{name: settingsPage, label: "nav.settings", key: fyne.KeyComma, build: w.newSettings},
		{name: welcomePage, under: connectPage, build: w.newWelcome},
		{name: openerPage, under: connectPage, passing: true, build: func() page { return profiles.NewOpener(w.profileDeps()) }},
		{name: makerPage, under: connectPage, passing: true, build: func() page { return profiles.NewMaker(w.profileDeps()) }},
		{name: helpPage, passing: true, build: w.newHelp},
		{name: unreadPage, build: w.newUnread},
	}, func(p place) bool { return p.name == korePage && w.deps.Kore == nil })
}

// place returns the page with that name; one that there is not has no name.
func (w *Window) place(n name) place {
	for _, p := range w.places {
		if p.name == n {
			return p
		}
	}
	return place{}
}

// page returns a page, building it the first time.
func (w *Window) page(n name) page {
	p, ok := w.built[n]
	if !ok {
		p = w.place(n).build()
		w.built[n] = p
	}
	return p
}

func (w *Window) connect() *connect.Page         { return w.page(connectPage).(*connect.Page) }
func (w *Window) connections() *connections.Page { return w.page(connectionsPage).(*connections.Page) }
func (w *Window) opener() *profiles.Opener       { return w.page(openerPage).(*profiles.Opener) }
func (w *Window) settings() *settings.Page       { return w.page(settingsPage).(*settings.Page) }

func (w *Window) newConnect() page {
	d := w.deps
	return connect.New(connect.Deps{
		Worker: w.work, Service: d.Service, CheckerFor: d.CheckerFor, LoadChecker: d.LoadChecker,
		Open: d.Open, Plausible: d.Plausible, Clipboard: w.app.Clipboard(), Courier: d.Courier, Save: w.saveThen,
		Profile: w.onProfile, Connected: func(core.Connection) { w.connections().Reload() },
		Test: func(id string) {
			w.turn(connectionsPage)
			w.connections().Test(id)
		},
		Done:  w.opens(connectionsPage),
		Build: d.Build,
	})
}

func (w *Window) newConnections() page {
	d := w.deps
	return connections.New(connections.Deps{
		Service: d.Service, Worker: w.work,
		Check: func(ctx context.Context, p core.Profile) func(string) core.Check { return d.LoadChecker(ctx, p).Check },
		Copy:  w.copy, Save: w.save, Open: d.Open, Build: d.Build,
		Connect: w.newConnection, Settings: w.opens(settingsPage),
		Changed: func(count int) {
			w.state.connections = count
			w.render()
		},
	})
}

func (w *Window) newKore() page {
	d := w.deps
	return kore.New(kore.Deps{Service: d.Kore, Worker: w.work, ReadKey: d.ReadKey, Browse: w.browse(), Copy: w.copy})
}

func (w *Window) newSettings() page {
	d := w.deps
	return settings.New(settings.Deps{
		Worker: w.work, Settings: d.Settings, Save: d.SaveSettings, Saved: w.onSettings, SetProxyPassword: d.SetProxyPassword,
		Doctor: d.Doctor, Look: w.look, Copy: w.copy, Browse: w.browse(),
		Profiles: profiles.NewList(w.profileDeps(), w.opens(openerPage), w.opens(makerPage)),
		Version:  strings.TrimSpace(d.Build.Version + " " + d.Build.Commit), DataDir: d.DataDir, ConfigDir: d.ConfigDir,
	})
}

func (w *Window) newWelcome() page {
	demo := w.startDemo
	if w.deps.StartDemo == nil {
		demo = nil
	}
	kore := w.opens(korePage)
	if w.deps.Kore == nil {
		kore = nil
	}
	return profiles.NewWelcome(w.opens(openerPage), demo, w.opens(makerPage), kore)
}

func (w *Window) profileDeps() profiles.Deps {
	d := w.deps
	return profiles.Deps{
		Service: d.Service, Worker: w.work, Read: w.readProfile, Write: d.WriteProfile, NewAppLink: d.NewAppLink, MakeKey: d.MakeKey,
		Open: d.Open, Copy: w.copy, Browse: w.browse(profiles.Extension), BrowseSave: w.browseSave, Folder: d.SaveFolder,
		Changed: w.load, Back: func() { w.turn(w.state.back()) },
	}
}

// unread says why nothing could be read, where the Connect page would be.
type unread struct {
	object fyne.CanvasObject
	again  *widgets.Button
}

func (w *Window) newUnread() page {
	again := widgets.NewButton(widgets.Primary, lang.T("window.again"), func() { w.load(w.deps.ProfileID) })
	return &unread{widgets.NewPage(widgets.NewTitle(lang.T("window.unread"), ""), widgets.NewFinding(*w.state.unread, w.copy, again)), again}
}

func (u *unread) Object() fyne.CanvasObject { return u.object }
func (u *unread) Shown()                    {}
func (u *unread) Focus()                    { widgets.Focus(u.again) }
func (u *unread) Escape() bool              { return false }
func (u *unread) Unsaved() string           { return "" }
