package connections

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/core"
	suretheme "github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
)

// list is Fyne's list, which draws only the rows on the screen, with Enter to
// open a row and Esc handed on.
type list struct {
	widget.List
	rows        []core.Connection
	open        func(core.Connection)
	highlighted int
}

func newList(now func() time.Time, open func(core.Connection)) *list {
	l := &list{open: open}
	l.Length = func() int { return len(l.rows) }
	l.CreateItem = func() fyne.CanvasObject { return newEntryRow() }
	l.UpdateItem = func(i int, o fyne.CanvasObject) { o.(*entryRow).set(l.rows[i], now()) }
	l.OnSelected = func(i int) {
		l.UnselectAll()
		l.openAt(i)
	}
	l.OnHighlighted = func(i int) { l.highlighted = i }
	l.ExtendBaseWidget(l)
	return l
}

func (l *list) set(rows []core.Connection) {
	l.rows = rows
	l.highlighted = min(l.highlighted, max(0, len(rows)-1))
	l.Refresh()
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

// entryRow is one line of the list: name and whom it acts for at the left, the
// badge and the times at the right.
type entryRow struct {
	widget.BaseWidget
	name, person, times *canvas.Text
	badge               *widgets.Badge
	label               string
	soon                bool
}

func newEntryRow() *entryRow {
	r := &entryRow{name: canvas.NewText("", nil), person: canvas.NewText("", nil), times: canvas.NewText("", nil), badge: widgets.NewBadge(widgets.ToneNone, "–")}
	r.ExtendBaseWidget(r)
	return r
}

func (r *entryRow) set(c core.Connection, now time.Time) {
	word, tone := standing(c, now)
	expiry, soon := expiryWords(c, now)
	r.name.Text = c.Name
	r.person.Text = c.App + " · " + c.OnBehalfOf()
	if c.Name == c.OnBehalfOf() {
		r.person.Text = c.App
	}
	r.times.Text = acceptedWords(c, now) + " · " + expiry
	r.soon = soon
	r.badge.Set(tone, word)
	r.label = c.Name + ", " + word + ", " + c.OnBehalfOf() + ", " + r.times.Text
	r.Refresh()
}

// AccessibilityLabel is all that the row says.
func (r *entryRow) AccessibilityLabel() string { return r.label }

// AccessibilityRole is a button.
func (r *entryRow) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }

// CreateRenderer implements fyne.Widget.
func (r *entryRow) CreateRenderer() fyne.WidgetRenderer {
	return &entryRowRenderer{row: r, full: map[*canvas.Text]string{}}
}

type entryRowRenderer struct {
	row  *entryRow
	full map[*canvas.Text]string
}

func (r *entryRowRenderer) Destroy() {}

func (r *entryRowRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.row.name, r.row.person, r.row.times, r.row.badge}
}

const rowPad = 10

func (r *entryRowRenderer) MinSize() fyne.Size {
	name := fyne.MeasureText("M", theme.TextSize(), fyne.TextStyle{Bold: true}).Height
	small := fyne.MeasureText("M", theme.CaptionTextSize(), fyne.TextStyle{}).Height
	return fyne.NewSize(200, max(name, r.row.badge.MinSize().Height)+small+2*rowPad+theme.Padding())
}

func (r *entryRowRenderer) Layout(size fyne.Size) {
	badge := r.row.badge.MinSize()
	r.row.badge.Resize(badge)
	r.row.badge.Move(fyne.NewPos(size.Width-badge.Width-rowPad, rowPad-2))
	top := max(r.row.name.MinSize().Height, badge.Height)
	r.fit(r.row.name, size.Width-badge.Width-3*rowPad)
	r.row.name.Move(fyne.NewPos(rowPad, rowPad))

	y := rowPad + top + theme.Padding()
	times := fyne.MeasureText(r.row.times.Text, r.row.times.TextSize, r.row.times.TextStyle).Width
	room := size.Width - 3*rowPad
	person := max(room-times, room*0.4)
	r.fit(r.row.times, room-person)
	r.fit(r.row.person, person)
	r.row.person.Move(fyne.NewPos(rowPad, y))
	width := r.row.times.MinSize().Width
	r.row.times.Move(fyne.NewPos(size.Width-width-rowPad, y))
}

// fit shortens the text to the width.
func (r *entryRowRenderer) fit(t *canvas.Text, width float32) {
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

func (r *entryRowRenderer) Refresh() {
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
