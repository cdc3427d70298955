package widgets_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

// rings counts the focus rings that show. Markup names the accent by Fyne's
// name of the same colour.
func rings(w fyne.Window) int {
	return strings.Count(test.RenderToMarkup(w.Canvas()), `strokeColor="primary" strokeWidth="2"`)
}

// Every control shows a ring while it has the focus, and only then.
func TestFocusRing(t *testing.T) {
	uitest.App(t)
	secret := widgets.NewSecretEntry("Secret", nil)
	chooser := widgets.NewChooser("Theme", []string{"Light", "Dark"}, 0, func(int) {})
	button := widgets.NewButton(widgets.Plain, "Save", nil)
	w := uitest.Show(t, widgets.Column(10, secret.Field(), chooser.Object, button))
	c := w.Canvas()
	if n := rings(w); n != 0 {
		t.Fatalf("%d rings without a focus", n)
	}
	for range 4 { // the field, its eye, the list, the button
		c.FocusNext()
		if n := rings(w); n != 1 {
			t.Errorf("%T has the focus and %d rings show", c.Focused(), n)
		}
	}
	c.Unfocus()
	if n := rings(w); n != 0 {
		t.Errorf("%d rings are left", n)
	}
}

// A button that waits keeps the focus and its place for Tab, but does nothing.
func TestWaitingButtonKeepsTheFocus(t *testing.T) {
	uitest.App(t)
	pressed := 0
	before := widgets.NewButton(widgets.Plain, "Before", nil)
	again := widgets.NewButton(widgets.Primary, "Try again", func() { pressed++ })
	after := widgets.NewButton(widgets.Plain, "After", nil)
	w := uitest.Show(t, widgets.Column(10, before, again, after))
	c := w.Canvas()
	again.SetWaiting(true)
	c.Focus(again)
	uitest.Key(w, fyne.KeyReturn)
	test.Tap(again)
	if pressed != 0 || rings(w) != 1 || again.AccessibilityLabel() != "Try again, not available" {
		t.Errorf("pressed %d times, %d rings, %q", pressed, rings(w), again.AccessibilityLabel())
	}
	c.FocusNext()
	if c.Focused() != after {
		t.Errorf("Tab leads to %T", c.Focused())
	}
	c.FocusPrevious()
	again.SetWaiting(false)
	uitest.Key(w, fyne.KeyReturn)
	if pressed != 1 {
		t.Error("it waits for ever")
	}
}
