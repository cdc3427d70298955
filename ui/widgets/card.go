package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
	suretheme "github.com/sureline/sureline/ui/theme"
)

// The space inside a card.
const (
	cardVertical   = 18
	cardHorizontal = 22
	markGap        = 18
)

// NewCard puts content on a white rounded card.
func NewCard(content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewBox(suretheme.ColorSurface, suretheme.ColorLine, theme.SizeNameCardRadius), Inset(cardVertical, cardHorizontal, content))
}

// NewTitle returns a page's title with a quiet line under it (empty for none).
func NewTitle(title, under string) *fyne.Container {
	c := Column(4, NewText(PageTitle, title))
	if under != "" {
		c.Add(NewText(Muted, under))
	}
	return c
}

// StepState is where a step of a page stands.
type StepState int

// The states of a step card.
const (
	StepLater StepState = iota
	StepCurrent
	StepDone
)

// StepCard is a card with a number or tick, a title and a body that is folded
// away when asked.
type StepCard struct {
	// Object is what to put on the page.
	Object *fyne.Container
	Title  *Text

	box  *Box
	mark *Mark
	body fyne.CanvasObject
}

// NewStepCard returns the card of step number (1-9), waiting.
func NewStepCard(number int, title string, body fyne.CanvasObject) *StepCard {
	s := &StepCard{
		Title: NewText(CardTitle, title),
		box:   NewBox(suretheme.ColorSurface, suretheme.ColorLine, theme.SizeNameCardRadius),
		mark:  NewMark(number),
		body:  body,
	}
	head := Inset(4, 0, s.Title)
	s.Object = container.NewStack(s.box, Inset(cardVertical, cardHorizontal, Beside(markGap, s.mark, Column(2, head, body), nil)))
	return s
}

// Set changes state and whether the body shows.
func (s *StepCard) Set(state StepState, open bool) {
	s.mark.Set(state)
	switch state {
	case StepCurrent:
		s.box.SetColors(suretheme.ColorSurface, suretheme.ColorAccent, 2)
	case StepDone, StepLater:
		s.box.SetColors(suretheme.ColorSurface, suretheme.ColorLine, 1)
	}
	if open {
		s.body.Show()
	} else {
		s.body.Hide()
	}
}

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
