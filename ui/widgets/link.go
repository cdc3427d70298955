package widgets

import (
	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/ui/lang"
)

// NewLink shows an address that can be selected, with a button that copies it:
// for a browser on another computer.
func NewLink(address string, copyText func(string)) *fyne.Container {
	return Column(8, quietBox(Inset(8, 12, NewSelectable(Mono, address))), Flow(8, NewCopyButton(lang.T("copy.link"), address, copyText)))
}
