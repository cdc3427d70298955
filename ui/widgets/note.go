package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	suretheme "github.com/sureline/sureline/ui/theme"
)

// NewNote returns a coloured panel with an icon and any content, for hints and
// questions that are not findings.
func NewNote(tone Tone, content fyne.CanvasObject) *fyne.Container {
	box := NewBox(looks[tone].back, suretheme.ColorPanelLine, theme.SizeNameInputRadius)
	return Boxed(box, Inset(12, 14, Beside(10, toneIcon(tone), content, nil)))
}

// Confirm is a question inside the page: two buttons, Enter on the first, Esc
// for the second, no pop-up.
type Confirm struct {
	// Object is what to put on the page.
	Object *fyne.Container
	yes    *Button
	no     func()
}

// NewConfirm returns the question. kind is Danger when yes removes something.
func NewConfirm(tone Tone, title, text string, kind ButtonKind, yesText string, yes func(), noText string, no func()) *Confirm {
	c := &Confirm{no: no}
	c.yes = NewButton(kind, yesText, yes)
	c.Object = NewNote(tone, Column(4,
		toned(Strong, title, tone),
		toned(Body, text, tone),
		Inset(6, 0, Flow(8, c.yes, NewButton(Secondary, noText, no))),
	))
	return c
}

// Focus puts the focus on the first button.
func (c *Confirm) Focus() { Focus(c.yes) }

// Cancel does what Esc does.
func (c *Confirm) Cancel() { c.no() }
