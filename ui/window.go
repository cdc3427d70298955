package ui

import (
	"context"
	"path/filepath"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"

	"github.com/sureline/sureline/core"
	coresettings "github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/profiles"
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

// Window is Sureline's window. Use it on the UI thread only, but for HandOver.
type Window struct {
	app    fyne.App
	window fyne.Window
	deps   Deps
	// worker is the window's own; work is the pages', and ends with them.
	worker, work          *worker.Worker
	reads, others, faults *worker.Slot

	state  state
	places []place
	built  map[name]page
	dialog dialog.Dialog
	closed bool
	// stopPatience ends the wait for the keychain.
	stopPatience func()

	items map[name]*navItem
	foot  *foot
	// bars stand above every page, banner is a message above this one.
	bars *fyne.Container
	// asking is the bar that says that the keychain may be asking for a password.
	asking *fyne.Container
	banner *container.Scroll
	stage  *fyne.Container
	// drawn is what banner and stage show.
	drawn struct {
		page   name
		notice *notice
	}
}

// New builds the window with the first page loading. Show it with Show.
func New(app fyne.App, deps Deps) *Window {
	w := &Window{app: app, deps: deps, worker: worker.New(deps.Backend), stopPatience: func() {}}
	w.reads, w.others, w.faults = w.worker.Slot(), w.worker.Slot(), w.worker.Slot()
	w.state.kore = deps.Settings.Kore
	w.look(theme.Choice(deps.Settings.Theme), deps.Settings.TextSize)
	lang.Use(w.catalog(deps.Settings.Language))
	w.window = app.NewWindow(deps.title())
	w.window.SetPadded(false)
	w.window.SetMaster()
	w.build()
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

// catalog returns the texts in the chosen language; without a choice, or with one
// that there is not, in that of the computer.
func catalog(chosen, locale string) *text.Catalog {
	if c, ok := text.For(chosen); ok {
		return c
	}
	c, _ := text.For(text.Match(locale))
	return c
}

// catalog returns the texts that the window speaks.
func (w *Window) catalog(chosen string) *text.Catalog {
	c := catalog(chosen, w.deps.Locale)
	if w.deps.Demo != nil {
		return c.Demo()
	}
	return c
}

// build puts everything into the window anew, in the language in force.
func (w *Window) build() {
	if w.work != nil {
		w.work.Close()
	}
	w.work, w.built = worker.New(w.deps.Backend), map[name]page{}
	w.places = w.pages()
	w.items = map[name]*navItem{}
	var items []*navItem
	for _, p := range w.places {
		if p.label != "" {
			w.items[p.name] = newNavItem(lang.T(p.label), w.opens(p.name))
			items = append(items, w.items[p.name])
		}
	}
	w.foot, w.stage = newFoot(), container.NewStack()
	w.bars, w.banner = widgets.Column(0), container.NewVScroll(container.NewStack())
	if w.deps.Demo != nil {
		w.bars.Add(w.newDemoBar())
	}
	w.asking = widgets.NewBar(widgets.ToneInfo, lang.T("window.keychain_slow", lang.S{"keychain": text.Keychain()}), nil)
	w.asking.Hide()
	w.bars.Add(w.asking)
	w.banner.Hide()
	w.drawn.page, w.drawn.notice, w.state.notice = "", nil, nil
	w.window.SetContent(newShell(items, w.foot, newMain(w.bars, w.banner, w.stage)))
	w.window.SetMainMenu(w.menu())
}

// render shows the state.
func (w *Window) render() {
	shows := w.state.shows()
	lit := shows
	if under := w.place(shows).under; under != "" {
		lit = under
	}
	for n, item := range w.items {
		item.setCurrent(n == lit)
	}
	w.items[connectionsPage].setCount(w.state.connections)
	if item := w.items[korePage]; item != nil && item.Visible() != w.state.kore {
		widgets.Show(item, w.state.kore)
		w.window.Content().Refresh()
	}
	w.foot.set(w.state.profile)
	if shows != "" && shows != w.drawn.page {
		w.drawn.page = shows
		widgets.Replace(w.stage, w.page(shows).Object())
	}
	if w.asking.Visible() != w.state.keychainSlow {
		widgets.Show(w.asking, w.state.keychainSlow)
		w.window.Content().Refresh()
	}
	if w.state.notice != w.drawn.notice {
		w.drawn.notice = w.state.notice
		w.showNotice(w.state.notice)
	}
}

// turn shows a page and puts the keyboard on it.
func (w *Window) turn(to name) {
	target := w.place(to)
	if target.name == "" {
		return
	}
	if to == korePage && !w.state.kore {
		w.state.kore = true
		w.settings().Remember(func(v *coresettings.Settings) { v.Kore = true })
	}
	w.state.turn(target, w.place(w.state.wanted))
	w.render()
	w.current().Shown()
	w.current().Focus()
}

// opens returns a function that turns to the page.
func (w *Window) opens(to name) func() { return func() { w.turn(to) } }

// current is the page that shows; nil before the first.
func (w *Window) current() page { return w.built[w.drawn.page] }

// start is what the window reads first.
type start struct {
	profiles    []core.Profile
	connections []core.Connection
	kore        bool
}

// load reads profiles and connections, and then shows the page to begin with;
// use, if given, is the profile to connect.
func (w *Window) load(use string) {
	service, korePart, known := w.deps.Service, w.deps.Kore, w.state.kore
	worker.Run(w.reads, readLimit, func(ctx context.Context) (start, error) {
		all, err := service.Profiles(ctx)
		if err != nil {
			return start{}, err
		}
		list, err := service.Connections(ctx)
		return start{all, list, known || korePart != nil && used(ctx, korePart)}, err
	}, func(s start, err error) {
		delete(w.built, unreadPage)
		w.state.unread = nil
		if f, ok := core.FindingOf(err); ok {
			w.state.unread = &f
			w.turn(connectPage)
			return
		}
		w.loaded(s, use)
	})
}

// used reports whether there is a client of Kore.ai, or a list that cannot be read.
func used(ctx context.Context, service kore.Service) bool {
	clients, err := service.Clients(ctx)
	return err != nil || len(clients) > 0
}

func (w *Window) loaded(s start, use string) {
	first, showed := !w.state.started, w.state.shows()
	w.state.started, w.state.profiles, w.state.connections = true, s.profiles, len(s.connections)
	w.state.kore = w.state.kore || s.kore
	w.setProfiles(use)
	if page, ok := w.built[settingsPage]; ok {
		page.Shown() // its list of profiles
	}
	if told := w.deps.toldAtStart(); first && len(told) > 0 {
		w.state.notice = &notice{findings: told}
	}
	switch {
	case use != "":
		w.turn(connectPage)
	case first && w.state.wanted == "":
		w.turn(w.state.begin())
	case w.state.shows() != showed:
		w.turn(w.state.wanted)
	default:
		w.render()
	}
}

// setProfiles tells the Connect page which profiles there are, and which one to
// connect: that one, the one that is being connected, or that of the last time.
func (w *Window) setProfiles(use string) {
	for _, id := range []string{w.state.profile.ID, w.deps.Settings.LastProfile} {
		if use == "" {
			use = id
		}
	}
	w.connect().SetProfiles(w.state.profiles, use)
	w.state.profile = w.connect().Profile()
}

// newConnection leads to a fresh Connect page, unless something unsaved stands
// on it.
func (w *Window) newConnection() {
	if len(w.state.profiles) > 0 && w.connect().Unsaved() == "" {
		w.connect().Reset()
	}
	w.turn(connectPage)
}

// onProfile shows and remembers which profile is being connected.
func (w *Window) onProfile(p core.Profile) {
	w.state.profile = p
	w.render()
	if _, built := w.built[settingsPage]; built || p.ID != w.deps.Settings.LastProfile {
		w.settings().Remember(func(v *coresettings.Settings) { v.LastProfile = p.ID })
	}
}

// onSettings is told of settings that were saved.
func (w *Window) onSettings(v coresettings.Settings) {
	w.deps.Settings = v
	w.speak(w.catalog(v.Language))
}

// speak puts a language in force: at once when nothing unsaved would be lost with
// the pages, which are built anew, else from the next start on.
func (w *Window) speak(c *text.Catalog) {
	switch {
	case c.Code() == lang.Current().Code():
	case w.unsaved() != "":
		w.say(widgets.ToneInfo, c.Text("window.language_later", nil))
	default:
		lang.Use(c)
		w.build()
		w.setProfiles("")
		w.turn(w.state.wanted)
	}
}

// startDemo opens the demo in a window of its own.
func (w *Window) startDemo() {
	demo := w.deps.StartDemo
	w.say(widgets.ToneInfo, lang.T("window.demo_opens"))
	worker.Run(w.others, openLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, demo(ctx)
	}, func(_ struct{}, err error) {
		if err != nil {
			w.say(widgets.ToneError, lang.T("window.demo_failed"))
			return
		}
		w.say(widgets.ToneGood, lang.T("window.demo_open"))
	})
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

// keychainPatience is how long a keychain that asks nobody may take.
const keychainPatience = time.Second

// KeychainBusy is told when somebody begins to wait for the keychain, and when
// nobody does any more. A keychain that takes long is probably asking for its
// password in a window of the system's, which may lie behind this one: that is said
// on every page, and for as long as it is so only. It may be called from any
// goroutine.
func (w *Window) KeychainBusy(busy bool) {
	w.worker.Do(func() {
		w.stopPatience()
		w.state.keychainSlow = false
		if busy {
			w.stopPatience = w.worker.Every(keychainPatience, func() {
				w.stopPatience()
				w.state.keychainSlow = true
				w.render()
			})
		}
		w.render()
	})
}

// OpenFile opens a profile file, and leads to Connect with it unless there is
// something to say first.
func (w *Window) OpenFile(path string) {
	w.turn(openerPage)
	w.opener().Open(path)
}

func (w *Window) copy(text string) { w.app.Clipboard().SetContent(text) }

// onForeground lets a page look at the clipboard, whose window came to the front.
func (w *Window) onForeground() {
	if t, ok := w.current().(taker); ok {
		t.WindowFocused()
	}
}

// onPaste gets the paste that no field took.
func (w *Window) onPaste(fyne.Shortcut) {
	if t, ok := w.current().(taker); ok {
		t.Paste()
	}
}

// onDropped opens a profile wherever it falls; any other file is for a page that
// takes it.
func (w *Window) onDropped(_ fyne.Position, files []fyne.URI) {
	for _, f := range files {
		if strings.EqualFold(filepath.Ext(f.Path()), profiles.Extension) {
			w.OpenFile(f.Path())
			return
		}
	}
	if t, ok := w.current().(taker); ok {
		t.Drop(files)
		return
	}
	w.say(widgets.ToneInfo, lang.T("window.drop", lang.S{"extension": profiles.Extension}))
}

// onKey gets the keys that no widget took.
func (w *Window) onKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		switch {
		case w.dialog != nil:
			w.dialog.Hide()
			w.dialog = nil
		case w.state.notice != nil:
			w.quiet()
		case w.current() != nil:
			w.current().Escape()
		}
	case fyne.KeyPageDown:
		w.scroll(+1)
	case fyne.KeyPageUp:
		w.scroll(-1)
	case fyne.KeyReturn, fyne.KeyEnter:
		if t, ok := w.current().(taker); ok {
			t.Enter()
		}
	}
}

