package testpanel

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// sheet is the content of the scroller: as high as all rows, with objects for
// the visible ones only.
type sheet struct {
	widget.BaseWidget
	view *bodyView
}

var (
	_ fyne.Draggable     = (*sheet)(nil)
	_ desktop.Mouseable  = (*sheet)(nil)
	_ desktop.Cursorable = (*sheet)(nil)
)

func newSheet(v *bodyView) *sheet {
	s := &sheet{view: v}
	s.ExtendBaseWidget(s)
	return s
}

// Cursor tells that the text can be selected.
func (s *sheet) Cursor() desktop.Cursor { return desktop.TextCursor }

// cell is the size of one character.
func (s *sheet) cell() fyne.Size {
	return fyne.MeasureText("M", s.textSize(), fyne.TextStyle{Monospace: true})
}

func (s *sheet) textSize() float32 { return theme.TextSize() * 0.93 }

// MinSize is that of all rows.
func (s *sheet) MinSize() fyne.Size {
	return fyne.NewSize(0, float32(len(s.view.rows))*s.cell().Height+2*theme.InnerPadding())
}

// visible returns the first and the last row, exclusive, on the screen.
func (s *sheet) visible() (int, int) {
	h := s.cell().Height
	first := int((s.view.scroll.Offset.Y - theme.InnerPadding()) / h)
	count := int(math.Ceil(float64(s.view.scroll.Size().Height/h))) + 1
	first = min(max(0, first), len(s.view.rows))
	return first, min(first+count, len(s.view.rows))
}

// placeAt returns the place under a position of the sheet.
func (s *sheet) placeAt(pos fyne.Position) place {
	cell := s.cell()
	row := int(math.Floor(float64((pos.Y - theme.InnerPadding()) / cell.Height)))
	row = min(max(0, row), len(s.view.rows)-1)
	column := int(math.Round(float64((pos.X - theme.InnerPadding()) / cell.Width)))
	sp := s.view.rows[row]
	for i, r := range s.view.text[sp.start:sp.end] {
		if column <= 0 {
			return place{row, i}
		}
		column -= runeColumns(r)
	}
	return place{row, sp.end - sp.start}
}

// MouseDown begins a selection and takes the focus, so that Ctrl+C works.
func (s *sheet) MouseDown(e *desktop.MouseEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s.view); c != nil {
		c.Focus(s.view)
	}
	if e.Button == desktop.MouseButtonPrimary {
		s.view.from = s.placeAt(e.Position)
		s.view.to = s.view.from
		s.Refresh()
	}
}

// MouseUp does nothing.
func (s *sheet) MouseUp(*desktop.MouseEvent) {}

// Dragged extends the selection, and scrolls when it leaves the view.
func (s *sheet) Dragged(e *fyne.DragEvent) {
	s.view.to = s.placeAt(e.Position)
	h := s.cell().Height
	top := s.view.scroll.Offset.Y
	switch {
	case e.Position.Y < top:
		s.view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyUp})
	case e.Position.Y > top+s.view.scroll.Size().Height-h/2:
		s.view.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	}
	s.Refresh()
}

// DragEnd does nothing: the selection stays.
func (s *sheet) DragEnd() {}

// CreateRenderer implements fyne.Widget.
func (s *sheet) CreateRenderer() fyne.WidgetRenderer { return &sheetRenderer{sheet: s} }

// sheetRenderer draws the visible rows with a pool of objects that grows to the
// height of the view and no further.
type sheetRenderer struct {
	sheet   *sheet
	marks   []*canvas.Rectangle
	lines   []*canvas.Text
	objects []fyne.CanvasObject
}

func (r *sheetRenderer) Destroy() {}

func (r *sheetRenderer) Layout(fyne.Size) { r.Refresh() }

func (r *sheetRenderer) MinSize() fyne.Size { return r.sheet.MinSize() }

func (r *sheetRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *sheetRenderer) Refresh() {
	first, end := r.sheet.visible()
	for len(r.lines) < end-first {
		r.marks = append(r.marks, canvas.NewRectangle(nil))
		r.lines = append(r.lines, canvas.NewText("", nil))
	}
	r.objects = r.objects[:0]
	for i := range end - first {
		r.draw(i, first+i)
		r.objects = append(r.objects, r.marks[i], r.lines[i])
	}
	canvas.Refresh(r.sheet)
}

// draw sets the i-th pair of objects to show the row.
func (r *sheetRenderer) draw(i, row int) {
	v, cell, pad := r.sheet.view, r.sheet.cell(), theme.InnerPadding()
	sp := v.rows[row]
	y := pad + float32(row)*cell.Height

	line := r.lines[i]
	line.Text = v.text[sp.start:sp.end]
	line.TextStyle = fyne.TextStyle{Monospace: true}
	line.TextSize = r.sheet.textSize()
	line.Color = theme.Color(theme.ColorNameForeground)
	line.Move(fyne.NewPos(pad, y))
	line.Resize(fyne.NewSize(line.MinSize().Width, cell.Height))

	mark := r.marks[i]
	mark.FillColor = theme.Color(theme.ColorNameSelection)
	from, to := r.marked(row)
	mark.Move(fyne.NewPos(pad+float32(from)*cell.Width, y))
	mark.Resize(fyne.NewSize(float32(to-from)*cell.Width, cell.Height))
}

// marked returns the columns of the row that are selected.
func (r *sheetRenderer) marked(row int) (int, int) {
	v := r.sheet.view
	from, to := v.selection()
	if row < from.row || row > to.row {
		return 0, 0
	}
	text := v.text[v.rows[row].start:v.rows[row].end]
	start, end := 0, columns(text)
	if row == from.row {
		start = columns(text[:from.byte])
	}
	if row == to.row {
		end = columns(text[:to.byte])
	}
	return start, end
}

func columns(text string) int {
	n := 0
	for _, r := range text {
		n += runeColumns(r)
	}
	return n
}
