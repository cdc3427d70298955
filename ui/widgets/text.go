package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/core/text"
	suretheme "github.com/sureline/sureline/ui/theme"
)

// TextKind is how a text is set.
type TextKind int

// The kinds of text. Tone colours come on top (Text.SetTone).
const (
	Body TextKind = iota
	Strong
	Muted
	Caption
	CardTitle
	PageTitle
	Mono
)

// Tone is the meaning of a colour.
type Tone int

// The tones. Each stands beside an icon and a word, never alone.
const (
	ToneNone Tone = iota
	ToneInfo
	ToneGood
	ToneWarning
	ToneError
)

// Text is a paragraph that wraps, without the padding of Fyne's label. It can
// be selected and copied when made by NewSelectable.
type Text struct {
	widget.BaseWidget
	label *widget.Label
	// shown is the label, or the widget that it is a part of.
	shown fyne.CanvasObject
	// usual is how prominent the text is without a tone.
	usual widget.Importance
}

// NewText returns a paragraph.
func NewText(kind TextKind, text string) *Text {
	label := widget.NewLabel("")
	t := &Text{label: label, shown: label}
	t.set(kind, text)
	t.ExtendBaseWidget(t)
	return t
}

// set is what all constructors share.
func (t *Text) set(kind TextKind, text string) {
	label := t.label
	label.Text, label.Wrapping = text, fyne.TextWrapWord
	switch kind {
	case Strong:
		label.TextStyle.Bold = true
	case Muted:
		label.Importance = widget.LowImportance
	case Caption:
		label.Importance, label.SizeName = widget.LowImportance, theme.SizeNameCaptionText
	case CardTitle:
		label.TextStyle.Bold, label.SizeName = true, theme.SizeNameSubHeadingText
	case PageTitle:
		label.TextStyle.Bold, label.SizeName = true, theme.SizeNameHeadingText
	case Mono:
		label.TextStyle.Monospace = true
		label.Wrapping = fyne.TextWrapBreak
	case Body:
	}
	t.usual = label.Importance
}

// NewSelectable returns a paragraph that can be selected with the mouse and
// copied with the keyboard or the context menu. Tab passes over it.
func NewSelectable(kind TextKind, text string) *Text {
	label := &selectableLabel{}
	label.Selectable = true
	label.ExtendBaseWidget(label)
	t := &Text{label: &label.Label, shown: label}
	label.owner = t
	t.set(kind, text)
	t.ExtendBaseWidget(t)
	return t
}

// SingleLine makes the text as wide as it needs, for captions beside others.
func (t *Text) SingleLine() *Text {
	t.label.Wrapping = fyne.TextWrapOff
	return t
}

// SetTone colours the text.
func (t *Text) SetTone(tone Tone) {
	t.label.Importance = [...]widget.Importance{
		ToneNone: t.usual, ToneInfo: widget.MediumImportance,
		ToneGood: widget.SuccessImportance, ToneWarning: widget.WarningImportance, ToneError: widget.DangerImportance,
	}[tone]
	t.label.Refresh()
}

// SetText replaces the text.
func (t *Text) SetText(text string) {
	if text == t.label.Text {
		return
	}
	t.label.SetText(text)
	t.Refresh()
}

// Text returns the text.
func (t *Text) Text() string { return t.label.Text }

// AccessibilityLabel is the text.
func (t *Text) AccessibilityLabel() string { return t.label.Text }

// AccessibilityRole is text.
func (t *Text) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	return &unpadded{object: t.shown, wraps: func() bool { return t.label.Wrapping != fyne.TextWrapOff }, lineSize: func() (fyne.ThemeSizeName, fyne.TextStyle) {
		name := t.label.SizeName
		if name == "" {
			name = theme.SizeNameText
		}
		return name, t.label.TextStyle
	}}
}

// Part is a piece of a Rich text.
type Part = text.Part

// P returns a plain part.
func P(words string) Part { return Part{Text: words} }

// B returns a bold part.
func B(words string) Part { return Part{Text: words, Bold: true} }

// Rich is a paragraph with bold parts. Fyne cannot select in it, so what
// somebody may want to copy needs a copy button beside it.
type Rich struct {
	widget.BaseWidget
	text *widget.RichText
	size fyne.ThemeSizeName
}

// NewRich returns a paragraph in the normal text size.
func NewRich(parts ...Part) *Rich { return newRich(theme.SizeNameText, parts) }

// NewSentence returns the large paragraph that says what now works.
func NewSentence(parts ...Part) *Rich { return newRich(suretheme.SizeSentence, parts) }

func newRich(size fyne.ThemeSizeName, parts []Part) *Rich {
	r := &Rich{text: widget.NewRichText(), size: size}
	r.text.Wrapping = fyne.TextWrapWord
	r.ExtendBaseWidget(r)
	r.SetParts(parts...)
	return r
}

// SetParts replaces the text.
func (r *Rich) SetParts(parts ...Part) {
	r.text.Segments = make([]widget.RichTextSegment, len(parts))
	for i, p := range parts {
		r.text.Segments[i] = &widget.TextSegment{Text: p.Text, Style: widget.RichTextStyle{
			Inline: i < len(parts)-1, SizeName: r.size, ColorName: theme.ColorNameForeground, TextStyle: fyne.TextStyle{Bold: p.Bold},
		}}
	}
	r.text.Refresh()
	r.Refresh()
}

// Text returns the text without its bold parts marked.
func (r *Rich) Text() string { return r.text.String() }

// AccessibilityLabel is the text.
func (r *Rich) AccessibilityLabel() string { return r.text.String() }

// AccessibilityRole is text.
func (r *Rich) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (r *Rich) CreateRenderer() fyne.WidgetRenderer {
	return &unpadded{object: r.text, wraps: func() bool { return true }, lineSize: func() (fyne.ThemeSizeName, fyne.TextStyle) {
		return r.size, fyne.TextStyle{}
	}}
}

// unpadded shows Fyne's text without the inner padding that it always adds.
type unpadded struct {
	object   fyne.CanvasObject
	wraps    func() bool
	lineSize func() (fyne.ThemeSizeName, fyne.TextStyle)
}

func (u *unpadded) pad() float32 { return theme.InnerPadding() }

func (u *unpadded) Layout(size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	u.object.Resize(size.AddWidthHeight(2*u.pad(), 2*u.pad()))
	u.object.Move(fyne.NewPos(-u.pad(), -u.pad()))
}

// MinSize asks the text only once it has a width: without one Fyne would break
// it into lines of one character.
func (u *unpadded) MinSize() fyne.Size {
	if u.wraps() && u.object.Size().Width <= 0 {
		name, style := u.lineSize()
		return fyne.NewSize(0, fyne.MeasureText("M", theme.Size(name), style).Height)
	}
	return u.object.MinSize().SubtractWidthHeight(2*u.pad(), 2*u.pad())
}

func (u *unpadded) Refresh()                     { u.object.Refresh() }
func (u *unpadded) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{u.object} }
func (u *unpadded) Destroy()                     {}
