package parts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/ui/widgets"
)

// Group puts objects beside each other, and in further lines where the width
// ends. Unlike widgets.Flow it asks for the width of one line, so that it can
// stand at the right end of something.
func Group(objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&groupLayout{}, objects...)
}

type groupLayout struct{ width float32 }

func (l *groupLayout) gap() float32 { return theme.InnerPadding() + 2 }

// natural is the size in one line.
func (l *groupLayout) natural(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if size.Width > 0 {
			size.Width += l.gap()
		}
		size.Width += o.MinSize().Width
		size.Height = max(size.Height, o.MinSize().Height)
	}
	return size
}

func (l *groupLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.place(objects, true)
}

func (l *groupLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if l.width == 0 {
		return l.natural(objects)
	}
	return l.place(objects, false)
}

func (l *groupLayout) place(objects []fyne.CanvasObject, move bool) fyne.Size {
	var x, y, row, widest float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		size := o.MinSize()
		if x > 0 && x+size.Width > l.width+1 {
			x, y, row = 0, y+row+l.gap(), 0
		}
		if move {
			o.Resize(size)
			o.Move(fyne.NewPos(x, y))
		}
		x += size.Width + l.gap()
		row = max(row, size.Height)
		widest = max(widest, size.Width)
	}
	return fyne.NewSize(widest, y+row)
}

// Split puts a at the left and b at the right end of a line, b below a where
// both do not fit.
func Split(a, b fyne.CanvasObject) *fyne.Container {
	return container.New(&splitLayout{}, a, b)
}

// narrowest is the least width in pixels that is left to what stands at the
// left.
const narrowest = 180

type splitLayout struct{ below bool }

// natural is the size that an object wants.
func natural(o fyne.CanvasObject) fyne.Size {
	if c, ok := o.(*fyne.Container); ok {
		if g, ok := c.Layout.(*groupLayout); ok {
			return g.natural(c.Objects)
		}
	}
	return o.MinSize()
}

func (l *splitLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	a, b := objects[0], objects[1]
	right := natural(b)
	if !b.Visible() {
		right = fyne.Size{}
	}
	left := size.Width - right.Width - widgets.Gap()
	l.below = left < max(a.MinSize().Width, narrowest)
	if l.below {
		left = size.Width
		right.Width = min(right.Width, size.Width)
	}
	height := fit(a, left)
	a.Move(fyne.Position{})
	right.Height = fit(b, right.Width)
	if l.below {
		b.Move(fyne.NewPos(0, height+theme.InnerPadding()))
		return
	}
	a.Move(fyne.NewPos(0, max(0, (right.Height-height)/2)))
	y := max(0, (height-right.Height)/2)
	if height > 2*right.Height {
		y = 0 // beside several lines, the first one counts
	}
	b.Move(fyne.NewPos(size.Width-right.Width, y))
}

// fit gives the object the width, and the height that it then needs.
func fit(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	height := o.MinSize().Height
	o.Resize(fyne.NewSize(width, height))
	return height
}

func (l *splitLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	a, b := objects[0].MinSize(), objects[1].MinSize()
	if !objects[1].Visible() {
		return a
	}
	if l.below {
		return fyne.NewSize(max(a.Width, b.Width), a.Height+b.Height+theme.InnerPadding())
	}
	return fyne.NewSize(a.Width, max(a.Height, b.Height))
}
