package kore

import (
	"context"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// form adds a client or changes one. What was typed stays until it was saved or
// thrown away.
type form struct {
	object *container.Scroll
	page   *Page
	slot   *worker.Slot

	fields map[string]*widgets.Field
	// order is that of the fields on the page.
	order  []string
	secret *widgets.SecretEntry
	under  *widgets.Field // what is wrong with the secret

	algorithms, policies, hosts, keep, encrypt *widgets.Chooser

	about, noPolicy                 *widgets.Text
	secretBox, keyBox               *fyne.Container
	listBox, sessionBox, claimsBox  *fyne.Container
	encryptionBox, advanced, result *fyne.Container
	opener, save, stay              *widgets.Button
	// drawn is what stands in result.
	drawn struct {
		leaving bool
		failed  *core.Finding
	}
}

// advancedFields are those that stand in the part that may be closed.
var advancedFields = []string{fieldFromRequest, fieldFromSession, fieldKeyFile, fieldKeyID}

// newForm returns the form for a client, or for a new one.
func newForm(p *Page, base corekore.Client) *form {
	d := draftOf(base)
	p.state.form = &formState{base: base, choices: d.choices}
	f := &form{page: p, slot: p.deps.Worker.Slot(), fields: map[string]*widgets.Field{}, result: widgets.Column(10)}
	title := lang.T("kore.add")
	if f.state().changing() {
		title = lang.T("kore.form.change", lang.S{"name": nameOf(base)})
	}
	back := widgets.NewButton(widgets.Plain, lang.T("kore.form.back"), f.leave).SetIcon(theme.IconNameNavigateBack)
	f.result.Hide()
	f.save = widgets.NewButton(widgets.Primary, lang.T("kore.form.save"), f.onSave)
	f.object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, back), widgets.NewTitle(title, lang.T("kore.form.lead"))),
		f.appCard(), f.ruleCard(), f.botCard(d), f.advancedCard(d),
		widgets.Column(10, f.result, widgets.Flow(theme.InnerPadding(), f.save, widgets.NewButton(widgets.Secondary, lang.T("kore.form.cancel"), f.leave))))
	for key, field := range f.fields {
		field.Entry.SetText(d.text[key])
	}
	f.state().before = f.draft()
	return f
}

func (f *form) state() *formState { return f.page.state.form }

// add makes a field of one line; name and hint are words.
func (f *form) add(key, name, hint, placeholder string) *fyne.Container {
	entry := widgets.NewEntry(placeholder, f.onSave)
	f.fields[key] = widgets.NewField(name, hint, entry)
	f.order = append(f.order, key)
	entry.OnChanged = func(string) { f.changed() }
	return f.fields[key].Object
}

// browse puts a button beside a field that chooses a file for it.
func (f *form) browse(key, label string) {
	entry := f.fields[key].Entry
	f.fields[key].Beside(widgets.NewButton(widgets.Secondary, label, func() {
		if f.page.deps.Browse != nil {
			f.page.deps.Browse(entry.SetText)
		}
	}))
}

// pick is a list of values, one of which target holds.
func pick[T comparable](f *form, label string, values []T, names []string, target *T) *widgets.Chooser {
	return widgets.NewChooser(label, names, max(0, slices.Index(values, *target)), func(i int) {
		*target = values[i]
		f.changed()
	})
}

func (f *form) yesNo(label, no, yes string, target *bool) *widgets.Chooser {
	return pick(f, label, []bool{false, true}, []string{no, yes}, target)
}

