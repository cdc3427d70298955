package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/ui/widgets"
)

// Table lays cells out in columns with a line under each row. It is made for a
// handful of rows; long lists need a List.
type Table struct {
	// Object is what to put on the page.
	Object  *fyne.Container
	weights []float32
}

// NewTable returns a table with a head; the weights share the width.
func NewTable(head []string, weights ...float32) *Table {
	t := &Table{Object: widgets.Column(0), weights: weights}
	cells := make([]fyne.CanvasObject, len(head))
	for i, name := range head {
		text := widgets.NewText(widgets.Caption, name)
		cells[i] = text
	}
	t.AddRow(cells...)
	return t
}

// AddRow adds a row of as many cells as there are weights.
func (t *Table) AddRow(cells ...fyne.CanvasObject) {
	row := container.New(&rowLayout{weights: t.weights}, cells...)
	t.Object.Add(widgets.Column(0, widgets.Inset(8, 0, row), widgets.NewRule()))
}

type rowLayout struct{ weights []float32 }

func (l *rowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	total := float32(0)
	for _, w := range l.weights {
		total += w
	}
	gap := theme.InnerPadding()
	x, tallest := float32(0), float32(0)
	for i, o := range objects {
		width := size.Width*l.weights[i]/total - gap
		min := o.MinSize()
		if _, fixed := o.(*widgets.Badge); fixed {
			width = min.Width
		}
		o.Resize(fyne.NewSize(width, min.Height))
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		o.Move(fyne.NewPos(x, 0))
		x += size.Width * l.weights[i] / total
		tallest = max(tallest, o.Size().Height)
	}
	for _, o := range objects {
		o.Move(fyne.NewPos(o.Position().X, (tallest-o.Size().Height)/2))
	}
}

func (l *rowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size.Height = max(size.Height, o.MinSize().Height)
	}
	return size
}
