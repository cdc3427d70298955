package widgets_test

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

// The field stands in a theme of its own, which must not hide it from Reveal.
func TestTabScrollsASecretEntryIntoView(t *testing.T) {
	uitest.App(t)
	s := widgets.NewSecretEntry("Secret", nil)
	last := widgets.NewButton(widgets.Primary, "Last", nil)
	first := widgets.NewButton(widgets.Primary, "First", nil)
	above := widgets.Column(0)
	for range 40 {
		above.Add(widgets.NewText(widgets.Body, "line"))
	}
	scroll := container.NewVScroll(widgets.Column(0, first, above, widgets.Column(4, s.Field()), above, last))
	w := uitest.ShowIn(t, scroll, fyne.CurrentApp().Settings().Theme(), fyne.NewSize(400, 200))
	inView := func(from string, want fyne.Focusable) {
		t.Helper()
		if w.Canvas().Focused() != want {
			t.Errorf("%s: the focus is on %T", from, w.Canvas().Focused())
		}
		top := fyne.CurrentApp().Driver().AbsolutePositionForObject(s).Y
		if top < 0 || top+s.Size().Height > 200 {
			t.Errorf("%s: the field is at %v in a view of 200, scrolled by %v", from, top, scroll.Offset.Y)
		}
	}
	w.Canvas().Focus(first)
	w.Canvas().FocusNext()
	inView("from above", s)
	scroll.ScrollToTop()
	w.Canvas().FocusNext() // the eye inside the field
	inView("the eye", uitest.Button(w.Content(), "Show"))
	w.Canvas().Focus(last)
	w.Canvas().FocusPrevious()
	inView("from below", s)
}

// Fyne's entries swallow the wheel: a form must scroll on with the pointer over
// a field.
func TestWheelOverAFieldScrollsThePage(t *testing.T) {
	uitest.App(t)
	s := widgets.NewSecretEntry("Secret", nil)
	above := widgets.Column(0)
	for range 40 {
		above.Add(widgets.NewText(widgets.Body, "line"))
	}
	scroll := container.NewVScroll(widgets.Column(0, s.Field(), above))
	w := uitest.ShowIn(t, scroll, fyne.CurrentApp().Settings().Theme(), fyne.NewSize(400, 200))
	test.Scroll(w.Canvas(), fyne.NewPos(20, 20), 0, -50)
	if scroll.Offset.Y != 50 {
		t.Errorf("scrolled by %v", scroll.Offset.Y)
	}
	test.Scroll(w.Canvas(), fyne.NewPos(20, 5), 0, 50)
	if scroll.Offset.Y != 0 {
		t.Errorf("back to %v", scroll.Offset.Y)
	}
	test.TapCanvas(w.Canvas(), fyne.NewPos(s.Size().Width-20, s.Size().Height/2))
	if s.Masked() {
		t.Error("the layer keeps taps from the eye")
	}
}

func TestInnerScrollGivesTheRestToThePage(t *testing.T) {
	uitest.App(t)
	lines := func(n int) *fyne.Container {
		c := widgets.Column(0)
		for range n {
			c.Add(widgets.NewText(widgets.Body, "line"))
		}
		return c
	}
	inner := widgets.NewInnerScroll(lines(10))
	inner.SetMinSize(fyne.NewSize(100, 100))
	scroll := container.NewVScroll(widgets.Column(0, inner, lines(40)))
	w := uitest.ShowIn(t, scroll, fyne.CurrentApp().Settings().Theme(), fyne.NewSize(400, 200))
	test.Scroll(w.Canvas(), fyne.NewPos(20, 20), 0, -30)
	if inner.Offset.Y != 30 || scroll.Offset.Y != 0 {
		t.Errorf("inner %v, page %v", inner.Offset.Y, scroll.Offset.Y)
	}
	test.Scroll(w.Canvas(), fyne.NewPos(20, 20), 0, -5000)
	test.Scroll(w.Canvas(), fyne.NewPos(20, 20), 0, -40)
	if scroll.Offset.Y != 40 {
		t.Errorf("the page stands at %v", scroll.Offset.Y)
	}
}

// Details that open below the edge of the window would look like nothing
// happened.
func TestExpanderScrollsToWhatItShows(t *testing.T) {
	uitest.App(t)
	facts := widgets.NewFacts([]widgets.Fact{{Name: "Code", Value: "x"}, {Name: "Request ID", Value: "y"}}, func(string) {})
	facts.Hide()
	above := widgets.Column(0)
	for range 40 {
		above.Add(widgets.NewText(widgets.Body, "line"))
	}
	more := widgets.NewExpander("Details", facts)
	w := uitest.ShowIn(t, container.NewVScroll(widgets.Column(0, above, more, facts)), fyne.CurrentApp().Settings().Theme(), fyne.NewSize(400, 300))
	widgets.Focus(more)
	uitest.Key(w, fyne.KeyReturn)
	if !uitest.InView(w, facts) || !uitest.InView(w, more) {
		t.Error("the details are out of view")
	}
}
