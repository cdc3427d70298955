package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Badge shows a state in a few words, with icon and colour.
type Badge struct {
	widget.BaseWidget
	tone Tone
	text string
}

// NewBadge returns a badge.
func NewBadge(tone Tone, text string) *Badge {
	b := &Badge{tone: tone, text: text}
	b.ExtendBaseWidget(b)
	return b
}

// Set changes the state.
func (b *Badge) Set(tone Tone, text string) {
	b.tone, b.text = tone, text
	b.Refresh()
}

// AccessibilityLabel is the words.
func (b *Badge) AccessibilityLabel() string { return b.text }

// AccessibilityRole is text.
func (b *Badge) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (b *Badge) CreateRenderer() fyne.WidgetRenderer {
	r := &badgeRenderer{badge: b, back: &canvas.Rectangle{}, icon: widget.NewIcon(nil), label: &canvas.Text{}}
	r.apply()
	return r
}

type badgeRenderer struct {
	badge *Badge
	back  *canvas.Rectangle
	icon  *widget.Icon
	label *canvas.Text
}

func (r *badgeRenderer) apply() {
	l := looks[r.badge.tone]
	r.back.FillColor = colorOf(l.back)
	r.icon.SetResource(theme.NewColoredResource(theme.Icon(l.icon), l.text))
	r.label.Text, r.label.Color, r.label.TextSize = r.badge.text, colorOf(l.text), theme.CaptionTextSize()
	r.label.TextStyle.Bold = true
}

func (r *badgeRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	r.back.CornerRadius = size.Height / 2
	icon := theme.CaptionTextSize() + 2
	r.icon.Resize(fyne.NewSquareSize(icon))
	r.icon.Move(fyne.NewPos(theme.InnerPadding(), (size.Height-icon)/2))
	text := r.label.MinSize()
	r.label.Resize(text)
	r.label.Move(fyne.NewPos(theme.InnerPadding()+icon+theme.Padding(), (size.Height-text.Height)/2))
}

func (r *badgeRenderer) MinSize() fyne.Size {
	text := r.label.MinSize()
	return fyne.NewSize(text.Width+theme.CaptionTextSize()+2+2.5*theme.InnerPadding()+theme.Padding(), text.Height+theme.InnerPadding())
}

func (r *badgeRenderer) Refresh() {
	r.apply()
	r.Layout(r.badge.Size())
	canvas.Refresh(r.badge)
}

func (r *badgeRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.icon, r.label}
}

func (r *badgeRenderer) Destroy() {}
