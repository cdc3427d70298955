package testpanel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// pathEntry is a free path with a menu of the known endpoints. Down opens the
// menu, Enter calls.
type pathEntry struct {
	widgets.Entry
	endpoints []onboard.Endpoint
}

func newPathEntry(endpoints []onboard.Endpoint, changed, submit func()) *pathEntry {
	e := &pathEntry{endpoints: endpoints}
	e.ExtendBaseWidget(e)
	e.Self = e
	e.PlaceHolder, e.Name = "/restapi/v1.0/…", lang.T("test.path")
	e.OnChanged = func(string) { changed() }
	e.OnSubmitted = func(string) { submit() }
	arrow := widgets.NewButton(widgets.Plain, "", e.openMenu)
	arrow.SetIcon(theme.IconNameArrowDropDown).SetName(lang.T("test.known"))
	e.ActionItem = arrow
	return e
}

// TypedKey opens the menu with Down.
func (e *pathEntry) TypedKey(ev *fyne.KeyEvent) {
	if ev.Name == fyne.KeyDown {
		e.openMenu()
		return
	}
	e.Entry.TypedKey(ev)
}

func (e *pathEntry) openMenu() {
	c := fyne.CurrentApp().Driver().CanvasForObject(e)
	if c == nil || e.Disabled() {
		return
	}
	items := make([]*fyne.MenuItem, len(e.endpoints))
	for i, p := range e.endpoints {
		label := p.Path + "   " + lang.T(p.Title)
		if fyne.MeasureText(label, theme.TextSize(), fyne.TextStyle{}).Width+4*theme.InnerPadding() > c.Size().Width {
			label = p.Path // large text in a small window: a menu cannot wrap
		}
		items[i] = fyne.NewMenuItem(label, func() {
			e.SetText(p.Path)
			c.Focus(e)
		})
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	menu.ShowAtRelativePosition(fyne.NewPos(0, e.Size().Height), e)
	menu.ActivateNext()
}
