package widgets

import "fyne.io/fyne/v2"

// NewLink shows an address that can be selected, with a button that copies it:
// for a browser on another computer.
func NewLink(address string, copyText func(string)) *fyne.Container {
	return Column(8, quietBox(Inset(8, 12, NewSelectable(Mono, address))), Flow(8, NewCopyButton("Copy link", address, copyText)))
}
