package profiles

import (
	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/ui/widgets"
)

// Welcome is what the window shows before there is any profile: three ways to
// begin.
type Welcome struct {
	object fyne.CanvasObject
	first  *widgets.Button
}

// NewWelcome returns the page; demo may be nil.
func NewWelcome(open, demo, make func()) *Welcome {
	w := &Welcome{first: widgets.NewButton(widgets.Primary, "Open a profile…", open)}
	content := []fyne.CanvasObject{
		widgets.NewTitle("Welcome to Sureline", "Connect an app to RingCentral in about two minutes, and know that it works."),
		choice("My provider sent me a file", "Its name ends in "+Extension+", and it tells Sureline which app to connect. You can also drop it on this window.", w.first),
	}
	if demo != nil {
		content = append(content, choice("I want to see how it works", "The demo plays RingCentral on this computer: no account, no Internet, nothing to undo.",
			widgets.NewButton(widgets.Secondary, "Try the demo", demo)))
	}
	content = append(content, choice("I provide an app", "Make a profile for your app, and send it to your customers together with Sureline.",
		widgets.NewButton(widgets.Secondary, "Make a profile for your app…", make)))
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
