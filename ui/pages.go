package ui

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/connect"
	"github.com/sureline/sureline/ui/connections"
	"github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/parts"
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
			w.settings.Remember(p.ID)
		},
		Connected: func(core.Connection) { w.connections.Reload() },
		Test: func(id string) {
			w.showConnections()
			w.connections.Test(id)
		},
		Done:  func() { w.showConnections() },
		Build: d.Build,
	})
	w.connections = connections.New(connections.Deps{
		Service: d.Service, Worker: w.worker,
		Check: func(ctx context.Context, p core.Profile) func(string) core.Check { return d.LoadChecker(ctx, p).Check },
		Copy:  w.copy, Save: w.save, Open: d.Open, Build: d.Build,
		Connect: w.newConnection,
		Changed: func(count int) { w.items[placeConnections].setCount(count) },
	})
	pd := profiles.Deps{
		Service: d.Service, Worker: w.worker, Read: d.ReadProfile, Write: d.WriteProfile, NewAppLink: d.NewAppLink,
		Open: d.Open, Copy: w.copy, Browse: w.browse(profiles.Extension), BrowseSave: w.browseSave, Folder: d.SaveFolder,
		Changed: w.load, Back: w.back,
	}
	w.opener, w.maker = profiles.NewOpener(pd), profiles.NewMaker(pd)
	w.list = profiles.NewList(pd, w.showOpener, w.showMaker)
	if d.Kore != nil {
		w.kore = kore.New(kore.Deps{Service: d.Kore, Worker: w.worker, ReadKey: d.ReadKey, Browse: w.browse(), Copy: w.copy})
	}
	demo := w.startDemo
	if d.Demo == nil {
		demo = nil
	}
	w.welcome = profiles.NewWelcome(w.showOpener, demo, w.showMaker)
	w.settings = settings.New(settings.Deps{
		Worker: w.worker, Settings: d.Settings, Save: d.SaveSettings, SetProxyPassword: d.SetProxyPassword,
		Probe: d.Service.ProbeKeychain, KeychainName: d.Service.KeychainName(), Look: w.look, Copy: w.copy,
		Browse: w.browse(), Profiles: w.list.Object, Version: strings.TrimSpace(d.Build.Version + " " + d.Build.Commit), Folders: d.Folders,
	})
}

// turnTo shows a page and puts the keyboard on it.
func (w *Window) turnTo(s screen) {
	for i, item := range w.items {
		item.setCurrent(i == s.place)
	}
	same := w.current.object == s.object
	w.current = s
	if !same {
		parts.Replace(w.stage, s.object)
	}
	if s.shown != nil {
		s.shown()
	}
	s.focus()
}

func (w *Window) showConnect() {
	if len(w.profiles) == 0 {
		w.turnTo(screen{object: w.welcome.Object, place: placeConnect, focus: w.welcome.Focus})
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
		object: w.connections.Object, place: placeConnections, focus: w.connections.Focus,
		escape: w.connections.Escape, shown: w.connections.Reload,
	})
}

func (w *Window) showKore() {
	if w.kore == nil {
		return
	}
	w.turnTo(screen{object: w.kore.Object, place: placeKore, focus: w.kore.Focus, escape: w.kore.Escape, shown: w.kore.Reload})
}

func (w *Window) showSettings() {
	w.turnTo(screen{object: w.settings.Object, place: placeSettings, focus: w.settings.Focus, shown: w.list.Reload})
}

func (w *Window) showOpener() {
	w.remember()
	w.turnTo(screen{object: w.opener.Object, place: placeConnect, focus: w.opener.Focus, escape: w.escapeBack})
}

func (w *Window) showMaker() {
	w.remember()
	w.turnTo(screen{object: w.maker.Object, place: placeConnect, focus: w.maker.Focus, escape: w.escapeBack})
}

// remember notes where Back leads from a page without a place of its own.
func (w *Window) remember() {
	switch w.current.object {
	case w.opener.Object, w.maker.Object:
	case fyne.CanvasObject(w.settings.Object):
		w.before = w.showSettings
	case fyne.CanvasObject(w.connections.Object):
		w.before = w.showConnections
	case w.koreObject():
		w.before = w.showKore
	default:
		w.before = w.showConnect
	}
}

// koreObject is the Kore.ai page, if there is one.
func (w *Window) koreObject() fyne.CanvasObject {
	if w.kore == nil {
		return nil
	}
	return w.kore.Object
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
	page := parts.NewPage(widgets.NewTitle("Sureline cannot begin yet", ""), widgets.NewFinding(f, w.copy, again))
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
