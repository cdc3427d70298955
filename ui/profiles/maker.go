package profiles

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/profile"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// making is all that the maker knows beside what stands in its fields.
type making struct {
	// asked is true once a button was pressed: empty fields are then wrong too.
	asked bool
	// link is the address of the page that was to open, empty before; opened says
	// whether a browser did.
	link   string
	opened bool
	saving bool
	// saved is where the profile was saved, and there the file that stands in the
	// way; both are empty before.
	saved, there string
	failed       *core.Finding
	keeping      keeping
	key          keying
	// safe is what was typed when it was last saved or used.
	safe draft
}

// primary reports whether the button that saves is the one to press next.
func (s making) primary() bool { return s.keeping.hosts() == nil }

// Maker is the page on which a provider makes a profile for its app. Use it on
// the UI thread only. What was typed stays until it was saved or used.
type Maker struct {
	object *container.Scroll
	deps   Deps
	state  making
	slot   *worker.Slot
	opens  *worker.Slot
	keys   *worker.Slot
	uses   *usePart
	fields map[string]*widgets.Field
	order  []string
	secret *widgets.SecretEntry
	path   *widgets.Entry
	link   *fyne.Container
	result *fyne.Container
	open   *widgets.Button
	save   *widgets.Button
	use    *widgets.Button
	// answer is the button of a question that changes nothing; nil without one.
	answer *widgets.Button
}

// NewMaker returns the page.
func NewMaker(deps Deps) *Maker {
	m := &Maker{deps: deps, slot: deps.Worker.Slot(), opens: deps.Worker.Slot(), keys: deps.Worker.Slot(), fields: map[string]*widgets.Field{}}
	back := widgets.NewButton(widgets.Plain, lang.T("profiles.back"), deps.Back).SetIcon(theme.IconNameNavigateBack)
	m.link, m.result = widgets.Column(8), widgets.Column(10)
	m.object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, back), widgets.NewTitle(lang.T("maker.title"), lang.T("maker.lead"))),
		m.registerCard(), m.formCard(), m.saveCard())
	m.fields[fieldServer].Entry.SetText(core.DefaultServer)
	m.fields[fieldScopes].Entry.SetText("ReadAccounts")
	m.state.safe = m.draft()
	for id := range m.fields {
		m.fields[id].Entry.OnChanged = func(string) { m.render() }
	}
	m.render()
	return m
}

// registerCard says how the app itself is made (RingCentral developer guide,
// "Configuring apps to use JWT").
func (m *Maker) registerCard() fyne.CanvasObject {
	m.open = widgets.NewButton(widgets.Secondary, lang.T("maker.register.open"), m.onOpen)
	steps := widgets.Column(6)
	for i, line := range [][]text.Part{
		lang.Parts("maker.register.create"), lang.Parts("maker.register.kind"), lang.Parts("maker.register.auth"),
		lang.Parts("maker.register.public"), lang.Parts("maker.register.permissions"), lang.Parts("maker.register.save"),
	} {
		steps.Add(widgets.Beside(10, widgets.Number(i+1), widgets.NewRich(line...), nil))
	}
	return widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, lang.T("maker.register.title")),
		steps,
		widgets.NewText(widgets.Muted, lang.T("maker.register.skip")),
		widgets.Flow(theme.InnerPadding(), m.open), m.link))
}

func (m *Maker) formCard() fyne.CanvasObject {
	column := widgets.Column(14, widgets.NewText(widgets.CardTitle, lang.T("maker.form.title")))
	field := func(id, name, hint, placeholder string) *widgets.Field {
		m.fields[id] = widgets.NewField(name, hint, widgets.NewEntry(placeholder, m.onSave))
		m.order = append(m.order, id)
		return m.fields[id]
	}
	add := func(id, name, hint, placeholder string) { column.Add(field(id, name, hint, placeholder).Object) }
	add(fieldName, lang.T("maker.form.name"), lang.T("maker.form.name_hint"), "Acme Sync")
	add(fieldClientID, lang.T("maker.form.client_id"), lang.T("maker.form.client_id_hint"), "")
	m.secret = widgets.NewSecretEntry(lang.T("maker.form.secret_field"), func(string) {})
	column.Add(widgets.Column(4, widgets.NewText(widgets.Strong, lang.T("maker.form.secret")), m.secret.Field(),
		widgets.NewText(widgets.Caption, lang.T("maker.form.secret_hint", lang.S{"keychain": text.Keychain()}))))
	add(fieldTokenURL, lang.T("maker.form.token_url"), lang.T("maker.form.token_url_hint"), "https://example.com/ringcentral/token")
	column.Add(widgets.NewNote(widgets.ToneInfo, lang.T("maker.form.secret_note")))
	add(fieldScopes, lang.T("maker.form.scopes"), lang.T("maker.form.scopes_hint"), "ReadAccounts")
	column.Add(m.suggestions())
	m.uses = newUsePart(m, field)
	column.Add(m.uses.way.Object)
	column.Add(m.uses.handed)
	add(fieldEmail, lang.T("maker.form.email"), lang.T("maker.form.email_hint"), "help@example.com")
	add(fieldSupport, lang.T("maker.form.support"), "", "https://example.com/help")
	add(fieldServer, lang.T("maker.form.server"), lang.T("maker.form.server_hint"), core.DefaultServer)
	return widgets.NewCard(column)
}

