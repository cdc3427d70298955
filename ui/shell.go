package ui

import (
	"net/url"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	fynetheme "fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/assets"
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
)

// newShell returns the content of the window. The objects stand in the order in
// which Tab walks them.
func newShell(items []*navItem, f *foot, page fyne.CanvasObject) *fyne.Container {
	l := &shellLayout{
		back: widgets.NewBox(theme.ColorSurface, "", fynetheme.SizeNameSelectionRadius), rule: widgets.NewBox(theme.ColorLine, "", fynetheme.SizeNameSelectionRadius),
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
		widgets.Inset(0, 8, widgets.Column(0, widgets.NewText(widgets.Caption, lang.T("foot.connecting")), f.name, f.host)))
	f.set(core.Profile{})
	return f
}

func (f *foot) set(p core.Profile) {
	name, host, line := lang.T("foot.nothing"), lang.T("foot.begin"), lang.T("foot.begin")
	if p.ID != "" {
		name, host, line = p.Name, where(p), lang.T("foot.line", lang.S{"app": p.Name, "host": widgets.Host(p.Server)})
	}
	if line == f.line.Text() && name == f.name.Text() && host == f.host.Text() {
		return
	}
	f.line.SetText(line)
	f.name.SetText(name)
	f.host.SetText(host)
	if f.moved != nil {
		f.moved()
	}
	f.object.Refresh()
}

// where says whose platform the profile's server is, and its host.
func where(p core.Profile) string {
	host := lang.S{"host": widgets.Host(p.Server)}
	switch p.Environment() {
	case core.Production, core.Segregated:
		return lang.T("foot.ringcentral", host)
	case core.Sandbox:
		return lang.T("foot.sandbox", host)
	case core.CustomHosts:
	}
	if u, err := url.Parse(p.Server); err == nil && core.IsLoopback(u.Hostname()) {
		return lang.T("foot.computer", host)
	}
	return lang.T("foot.other", host)
}

// shellLayout puts the navigation beside the page, or above it where the window
// is too narrow for both: at 200 % text, say. The words stay words in both
// forms, and the profile stays in sight.
type shellLayout struct {
	back, rule, brand, page fyne.CanvasObject
	// foot is the profile below the places, line the same on one line.
	foot, line fyne.CanvasObject
	items      []fyne.CanvasObject
}

const (
	sidebarWidth = 216
	// narrowestPage is what a page needs at the normal text size.
	narrowestPage = 480
	navMargin     = 14
)

// scale is the text size as a ratio to the normal one.
func (l *shellLayout) scale() float32 { return fynetheme.TextSize() / 14 }

func (l *shellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 360) }

func (l *shellLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	side := sidebarWidth + (l.scale()-1)*sidebarWidth*0.5
	for _, item := range l.shown() {
		side = max(side, item.MinSize().Width+2*navMargin+1)
	}
	if size.Width-side >= narrowestPage*l.scale() && l.sideHeight() <= size.Height {
		l.beside(side, size)
		return
	}
	l.above(size)
}

// shown are the places that are not hidden.
func (l *shellLayout) shown() []fyne.CanvasObject {
	return slices.DeleteFunc(slices.Clone(l.items), func(item fyne.CanvasObject) bool { return !item.Visible() })
}

func (l *shellLayout) sideHeight() float32 {
	h := l.brand.MinSize().Height + l.foot.MinSize().Height + 4*navMargin
	for _, item := range l.shown() {
		h += item.MinSize().Height + fynetheme.Padding()
	}
	return h
}

func (l *shellLayout) beside(side float32, size fyne.Size) {
	put(l.back, 0, 0, side, size.Height)
	put(l.rule, side-1, 0, 1, size.Height)
	l.brand.Show()
	l.foot.Show()
	l.line.Hide()
	brand := l.brand.MinSize()
	put(l.brand, navMargin+8, navMargin+8, brand.Width, brand.Height)
	y := brand.Height + 2*navMargin + 8
	for _, item := range l.shown() {
		h := item.MinSize().Height
		put(item, navMargin, y, side-2*navMargin-1, h)
		y += h + fynetheme.Padding()
	}
	width := side - 2*navMargin - 1
	l.foot.Resize(fyne.NewSize(width, l.foot.MinSize().Height))
	h := l.foot.MinSize().Height
	put(l.foot, navMargin, size.Height-h-navMargin, width, h)
	put(l.page, side, 0, size.Width-side, size.Height)
}

func (l *shellLayout) above(size fyne.Size) {
	l.brand.Hide()
	l.foot.Hide()
	l.line.Show()
	width := size.Width - 2*navMargin
	x, y, row := float32(0), fynetheme.Padding()*2, float32(0)
	for _, item := range l.shown() {
		s := item.MinSize()
		if x > 0 && x+s.Width > width {
			x, y = 0, y+row+fynetheme.Padding()
		}
		put(item, navMargin+x, y, min(s.Width, width), s.Height)
		x += s.Width + fynetheme.Padding()
		row = s.Height
	}
	y += row + fynetheme.Padding()
	l.line.Resize(fyne.NewSize(width, l.line.MinSize().Height))
	h := l.line.MinSize().Height
	put(l.line, navMargin+fynetheme.InnerPadding(), y, width, h)
	y += h + 2*fynetheme.Padding()
	put(l.back, 0, 0, size.Width, y)
	put(l.rule, 0, y, size.Width, 1)
	put(l.page, 0, y+1, size.Width, size.Height-y-1)
}

// newMain stacks bars, a message and the page, in the order in which Tab walks them.
func newMain(bars fyne.CanvasObject, message *container.Scroll, page fyne.CanvasObject) *fyne.Container {
	return container.New(mainLayout{bars: bars, message: message, page: page}, bars, message, page)
}

// mainLayout gives the page what bars and message leave. A message that is higher
// than the window is scrolled.
type mainLayout struct {
	bars    fyne.CanvasObject
	message *container.Scroll
	page    fyne.CanvasObject
}

func (l mainLayout) MinSize([]fyne.CanvasObject) fyne.Size { return l.page.MinSize() }

func (l mainLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	top := fit(l.bars, size.Width)
	put(l.bars, 0, 0, size.Width, top)
	if l.message.Visible() {
		height := min(fit(l.message.Content, size.Width), max(size.Height-top, 0))
		put(l.message, 0, top, size.Width, height)
		top += height
	}
	put(l.page, 0, top, size.Width, max(size.Height-top, 0))
}

// fit returns the height that the object needs at a width: that of a text that
// wraps is known only once it has been given one.
func fit(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	return o.MinSize().Height
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos(x, y))
}
