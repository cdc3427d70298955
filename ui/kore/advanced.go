package kore

import (
	"fyne.io/fyne/v2"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/widgets"
)

// advanced is the part of the form that most apps do not need: what becomes of
// the secret before, facts about the person, and encryption. It is closed unless
// the client uses something of it.
type advanced struct {
	Object *fyne.Container

	form    *form
	box     *fyne.Container
	opener  *widgets.Button
	session *fyne.Container
	jwe     *fyne.Container
	keep    *widgets.Chooser
	encrypt *widgets.Chooser

	keepPrevious, encrypted  bool
	privateAs, wrap, content string
}

// advancedFields are those that stand in the part, which opens when one of them
// is wrong.
var advancedFields = []string{fieldFromRequest, fieldFromSession, fieldKeyFile, fieldKeyID}

func newAdvanced(f *form, d draft) *advanced {
	a := &advanced{form: f, keepPrevious: d.keepPrevious, encrypted: d.encrypted, privateAs: d.privateAs, wrap: d.wrap, content: d.content}
	about := "Facts about the person, encryption. Most apps need neither."
	a.box = widgets.Column(14)
	if f.changing() {
		about = "What becomes of the secret before, facts about the person, encryption. Most apps need none of it."
		a.keep = a.previous()
		a.box.Add(a.keep.Object)
	}
	a.box.Add(a.facts())
	a.box.Add(a.encryption())
	widgets.Show(a.box, d.usesAdvanced())
	a.opener = widgets.NewExpander("Advanced", a.box)
	a.Object = widgets.NewCard(widgets.Column(10, widgets.Flow(0, a.opener), widgets.NewText(widgets.Caption, about), a.box))
	return a
}

// previous is about a change of the secret. What the old one signed is known for
// as long as it is kept; it signs nothing any more.
func (a *advanced) previous() *widgets.Chooser {
	return a.yesNo("When a new secret or key is entered, the one before", "is forgotten at once",
		"is kept, so that its visitors stay known", a.keepPrevious, &a.keepPrevious)
}

func (a *advanced) facts() fyne.CanvasObject {
	a.session = a.form.add(fieldFromSession, "Facts from the sign-in",
		"Names of entries of the signed statement that the bot’s dialogs may read, with spaces between.", "plan country")
	names := []string{corekore.PrivateClaims, corekore.SecureCustomData}
	as := a.pick("The bot’s dialogs read them under", names, &a.privateAs)
	return widgets.Column(14,
		a.form.add(fieldFromRequest, "Facts from the page", "Names of what the page may tell about the person (private claims). Anybody can change what a page sends, so let no dialog rely on it.", "page language"),
		a.session, as)
}

func (a *advanced) encryption() fyne.CanvasObject {
	a.encrypt = a.yesNo("Encryption of passes (JWE)", "No", "Yes: it is switched on for the app at Kore.ai", a.encrypted, &a.encrypted)
	file := a.form.add(fieldKeyFile, "File with Kore.ai’s public key",
		"As Kore.ai shows it when you switch encryption on: PEM or JWK. It is no secret. Sureline reads it there each time, so leave it in its place.", "")
	entry := a.form.fields[fieldKeyFile].Entry
	browse := widgets.NewButton(widgets.Secondary, "Browse for the public key…", func() {
		if a.form.page.deps.Browse != nil {
			a.form.page.deps.Browse(entry.SetText)
		}
	})
	a.form.fields[fieldKeyFile].Beside(browse)
	a.jwe = widgets.Column(14, file,
		a.form.add(fieldKeyID, "Key ID (optional)", "If Kore.ai shows one.", ""),
		a.pick("Encryption of the key", corekore.KeyAlgorithms(), &a.wrap),
		a.pick("Encryption of the content", corekore.ContentAlgorithms(), &a.content))
	return widgets.Column(14, a.encrypt.Object, a.jwe)
}

func (a *advanced) yesNo(name, no, yes string, now bool, target *bool) *widgets.Chooser {
	chosen := 0
	if now {
		chosen = 1
	}
	return widgets.NewChooser(name, []string{no, yes}, chosen, func(i int) {
		*target = i == 1
		a.form.check()
	})
}

// pick is a choice among names, the first of which is the usual one.
func (a *advanced) pick(name string, names []string, target *string) fyne.CanvasObject {
	chosen := 0
	for i, n := range names {
		if n == *target {
			chosen = i
		}
	}
	return widgets.NewChooser(name, names, chosen, func(i int) {
		*target = names[i]
		a.form.check()
	}).Object
}

// show shows what belongs to the choices.
func (a *advanced) show() {
	widgets.Show(a.session, a.form.policy == corekore.PolicySession)
	widgets.Show(a.jwe, a.encrypted)
}

// open opens the part, so that what is wrong in it can be seen.
func (a *advanced) open() {
	if !a.box.Visible() {
		a.opener.OnTapped()
	}
}

// usesAdvanced reports whether the draft has something to show in the part.
func (d draft) usesAdvanced() bool {
	return d.keepPrevious || d.encrypted || d.fromRequest != "" || d.fromSession != "" || d.privateAs != corekore.PrivateClaims
}
