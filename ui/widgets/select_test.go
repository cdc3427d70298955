package widgets_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/ui/uitest"
	"github.com/sureline/sureline/ui/widgets"
)

// selecting is a selectable text between two buttons.
type selecting struct {
	window        fyne.Window
	before, after *widgets.Button
	at            fyne.Position // in the first word of the text
}

func newSelecting(t *testing.T) *selecting {
	t.Helper()
	uitest.App(t)
	s := &selecting{before: widgets.NewButton(widgets.Plain, "Before", nil), after: widgets.NewButton(widgets.Plain, "After", nil)}
	text := widgets.NewSelectable(widgets.Body, "Request 0f3c answered")
	s.window = uitest.Show(t, widgets.Column(10, s.before, text, s.after))
	s.at = text.Position().AddXY(10, text.Size().Height/2)
	return s
}

func (s *selecting) click() {
	text := under(s.window.Content(), s.at).(desktop.Mouseable)
	ev := &desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(20, 18), AbsolutePosition: s.at}, Button: desktop.MouseButtonPrimary}
	text.MouseDown(ev)
	text.MouseUp(ev)
}

// under returns what gets the mouse at the position.
func under(content fyne.CanvasObject, at fyne.Position) fyne.CanvasObject {
	var found fyne.CanvasObject
	uitest.Walk(content, func(o fyne.CanvasObject) {
		pos := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		inside := at.X >= pos.X && at.Y >= pos.Y && at.X < pos.X+o.Size().Width && at.Y < pos.Y+o.Size().Height
		if _, ok := o.(desktop.Mouseable); ok && inside {
			found = o
		}
	})
	return found
}

func TestTabPassesOverSelectableText(t *testing.T) {
	s := newSelecting(t)
	c := s.window.Canvas()
	c.Focus(s.before)
	c.FocusNext()
	if c.Focused() != s.after {
		t.Errorf("Tab stops on %T", c.Focused())
	}
	c.FocusPrevious()
	if c.Focused() != s.before {
		t.Errorf("Shift+Tab stops on %T", c.Focused())
	}
}

func TestTabGoesOnFromTextThatWasClicked(t *testing.T) {
	s := newSelecting(t)
	c := s.window.Canvas()
	s.click()
	c.FocusNext()
	if c.Focused() != s.after {
		t.Errorf("Tab leads to %T", c.Focused())
	}
	s.click()
	c.FocusPrevious()
	if c.Focused() != s.before {
		t.Errorf("Shift+Tab leads to %T", c.Focused())
	}
}

func TestTextIsSelectedAndCopied(t *testing.T) {
	s := newSelecting(t)
	clipboard := fyne.CurrentApp().Clipboard()
	clipboard.SetContent("a credential")
	s.click()
	copyKey := func() {
		s.window.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&fyne.ShortcutCopy{Clipboard: clipboard})
	}
	copyKey()
	if got := clipboard.Content(); got != "a credential" {
		t.Errorf("with nothing selected the clipboard became %q", got)
	}
	test.Drag(s.window.Canvas(), s.at, 70, 0)
	copyKey()
	if got := clipboard.Content(); got == "" || got == "a credential" {
		t.Errorf("dragging copied %q", got)
	}
	if markup := test.RenderToMarkup(s.window.Canvas()); !strings.Contains(markup, `fillColor="selection"`) {
		t.Errorf("what is selected is not marked:\n%s", markup)
	}
	under(s.window.Content(), s.at).(fyne.DoubleTappable).DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(20, 18)})
	copyKey()
	if got := clipboard.Content(); got != "Request" {
		t.Errorf("a double click copied %q", got)
	}
}

func TestSelectableTextHandsKeysOn(t *testing.T) {
	s := newSelecting(t)
	var keys []fyne.KeyName
	s.window.Canvas().SetOnTypedKey(func(ev *fyne.KeyEvent) { keys = append(keys, ev.Name) })
	s.click()
	uitest.Key(s.window, fyne.KeyEscape)
	if len(keys) != 1 || keys[0] != fyne.KeyEscape {
		t.Errorf("keys %v", keys)
	}
}

func TestContextMenuCopiesAllWhenNothingIsSelected(t *testing.T) {
	s := newSelecting(t)
	under(s.window.Content(), s.at).(fyne.SecondaryTappable).TappedSecondary(&fyne.PointEvent{AbsolutePosition: s.at})
	menu := s.window.Canvas().Overlays().Top()
	if menu == nil {
		t.Fatal("no menu")
	}
	test.TapCanvas(s.window.Canvas(), s.at.AddXY(15, 12))
	if got := fyne.CurrentApp().Clipboard().Content(); got != "Request 0f3c answered" {
		t.Errorf("copied %q", got)
	}
}
