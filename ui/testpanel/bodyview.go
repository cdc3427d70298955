package testpanel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	suretheme "github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
)

// place is a position in the text: a row of the view, and a byte in that row.
type place struct{ row, byte int }

func (p place) before(q place) bool { return p.row < q.row || p.row == q.row && p.byte < q.byte }

// bodyView shows long text in a fixed-width font. It draws only the rows that
// are on the screen, so its cost does not grow with the text: Fyne's own entry
// and label lay all of it out. Text is selected with the mouse or with Ctrl+A,
// and copied with Ctrl+C.
type bodyView struct {
	widget.BaseWidget

	// copyText receives what Ctrl+C copies.
	copyText func(string)

	text    string
	columns int
	rows    []span
	from    place
	to      place
	focused bool

	scroll *container.Scroll
	sheet  *sheet
}

var (
	_ fyne.Focusable    = (*bodyView)(nil)
	_ fyne.Shortcutable = (*bodyView)(nil)
)

func newBodyView(copyText func(string)) *bodyView {
	v := &bodyView{copyText: copyText}
	v.sheet = newSheet(v)
	v.scroll = container.NewVScroll(v.sheet)
	v.scroll.OnScrolled = func(fyne.Position) { v.sheet.Refresh() }
	v.ExtendBaseWidget(v)
	v.SetText("")
	return v
}

// SetText replaces the text.
func (v *bodyView) SetText(text string) {
	v.text, v.from, v.to = text, place{}, place{}
	v.columns = 0
	v.reflow()
	v.Refresh()
}

// reflow breaks the text for the present width; without a change of width it
// costs nothing.
func (v *bodyView) reflow() {
	cell := v.sheet.cell()
	columns := 80
	if w := v.scroll.Size().Width; w > 0 {
		columns = int((w - 2*theme.InnerPadding()) / cell.Width)
	}
	if columns == v.columns {
		return
	}
	v.columns = columns
	v.rows = rows(v.text, columns)
	v.from, v.to = place{}, place{}
}

// Resize breaks the text anew when the width asks for it.
func (v *bodyView) Resize(size fyne.Size) {
	v.BaseWidget.Resize(size)
	v.scroll.Resize(size)
	v.reflow()
	v.sheet.Refresh()
	v.scroll.Refresh()
}

// MinSize is small: the panel gives the height.
func (v *bodyView) MinSize() fyne.Size {
	cell := v.sheet.cell()
	return fyne.NewSize(cell.Width*24, cell.Height+2*theme.InnerPadding())
}

// height returns what the text takes, at most limit.
func (v *bodyView) height(limit float32) float32 {
	return min(limit, v.sheet.MinSize().Height)
}

// SelectedText returns the selected part of the text.
func (v *bodyView) SelectedText() string {
	from, to := v.selection()
	return v.text[v.offset(from):v.offset(to)]
}

func (v *bodyView) selection() (place, place) {
	if v.to.before(v.from) {
		return v.to, v.from
	}
	return v.from, v.to
}

func (v *bodyView) offset(p place) int { return v.rows[p.row].start + p.byte }

func (v *bodyView) selectAll() {
	last := len(v.rows) - 1
	v.from, v.to = place{}, place{last, v.rows[last].end - v.rows[last].start}
	v.sheet.Refresh()
}

// FocusGained shows the focus.
func (v *bodyView) FocusGained() { v.focused = true; v.Refresh() }

// FocusLost hides it.
func (v *bodyView) FocusLost() { v.focused = false; v.Refresh() }

// TypedRune does nothing: the text cannot be edited.
func (v *bodyView) TypedRune(rune) {}

// TypedKey scrolls.
func (v *bodyView) TypedKey(e *fyne.KeyEvent) {
	step := v.sheet.cell().Height
	page := v.scroll.Size().Height - step
	y := v.scroll.Offset.Y
	switch e.Name {
	case fyne.KeyUp:
		y -= step
	case fyne.KeyDown:
		y += step
	case fyne.KeyPageUp:
		y -= page
	case fyne.KeyPageDown, fyne.KeySpace:
		y += page
	case fyne.KeyHome:
		y = 0
	case fyne.KeyEnd:
		y = v.sheet.MinSize().Height
	case fyne.KeyEscape:
		widgets.PassKey(v, e)
		return
	default:
		return
	}
	lowest := max(0, v.sheet.MinSize().Height-v.scroll.Size().Height)
	v.scroll.ScrollToOffset(fyne.NewPos(0, min(max(0, y), lowest)))
	v.sheet.Refresh()
}

// TypedShortcut copies and selects.
func (v *bodyView) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutCopy:
		if text := v.SelectedText(); text != "" {
			v.copyText(text)
		}
	case *fyne.ShortcutSelectAll:
		v.selectAll()
	}
}

// CreateRenderer implements fyne.Widget.
func (v *bodyView) CreateRenderer() fyne.WidgetRenderer {
	r := &bodyViewRenderer{view: v, ring: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type bodyViewRenderer struct {
	view *bodyView
	ring *canvas.Rectangle
}

func (r *bodyViewRenderer) Destroy() {}

func (r *bodyViewRenderer) MinSize() fyne.Size { return r.view.MinSize() }

func (r *bodyViewRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ring, r.view.scroll}
}

func (r *bodyViewRenderer) Layout(size fyne.Size) {
	r.ring.Resize(size)
	r.view.scroll.Resize(size)
}

func (r *bodyViewRenderer) Refresh() {
	r.ring.FillColor = theme.Color(suretheme.ColorQuietBack)
	r.ring.CornerRadius = theme.InputRadiusSize()
	r.ring.StrokeWidth, r.ring.StrokeColor = 1, theme.Color(suretheme.ColorLine)
	if r.view.focused {
		r.ring.StrokeWidth, r.ring.StrokeColor = 2, theme.Color(suretheme.ColorAccent)
	}
	r.ring.Refresh()
	r.view.reflow() // the text size may have changed
	r.view.sheet.Refresh()
}
