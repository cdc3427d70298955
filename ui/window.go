package ui

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/connect"
	"github.com/sureline/sureline/ui/connections"
	"github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/settings"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Title is the title of the window.
const Title = "Sureline"

const (
	readLimit = 20 * time.Second
	saveLimit = 60 * time.Second
	openLimit = 20 * time.Second
)

// screen is a page as the window sees it.
type screen struct {
	object fyne.CanvasObject
	// place is the one in the sidebar that it belongs to.
	place int
	// focus puts the keyboard where the next action is.
	focus func()
	// escape takes one step back in the page and reports whether there was one.
	escape func() bool
	// passing is true for a page that has no place of its own: Back leads past
	// it.
	passing bool
	// shown, if set, runs when the page comes into sight.
	shown func()
}

// The places of the sidebar, from above.
const (
	placeConnect = iota
	placeConnections
	placeKore
	placeSettings
)

// Window is Sureline's window. Use it on the UI thread only, but for HandOver.
type Window struct {
	app    fyne.App
	window fyne.Window
	deps   Deps
	worker *worker.Worker
	reads  *worker.Slot
	others *worker.Slot

	items  []*navItem
	foot   *foot
	banner *fyne.Container
	stage  *fyne.Container
	dialog dialog.Dialog

	connectPage *connect.Page
	connections lazy[*connections.Page]
	kore        lazy[*kore.Page]
	settings    lazy[*settings.Page]
	opener      lazy[*profiles.Opener]
	maker       lazy[*profiles.Maker]
	list        lazy[*profiles.List]
	welcome     lazy[*profiles.Welcome]

	current screen
	// before is where Back leads from a page that has no place of its own.
	before   func()
	profiles []core.Profile
	// unread is why the profiles could not be read, if they could not.
	unread  *core.Finding
	started bool
	closed  bool
}

// New builds the window with the first page loading. Show it with Show.
func New(app fyne.App, deps Deps) *Window {
	w := &Window{app: app, deps: deps, worker: worker.New(deps.Backend)}
	w.reads, w.others = w.worker.Slot(), w.worker.Slot()
	w.look(theme.Choice(deps.Settings.Theme), deps.Settings.TextSize)
	w.window = app.NewWindow(Title)
	w.window.SetPadded(false)
	w.window.SetMaster()
	w.build()
	w.window.SetMainMenu(w.menu())
	w.window.SetOnDropped(w.onDropped)
	w.window.SetCloseIntercept(w.onClose)
	w.window.Canvas().SetOnTypedKey(w.onKey)
	w.window.Canvas().AddShortcut(&fyne.ShortcutPaste{}, w.onPaste)
	w.window.Resize(fyne.NewSize(1040, 720))
	app.Lifecycle().SetOnEnteredForeground(func() { w.worker.Do(w.onForeground) })
	w.load(deps.ProfileID)
	return w
}

// Show shows the window.
func (w *Window) Show() { w.window.Show() }

// Fyne returns the window itself.
func (w *Window) Fyne() fyne.Window { return w.window }

func (w *Window) look(choice theme.Choice, textPercent int) {
	w.app.Settings().SetTheme(theme.New(choice, textPercent))
}

func (w *Window) build() {
	w.buildPages()
	w.items = []*navItem{
		placeConnect: newNavItem("Connect", w.showConnect), placeConnections: newNavItem("Connections", w.showConnections),
		placeKore: newNavItem("Kore.ai", w.showKore), placeSettings: newNavItem("Settings", w.showSettings),
	}
	shown := w.items
	if w.deps.Kore == nil {
		shown = slices.Delete(slices.Clone(w.items), placeKore, placeKore+1)
	}
	w.foot = newFoot()
	w.banner = container.NewStack()
	w.banner.Hide()
	w.stage = container.NewStack()
	w.window.SetContent(newShell(shown, w.foot, widgets.Under(w.banner, w.stage)))
}

// start is what the window reads first.
type start struct {
	profiles    []core.Profile
	connections []core.Connection
}

// load reads profiles and connections, and then shows the page to begin with;
// use, if given, is the profile to connect.
func (w *Window) load(use string) {
	service := w.deps.Service
	worker.Run(w.reads, readLimit, func(ctx context.Context) (start, error) {
		all, err := service.Profiles(ctx)
		if err != nil {
			return start{}, err
		}
		list, err := service.Connections(ctx)
		return start{all, list}, err
	}, func(s start, err error) {
		if f, ok := core.FindingOf(err); ok {
			w.unread = &f
			w.failed(f)
			return
		}
		w.loaded(s, use)
	})
}

func (w *Window) loaded(s start, use string) {
	w.profiles, w.unread = s.profiles, nil
	chosen := use
	if chosen == "" {
		chosen = w.connectPage.Profile().ID
	}
	if chosen == "" {
		chosen = w.deps.Settings.LastProfile
	}
	w.connectPage.SetProfiles(s.profiles, chosen)
	w.foot.set(w.connectPage.Profile())
	w.items[placeConnections].setCount(len(s.connections))
	if w.list.built {
		w.list.get().Reload()
	}
	first := !w.started
	w.started = true
	if f, ok := core.FindingOf(w.deps.SettingsProblem); ok && first {
		w.show(widgets.NewFinding(f, w.copy, widgets.NewButton(widgets.Plain, "Dismiss", w.quiet)))
	}
	switch {
	case use != "":
		w.showConnect()
	case first && len(s.profiles) > 0 && len(s.connections) > 0:
		w.showConnections()
	case first:
		w.showConnect()
	case w.current.place == placeConnect && len(s.profiles) > 0 && w.welcome.built && w.current.object == w.welcome.get().Object:
		w.showConnect()
	}
}

// HandOver opens the files that a second start was given, and brings the window
// to the front. It may be called from any goroutine.
func (w *Window) HandOver(files []string) {
	w.worker.Do(func() {
		w.window.RequestFocus()
		for _, file := range files {
			w.OpenFile(file)
		}
	})
}

// OpenFile opens a profile file.
func (w *Window) OpenFile(path string) {
	w.showOpener()
	w.opener.get().Open(path)
}

// onForeground offers what the clipboard holds, on the Connect page only.
func (w *Window) onForeground() {
	if w.current.object == w.connectPage.Object() {
		w.connectPage.WindowFocused()
	}
}

// onPaste gets the paste that no field took: on the Connect page it can only be
// meant for the one field there.
func (w *Window) onPaste(fyne.Shortcut) {
	if w.current.object == w.connectPage.Object() {
		w.connectPage.Paste()
	}
}

// onKey gets the keys that no widget took.
func (w *Window) onKey(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape && w.dialog != nil {
		w.dialog.Hide()
		w.dialog = nil
		return
	}
	if e.Name == fyne.KeyEscape && w.banner.Visible() {
		w.quiet()
		return
	}
	if w.current.object == w.connectPage.Object() {
		w.connectPage.TypedKey(e)
		return
	}
	if e.Name == fyne.KeyEscape && w.current.escape != nil {
		w.current.escape()
	}
}
