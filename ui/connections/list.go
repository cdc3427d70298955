package connections

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/core/text"
	suretheme "github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
)

// list is Fyne's list, which draws only the rows on the screen, with Enter to
// open a row and Esc handed on.
type list struct {
	widget.List
	rows        []*entry
	open        func(*entry)
	highlighted int
	// narrow is true while there is no room for two texts beside each other; resized
	// is told when that changes.
	narrow  bool
	resized func()
}

// narrowRows is the width below which the texts of a row stand below each other,
// as a multiple of the text size.
const narrowRows = 40

func newList(now func() time.Time, open func(*entry)) *list {
	l := &list{open: open}
	l.Length = func() int { return len(l.rows) }
	l.CreateItem = func() fyne.CanvasObject { return newRow(l.narrow) }
	l.UpdateItem = func(i int, o fyne.CanvasObject) { o.(*row).set(l.rows[i], l.narrow, now()) }
	l.OnSelected = func(i int) {
		l.UnselectAll()
		l.openAt(i)
	}
	l.OnHighlighted = func(i int) { l.highlighted = i }
	l.ExtendBaseWidget(l)
	return l
}

func (l *list) set(rows []*entry) {
	l.rows = rows
	l.highlighted = min(l.highlighted, max(0, len(rows)-1))
	l.Refresh()
}

// Resize gives the rows the height that they need at this width.
func (l *list) Resize(size fyne.Size) {
	l.List.Resize(size)
	if narrow := size.Width < narrowRows*theme.TextSize(); narrow != l.narrow {
		l.narrow = narrow
		l.Refresh()
		l.resized()
	}
}

// FocusGained scrolls the list into view.
func (l *list) FocusGained() {
	l.List.FocusGained()
	widgets.Reveal(l)
}

func (l *list) openAt(i int) {
	if i >= 0 && i < len(l.rows) {
		l.open(l.rows[i])
	}
}

// TypedKey opens the row with Enter and hands Esc on.
func (l *list) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		l.openAt(l.highlighted)
	case fyne.KeyEscape:
		widgets.PassKey(l, e)
	default:
		l.List.TypedKey(e)
	}
}

// row is one connection in the list: name and badge above, whom it acts for and
// the times below.
type row struct {
	widget.BaseWidget
	name, person, times *canvas.Text
	badge               *widgets.Badge
	label               string
	soon, narrow        bool
}

func newRow(narrow bool) *row {
	r := &row{name: canvas.NewText("", nil), person: canvas.NewText("", nil), times: canvas.NewText("", nil), badge: widgets.NewBadge(widgets.ToneNone, "–"), narrow: narrow}
	r.ExtendBaseWidget(r)
	return r
}

func (r *row) set(e *entry, narrow bool, now time.Time) {
	word, tone := badge(e.standing)
	r.name.Text = e.Name
	r.person.Text = e.App
	if e.owner != "" && e.owner != e.Name {
		r.person.Text += " · " + e.owner
	}
	r.times.Text = times(e.Connection, now)
	r.soon = text.ExpiresSoon(now, e.ExpiresAt)
	r.narrow = narrow
	r.badge.Set(tone, word)
	r.label = strings.Join([]string{e.Name, word, r.person.Text, r.times.Text}, ", ")
	r.Refresh()
}

// AccessibilityLabel is all that the row says.
func (r *row) AccessibilityLabel() string { return r.label }

// AccessibilityRole is a button.
func (r *row) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (r *row) CreateRenderer() fyne.WidgetRenderer {
	return &rowRenderer{row: r, full: map[*canvas.Text]string{}}
}

type rowRenderer struct {
	row *row
	// full are the texts before they were shortened.
	full map[*canvas.Text]string
}

func (r *rowRenderer) Destroy() {}

func (r *rowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.row.name, r.row.person, r.row.times, r.row.badge}
}

const rowPad = 10

func (r *rowRenderer) MinSize() fyne.Size { return fyne.NewSize(200, rowHeight(r.row.narrow)) }

// rowHeight is the height of every row.
func rowHeight(narrow bool) float32 {
	name := fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{Bold: true}).Height
	small := fyne.MeasureText("M", theme.CaptionTextSize(), fyne.TextStyle{}).Height + theme.Padding()
	height := max(name, small+theme.InnerPadding()) + small + 2*rowPad
	if narrow {
		height += small
	}
	return height
}

func (r *rowRenderer) Layout(size fyne.Size) {
	badge := r.row.badge.MinSize()
	r.row.badge.Resize(badge)
	r.row.badge.Move(fyne.NewPos(size.Width-badge.Width-rowPad, rowPad-2))
	top := max(r.row.name.MinSize().Height, badge.Height)
	r.fit(r.row.name, size.Width-badge.Width-3*rowPad)
	r.row.name.Move(fyne.NewPos(rowPad, rowPad))

	y := rowPad + top + theme.Padding()
	if r.row.narrow {
		r.fit(r.row.person, size.Width-2*rowPad)
		r.row.person.Move(fyne.NewPos(rowPad, y))
		r.fit(r.row.times, size.Width-2*rowPad)
		r.row.times.Move(fyne.NewPos(rowPad, y+r.row.person.MinSize().Height+theme.Padding()))
		return
	}
	times := fyne.MeasureText(r.row.times.Text, r.row.times.TextSize, r.row.times.TextStyle).Width
	room := size.Width - 3*rowPad
	person := max(room-times, room*0.4)
	r.fit(r.row.times, room-person)
	r.fit(r.row.person, person)
	r.row.person.Move(fyne.NewPos(rowPad, y))
	r.row.times.Move(fyne.NewPos(size.Width-r.row.times.MinSize().Width-rowPad, y))
}

// fit shortens the text to the width.
func (r *rowRenderer) fit(t *canvas.Text, width float32) {
	full, ok := r.full[t]
	if !ok {
		full = t.Text
		r.full[t] = full
	}
	t.Text = full
	for runes := []rune(full); len(runes) > 1 && t.MinSize().Width > width; {
		cut := max(1, int(float32(len(runes))*width/t.MinSize().Width)-1)
		runes = runes[:min(cut, len(runes)-1)]
		t.Text = string(runes) + "…"
	}
	t.Resize(t.MinSize())
}

func (r *rowRenderer) Refresh() {
	row := r.row
	clear(r.full)
	row.name.Color, row.name.TextSize, row.name.TextStyle.Bold = theme.Color(theme.ColorNameForeground), theme.TextSize(), true
	row.person.Color, row.person.TextSize = theme.Color(suretheme.ColorMuted), theme.CaptionTextSize()
	row.times.Color, row.times.TextSize = theme.Color(suretheme.ColorMuted), theme.CaptionTextSize()
	if row.soon {
		row.times.Color = theme.Color(suretheme.ColorWarning)
	}
	r.Layout(row.Size())
	canvas.Refresh(row)
}
