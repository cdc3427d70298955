package profiles

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/profile"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Maker is the page on which a provider makes a profile for its app. Use it on
// the UI thread only. What was typed stays until it was saved or used.
type Maker struct {
	object fyne.CanvasObject
	deps   Deps
	slot   *worker.Slot
	opens  *worker.Slot
	fields map[string]*widgets.Field
	order  []string
	secret *widgets.SecretEntry
	path   *widgets.Entry
	typed  string
	link   *fyne.Container
	result *fyne.Container
	open   *widgets.Button
	save   *widgets.Button
	use    *widgets.Button
	// asked is true once a button was pressed: empty fields are then wrong too.
	asked bool
}

// NewMaker returns the page.
func NewMaker(deps Deps) *Maker {
	m := &Maker{deps: deps, slot: deps.Worker.Slot(), opens: deps.Worker.Slot(), fields: map[string]*widgets.Field{}}
	back := widgets.NewButton(widgets.Plain, "Back", deps.Back).SetIcon(theme.IconNameNavigateBack)
	m.link = widgets.Column(8)
	m.link.Hide()
	m.result = widgets.Column(10)
	m.result.Hide()
	m.object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, back), widgets.NewTitle("Make a profile for your app",
			"For application providers: a small file that tells your customers’ Sureline which app to connect.")),
		m.registerCard(), m.formCard(), m.saveCard())
	m.fields[fieldServer].Entry.SetText(core.DefaultServer)
	m.fields[fieldScopes].Entry.SetText("ReadAccounts")
	m.asked = false
	m.check()
	return m
}

// registerCard says how the app itself is made (RingCentral developer guide,
// "Configuring apps to use JWT").
func (m *Maker) registerCard() fyne.CanvasObject {
	m.open = widgets.NewButton(widgets.Secondary, "Open the page", m.onOpen)
	steps := widgets.Column(6)
	for i, line := range [][]widgets.Part{
		{widgets.P("Log in to RingCentral’s developer console and choose "), widgets.B("Apps"), widgets.P(", then "), widgets.B("Create App"), widgets.P(".")},
		{widgets.P("Choose "), widgets.B("REST API App"), widgets.P(".")},
		{widgets.P("Under "), widgets.B("Auth"), widgets.P(", choose "), widgets.B("JWT auth flow"), widgets.P(".")},
		{widgets.P("Make the app "), widgets.B("public"), widgets.P(", so that other companies’ accounts may use it.")},
		{widgets.P("Choose the permissions that it needs. With "), widgets.B("Read Accounts"), widgets.P(", Sureline can show whom a connection acts for.")},
		{widgets.P("Save, and note the "), widgets.B("client ID"), widgets.P(".")},
	} {
		steps.Add(widgets.Beside(10, widgets.Number(i+1), widgets.NewRich(line...), nil))
	}
	return widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, "Register the app at RingCentral"),
		steps,
		widgets.NewText(widgets.Muted, "The button opens the page with what you fill in below already chosen. Skip this if the app exists."),
		widgets.Flow(theme.InnerPadding(), m.open), m.link))
}

func (m *Maker) formCard() fyne.CanvasObject {
	column := widgets.Column(14, widgets.NewText(widgets.CardTitle, "Describe it"))
	add := func(id, name, hint, placeholder string) {
		entry := widgets.NewEntry(placeholder, m.onSave)
		m.fields[id] = widgets.NewField(name, hint, entry)
		m.order = append(m.order, id)
		entry.OnChanged = func(string) { m.onTyped(id) }
		column.Add(m.fields[id].Object)
	}
	add(fieldName, "Name of the app", "Your customers see it on every page.", "Acme Sync")
	add(fieldClientID, "Client ID", "From the app’s page in the developer console. It is no secret.", "")
	m.secret = widgets.NewSecretEntry("Client secret, for your own tests", func(string) {})
	column.Add(widgets.Column(4, widgets.NewText(widgets.Strong, "Client secret (optional)"), m.secret.Field(),
		widgets.NewText(widgets.Caption, "Only for “Use it here now”: it goes to "+m.deps.Service.KeychainName()+" on this computer, never into the file.")))
	add(fieldTokenURL, "Token URL (recommended)", "An address of yours that adds the client secret and passes the request on to RingCentral.", "https://example.com/ringcentral/token")
	column.Add(widgets.NewNote(widgets.ToneInfo, "A secret that is sent to customers is no secret: anyone who has the file can act as your app. "+
		"With a token URL it stays on your server; without one, each customer has to be given it by a safe way."))
	add(fieldScopes, "Permissions the app needs", "With spaces between. Sureline says it when one was not granted.", "ReadAccounts")
	column.Add(m.suggestions())
	add(fieldEmail, "Support address (optional)", "Where your customers turn to when it is your turn.", "help@example.com")
	add(fieldSupport, "Support page (optional)", "", "https://example.com/help")
	add(fieldServer, "Server", "RingCentral’s own, unless you work with another environment.", core.DefaultServer)
	return widgets.NewCard(column)
}

