package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
	suretheme "github.com/sureline/sureline/ui/theme"
)

// LineState is where a line of work stands.
type LineState int

// The states of a line.
const (
	LineWaiting LineState = iota
	LineRunning
	LineDone
	LineFailed
)

// Line is a row of a Lines list: an icon for its state, what it does, and at
// the right a fact such as a duration.
type Line struct {
	Object *fyne.Container
	text   *Text
	aside  *Text
	icon   *widget.Icon
	wheel  *widget.Activity
	word   *Text
}

// NewLine returns a waiting line.
func NewLine(text string) *Line {
	l := &Line{
		text: NewText(Body, text), aside: NewText(Caption, "").SingleLine(), word: NewText(Caption, "").SingleLine(),
		icon: widget.NewIcon(nil), wheel: widget.NewActivity(),
	}
	mark := container.New(squareLayout{}, l.icon, l.wheel)
	row := Beside(10, mark, Beside(10, nil, l.text, container.NewHBox(l.word, l.aside)), nil)
	l.Object = Column(0, Inset(7, 4, row), NewRule())
	l.Set(LineWaiting, text, "")
	return l
}

// Set changes the line; aside may be empty.
func (l *Line) Set(state LineState, text, aside string) {
	l.text.SetText(text)
	l.aside.SetText(aside)
	if state != LineDone {
		l.word.SetText(lang.T([...]string{LineWaiting: "line.waiting", LineRunning: "line.running", LineFailed: "line.failed"}[state]))
	}
	Show(l.word, state != LineDone && aside == "")
	Show(l.aside, aside != "")
	tone := [...]Tone{LineWaiting: ToneNone, LineRunning: ToneNone, LineDone: ToneGood, LineFailed: ToneError}[state]
	l.text.SetTone(tone)
	if state == LineDone {
		l.text.SetTone(ToneNone)
	}
	if state == LineRunning {
		l.icon.Hide()
		l.wheel.Show()
		l.wheel.Start()
		return
	}
	l.wheel.Stop()
	l.wheel.Hide()
	l.icon.Show()
	if state == LineWaiting {
		l.icon.SetResource(theme.NewColoredResource(theme.RadioButtonIcon(), suretheme.ColorMuted))
		return
	}
	l.icon.SetResource(theme.NewColoredResource(theme.Icon(looks[tone].icon), looks[tone].text))
}

// NewRule returns a thin line over the width.
func NewRule() fyne.CanvasObject {
	return Limited(NewBox(suretheme.ColorLine, "", theme.SizeNameSelectionRadius), func() float32 { return 1 })
}

// squareLayout stacks objects in a square of an icon's size.
type squareLayout struct{}

func (squareLayout) Layout(objects []fyne.CanvasObject, _ fyne.Size) {
	for _, o := range objects {
		o.Resize(fyne.NewSquareSize(theme.IconInlineSize()))
	}
}

func (squareLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSquareSize(theme.IconInlineSize())
}
