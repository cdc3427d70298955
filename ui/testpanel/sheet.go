package testpanel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

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
	if from == to || row < from.row || row > to.row {
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
