package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Table lays cells out in columns with a line under each row. Where the columns
// would be too narrow, in a small window or with large text, the cells of a row
// stand below each other, each beside its column's name. It is made for a
// handful of rows; long lists need a List.
type Table struct {
	// Object is what to put on the page.
	Object  *fyne.Container
	head    []string
	weights []float32
}

// NewTable returns a table with a head; the weights share the width.
func NewTable(head []string, weights ...float32) *Table {
	t := &Table{Object: Column(0), head: head, weights: weights}
	cells := make([]fyne.CanvasObject, len(head))
	for i, name := range head {
		cells[i] = NewText(Caption, name)
	}
	t.add(&rowLayout{weights: weights, cells: cells})
	return t
}

// AddRow adds a row of as many cells as there are weights.
func (t *Table) AddRow(cells ...fyne.CanvasObject) {
	names := make([]fyne.CanvasObject, len(t.head))
	for i, name := range t.head {
		names[i] = NewText(Caption, name)
		names[i].Hide()
	}
	t.add(&rowLayout{weights: t.weights, cells: cells, names: names})
}

func (t *Table) add(l *rowLayout) {
	row := container.New(l)
	for i, cell := range l.cells {
		if l.names != nil {
			row.Add(l.names[i])
		}
		row.Add(cell)
	}
	t.Object.Add(Column(0, Inset(8, 0, row), NewRule()))
}

const (
	// narrowTable is the width below which cells stack, as a multiple of the text
	// size.
	narrowTable = 34
	// nameShare is how much of the width the names of stacked cells take.
	nameShare = 0.36
	stackGap  = 6
)

type rowLayout struct {
	weights []float32
	cells   []fyne.CanvasObject
	// names stand beside stacked cells; the head has none, and vanishes then.
	names   []fyne.CanvasObject
	stacked bool
}

func (l *rowLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	if size.Width <= 0 {
		return
	}
	if l.stacked = size.Width < narrowTable*theme.TextSize(); l.stacked {
		l.stack(size.Width)
		return
	}
	l.beside(size.Width)
}

func (l *rowLayout) beside(whole float32) {
	total := float32(0)
	for _, w := range l.weights {
		total += w
	}
	x, tallest := float32(0), float32(0)
	for i, o := range l.cells {
		o.Show()
		if l.names != nil {
			l.names[i].Hide()
		}
		width := whole*l.weights[i]/total - theme.InnerPadding()
		if _, fixed := o.(*Badge); fixed {
			width = o.MinSize().Width
		}
		tallest = max(tallest, fit(o, width))
		o.Move(fyne.NewPos(x, 0))
		x += whole * l.weights[i] / total
	}
	for _, o := range l.cells {
		o.Move(fyne.NewPos(o.Position().X, (tallest-o.Size().Height)/2))
	}
}

func (l *rowLayout) stack(whole float32) {
	if l.names == nil {
		for _, o := range l.cells {
			o.Hide()
		}
		return
	}
	left, y := whole*nameShare, float32(0)
	for i, o := range l.cells {
		l.names[i].Show()
		width := whole - left
		if _, fixed := o.(*Badge); fixed {
			width = min(width, o.MinSize().Width)
		}
		name, cell := fit(l.names[i], left-theme.InnerPadding()), fit(o, width)
		height := max(name, cell)
		l.names[i].Move(fyne.NewPos(0, y+(height-name)/2))
		o.Move(fyne.NewPos(left, y+(height-cell)/2))
		y += height + stackGap
	}
}

func (l *rowLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	height := float32(0)
	for i, o := range l.cells {
		switch {
		case !l.stacked:
			height = max(height, o.MinSize().Height)
		case l.names != nil:
			height += max(l.names[i].MinSize().Height, o.MinSize().Height)
			if i > 0 {
				height += stackGap
			}
		}
	}
	return fyne.NewSize(0, height)
}
