package widgets_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

func TestButtonReactsToEnterSpaceAndTap(t *testing.T) {
	uitest.App(t)
	presses := 0
	b := widgets.NewButton(widgets.Primary, "Go", func() { presses++ })
	w := uitest.Show(t, widgets.Column(0, b))
	widgets.Focus(b)
	for _, key := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace} {
		before := presses
		uitest.Key(w, key)
		if presses != before+1 {
			t.Errorf("%s: %d presses, want one", key, presses-before)
		}
	}
	test.Tap(b)
	if presses != 4 {
		t.Errorf("%d presses after a tap, want 4", presses)
	}
}

func TestButtonThatIsDisabledOrBusyDoesNothing(t *testing.T) {
	uitest.App(t)
	b := widgets.NewButton(widgets.Secondary, "Go", func() { t.Error("pressed") })
	w := uitest.Show(t, widgets.Column(0, b))
	widgets.Focus(b)
	b.SetBusy(true)
	uitest.Key(w, fyne.KeyReturn)
	if got := b.AccessibilityLabel(); got != "Go, working" {
		t.Errorf("label %q", got)
	}
	b.SetBusy(false)
	b.SetEnabled(false)
	b.Tapped(nil)
	if got := b.AccessibilityLabel(); got != "Go, not available" {
		t.Errorf("label %q", got)
	}
}

// Fyne hands keys to the canvas only when nothing has the focus; Esc must work
// on a button too.
func TestButtonPassesOtherKeysOn(t *testing.T) {
	uitest.App(t)
	b := widgets.NewButton(widgets.Plain, "Go", nil)
	w := uitest.Show(t, widgets.Column(0, b))
	var got []fyne.KeyName
	w.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { got = append(got, ev.Name) })
	widgets.Focus(b)
	uitest.Key(w, fyne.KeyEscape)
	uitest.Key(w, fyne.KeySpace)
	if len(got) != 1 || got[0] != fyne.KeyEscape {
		t.Errorf("the canvas got %v, want Esc only", got)
	}
}

func TestButtonNeverMakesAWindowWider(t *testing.T) {
	uitest.App(t)
	b := widgets.NewButton(widgets.Primary, strings.Repeat("long ", 30), nil)
	row := widgets.Flow(8, b)
	w := uitest.ShowIn(t, widgets.Column(0, row), fyne.CurrentApp().Settings().Theme(), fyne.NewSize(300, 200))
	if got := b.Size().Width; got > 300 {
		t.Errorf("the button is %v wide", got)
	}
	if min := w.Content().MinSize().Width; min > 300 {
		t.Errorf("the content wants %v", min)
	}
}

func TestFlowGoesToTheNextLine(t *testing.T) {
	uitest.App(t)
	a, b := widgets.NewButton(widgets.Primary, "One button", nil), widgets.NewButton(widgets.Primary, "Another button", nil)
	hidden := widgets.NewButton(widgets.Primary, "Hidden", nil)
	hidden.Hide()
	row := widgets.Flow(10, a, hidden, b)
	row.Resize(fyne.NewSize(600, 100))
	if a.Position().Y != b.Position().Y {
		t.Error("wide: not on one line")
	}
	oneLine := row.MinSize().Height
	row.Resize(fyne.NewSize(200, 100))
	if b.Position().X != 0 || b.Position().Y <= a.Position().Y {
		t.Errorf("narrow: the second is at %v", b.Position())
	}
	if got := row.MinSize().Height; got != 2*oneLine+10 {
		t.Errorf("two lines are %v high, want %v", got, 2*oneLine+10)
	}
}

func TestTextGetsItsHeightFromItsWidth(t *testing.T) {
	uitest.App(t)
	text := widgets.NewText(widgets.Body, strings.Repeat("word ", 60))
	after := widgets.NewText(widgets.Body, "after")
	col := widgets.Column(10, text, after)
	col.Resize(fyne.NewSize(800, 400))
	wide := after.Position().Y
	col.Resize(fyne.NewSize(200, 400))
	if narrow := after.Position().Y; narrow < 3*wide {
		t.Errorf("what follows is at %v when narrow, %v when wide", narrow, wide)
	}
	if got, want := col.MinSize().Height, after.Position().Y+after.Size().Height; got != want {
		t.Errorf("the column wants %v, needs %v", got, want)
	}
}

func TestColumnLeavesNoGapForWhatIsEmpty(t *testing.T) {
	uitest.App(t)
	a, b := widgets.NewText(widgets.Body, "a"), widgets.NewText(widgets.Body, "b")
	plain := widgets.Column(10, a, b)
	full := widgets.Column(10, a, widgets.Column(0), widgets.Flow(0), b)
	plain.Resize(fyne.NewSize(100, 100))
	full.Resize(fyne.NewSize(100, 100))
	if got, want := full.MinSize(), plain.MinSize(); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestFocusScrollsIntoView(t *testing.T) {
	uitest.App(t)
	col := widgets.Column(10)
	var buttons []*widgets.Button
	for range 40 {
		b := widgets.NewButton(widgets.Secondary, "Button", nil)
		buttons = append(buttons, b)
		col.Add(b)
	}
	page := widgets.NewPage(col)
	w := uitest.ShowIn(t, page, fyne.CurrentApp().Settings().Theme(), fyne.NewSize(400, 300))
	for range 30 {
		w.Canvas().FocusNext()
	}
	top := buttons[29].Position().Y
	if page.Offset.Y > top || page.Offset.Y+300 < top+40 {
		t.Errorf("button at %v, view from %v", top, page.Offset.Y)
	}
	widgets.Focus(buttons[0])
	if page.Offset.Y > 1 {
		t.Errorf("the view stayed at %v", page.Offset.Y)
	}
}

// Words that do not fit become smaller, but never unreadable and never wider
// than the button.
func TestLongWordsStayInsideTheButton(t *testing.T) {
	uitest.App(t)
	long := "Connect " + strings.Repeat("Northwind ", 8)
	for _, width := range []float32{700, 400, 120, 40} {
		b := widgets.NewButton(widgets.Primary, long, nil)
		b.Resize(fyne.NewSize(width, 40))
		var words *canvas.Text
		for _, o := range test.WidgetRenderer(b).Objects() {
			if text, ok := o.(*canvas.Text); ok {
				words = text
			}
		}
		if left, right := words.Position().X, words.Position().X+words.MinSize().Width; left < 4 || right > width-4 {
			t.Errorf("%v wide: words from %v to %v", width, left, right)
		}
		if words.TextSize < 9.5 {
			t.Errorf("%v wide: text of %v", width, words.TextSize)
		}
		if b.AccessibilityLabel() != long {
			t.Errorf("read as %q", b.AccessibilityLabel())
		}
	}
}

// What stands beside a button must not move when its work begins and ends.
func TestBusyButtonKeepsItsWidth(t *testing.T) {
	uitest.App(t)
	b := widgets.NewButton(widgets.Primary, "Verify all", nil)
	before := b.MinSize()
	b.SetBusy(true)
	if got := b.MinSize(); got != before {
		t.Errorf("%v became %v", before, got)
	}
}
