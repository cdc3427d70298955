package kore

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// form adds a client or changes one. What was typed stays until it was saved or
// thrown away.
type form struct {
	Object fyne.CanvasObject

	page *Page
	slot *worker.Slot
	// base is the client that is changed; the zero one for a new client.
	base   corekore.Client
	before draft

	fields    map[string]*widgets.Field
	order     []string
	secret    *widgets.SecretEntry
	typed     core.Secret
	under     *widgets.Field // what is wrong with the secret
	algorithm corekore.Algorithm
	policy    corekore.Policy
	jti       bool

	advanced   *advanced
	about      *widgets.Text
	noPolicy   *widgets.Text
	hosts      *widgets.Chooser
	policies   *widgets.Chooser
	secretBox  *fyne.Container
	keyBox     *fyne.Container
	listBox    *fyne.Container
	sessionBox *fyne.Container
	result     *fyne.Container
	save       *widgets.Button
	// asked is true once Save was pressed: empty fields are then wrong too.
	asked bool
	// filling is true while code fills the fields.
	filling bool
}

// newForm returns the form for a client, or for a new one.
func newForm(p *Page, base corekore.Client) *form {
	f := &form{page: p, slot: p.deps.Worker.Slot(), base: base, fields: map[string]*widgets.Field{}, filling: true}
	d := draftOf(base)
	f.algorithm, f.policy, f.jti = d.algorithm, d.policy, d.jti
	title := "Add a client"
	if f.changing() {
		title = "Change " + d.name
	}
	back := widgets.NewButton(widgets.Plain, "Back", p.leaveForm).SetIcon(theme.IconNameNavigateBack)
	f.result = widgets.Column(10)
	f.result.Hide()
	f.save = widgets.NewButton(widgets.Primary, "Save", f.onSave)
	cancel := widgets.NewButton(widgets.Secondary, "Cancel", p.leaveForm)
	app, rule, bot := f.appCard(d), f.ruleCard(d), f.botCard(d)
	f.advanced = newAdvanced(f, d)
	f.Object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, back), widgets.NewTitle(title,
			"You find all of this in your Kore.ai account: open the bot, then its Web/Mobile client, then “JWT App Details”.")),
		app, rule, bot, f.advanced.Object,
		widgets.Column(10, f.result, widgets.Flow(theme.InnerPadding(), f.save, cancel)))
	f.fill(d)
	f.before, f.filling = f.draft(), false
	f.check()
	return f
}

func (f *form) changing() bool { return f.base.ClientID != "" }

// add makes a field of one line.
func (f *form) add(key, name, hint, placeholder string) *fyne.Container {
	entry := widgets.NewEntry(placeholder, f.onSave)
	f.fields[key] = widgets.NewField(name, hint, entry)
	f.order = append(f.order, key)
	entry.OnChanged = func(string) { f.check() }
	return f.fields[key].Object
}

func (f *form) appCard(d draft) fyne.CanvasObject {
	name := f.add(fieldName, "Name (optional)", "Only you see it.", "Support chat")
	id := f.add(fieldClientID, "Client ID", "It begins with cs-. It is no secret.", "cs-…")
	if f.changing() {
		f.fields[fieldClientID].Entry.Disable()
	}
	algorithms := corekore.Algorithms()
	names, chosen := make([]string, len(algorithms)), 0
	for i, a := range algorithms {
		names[i] = string(a) + ": signed with a private key of yours"
		if a.Symmetric() {
			names[i] = string(a) + ": signed with the client secret"
		}
		if a == d.algorithm {
			chosen = i
		}
	}
	algorithm := widgets.NewChooser("Way of signing", names, chosen, func(i int) {
		f.algorithm = algorithms[i]
		f.check()
	})
	return widgets.NewCard(widgets.Column(14,
		widgets.NewText(widgets.CardTitle, "The app at Kore.ai"), name, id, algorithm.Object, f.secretField(), f.keyField()))
}

func (f *form) secretField() fyne.CanvasObject {
	kept := "It goes to " + f.page.deps.Service.KeychainName() + ", and nowhere else."
	if f.changing() {
		kept = "Leave it empty to keep the one in " + f.page.deps.Service.KeychainName() + "."
	}
	f.secret = widgets.NewSecretEntry("Client secret", func(raw string) {
		// A blank that comes along when one copies would make every pass wrong.
		f.typed = core.NewSecret(strings.TrimSpace(raw))
		f.check()
	})
	f.secret.Clipboard = f.page.deps.Clipboard
	f.under = widgets.NewField("Client secret", kept, widgets.NewEntry("", nil))
	f.under.Object.Objects[1] = f.secret.Field()
	f.secretBox = f.under.Object
	return f.secretBox
}

func (f *form) keyField() fyne.CanvasObject {
	hint := "An RSA key in the form that begins with -----BEGIN. It is copied to " + f.page.deps.Service.KeychainName() + "."
	if f.changing() {
		hint = "Leave it empty to keep the key that is there."
	}
	f.keyBox = f.add(fieldKey, "File with the private key", hint, "")
	entry := f.fields[fieldKey].Entry
	browse := widgets.NewButton(widgets.Secondary, "Browse…", func() {
		if f.page.deps.Browse != nil {
			f.page.deps.Browse(entry.SetText)
		}
	})
	f.fields[fieldKey].Beside(browse)
	return f.keyBox
}

