package profiles

import (
	"context"
	"path/filepath"
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// opening is all that the opener knows beside what stands in its field.
type opening struct {
	// file is the name of the file that was opened last; empty for none.
	file    string
	reading bool
	// through is true when the file was handed over, to be connected: nothing is to
	// be read on this page unless the user has to know or answer something.
	through bool
	opened  Opened
	keeping keeping
	// kept is true once the profile can be connected.
	kept bool
}

// primary is what the blue button does: "open", "agree" or "connect".
func (s opening) primary() string {
	switch {
	case s.kept:
		return "connect"
	case s.keeping.hosts() != nil:
		return "agree"
	}
	return "open"
}

// silent reports whether there is nothing to say of the profile.
func (s opening) silent() bool {
	return s.through && s.opened.Secret.Empty() && len(s.opened.Findings) == 0
}

// Opener is the page that opens a profile file. Use it on the UI thread only.
type Opener struct {
	object *container.Scroll
	deps   Deps
	state  opening
	slot   *worker.Slot
	path   *widgets.Entry
	open   *widgets.Button
	result *fyne.Container
	// next is where the keyboard belongs; nil for the field.
	next *widgets.Button
}

// NewOpener returns the page.
func NewOpener(deps Deps) *Opener {
	o := &Opener{deps: deps, slot: deps.Worker.Slot()}
	o.path = widgets.NewEntry(filepath.Join(deps.Folder, "acme"+Extension), o.onOpen)
	o.open = widgets.NewButton(widgets.Primary, lang.T("opener.open"), o.onOpen)
	back := widgets.NewButton(widgets.Plain, lang.T("profiles.back"), deps.Back).SetIcon(theme.IconNameNavigateBack)
	o.result = widgets.Column(12)
	field := widgets.NewField(lang.T("profiles.file"), lang.T("opener.drop"), o.path)
	field.Beside(widgets.NewButton(widgets.Secondary, lang.T("profiles.browse"), func() { deps.Browse(o.chosen) }))
	o.object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, back), widgets.NewTitle(lang.T("opener.title"), lang.T("opener.lead", lang.S{"extension": Extension}))),
		widgets.NewCard(widgets.Column(12, field.Object, widgets.Flow(0, o.open), o.result)))
	o.render()
	return o
}

// Object is what to put into the window.
func (o *Opener) Object() fyne.CanvasObject { return o.object }

// Shown does nothing: what stands on the page stays.
func (o *Opener) Shown() {}

// Escape leaves the page.
func (o *Opener) Escape() bool {
	o.deps.Back()
	return true
}

// Unsaved is empty: a path is quickly chosen again.
func (o *Opener) Unsaved() string { return "" }

// Focus puts the keyboard where the next action is.
func (o *Opener) Focus() {
	if o.next != nil {
		widgets.Focus(o.next)
		return
	}
	widgets.Focus(o.path)
}

// Open opens a file that was handed over, and leads to Connect with its profile
// unless there is something to say first.
func (o *Opener) Open(path string) {
	o.path.SetText(path)
	o.read(true)
}

func (o *Opener) onOpen() { o.read(false) }

func (o *Opener) read(through bool) {
	path := pathOf(o.path.Text, runtime.GOOS == "windows")
	if path == "" {
		o.deps.Browse(o.chosen)
		return
	}
	o.state = opening{file: filepath.Base(path), reading: true, through: through}
	o.render()
	read := o.deps.Read
	worker.Run(o.slot, workLimit, func(ctx context.Context) (Opened, error) { return read(ctx, path), nil },
		func(r Opened, err error) {
			if f := failure(err); f != nil {
				r.Findings = append(r.Findings, *f)
			}
			if r.Elsewhere {
				o.reset()
				return
			}
			o.state.reading, o.state.opened = false, r
			if core.Usable(r.Findings) {
				o.keep(onboard.ProfileRequest{Profile: r.Profile, ClientSecret: r.Secret})
				return
			}
			o.changed()
		})
}

// chosen opens a file that was chosen on the page.
func (o *Opener) chosen(path string) {
	o.path.SetText(path)
	o.onOpen()
}

// keep keeps the profile: its secret in the keychain, the rest in the store.
func (o *Opener) keep(r onboard.ProfileRequest) {
	o.deps.keep(o.slot, r, func(k keeping) {
		o.state.keeping = k
		o.state.kept = !k.running && k.stopped == nil
		switch {
		case o.state.kept && o.state.silent():
			o.connect()
			return
		case o.state.kept:
			o.deps.Changed("")
		}
		o.changed()
	})
}

// changed shows the state, and leads to what is new in it.
func (o *Opener) changed() {
	o.render()
	if !o.state.keeping.running {
		o.Focus()
		widgets.RevealNew(o.result)
	}
}

// connect leads to Connect with the profile that was opened.
func (o *Opener) connect() {
	id := o.state.opened.Profile.ID
	o.reset()
	o.deps.Changed(id)
}

// reset makes the page ready for another file.
func (o *Opener) reset() {
	o.path.SetText("")
	o.state = opening{}
	o.render()
}

// render shows the state.
func (o *Opener) render() {
	s := o.state
	o.next = nil
	o.open.SetBusy(s.reading || s.keeping.running)
	kind := widgets.Secondary
	if s.primary() == "open" {
		kind = widgets.Primary
	}
	o.open.SetKind(kind)
	var panels []fyne.CanvasObject
	if !core.Usable(s.opened.Findings) {
		panels = append(panels, widgets.NewText(widgets.Strong, lang.T("opener.not_opened", lang.S{"file": s.file})))
	}
	panels = append(panels, mistakePanels(s.file, s.opened.Findings, o.deps.Copy)...)
	panel, focus := s.keeping.panel(o.deps, o.keep, o.reset)
	if panel != nil {
		panels, o.next = append(panels, panel), focus
	}
	if s.kept {
		panels = append(panels, o.done(s.opened)...)
	}
	widgets.Replace(o.result, panels...)
	o.object.Refresh()
}

// done is what is said of a profile that can be connected.
func (o *Opener) done(r Opened) []fyne.CanvasObject {
	app := lang.S{"app": r.Profile.Name}
	panels := []fyne.CanvasObject{widgets.NewNote(widgets.ToneGood, lang.T("opener.done", app))}
	if !r.Secret.Empty() {
		panels = append(panels, widgets.NewNote(widgets.ToneWarning, lang.T("opener.secret", lang.S{"keychain": text.Keychain()})))
	}
	o.next = widgets.NewButton(widgets.Primary, lang.T("opener.connect", app), o.connect)
	return append(panels, details(r.Profile, o.deps.Copy), widgets.Flow(0, o.next))
}
