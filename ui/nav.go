package ui

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
	suretheme "github.com/sureline/sureline/ui/theme"
)

// navItem is a place in the sidebar: a name, a count, and whether it is the
// present one. Enter and Space go there.
type navItem struct {
	widget.BaseWidget
	name    string
	count   int
	current bool
	hovered bool
	focused bool
	open    func()
}

var (
	_ fyne.Focusable    = (*navItem)(nil)
	_ fyne.Tappable     = (*navItem)(nil)
	_ desktop.Hoverable = (*navItem)(nil)
)

func newNavItem(name string, open func()) *navItem {
	n := &navItem{name: name, open: open}
	n.ExtendBaseWidget(n)
	return n
}

func (n *navItem) setCount(count int) {
	if n.count != count {
		n.count = count
		n.Refresh()
	}
}

func (n *navItem) setCurrent(current bool) {
	if n.current != current {
		n.current = current
		n.Refresh()
	}
}

// Tapped opens the place.
func (n *navItem) Tapped(*fyne.PointEvent) { n.open() }

// TypedKey opens the place with Enter and Space.
func (n *navItem) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		n.open()
	}
}

// TypedRune does nothing.
func (n *navItem) TypedRune(rune) {}

// FocusGained shows the ring.
func (n *navItem) FocusGained() { n.focused = true; n.Refresh() }

// FocusLost hides it.
func (n *navItem) FocusLost() { n.focused = false; n.Refresh() }

// MouseIn lights the place.
func (n *navItem) MouseIn(*desktop.MouseEvent) { n.hovered = true; n.Refresh() }

// MouseMoved does nothing.
func (n *navItem) MouseMoved(*desktop.MouseEvent) {}

// MouseOut ends what MouseIn began.
func (n *navItem) MouseOut() { n.hovered = false; n.Refresh() }

// Cursor is the hand.
func (n *navItem) Cursor() desktop.Cursor { return desktop.PointerCursor }

// AccessibilityLabel is the name, the count, and whether it is the present one.
func (n *navItem) AccessibilityLabel() string {
	switch {
	case n.current && n.count > 0:
		return lang.T("nav.count_shown", lang.S{"name": n.name, "count": n.count})
	case n.current:
		return lang.T("nav.shown", lang.S{"name": n.name})
	case n.count > 0:
		return lang.T("nav.count", lang.S{"name": n.name, "count": n.count})
	}
	return n.name
}

// AccessibilityRole is a button.
func (n *navItem) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (n *navItem) CreateRenderer() fyne.WidgetRenderer {
	r := &navRenderer{item: n, back: canvas.NewRectangle(nil), name: canvas.NewText(n.name, nil), count: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type navRenderer struct {
	item        *navItem
	back        *canvas.Rectangle
	name, count *canvas.Text
}

func (r *navRenderer) Destroy() {}

func (r *navRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.back, r.name, r.count}
}

func (r *navRenderer) pad() float32 { return 1.5 * theme.InnerPadding() }

func (r *navRenderer) MinSize() fyne.Size {
	// The bold name is the widest: the width does not jump when the place opens.
	name := fyne.MeasureText(r.item.name, theme.TextSize()*1.07, fyne.TextStyle{Bold: true})
	width := name.Width + 2*r.pad()
	if r.count.Text != "" {
		width += r.count.MinSize().Width + r.pad()
	}
	return fyne.NewSize(width, theme.Size(suretheme.SizeControl))
}

func (r *navRenderer) Layout(size fyne.Size) {
	r.back.Resize(size)
	name := r.name.MinSize()
	r.name.Resize(name)
	r.name.Move(fyne.NewPos(r.pad(), (size.Height-name.Height)/2))
	count := r.count.MinSize()
	r.count.Resize(count)
	r.count.Move(fyne.NewPos(size.Width-r.pad()-count.Width, (size.Height-count.Height)/2))
}

func (r *navRenderer) Refresh() {
	n := r.item
	text, back := theme.ColorNameForeground, fyne.ThemeColorName("")
	if n.current {
		text, back = suretheme.ColorAccentText, suretheme.ColorAccentBack
	}
	r.back.FillColor = theme.Color(suretheme.ColorSurface)
	if n.hovered {
		r.back.FillColor = theme.Color(theme.ColorNameHover)
	}
	if back != "" {
		r.back.FillColor = theme.Color(back)
	}
	r.back.CornerRadius = theme.InputRadiusSize()
	r.back.StrokeWidth = 0
	if n.focused {
		r.back.StrokeWidth, r.back.StrokeColor = 2, theme.Color(suretheme.ColorAccent)
	}
	r.name.Text, r.name.Color, r.name.TextSize = n.name, theme.Color(text), theme.TextSize()*1.07
	r.name.TextStyle.Bold = n.current
	r.count.Text = ""
	if n.count > 0 {
		r.count.Text = strconv.Itoa(n.count)
	}
	r.count.Color, r.count.TextSize = theme.Color(suretheme.ColorMuted), theme.CaptionTextSize()
	r.count.TextStyle.Bold = n.current
	r.Layout(n.Size())
	canvas.Refresh(n)
}
