package ui

import (
	"context"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/connect"
	"github.com/sureline/sureline/ui/connections"
	"github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/settings"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

func (w *Window) buildPages() {
	d := w.deps
	w.connectPage = connect.New(connect.Deps{
		Worker: w.worker, Service: d.Service, CheckerFor: d.CheckerFor, LoadChecker: d.LoadChecker,
		Open: d.Open, Plausible: d.Plausible, Clipboard: w.app.Clipboard(),
		Profile: func(p core.Profile) {
			w.foot.set(p)
			if w.settings.built || p.ID != w.deps.Settings.LastProfile {
				w.settings.get().Remember(p.ID)
			}
		},
		Connected: func(core.Connection) { w.connections.get().Reload() },
		Test: func(id string) {
			w.showConnections()
			w.connections.get().Test(id)
		},
		Done:  func() { w.showConnections() },
		Build: d.Build,
	})
	w.connections.build = func() *connections.Page {
		return connections.New(connections.Deps{
			Service: d.Service, Worker: w.worker,
			Check: func(ctx context.Context, p core.Profile) func(string) core.Check { return d.LoadChecker(ctx, p).Check },
			Copy:  w.copy, Save: w.save, Open: d.Open, Build: d.Build,
			Connect: w.newConnection,
			Changed: func(count int) { w.items[placeConnections].setCount(count) },
		})
	}
	w.buildProfilePages()
	w.kore.build = func() *kore.Page {
		return kore.New(kore.Deps{Service: d.Kore, Worker: w.worker, ReadKey: d.ReadKey, Browse: w.browse(), Copy: w.copy})
	}
	w.settings.build = func() *settings.Page {
		return settings.New(settings.Deps{
			Worker: w.worker, Settings: d.Settings, Save: d.SaveSettings, SetProxyPassword: d.SetProxyPassword,
			Probe: d.Service.ProbeKeychain, KeychainName: d.Service.KeychainName(), Look: w.look, Copy: w.copy,
			Browse: w.browse(), Profiles: w.list.get().Object, Version: strings.TrimSpace(d.Build.Version + " " + d.Build.Commit), Folders: d.Folders,
		})
	}
}

func (w *Window) buildProfilePages() {
	d := w.deps
	pd := profiles.Deps{
		Service: d.Service, Worker: w.worker, Read: d.ReadProfile, Write: d.WriteProfile, NewAppLink: d.NewAppLink,
		Open: d.Open, Copy: w.copy, Browse: w.browse(profiles.Extension), BrowseSave: w.browseSave, Folder: d.SaveFolder,
		Changed: w.load, Back: w.back,
	}
	demo := w.startDemo
	if d.Demo == nil {
		demo = nil
	}
	w.opener.build = func() *profiles.Opener { return profiles.NewOpener(pd) }
	w.maker.build = func() *profiles.Maker { return profiles.NewMaker(pd) }
	w.list.build = func() *profiles.List { return profiles.NewList(pd, w.showOpener, w.showMaker) }
	w.welcome.build = func() *profiles.Welcome { return profiles.NewWelcome(w.showOpener, demo, w.showMaker) }
}

// turnTo shows a page and puts the keyboard on it.
func (w *Window) turnTo(s screen) {
	for i, item := range w.items {
		item.setCurrent(i == s.place)
	}
	same := w.current.object == s.object
	w.current = s
	if !same {
		widgets.Replace(w.stage, s.object)
	}
	if s.shown != nil {
		s.shown()
	}
	s.focus()
}

func (w *Window) showConnect() {
	if w.unread != nil {
		w.failed(*w.unread)
		return
	}
	if len(w.profiles) == 0 {
		w.turnTo(screen{object: w.welcome.get().Object, place: placeConnect, focus: w.welcome.get().Focus})
		return
	}
	w.turnTo(screen{object: w.connectPage.Object(), place: placeConnect, focus: w.connectPage.Focus})
}

// newConnection leads to a fresh Connect page, unless something unsaved stands
// on it.
func (w *Window) newConnection() {
	if len(w.profiles) > 0 && !w.connectPage.HasUnsaved() {
		w.connectPage.Reset()
	}
	w.showConnect()
}

func (w *Window) showConnections() {
	w.turnTo(screen{
		object: w.connections.get().Object, place: placeConnections, focus: w.connections.get().Focus,
		escape: w.connections.get().Escape, shown: w.connections.get().Reload,
	})
}

func (w *Window) showKore() {
	if w.deps.Kore == nil {
		return
	}
	w.turnTo(screen{object: w.kore.get().Object, place: placeKore, focus: w.kore.get().Focus, escape: w.kore.get().Escape, shown: w.kore.get().Reload})
}

func (w *Window) showSettings() {
	w.turnTo(screen{object: w.settings.get().Object, place: placeSettings, focus: w.settings.get().Focus, shown: w.list.get().Reload})
}

func (w *Window) showOpener() {
	w.remember()
	w.turnTo(screen{object: w.opener.get().Object, place: placeConnect, focus: w.opener.get().Focus, escape: w.escapeBack, passing: true})
}

func (w *Window) showMaker() {
	w.remember()
	w.turnTo(screen{object: w.maker.get().Object, place: placeConnect, focus: w.maker.get().Focus, escape: w.escapeBack, passing: true})
}

// remember notes where Back leads from a page without a place of its own.
func (w *Window) remember() {
	switch {
	case w.current.passing:
	case w.current.place == placeSettings:
		w.before = w.showSettings
	case w.current.place == placeConnections:
		w.before = w.showConnections
	case w.current.place == placeKore:
		w.before = w.showKore
	default:
		w.before = w.showConnect
	}
}

func (w *Window) back() {
	if w.before == nil {
		w.before = w.showConnect
	}
	w.before()
}

func (w *Window) escapeBack() bool {
	w.back()
	return true
}

// failed says why nothing could be read, where the page would be.
func (w *Window) failed(f core.Finding) {
	again := widgets.NewButton(widgets.Primary, "Try again", func() { w.load(w.deps.ProfileID) })
	page := widgets.NewPage(widgets.NewTitle("Sureline cannot begin yet", ""), widgets.NewFinding(f, w.copy, again))
	w.turnTo(screen{object: page, place: -1, focus: func() { widgets.Focus(again) }})
}

// startDemo opens the demo in a window of its own.
func (w *Window) startDemo() {
	demo := w.deps.Demo
	w.say(widgets.ToneInfo, "The demo opens in a window of its own …")
	worker.Run(w.others, openLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, demo(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			w.say(widgets.ToneError, "The demo did not start. Start Sureline with --demo instead.")
			return
		}
		w.say(widgets.ToneGood, "The demo is open in a window of its own. Nothing there touches your real connections.")
	})
}
