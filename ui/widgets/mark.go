package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
	suretheme "github.com/sureline/sureline/ui/theme"
)

// Mark is the round number of a step, a tick when it is done.
type Mark struct {
	widget.BaseWidget
	number int
	state  StepState
}

// NewMark returns the mark of step number, waiting.
func NewMark(number int) *Mark {
	m := &Mark{number: number}
	m.ExtendBaseWidget(m)
	return m
}

// Set changes the state.
func (m *Mark) Set(state StepState) {
	m.state = state
	m.Refresh()
}

// AccessibilityLabel says number and state in words.
func (m *Mark) AccessibilityLabel() string {
	return lang.T([...]string{StepLater: "step.later", StepCurrent: "step.now", StepDone: "step.done"}[m.state], lang.S{"number": m.number})
}

// AccessibilityRole is text.
func (m *Mark) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleText }

// CreateRenderer implements fyne.Widget.
func (m *Mark) CreateRenderer() fyne.WidgetRenderer {
	r := &markRenderer{mark: m, circle: &canvas.Circle{}, label: &canvas.Text{Text: strconv.Itoa(m.number)}, icon: widget.NewIcon(nil)}
	r.label.TextStyle.Bold = true
	r.apply()
	return r
}

type markRenderer struct {
	mark   *Mark
	circle *canvas.Circle
	label  *canvas.Text
	icon   *widget.Icon
}

func (r *markRenderer) apply() {
	back, text := suretheme.ColorIdleBack, suretheme.ColorMuted
	switch r.mark.state {
	case StepCurrent:
		back, text = suretheme.ColorAccent, suretheme.ColorOnAccent
	case StepDone:
		back, text = suretheme.ColorGoodBack, suretheme.ColorGood
	case StepLater:
	}
	r.circle.FillColor = colorOf(back)
	r.label.Color, r.label.TextSize = colorOf(text), theme.TextSize()
	r.icon.SetResource(theme.NewColoredResource(theme.ConfirmIcon(), text))
	if r.mark.state == StepDone {
		r.icon.Show()
		r.label.Hide()
	} else {
		r.icon.Hide()
		r.label.Show()
	}
}

func (r *markRenderer) Layout(size fyne.Size) {
	r.circle.Resize(size)
	text := r.label.MinSize()
	r.label.Resize(text)
	r.label.Move(fyne.NewPos((size.Width-text.Width)/2, (size.Height-text.Height)/2))
	icon := size.Width * 0.6
	r.icon.Resize(fyne.NewSquareSize(icon))
	r.icon.Move(fyne.NewPos((size.Width-icon)/2, (size.Height-icon)/2))
}

func (r *markRenderer) MinSize() fyne.Size {
	return fyne.NewSquareSize(theme.Size(suretheme.SizeMark))
}

func (r *markRenderer) Refresh() {
	r.apply()
	r.Layout(r.mark.Size())
	canvas.Refresh(r.mark)
}

func (r *markRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.circle, r.label, r.icon}
}

func (r *markRenderer) Destroy() {}
