package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
)

// ButtonKind is how prominent a button is.
type ButtonKind int

// The kinds. A screen has one Primary button at a time; Danger removes things;
// Plain is a link-like button inside other parts.
const (
	Primary ButtonKind = iota
	Secondary
	Plain
	Danger
)

// Button reacts to Enter and Space, shows where the focus is, and shows when
// its work runs. (Fyne's own reacts to Space only.) Other keys go on to the
// canvas, so that Esc works wherever the focus is.
type Button struct {
	widget.DisableableWidget
	OnTapped func()

	text             string
	kind             ButtonKind
	icon             fyne.Resource
	hovered, focused bool
	busy             bool
	waiting          bool
	// name is read for a button without words.
	name string
	// within is the widget that the button is a part of, or nil.
	within fyne.CanvasObject
}

// NewButton returns a button; tapped runs on the UI thread.
func NewButton(kind ButtonKind, text string, tapped func()) *Button {
	b := &Button{kind: kind, text: text, OnTapped: tapped}
	b.ExtendBaseWidget(b)
	return b
}

// SetText changes the words on the button.
func (b *Button) SetText(text string) {
	if b.text != text {
		b.text = text
		b.Refresh()
	}
}

// Text returns the words on the button.
func (b *Button) Text() string { return b.text }

// SetIcon puts an icon before the words; it takes their colour.
func (b *Button) SetIcon(name fyne.ThemeIconName) *Button {
	b.icon = theme.Icon(name)
	b.Refresh()
	return b
}

// SetName gives a button without words what assistive technology reads.
func (b *Button) SetName(name string) *Button {
	b.name = name
	return b
}

// SetKind changes how prominent the button is.
func (b *Button) SetKind(kind ButtonKind) {
	if b.kind != kind {
		b.kind = kind
		b.Refresh()
	}
}

// Prominent reports whether this is the blue button of its screen.
func (b *Button) Prominent() bool { return b.kind == Primary }

// SetBusy shows a turning wheel and ignores presses while the work runs.
func (b *Button) SetBusy(busy bool) {
	if b.busy != busy {
		b.busy = busy
		b.Refresh()
	}
}

// SetWaiting makes the button look disabled and ignore presses until a time has
// come. Unlike a disabled one it keeps the focus, and Tab its place.
func (b *Button) SetWaiting(waiting bool) {
	if b.waiting != waiting {
		b.waiting = waiting
		b.Refresh()
	}
}

// Idle reports whether a press does nothing for now.
func (b *Button) Idle() bool { return b.Disabled() || b.waiting }

// SetEnabled enables or disables the button.
func (b *Button) SetEnabled(on bool) {
	if on == b.Disabled() {
		if on {
			b.Enable()
		} else {
			b.Disable()
		}
	}
}

// Tapped implements fyne.Tappable.
func (b *Button) Tapped(*fyne.PointEvent) {
	if b.Idle() || b.busy || b.OnTapped == nil {
		return
	}
	b.OnTapped()
}

// TypedKey implements fyne.Focusable.
func (b *Button) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		b.Tapped(nil)
	default:
		PassKey(b, ev)
	}
}

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(rune) {}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.focused = true
	b.Refresh()
	if b.within != nil {
		Reveal(b.within)
		return
	}
	Reveal(b)
}

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() {
	b.focused = false
	b.Refresh()
}

// MouseIn implements desktop.Hoverable.
func (b *Button) MouseIn(*desktop.MouseEvent) {
	b.hovered = true
	b.Refresh()
}

// MouseMoved implements desktop.Hoverable.
func (b *Button) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (b *Button) MouseOut() {
	b.hovered = false
	b.Refresh()
}

// Cursor implements desktop.Cursorable.
func (b *Button) Cursor() desktop.Cursor {
	if b.Idle() {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}

// AccessibilityLabel is the text with the state.
func (b *Button) AccessibilityLabel() string {
	label := b.text
	if label == "" {
		label = b.name
	}
	switch {
	case b.busy:
		return lang.T("button.working", lang.S{"name": label})
	case b.Idle():
		return lang.T("button.unavailable", lang.S{"name": label})
	}
	return label
}

// AccessibilityRole is button.
func (b *Button) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
