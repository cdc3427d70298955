package profiles

import (
	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// Welcome is what the window shows before there is any profile: the ways to
// begin.
type Welcome struct {
	object fyne.CanvasObject
	first  *widgets.Button
}

// NewWelcome returns the page; demo and kore may be nil.
func NewWelcome(open, demo, make, kore func()) *Welcome {
	w := &Welcome{first: widgets.NewButton(widgets.Primary, lang.T("profiles.open"), open)}
	content := []fyne.CanvasObject{
		widgets.NewTitle(lang.T("welcome.title"), lang.T("welcome.lead")),
		choice(lang.T("welcome.file"), lang.T("welcome.file_text", lang.S{"extension": Extension}), w.first),
	}
	if demo != nil {
		content = append(content, choice(lang.T("welcome.demo"), lang.T("welcome.demo_text"),
			widgets.NewButton(widgets.Secondary, lang.T("welcome.demo_try"), demo)))
	}
	content = append(content, choice(lang.T("welcome.provider"), lang.T("welcome.provider_text"),
		widgets.NewButton(widgets.Secondary, lang.T("profiles.make"), make)))
	if kore != nil {
		content = append(content, choice(lang.T("welcome.kore"), lang.T("welcome.kore_text"),
			widgets.NewButton(widgets.Secondary, lang.T("welcome.kore_open"), kore)))
	}
	w.object = widgets.NewPage(content...)
	return w
}

func choice(title, text string, button *widgets.Button) fyne.CanvasObject {
	return widgets.NewCard(widgets.Column(6, widgets.NewText(widgets.CardTitle, title), widgets.NewText(widgets.Body, text),
		widgets.Inset(4, 0, widgets.Flow(0, button))))
}

// Object is what to put into the window.
func (w *Welcome) Object() fyne.CanvasObject { return w.object }

// Shown does nothing: the page never changes.
func (w *Welcome) Shown() {}

// Escape does nothing: this is where the window begins.
func (w *Welcome) Escape() bool { return false }

// Unsaved is empty: there is nothing to type.
func (w *Welcome) Unsaved() string { return "" }

// Focus puts the keyboard on the first way.
func (w *Welcome) Focus() { widgets.Focus(w.first) }
