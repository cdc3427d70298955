package ui

import (
	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
)

// NewProblem returns a window that says why Sureline cannot begin: what it knows
// cannot be read. It speaks the language of the locale: what the user chose is not
// known.
func NewProblem(app fyne.App, f core.Finding, locale string) fyne.Window {
	lang.Use(catalog("", locale))
	app.Settings().SetTheme(theme.New(theme.System, 100))
	window := app.NewWindow(Title)
	window.SetPadded(false)
	quit := widgets.NewButton(widgets.Primary, lang.T("window.close"), window.Close)
	window.SetContent(widgets.NewPage(
		widgets.NewTitle(lang.T("window.cannot_start"), ""),
		widgets.NewFinding(f, app.Clipboard().SetContent),
		widgets.Flow(0, quit),
	))
	window.Resize(fyne.NewSize(760, 420))
	window.Canvas().Focus(quit)
	return window
}