func (f *form) appCard() fyne.CanvasObject {
	name := f.add(fieldName, lang.T("kore.form.name"), lang.T("kore.form.name_hint"), lang.T("kore.form.name_example"))
	id := f.add(fieldClientID, lang.T("kore.form.id"), lang.T("kore.form.id_hint"), "cs-…")
	keychain := lang.S{"keychain": text.Keychain()}
	kept, keyHint := lang.T("kore.form.secret_hint", keychain), lang.T("kore.form.key_hint", keychain)
	if f.state().changing() {
		f.fields[fieldClientID].Entry.Disable()
		kept, keyHint = lang.T("kore.form.secret_keep", keychain), lang.T("kore.form.key_keep")
	}
	algorithms := corekore.Algorithms()
	names := make([]string, len(algorithms))
	for i, a := range algorithms {
		names[i] = lang.T("kore.form.with_key", lang.S{"algorithm": string(a)})
		if a.Symmetric() {
			names[i] = lang.T("kore.form.with_secret", lang.S{"algorithm": string(a)})
		}
	}
	f.algorithms = pick(f, lang.T("kore.form.algorithm"), algorithms, names, &f.state().algorithm)

	f.secret = widgets.NewSecretEntry(lang.T("kore.form.secret"), func(string) { f.changed() })
	f.secret.Clipboard = f.page.deps.Clipboard
	f.under = widgets.NewField(lang.T("kore.form.secret"), kept, widgets.NewEntry("", nil))
	f.under.Object.Objects[1] = f.secret.Field()
	f.secretBox = f.under.Object

	f.keyBox = f.add(fieldKey, lang.T("kore.form.key"), keyHint, "")
	f.browse(fieldKey, lang.T("kore.form.browse"))
	return widgets.NewCard(widgets.Column(14, widgets.NewText(widgets.CardTitle, lang.T("kore.form.app")),
		name, id, f.algorithms.Object, f.secretBox, f.keyBox))
}

func (f *form) ruleCard() fyne.CanvasObject {
	values, names := make([]corekore.Policy, len(rules)), make([]string, len(rules))
	for i, r := range rules {
		values[i], names[i] = r.policy, lang.T(r.choice)
	}
	f.about, f.noPolicy = widgets.NewText(widgets.Caption, ""), widgets.NewText(widgets.Caption, "✕ "+lang.T("kore.form.rule_missing"))
	f.noPolicy.SetTone(widgets.ToneError)
	f.policies = pick(f, lang.T("kore.form.rule"), values, names, &f.state().policy)
	f.listBox = f.add(fieldIdentities, lang.T("kore.form.people"), lang.T("kore.form.people_hint"), "ada@example.com bo@example.com")
	f.sessionBox = widgets.Column(14,
		f.add(fieldIssuer, lang.T("kore.form.issuer"), lang.T("kore.form.issuer_hint"), "https://login.example.com"),
		f.add(fieldAudience, lang.T("kore.form.audience"), lang.T("kore.form.audience_hint"), "my-site"))
	jti := f.yesNo(lang.T("kore.form.jti"), lang.T("kore.form.no"), lang.T("kore.form.jti_yes"), &f.state().jti)
	return widgets.NewCard(widgets.Column(14, widgets.NewText(widgets.CardTitle, lang.T("kore.form.may")),
		widgets.Column(4, f.policies.Object, f.about, f.noPolicy), f.listBox, f.sessionBox,
		f.add(fieldOrigins, lang.T("kore.form.origins"), lang.T("kore.form.origins_hint"), "https://www.example.com"),
		f.add(fieldLifetime, lang.T("kore.form.lifetime"), lang.T("kore.form.lifetime_hint"), "120"),
		jti.Object))
}

