package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

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