// say shows a message above the page until it is dismissed.
func (w *Window) say(tone widgets.Tone, text string) {
	w.state.notice = &notice{tone: tone, text: text}
	w.render()
}

// quiet takes the message away.
func (w *Window) quiet() {
	w.state.notice = nil
	w.render()
	if w.current() != nil {
		w.current().Focus()
	}
}

// showNotice draws the message; nil for none.
func (w *Window) showNotice(n *notice) {
	dismiss := func(f func()) *widgets.Button { return widgets.NewButton(widgets.Plain, lang.T("window.dismiss"), f) }
	var panel fyne.CanvasObject
	var focus *widgets.Button
	switch {
	case n == nil:
		w.banner.Hide()
		w.window.Content().Refresh()
		return
	case len(n.findings) > 0:
		last := len(n.findings) - 1
		column := widgets.Column(8)
		for _, f := range n.findings[:last] {
			column.Add(widgets.NewFinding(f, w.copy))
		}
		column.Add(widgets.NewFinding(n.findings[last], w.copy, dismiss(w.quiet)))
		panel = column
	case n.lost != "":
		focus = widgets.NewButton(widgets.Primary, lang.T("close.stay"), w.quiet)
		panel = widgets.Ask(widgets.ToneWarning, lang.T("close.title"), []string{n.lost}, focus,
			widgets.NewButton(widgets.Danger, lang.T("close.anyway"), w.close))
	default:
		body := widgets.NewSelectable(widgets.Body, n.text)
		body.SetTone(n.tone)
		panel = widgets.NewPanel(n.tone, widgets.Split(body, dismiss(w.quiet)))
	}
	w.banner.Content = widgets.Inset(10, 14, panel)
	w.banner.ScrollToTop()
	w.banner.Show()
	w.window.Content().Refresh()
	if focus != nil {
		widgets.Focus(focus)
	}
}

// unsaved is what closing would lose first; empty for nothing.
func (w *Window) unsaved() string {
	for _, p := range w.places {
		if page, ok := w.built[p.name]; ok && page.Unsaved() != "" {
			return page.Unsaved()
		}
	}
	return ""
}

// onClose asks before anything that was typed or pasted is lost.
func (w *Window) onClose() {
	lost := w.unsaved()
	if lost == "" {
		w.close()
		return
	}
	w.state.notice = &notice{lost: lost}
	w.render()
}

// close ends all work and returns at once: nothing waits on the UI thread.
func (w *Window) close() {
	if w.closed {
		return
	}
	w.closed = true
	w.worker.Close()
	w.work.Close()
	w.window.Close()
}