// suggestions is a list of permissions to add to the field above it.
func (m *Maker) suggestions() fyne.CanvasObject {
	names := []string{"Add a permission …"}
	for _, p := range profile.Permissions {
		names = append(names, p.Name+": "+p.Title)
	}
	var choice *widgets.Chooser
	choice = widgets.NewChooser("Permissions that RingCentral offers", names, 0, func(i int) {
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
	browse := widgets.NewButton(widgets.Secondary, "Browse…", func() {
		m.deps.BrowseSave(filepath.Base(m.target()), func(path string) { m.path.SetText(path) })
	})
	m.save = widgets.NewButton(widgets.Primary, "Save the profile", m.onSave)
	m.use = widgets.NewButton(widgets.Secondary, "Use it here now", m.onUse)
	field := widgets.NewField("File", "Send it to your customers together with Sureline.", m.path)
	field.Beside(browse)
	return widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, "Give it to your customers"),
		widgets.NewNote(widgets.ToneInfo, "Ask your customers to create the credential as a service user: a user of their account that is no person. "+
			"A credential may do whatever its user may do, and ends when its user leaves."),
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
	d := m.draft()
	if m.secret.Text == "" && (d.name+d.clientID+d.tokenURL+d.email+d.support) == m.typed {
		return ""
	}
	return lang.T("close.profile")
}

func (m *Maker) draft() draft {
	text := func(id string) string { return m.fields[id].Entry.Text }
	return draft{
		name: text(fieldName), clientID: text(fieldClientID), server: text(fieldServer), scopes: text(fieldScopes),
		email: text(fieldEmail), support: text(fieldSupport), tokenURL: text(fieldTokenURL),
	}
}

// kept notes that what is typed now is safe.
func (m *Maker) kept() {
	d := m.draft()
	m.typed = d.name + d.clientID + d.tokenURL + d.email + d.support
}

func (m *Maker) onTyped(string) {
	m.check()
	if name := m.draft().name; name != "" {
		m.path.SetPlaceHolder(filepath.Join(m.deps.Folder, profile.SuggestID(name)+Extension))
	}
}

// check shows what is wrong with what was typed so far; empty fields are left
// alone until a button was pressed.
func (m *Maker) check() map[string]string {
	problems := m.draft().problems()
	for id, field := range m.fields {
		if field.Entry.Text == "" && !m.asked {
			field.Complain("")
			continue
		}
		field.Complain(problems[id])
	}
	if unlisted := m.draft().unlisted(); len(unlisted) > 0 && problems[fieldScopes] == "" {
		m.fields[fieldScopes].Warn("RingCentral’s guide does not name “" + strings.Join(unlisted, "”, “") + "”. Check the spelling, or choose from the list below.")
	}
	m.object.Refresh()
	return problems
}

// ready checks the whole form and puts the keyboard on the first wrong field.
func (m *Maker) ready() bool {
	m.asked = true
	problems := m.check()
	for _, id := range m.order {
		if problems[id] != "" {
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
		said := "The page opened in your browser. For a browser on another computer:"
		if err != nil {
			said = "No browser opened. Open this address yourself:"
		}
		widgets.Replace(m.link, widgets.NewText(widgets.Body, said), widgets.NewLink(link, m.deps.Copy))
		m.object.Refresh()
	})
}

// target is where the profile is to be saved.
func (m *Maker) target() string {
	path := clean(m.path.Text)
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
	path, p, write := m.target(), m.draft().profile(), m.deps.Write
	m.save.SetBusy(true)
	worker.Run(m.slot, workLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, write(ctx, path, p, overwrite)
	}, func(_ struct{}, err error) {
		m.save.SetBusy(false)
		switch f, ok := core.FindingOf(err); {
		case errors.Is(err, fs.ErrExist):
			m.askOverwrite(path)
		case ok:
			m.show(widgets.NewFinding(f, m.deps.Copy))
			widgets.RevealNew(m.result)
		default:
			m.kept()
			m.show(widgets.NewNote(widgets.ToneGood, "Saved as "+path+". It holds no secret: send it to your customers as you like."))
			widgets.Focus(m.use)
		}
	})
}

func (m *Maker) askOverwrite(path string) {
	yes := widgets.NewButton(widgets.Danger, "Replace it", func() { m.write(true) })
	no := widgets.NewButton(widgets.Secondary, "Keep it", func() {
		m.show()
		widgets.Focus(m.path)
	})
	m.show(widgets.Ask(widgets.ToneWarning, "There is already a file "+filepath.Base(path),
		[]string{"In " + filepath.Dir(path) + "."}, yes, no))
	widgets.Focus(no)
}

func (m *Maker) show(objects ...fyne.CanvasObject) {
	m.save.SetKind(widgets.Primary)
	widgets.Replace(m.result, objects...)
	m.object.Refresh()
}