func (f *form) ruleCard(d draft) fyne.CanvasObject {
	names := make([]string, len(policies))
	for i, p := range policies {
		names[i] = p.choice
	}
	f.about = widgets.NewText(widgets.Caption, "")
	f.noPolicy = widgets.NewText(widgets.Caption, "")
	f.noPolicy.SetTone(widgets.ToneError)
	f.policies = widgets.NewChooser("Who may ask for whom", names, policyIndex(d.policy), func(i int) {
		f.policy = policies[i].policy
		f.check()
	})
	f.listBox = f.add(fieldIdentities, "People on the list", "Email addresses, with spaces between.", "ada@example.com bo@example.com")
	f.sessionBox = widgets.Column(14,
		f.add(fieldIssuer, "Who signs the statement", "The address of your sign-in service (the issuer).", "https://login.example.com"),
		f.add(fieldAudience, "Your site’s name there", "Under which your site is registered at the sign-in service (the audience).", "my-site"))
	jti := 0
	if d.jti {
		jti = 1
	}
	serial := widgets.NewChooser("Serial number (JTI) in each pass", []string{"No", "Yes: the app at Kore.ai enforces it"}, jti, func(i int) {
		f.jti = i == 1
		f.check()
	})
	return widgets.NewCard(widgets.Column(14, widgets.NewText(widgets.CardTitle, "What may be signed"),
		widgets.Column(4, f.policies.Object, f.about, f.noPolicy), f.listBox, f.sessionBox,
		f.add(fieldOrigins, "Web pages that may ask", "Their addresses up to the server’s name and port, with spaces between. Others get no pass.", "https://www.example.com"),
		f.add(fieldLifetime, "A pass is good for (seconds)", "Two minutes are plenty: the page asks for another one when it needs it.", "120"),
		serial.Object))
}

func (f *form) botCard(d draft) fyne.CanvasObject {
	f.hosts = widgets.NewChooser("Where your Kore.ai account is", hosts(), hostIndex(d.host), func(i int) {
		entry := f.fields[fieldHost].Entry
		if all := corekore.Hosts(); i < len(all) {
			entry.SetText(all[i].Name)
			return
		}
		if hostIndex(entry.Text) < len(corekore.Hosts()) {
			entry.SetText("")
		}
		widgets.Focus(entry)
	})
	host := f.add(fieldHost, "Host", "As in the address line of the browser when you are signed in there.", corekore.DefaultHost)
	return widgets.NewCard(widgets.Column(14,
		widgets.NewText(widgets.CardTitle, "The bot, for “Verify live”"),
		f.add(fieldBotName, "Bot name", "Exactly as Kore.ai shows it: capitals count.", "Acme Support"),
		f.add(fieldBotID, "Bot ID", "", "st-…"), f.hosts.Object, host))
}

func (f *form) fill(d draft) {
	if d.name == d.clientID {
		d.name = ""
	}
	for key, text := range map[string]string{
		fieldName: d.name, fieldClientID: d.clientID, fieldBotName: d.botName, fieldBotID: d.botID, fieldHost: d.host,
		fieldIdentities: d.identities, fieldIssuer: d.issuer, fieldAudience: d.audience, fieldOrigins: d.origins, fieldLifetime: d.lifetime,
		fieldFromRequest: d.fromRequest, fieldFromSession: d.fromSession, fieldKeyFile: d.keyFile, fieldKeyID: d.keyID,
	} {
		f.fields[key].Entry.SetText(text)
	}
}

func (f *form) draft() draft {
	text := func(key string) string { return f.fields[key].Entry.Text }
	d := draft{
		name: text(fieldName), clientID: text(fieldClientID), botName: text(fieldBotName), botID: text(fieldBotID), host: text(fieldHost),
		identities: text(fieldIdentities), issuer: text(fieldIssuer), audience: text(fieldAudience), origins: text(fieldOrigins),
		lifetime: text(fieldLifetime), algorithm: f.algorithm, policy: f.policy, jti: f.jti,
		fromRequest: text(fieldFromRequest), fromSession: text(fieldFromSession), privateAs: f.advanced.privateAs,
		encrypted: f.advanced.encrypted, keyFile: text(fieldKeyFile), keyID: text(fieldKeyID), wrap: f.advanced.wrap, content: f.advanced.content,
		keepPrevious: f.advanced.keepPrevious,
	}
	d.newSecret = !f.typed.Empty()
	if !f.algorithm.Symmetric() {
		d.newSecret = text(fieldKey) != ""
	}
	kept := f.changing() && !f.base.Secret.IsZero() && f.algorithm.Symmetric() == f.base.WithDefaults().Algorithm.Symmetric()
	d.hasSecret = d.newSecret || kept
	return d
}

// check shows what is wrong so far; empty fields are left alone until Save was
// pressed.
func (f *form) check() map[string]string {
	if f.filling {
		return nil
	}
	widgets.Show(f.secretBox, f.algorithm.Symmetric())
	widgets.Show(f.keyBox, !f.algorithm.Symmetric())
	widgets.Show(f.listBox, f.policy == corekore.PolicyList)
	widgets.Show(f.sessionBox, f.policy == corekore.PolicySession)
	f.about.SetText(meaning(f.policy))
	f.advanced.show()
	problems := f.problems()
	for key, field := range f.fields {
		if field.Entry.Text == "" && !f.asked {
			field.Complain("")
			continue
		}
		field.Complain(problems[key])
	}
	f.under.Complain("")
	if f.asked {
		f.under.Complain(problems[fieldSecret])
	}
	f.noPolicy.SetText("✕ " + problems[fieldPolicy])
	widgets.Show(f.noPolicy, f.asked && problems[fieldPolicy] != "")
	f.Object.Refresh()
	return problems
}
