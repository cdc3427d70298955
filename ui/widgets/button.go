package widgets

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
	suretheme "github.com/sureline/sureline/ui/theme"
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

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	r := &buttonRenderer{
		button: b, ring: &canvas.Rectangle{}, back: &canvas.Rectangle{}, over: &canvas.Rectangle{},
		label: &canvas.Text{}, icon: widget.NewIcon(nil), wheel: widget.NewActivity(),
	}
	r.tinted = container.NewThemeOverride(r.wheel, wheelTheme{button: b})
	r.tinted.Hide()
	r.apply()
	return r
}

type buttonRenderer struct {
	button           *Button
	ring, back, over *canvas.Rectangle
	label            *canvas.Text
	icon             *widget.Icon
	wheel            *widget.Activity
	// tinted holds the wheel and gives it the colour of the words.
	tinted *container.ThemeOverride
}

// wheelTheme is the application's theme with the colour of a button's words for
// the wheel, which Fyne draws in the colour of text on a page.
type wheelTheme struct {
	fieldTheme
	button *Button
}

func (t wheelTheme) Color(n fyne.ThemeColorName, v fyne.ThemeVariant) color.Color {
	if n == theme.ColorNameForeground {
		n, _, _ = t.button.colors()
	}
	return t.app().Color(n, v)
}

// colors returns the colours of text, background and border.
func (b *Button) colors() (text, back, line fyne.ThemeColorName) {
	switch {
	case b.Idle() && b.kind == Plain:
		return suretheme.ColorMuted, "", ""
	case b.Idle():
		return suretheme.ColorMuted, suretheme.ColorIdleBack, suretheme.ColorIdleBack
	}
	switch b.kind {
	case Primary:
		return suretheme.ColorOnAccent, suretheme.ColorAccent, suretheme.ColorAccent
	case Danger:
		return suretheme.ColorError, suretheme.ColorSurface, suretheme.ColorError
	case Plain:
		return suretheme.ColorAccentText, "", ""
	}
	return suretheme.ColorAccentText, suretheme.ColorSurface, suretheme.ColorAccentLine
}

func (r *buttonRenderer) apply() {
	b := r.button
	text, back, line := b.colors()
	r.back.FillColor, r.back.StrokeColor, r.back.StrokeWidth = colorOf(back), colorOf(line), 1
	r.label.Text, r.label.Color = b.text, colorOf(text)
	r.label.TextStyle.Bold, r.label.TextSize = true, theme.TextSize()
	r.over.FillColor = colorOf("")
	if b.hovered && !b.Idle() {
		r.over.FillColor = colorOf(theme.ColorNameHover)
	}
	r.ring.FillColor, r.ring.StrokeColor, r.ring.StrokeWidth = colorOf(""), colorOf(""), 2
	if b.focused {
		r.ring.StrokeColor = colorOf(suretheme.ColorAccent)
	}
	radius := theme.Size(theme.SizeNameButtonRadius)
	r.back.CornerRadius, r.over.CornerRadius, r.ring.CornerRadius = radius, radius, radius+ringGap
	r.applyIcon(text)
}

func (r *buttonRenderer) applyIcon(text fyne.ThemeColorName) {
	if r.button.icon != nil {
		r.icon.SetResource(theme.NewColoredResource(r.button.icon, text))
	}
	if r.button.busy {
		r.tinted.Show()
		r.wheel.Start()
		r.wheel.Refresh() // the words may have another colour now
	} else {
		r.wheel.Stop()
		r.tinted.Hide()
	}
	if r.button.icon != nil && !r.button.busy {
		r.icon.Show()
	} else {
		r.icon.Hide()
	}
}

// ringGap is the space between a control and its focus ring.
const ringGap = 3

func (r *buttonRenderer) leading() float32 {
	if r.icon.Visible() || r.tinted.Visible() {
		return theme.IconInlineSize() + 8
	}
	return 0
}

func (r *buttonRenderer) pad() float32 {
	if r.button.kind == Plain {
		return 8
	}
	return 18
}

func (r *buttonRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.over.Resize(size)
	r.ring.Resize(size.AddWidthHeight(2*ringGap, 2*ringGap))
	r.ring.Move(fyne.NewPos(-ringGap, -ringGap))
	r.fitLabel(size.Width - r.leading() - 2*leastPad)
	text := r.label.MinSize()
	x := (size.Width - text.Width - r.leading()) / 2
	icon := theme.IconInlineSize()
	for _, o := range []fyne.CanvasObject{r.icon, r.tinted} {
		o.Resize(fyne.NewSquareSize(icon))
		o.Move(fyne.NewPos(x, (size.Height-icon)/2))
	}
	r.label.Resize(text)
	r.label.Move(fyne.NewPos(x+r.leading(), (size.Height-text.Height)/2))
}

// leastPad is the space left and right of words that hardly fit; leastText is
// how much smaller than normal they may become, as a ratio.
const (
	leastPad  = 4
	leastText = 0.7
)

// fitLabel makes words that do not fit smaller, and cuts their end off where
// that is not enough: a name of 80 letters in large text.
func (r *buttonRenderer) fitLabel(room float32) {
	r.label.Text, r.label.TextSize = r.button.text, theme.TextSize()
	width := r.label.MinSize().Width
	if room <= 0 || width <= room {
		return
	}
	r.label.TextSize *= max(room/width, leastText)
	for words := []rune(r.button.text); len(words) > 1 && r.label.MinSize().Width > room; {
		words = words[:len(words)-1]
		r.label.Text = strings.TrimSpace(string(words)) + "…"
	}
}

func (r *buttonRenderer) MinSize() fyne.Size {
	text := fyne.MeasureText(r.button.text, theme.TextSize(), r.label.TextStyle)
	height := theme.Size(suretheme.SizeControl)
	if r.button.kind == Plain {
		height = text.Height + 8
	}
	width := text.Width + 2*r.pad()
	if r.button.icon != nil {
		width += theme.IconInlineSize() + 8
	}
	return fyne.NewSize(width, height) // without the wheel: nothing beside it moves when work begins
}

func (r *buttonRenderer) Refresh() {
	r.apply()
	r.Layout(r.button.Size())
	canvas.Refresh(r.button)
}

func (r *buttonRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.back, r.over, r.icon, r.tinted, r.label}
}

func (r *buttonRenderer) Destroy() { r.wheel.Stop() }
