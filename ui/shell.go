package ui

import (
	"net/url"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/assets"
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
)

// newShell returns the content of the window. The objects stand in the order in
// which Tab walks them.
func newShell(items []*navItem, f *foot, page fyne.CanvasObject) *fyne.Container {
	l := &shellLayout{
		back: widgets.NewBox(theme.ColorSurface, "", fynetheme.SizeNameSelectionRadius), rule: widgets.NewRule(),
		brand: newBrand(), foot: f.object, line: f.line, page: page,
	}
	objects := []fyne.CanvasObject{l.back, l.rule, l.brand}
	for _, item := range items {
		l.items = append(l.items, item)
		objects = append(objects, item)
	}
	shell := container.New(l, append(objects, f.object, f.line, page)...)
	// The name or the host may take more lines than before, and the foot stands
	// on the window's lower edge.
	f.moved = func() { l.Layout(shell.Objects, shell.Size()) }
	return shell
}

func newBrand() fyne.CanvasObject {
	icon := canvas.NewImageFromResource(fyne.NewStaticResource("icon.png", assets.Icon))
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(30))
	name := widgets.NewText(widgets.CardTitle, Title).SingleLine()
	return container.NewHBox(icon, container.NewCenter(name))
}

// foot says at all times which profile is being connected.
type foot struct {
	object *fyne.Container
	name   *widgets.Text
	host   *widgets.Text
	line   *widgets.Text
	// moved lays out what the foot stands in, after its height changed.
	moved func()
}

func newFoot() *foot {
	f := &foot{name: widgets.NewText(widgets.Strong, ""), host: widgets.NewText(widgets.Caption, ""), line: widgets.NewText(widgets.Caption, "")}
	f.object = widgets.Column(0, widgets.NewRule(), widgets.Space(10),
		widgets.Inset(0, 8, widgets.Column(0, widgets.NewText(widgets.Caption, "Connecting to"), f.name, f.host)))
	f.set(core.Profile{})
	return f
}

func (f *foot) set(p core.Profile) {
	name, host := p.Name, environmentWord(p)+" · "+widgets.Host(p.Server)
	line := "Connecting to " + name + " · " + widgets.Host(p.Server)
	if p.ID == "" {
		name, host, line = "Nothing yet", "Open a profile to begin.", "Open a profile to begin."
	}
	f.line.SetText(line)
	f.name.SetText(name)
	f.host.SetText(host)
	if f.moved != nil {
		f.moved()
	}
	f.object.Refresh()
}

// environmentWord names whose platform the profile's server is.
func environmentWord(p core.Profile) string {
	switch p.Environment() {
	case core.Production, core.Segregated:
		return "RingCentral"
	case core.Sandbox:
		return "RingCentral sandbox"
	case core.CustomHosts:
	}
	if u, err := url.Parse(p.Server); err == nil && core.IsLoopback(u.Hostname()) {
		return "This computer"
	}
	return "Another server"
}