// suggestions is a list of permissions to add to the field above it, with the
// titles of RingCentral's own pages, which stay English.
func (m *Maker) suggestions() fyne.CanvasObject {
	names := []string{lang.T("maker.form.add")}
	for _, p := range profile.Permissions {
		names = append(names, p.Name+": "+p.Title)
	}
	var choice *widgets.Chooser
	choice = widgets.NewChooser(lang.T("maker.form.offered"), names, 0, func(i int) {
		if i == 0 {
			return
		}
		entry, name := m.fields[fieldScopes].Entry, profile.Permissions[i-1].Name
		if !slices.Contains(m.draft().permissions(), name) {
			entry.SetText(strings.TrimSpace(entry.Text + " " + name))
		}
		choice.SetSelectedIndex(0)
	})
	return choice.Object
}

func (m *Maker) saveCard() fyne.CanvasObject {
	m.path = widgets.NewEntry("", m.onSave)
	m.save = widgets.NewButton(widgets.Primary, lang.T("maker.save.save"), m.onSave)
	m.use = widgets.NewButton(widgets.Secondary, lang.T("maker.save.use"), m.onUse)
	field := widgets.NewField(lang.T("profiles.file"), lang.T("maker.save.file_hint"), m.path)
	field.Beside(widgets.NewButton(widgets.Secondary, lang.T("profiles.browse"), func() {
		m.deps.BrowseSave(filepath.Base(m.target()), func(path string) { m.path.SetText(path) })
	}))
	return widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, lang.T("maker.save.title")),
		widgets.NewNote(widgets.ToneInfo, lang.T("maker.save.note")),
		field.Object, m.result, widgets.Flow(theme.InnerPadding(), m.save, m.use)))
}

// Object is what to put into the window.
func (m *Maker) Object() fyne.CanvasObject { return m.object }

// Shown does nothing: what stands on the page stays.
func (m *Maker) Shown() {}

// Escape leaves the page.
func (m *Maker) Escape() bool {
	m.deps.Back()
	return true
}

// Focus puts the keyboard where the next action is.
func (m *Maker) Focus() { widgets.Focus(m.fields[fieldName].Entry) }

// Unsaved says that closing would lose what was typed; it is empty when nothing
// would be.
func (m *Maker) Unsaved() string {
	if m.secret.Text == "" && m.draft() == m.state.safe {
		return ""
	}
	return lang.T("close.profile")
}

func (m *Maker) draft() draft {
	text := func(id string) string { return m.fields[id].Entry.Text }
	return draft{
		name: text(fieldName), clientID: text(fieldClientID), server: text(fieldServer), scopes: text(fieldScopes),
		email: text(fieldEmail), support: text(fieldSupport), tokenURL: text(fieldTokenURL),
		via: m.uses.via, recipient: text(fieldRecipient), handoverURL: text(fieldHandoverURL),
	}
}

// ready checks the whole form and puts the keyboard on the first wrong field.
func (m *Maker) ready() bool {
	m.state.asked = true
	m.render()
	problems := m.draft().problems()
	for _, id := range m.order {
		if problems[id] != "" && m.draft().shows(id) {
			widgets.Focus(m.fields[id].Entry)
			return false
		}
	}
	return true
}

func (m *Maker) onOpen() {
	open, link := m.deps.Open, m.deps.NewAppLink(m.draft().profile())
	worker.Run(m.opens, openLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, open(ctx, link)
	}, func(_ struct{}, err error) {
		m.state.link, m.state.opened = link, err == nil
		m.render()
	})
}

// target is where the profile is to be saved.
func (m *Maker) target() string {
	path := pathOf(m.path.Text, runtime.GOOS == "windows")
	if path == "" {
		path = filepath.Join(m.deps.Folder, profile.SuggestID(m.draft().name)+Extension)
	}
	if filepath.Ext(path) != Extension {
		path += Extension
	}
	return path
}

