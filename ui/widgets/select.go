package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
)

// selectableLabel is Fyne's selectable label, but no stop for Tab: Fyne's own is
// one without showing it, and swallows Esc there. Text is selected with the
// mouse, and copied with the keyboard or the context menu.
type selectableLabel struct {
	widget.Label
	// owner is the widget that the label is a part of.
	owner fyne.CanvasObject
}

// CreateRenderer puts a selection of our own in the place of Fyne's.
func (l *selectableLabel) CreateRenderer() fyne.WidgetRenderer {
	r := l.Label.CreateRenderer()
	objects := r.Objects()
	inner, ok := objects[0].(innerSelection)
	if !ok {
		return r // another Fyne: its own selection then, a stop for Tab
	}
	s := &selection{inner: inner, marks: inner.CreateRenderer(), label: l}
	s.ExtendBaseWidget(s)
	return &selectableRenderer{WidgetRenderer: r, selection: s, objects: append([]fyne.CanvasObject{s}, objects[1:]...)}
}

type selectableRenderer struct {
	fyne.WidgetRenderer
	selection *selection
	objects   []fyne.CanvasObject
}

func (r *selectableRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *selectableRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.selection.Resize(size)
}

func (r *selectableRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	r.selection.Refresh()
}

// innerSelection is what Fyne's label keeps in front of its text. It is not on
// the canvas here; it only works out what is selected, and the marks for it.
type innerSelection interface {
	fyne.Widget
	fyne.Focusable
	fyne.Draggable
	fyne.DoubleTappable
	desktop.Mouseable
	SelectedText() string
}

// selection gets the mouse and the focus in place of Fyne's. While it has no
// focus it says that it is disabled: Fyne's Tab passes over such, and the mouse
// may still focus it because it has SelectedText.
type selection struct {
	widget.BaseWidget
	inner   innerSelection
	marks   fyne.WidgetRenderer
	label   *selectableLabel
	focused bool
}

var (
	_ fyne.Focusable         = (*selection)(nil)
	_ fyne.Disableable       = (*selection)(nil)
	_ fyne.Shortcutable      = (*selection)(nil)
	_ fyne.Draggable         = (*selection)(nil)
	_ fyne.DoubleTappable    = (*selection)(nil)
	_ fyne.SecondaryTappable = (*selection)(nil)
	_ desktop.Mouseable      = (*selection)(nil)
	_ desktop.Cursorable     = (*selection)(nil)
)

// SelectedText returns what is selected.
func (s *selection) SelectedText() string { return s.inner.SelectedText() }

// Disabled keeps Tab away; once focused it is where Tab goes on from.
func (s *selection) Disabled() bool { return !s.focused }

// Enable does nothing.
func (s *selection) Enable() {}

// Disable does nothing.
func (s *selection) Disable() {}

// FocusGained shows the marks.
func (s *selection) FocusGained() {
	s.focused = true
	s.inner.FocusGained()
	s.Refresh()
}

// FocusLost hides the marks.
func (s *selection) FocusLost() {
	s.focused = false
	s.inner.FocusLost()
	s.Refresh()
}

// TypedRune does nothing.
func (s *selection) TypedRune(rune) {}

// TypedKey hands keys on, Esc among them.
func (s *selection) TypedKey(ev *fyne.KeyEvent) { PassKey(s.label.owner, ev) }

// TypedShortcut copies what is selected, if anything is, and hands the other
// shortcuts on.
func (s *selection) TypedShortcut(sh fyne.Shortcut) {
	if _, ok := sh.(*fyne.ShortcutCopy); ok {
		if text := s.SelectedText(); text != "" {
			fyne.CurrentApp().Clipboard().SetContent(text)
		}
		return
	}
	if c, ok := canvasOf(s.label.owner).(fyne.Shortcutable); ok {
		c.TypedShortcut(sh)
	}
}

// MouseDown begins to select.
func (s *selection) MouseDown(ev *desktop.MouseEvent) { s.mouse(func() { s.inner.MouseDown(ev) }) }

// MouseUp ends what MouseDown began.
func (s *selection) MouseUp(ev *desktop.MouseEvent) {
	s.inner.MouseUp(ev)
	s.Refresh()
}

// Dragged selects.
func (s *selection) Dragged(ev *fyne.DragEvent) { s.mouse(func() { s.inner.Dragged(ev) }) }

// DragEnd ends what Dragged began.
func (s *selection) DragEnd() {
	s.inner.DragEnd()
	s.Refresh()
}

// DoubleTapped selects a word.
func (s *selection) DoubleTapped(ev *fyne.PointEvent) { s.mouse(func() { s.inner.DoubleTapped(ev) }) }

// mouse focuses the text and has Fyne's selection do its part.
func (s *selection) mouse(act func()) {
	if c := canvasOf(s.label.owner); c != nil && c.Focused() != s {
		c.Focus(s)
	}
	act()
	s.Refresh()
}

// TappedSecondary offers to copy what is selected, or all of the text.
func (s *selection) TappedSecondary(ev *fyne.PointEvent) {
	c := canvasOf(s.label.owner)
	if c == nil {
		return
	}
	text, name := s.SelectedText(), lang.T("copy.selected")
	if text == "" {
		text, name = s.label.Text, lang.T("copy.all")
	}
	copyIt := func() { fyne.CurrentApp().Clipboard().SetContent(text) }
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", fyne.NewMenuItem(name, copyIt)), c, ev.AbsolutePosition)
}

// Cursor is the one for text.
func (s *selection) Cursor() desktop.Cursor { return desktop.TextCursor }

// CreateRenderer implements fyne.Widget.
func (s *selection) CreateRenderer() fyne.WidgetRenderer {
	return &selectionRenderer{WidgetRenderer: s.marks, owner: s}
}

// selectionRenderer draws the marks of Fyne's selection.
type selectionRenderer struct {
	fyne.WidgetRenderer
	owner fyne.CanvasObject
}

// Refresh has the marks made anew. Fyne would have the inner selection drawn,
// which is on no canvas.
func (r *selectionRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	canvas.Refresh(r.owner)
}
