package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	suretheme "github.com/sureline/sureline/ui/theme"
)

// NewLink shows an address that can be selected, with a button that copies it:
// for a browser on another computer.
func NewLink(address string, copyText func(string)) *fyne.Container {
	row := Inset(8, 12, NewSelectable(Mono, address))
	box := NewBox(suretheme.ColorQuietBack, suretheme.ColorLine, theme.SizeNameInputRadius)
	return Column(8, Boxed(box, row), Flow(8, NewCopyButton("Copy link", address, copyText)))
}
