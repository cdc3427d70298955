package widgets

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/ui/lang"
	suretheme "github.com/sureline/sureline/ui/theme"
)

// Fact is a line of a facts table.
type Fact struct{ Name, Value string }

// FactsText returns the facts as lines "Name: value", for the clipboard.
func FactsText(facts []Fact) string {
	var b strings.Builder
	for _, f := range facts {
		b.WriteString(f.Name + ": " + f.Value + "\n")
	}
	return b.String()
}

// NewFacts returns a table of names and selectable values with a button that
// copies all of it.
func NewFacts(facts []Fact, copyText func(string)) *fyne.Container {
	rows := Column(4)
	for _, f := range facts {
		rows.Add(Pair(NewText(Caption, f.Name), NewSelectable(Mono, f.Value)))
	}
	table := container.NewStack(NewBox(suretheme.ColorSurface, suretheme.ColorLine, theme.SizeNameInputRadius), Inset(8, 12, rows))
	return Column(4, table, Flow(8, NewCopyButton(lang.T("copy.details"), FactsText(facts), copyText)))
}

// Pair puts value beside its name, which has a third of the width.
func Pair(name, value fyne.CanvasObject) *fyne.Container {
	return container.New(pairLayout{}, name, value)
}

// pairLayout gives the first of two objects a third of the width.
type pairLayout struct{}

func (pairLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left := size.Width / 3
	fit(objects[0], left-8)
	fit(objects[1], size.Width-left)
	objects[1].Move(fyne.NewPos(left, 0))
}

func (pairLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	return fyne.NewSize(max(a.Width, b.Width), max(a.Height, b.Height))
}

// NewCopyButton returns a button that copies text and then says that it did.
func NewCopyButton(label, text string, copyText func(string)) *Button {
	b := NewButton(Secondary, label, nil).SetIcon(theme.IconNameContentCopy)
	b.OnTapped = func() {
		copyText(text)
		b.SetText(lang.T("copy.done"))
		b.SetIcon(theme.IconNameConfirm)
	}
	return b
}

// NewExpander returns a button that shows and hides the object. What it shows is
// scrolled into view.
func NewExpander(label string, object fyne.CanvasObject) *Button {
	b := NewButton(Plain, label, nil)
	icon := func() {
		if object.Visible() {
			b.SetIcon(theme.IconNameArrowDropDown)
		} else {
			b.SetIcon(theme.IconNameMenuExpand)
		}
	}
	b.OnTapped = func() {
		if object.Visible() {
			object.Hide()
		} else {
			object.Show()
			RevealBelow(b, object)
		}
		icon()
	}
	icon()
	return b
}

// NewLink shows an address that can be selected, with a button that copies it:
// for a browser on another computer.
func NewLink(address string, copyText func(string)) *fyne.Container {
	return Column(8, Quote(address), Flow(8, NewCopyButton(lang.T("copy.link"), address, copyText)))
}
