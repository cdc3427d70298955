package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	suretheme "github.com/sureline/sureline/ui/theme"
)

// NewPanel returns a coloured panel with the tone's icon and any content.
func NewPanel(tone Tone, content fyne.CanvasObject) *fyne.Container {
	box := NewBox(looks[tone].back, suretheme.ColorPanelLine, theme.SizeNameInputRadius)
	return container.NewStack(box, Inset(12, 14, Beside(10, toneIcon(tone), content, nil)))
}

// NewBar is a thin line over the width of the window that stays: the tone's icon,
// a text, and a button at the right; nil for none.
func NewBar(tone Tone, text string, action *Button) *fyne.Container {
	words := NewText(Body, text)
	words.SetTone(tone)
	content := Beside(8, toneIcon(tone), words, nil)
	if action != nil {
		content = Split(content, action)
	}
	box := NewBox(looks[tone].back, "", theme.SizeNameSelectionRadius)
	return Column(0, container.NewStack(box, Inset(4, 14, content)), NewRule())
}

// NewNote is a panel with a text that can be copied.
func NewNote(tone Tone, text string) *fyne.Container {
	return NewPanel(tone, toned(Body, text, tone))
}

// Ask is a panel that asks before something that cannot be taken back. It is no
// pop-up: it stands where the button was pressed. Focus its first button; Esc
// is for the page to hand to the second.
func Ask(tone Tone, title string, text []string, buttons ...fyne.CanvasObject) *fyne.Container {
	column := Column(6, NewSelectable(Strong, title))
	for _, t := range text {
		column.Add(NewSelectable(Body, t))
	}
	column.Add(Inset(4, 0, Flow(theme.InnerPadding(), buttons...)))
	return NewPanel(tone, column)
}

// Verdict is a few words in the tone's colour, with its icon.
func Verdict(tone Tone, word string) fyne.CanvasObject {
	t := NewText(Body, word)
	t.SetTone(tone)
	return Beside(6, toneIcon(tone), t, nil)
}