func (f *form) botCard(d draft) fyne.CanvasObject {
	f.hosts = widgets.NewChooser(lang.T("kore.form.where"), hosts(), hostIndex(d.text[fieldHost]), func(i int) {
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
	return widgets.NewCard(widgets.Column(14,
		widgets.NewText(widgets.CardTitle, lang.T("kore.form.bot")),
		f.add(fieldBotName, lang.T("kore.form.bot_name"), lang.T("kore.form.bot_name_hint"), "Acme Support"),
		f.add(fieldBotID, lang.T("kore.form.bot_id"), "", "st-…"), f.hosts.Object,
		f.add(fieldHost, lang.T("kore.form.host"), lang.T("kore.form.host_hint"), corekore.DefaultHost)))
}

// advancedCard is what most apps do not need: what becomes of the secret before,
// private claims, and encryption. It is closed unless the client uses some of it.
func (f *form) advancedCard(d draft) fyne.CanvasObject {
	about := lang.T("kore.form.advanced_about")
	f.advanced = widgets.Column(14)
	if f.state().changing() {
		about = lang.T("kore.form.advanced_about_change")
		f.keep = f.yesNo(lang.T("kore.form.previous"), lang.T("kore.form.previous_forget"), lang.T("kore.form.previous_keep"), &f.state().keepPrevious)
		f.advanced.Add(f.keep.Object)
	}
	fromPage := f.add(fieldFromRequest, lang.T("kore.form.from_page"), lang.T("kore.form.from_page_hint"), "page language")
	f.claimsBox = f.add(fieldFromSession, lang.T("kore.form.from_session"), lang.T("kore.form.from_session_hint"), "plan country")
	names := []string{corekore.PrivateClaims, corekore.SecureCustomData}
	f.advanced.Add(widgets.Column(14, fromPage, f.claimsBox,
		pick(f, lang.T("kore.form.private_as"), names, names, &f.state().privateAs).Object))
	f.advanced.Add(f.encryption())
	widgets.Show(f.advanced, d.advanced())
	f.opener = widgets.NewExpander(lang.T("kore.form.advanced"), f.advanced)
	return widgets.NewCard(widgets.Column(10, widgets.Flow(0, f.opener), widgets.NewText(widgets.Caption, about), f.advanced))
}

func (f *form) encryption() fyne.CanvasObject {
	s := f.state()
	f.encrypt = f.yesNo(lang.T("kore.form.encryption"), lang.T("kore.form.no"), lang.T("kore.form.encryption_yes"), &s.encrypted)
	file := f.add(fieldKeyFile, lang.T("kore.form.key_file"), lang.T("kore.form.key_file_hint"), "")
	f.browse(fieldKeyFile, lang.T("kore.form.browse_public"))
	f.encryptionBox = widgets.Column(14, file,
		f.add(fieldKeyID, lang.T("kore.form.key_id"), lang.T("kore.form.key_id_hint"), ""),
		pick(f, lang.T("kore.form.wrap"), corekore.KeyAlgorithms(), corekore.KeyAlgorithms(), &s.wrap).Object,
		pick(f, lang.T("kore.form.content"), corekore.ContentAlgorithms(), corekore.ContentAlgorithms(), &s.content).Object)
	return widgets.Column(14, f.encrypt.Object, f.encryptionBox)
}

// typed is the client secret. A blank that comes along when one copies would make
// every token wrong.
func (f *form) typed() core.Secret { return core.NewSecret(strings.TrimSpace(f.secret.Text)) }

// draft is what the form holds.
func (f *form) draft() draft {
	s := f.state()
	d := draft{choices: s.choices, text: map[string]string{}, newSecret: !f.typed().Empty()}
	for key, field := range f.fields {
		d.text[key] = field.Entry.Text
	}
	symmetric := s.algorithm.Symmetric()
	if !symmetric {
		d.newSecret = d.text[fieldKey] != ""
	}
	kept := s.changing() && !s.base.Secret.IsZero() && symmetric == s.base.WithDefaults().Algorithm.Symmetric()
	d.hasSecret = d.newSecret || kept
	return d
}

// unsaved reports whether leaving would lose something.
func (f *form) unsaved() bool { return !f.typed().Empty() || f.draft().differs(f.state().before) }

func (f *form) problems() map[string]string {
	return f.draft().problems(f.state().base, f.page.state.clients)
}

// changed shows what follows from what was typed or chosen.
func (f *form) changed() {
	if f.page.form == f {
		f.page.render()
	}
}

// render shows the state. Empty fields are left alone until Save was pressed.
func (f *form) render() {
	s := f.state()
	widgets.Show(f.secretBox, s.algorithm.Symmetric())
	widgets.Show(f.keyBox, !s.algorithm.Symmetric())
	widgets.Show(f.listBox, s.policy == corekore.PolicyList)
	widgets.Show(f.sessionBox, s.policy == corekore.PolicySession)
	widgets.Show(f.claimsBox, s.policy == corekore.PolicySession)
	widgets.Show(f.encryptionBox, s.encrypted)
	f.about.SetText(lang.T(rules[ruleOf(s.policy)].meaning))
	problems := f.problems()
	complain := func(field *widgets.Field, key string, on bool) {
		if on && problems[key] != "" {
			field.Complain(lang.T(problems[key]))
			return
		}
		field.Complain("")
	}
	for key, field := range f.fields {
		complain(field, key, s.tried || field.Entry.Text != "")
	}
	complain(f.under, fieldSecret, s.tried)
	widgets.Show(f.noPolicy, s.tried && problems[fieldPolicy] != "")
	f.save.SetBusy(s.saving)
	if f.drawn.leaving == s.leaving && f.drawn.failed == s.failed {
		return
	}
	f.drawn.leaving, f.drawn.failed = s.leaving, s.failed
	switch {
	case s.leaving:
		f.stay = widgets.NewButton(widgets.Secondary, lang.T("kore.form.stay"), f.onStay)
		widgets.Replace(f.result, widgets.Ask(widgets.ToneWarning, lang.T("kore.form.leave"), []string{lang.T("kore.form.leave_text")},
			widgets.NewButton(widgets.Danger, lang.T("kore.form.throw_away"), f.drop), f.stay))
	case s.failed != nil:
		widgets.Replace(f.result, f.page.finding(*s.failed))
	default:
		widgets.Replace(f.result)
	}
}

func (f *form) focus() {
	if f.state().changing() {
		widgets.Focus(f.fields[fieldName].Entry)
		return
	}
	widgets.Focus(f.fields[fieldClientID].Entry)
}

// leave goes back without saving. What was typed is thrown away after a question
// only.
func (f *form) leave() {
	if !f.unsaved() {
		f.drop()
		return
	}
	f.state().leaving, f.state().failed = true, nil
	f.page.render()
	f.object.ScrollToBottom()
	widgets.Focus(f.stay)
}

func (f *form) onStay() {
	f.state().leaving = false
	f.page.render()
	f.focus()
}

func (f *form) drop() {
	f.slot.Drop()
	f.page.closeForm()
	f.page.render()
	f.page.Focus()
}

// complete checks the whole form and puts the keyboard on the first wrong field.
func (f *form) complete() bool {
	f.state().tried = true
	f.page.render()
	problems := f.problems()
	switch {
	case len(problems) == 0:
		return true
	case problems[fieldClientID] != "":
		widgets.Focus(f.fields[fieldClientID].Entry)
	case problems[fieldSecret] != "":
		widgets.Focus(f.secret)
	case problems[fieldPolicy] != "":
		widgets.Focus(f.policies)
	default:
		first := f.order[slices.IndexFunc(f.order, func(key string) bool { return problems[key] != "" })]
		if slices.Contains(advancedFields, first) && !f.advanced.Visible() {
			f.opener.OnTapped()
		}
		widgets.Focus(f.fields[first].Entry)
	}
	return false
}

func (f *form) onSave() {
	s := f.state()
	if s.saving || !f.complete() {
		return
	}
	client, secret, path := f.draft().client(s.base), f.typed(), ""
	if !s.algorithm.Symmetric() {
		secret, path = core.Secret{}, f.fields[fieldKey].Entry.Text
	}
	s.saving, s.leaving, s.failed = true, false, nil
	f.page.render()
	deps := f.page.deps
	worker.Run(f.slot, changeLimit, func(ctx context.Context) (struct{}, error) {
		if path != "" {
			var err error
			if secret, err = deps.ReadKey(ctx, path); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, deps.Service.SaveClient(ctx, client, secret)
	}, func(_ struct{}, err error) {
		s.saving = false
		if s.failed = failure(err); err != nil {
			f.page.render()
			widgets.Focus(f.save)
			return
		}
		f.page.saved(client)
	})
}