func (m *Maker) onSave() {
	if m.ready() {
		m.write(false)
	}
}

func (m *Maker) write(overwrite bool) {
	path, d, write := m.target(), m.draft(), m.deps.Write
	m.state.saving = true
	m.said()
	worker.Run(m.slot, workLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, write(ctx, path, d.profile(), overwrite)
	}, func(_ struct{}, err error) {
		m.state.saving = false
		switch {
		case errors.Is(err, fs.ErrExist):
			m.state.there = path
		case err != nil:
			m.state.failed = failure(err)
		default:
			m.state.saved, m.state.safe = path, d
		}
		m.changed()
	})
}

// changed shows the state, and leads to what is new in it.
func (m *Maker) changed() {
	m.render()
	widgets.RevealNew(m.result)
	switch {
	case m.answer != nil:
		widgets.Focus(m.answer)
	case m.state.saved != "":
		widgets.Focus(m.use)
	}
}

// said takes away what the last save or use said: it is no longer true.
func (m *Maker) said() {
	m.state.saved, m.state.there, m.state.failed, m.state.keeping = "", "", nil, keeping{}
	m.render()
}

// onUse keeps the profile on this computer, and the client secret in its
// keychain.
func (m *Maker) onUse() {
	if m.ready() {
		m.keep(onboard.ProfileRequest{Profile: m.draft().profile(), ClientSecret: core.NewSecret(strings.TrimSpace(m.secret.Text))})
	}
}

func (m *Maker) keep(r onboard.ProfileRequest) {
	m.said()
	d := m.draft()
	m.deps.keep(m.slot, r, func(k keeping) {
		m.state.keeping = k
		if !k.running && k.stopped == nil {
			m.secret.Clear()
			m.state.safe = d
			m.render()
			m.deps.Changed(r.Profile.ID)
			return
		}
		m.changed()
	})
}

// render shows the state. Empty fields are left alone until a button was pressed.
func (m *Maker) render() {
	s, d := m.state, m.draft()
	problems := d.problems()
	for id, field := range m.fields {
		if field.Entry.Text == "" && !s.asked {
			field.Complain("")
			continue
		}
		field.Complain(problems[id])
	}
	if unlisted := d.unlisted(); len(unlisted) > 0 && problems[fieldScopes] == "" {
		m.fields[fieldScopes].Warn(lang.T("maker.form.unlisted", lang.S{"count": len(unlisted), "permissions": strings.Join(unlisted, ", ")}))
	}
	m.uses.render()
	if d.name != "" {
		m.path.SetPlaceHolder(filepath.Join(m.deps.Folder, profile.SuggestID(d.name)+Extension))
	}
	switch {
	case s.link == "":
		widgets.Replace(m.link)
	case s.opened:
		widgets.Replace(m.link, widgets.NewText(widgets.Body, lang.T("maker.register.opened")), widgets.NewLink(s.link, m.deps.Copy))
	default:
		widgets.Replace(m.link, widgets.NewText(widgets.Body, lang.T("maker.register.no_browser")), widgets.NewLink(s.link, m.deps.Copy))
	}
	m.save.SetBusy(s.saving)
	m.use.SetBusy(s.keeping.running)
	kind := widgets.Secondary
	if s.primary() {
		kind = widgets.Primary
	}
	m.save.SetKind(kind)
	m.renderResult()
	m.object.Refresh()
}

// renderResult shows how the last save or use ended, and what it asks.
func (m *Maker) renderResult() {
	s := m.state
	back := func(to fyne.Focusable) func() {
		return func() {
			m.said()
			widgets.Focus(to)
		}
	}
	var panel fyne.CanvasObject
	panel, m.answer = s.keeping.panel(m.deps, m.keep, back(m.use))
	switch {
	case panel != nil:
	case s.there != "":
		m.answer = widgets.NewButton(widgets.Secondary, lang.T("maker.save.replace_no"), back(m.path))
		panel = widgets.Ask(widgets.ToneWarning, lang.T("maker.save.there", lang.S{"file": filepath.Base(s.there)}),
			[]string{lang.T("maker.save.there_in", lang.S{"folder": filepath.Dir(s.there)})},
			widgets.NewButton(widgets.Danger, lang.T("maker.save.replace"), func() { m.write(true) }), m.answer)
	case s.failed != nil:
		panel = widgets.NewFinding(*s.failed, m.deps.Copy)
	case s.saved != "":
		panel = widgets.NewNote(widgets.ToneGood, lang.T("maker.save.saved", lang.S{"path": s.saved}))
	default:
		widgets.Replace(m.result)
		return
	}
	widgets.Replace(m.result, panel)
}
