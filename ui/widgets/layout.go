package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
)

// The height of wrapped text follows from its width, but Fyne asks for the
// smallest size before it gives a width. Each layout here therefore gives its
// objects their width first and asks for the height after; Fyne's own do it as
// far as what is around them does.

// fit gives the object the width and the height that it then needs.
func fit(o fyne.CanvasObject, width float32) float32 {
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	height := o.MinSize().Height
	o.Resize(fyne.NewSize(width, height))
	return height
}

// Column stacks objects over the full width with gap pixels between those that
// are visible and not empty.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&columnLayout{gap: gap}, objects...)
}

type columnLayout struct{ gap float32 }

func (l *columnLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if height := fit(o, size.Width); height > 0 {
			o.Move(fyne.NewPos(0, y))
			y += height + l.gap
		}
	}
}

func (l *columnLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		min := o.MinSize()
		if min.Height > 0 && size.Height > 0 {
			size.Height += l.gap
		}
		size.Width = max(size.Width, min.Width)
		size.Height += min.Height
	}
	return size
}

// Flow puts objects beside each other at their own size, centred on the line,
// and goes on in a new line where the width ends: the layout for rows of
// buttons. It never asks for more width than it has: a button makes its text
// smaller instead. (Fyne's RowWrap does: it takes the width of its widest
// object, does not notice when one grows, and does not centre.)
func Flow(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{gap: gap}, objects...)
}

type flowLayout struct{ gap, width float32 }

func (l *flowLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	l.place(objects, func(o fyne.CanvasObject, pos fyne.Position, s fyne.Size) {
		o.Resize(s)
		o.Move(pos)
	})
}

func (l *flowLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return l.place(objects, func(fyne.CanvasObject, fyne.Position, fyne.Size) {})
}

func (l *flowLayout) place(objects []fyne.CanvasObject, put func(fyne.CanvasObject, fyne.Position, fyne.Size)) fyne.Size {
	var y float32
	for len(objects) > 0 {
		n, width, height := l.line(objects)
		x := float32(0)
		for _, o := range objects[:n] {
			if !o.Visible() {
				continue
			}
			size := o.MinSize()
			if l.width > 0 {
				size.Width = min(size.Width, l.width)
			}
			put(o, fyne.NewPos(x, y+(height-size.Height)/2), size)
			x += size.Width + l.gap
		}
		if objects = objects[n:]; width > 0 {
			y += height + l.gap
		}
	}
	return fyne.NewSize(0, max(y-l.gap, 0))
}

// natural is the size in one line.
func (l *flowLayout) natural(objects []fyne.CanvasObject) fyne.Size {
	_, width, height := (&flowLayout{gap: l.gap}).line(objects)
	return fyne.NewSize(max(width-l.gap, 0), height)
}

// line returns how many objects fit on the next line, and the line's size.
func (l *flowLayout) line(objects []fyne.CanvasObject) (n int, width, height float32) {
	for i, o := range objects {
		if !o.Visible() {
			continue
		}
		min := o.MinSize()
		if width > 0 && l.width > 0 && width+min.Width > l.width {
			return i, width, height
		}
		width += min.Width + l.gap
		height = max(height, min.Height)
	}
	return len(objects), width, height
}

// Beside puts lead at the left, trail at the right (either may be nil) and
// gives body the width between, all aligned at their tops. When the trail would
// take more than a third of the width, it goes below the body.
func Beside(gap float32, lead, body, trail fyne.CanvasObject) *fyne.Container {
	l := &besideLayout{gap: gap, lead: lead, body: body, trail: trail}
	c := container.New(l, body)
	if lead != nil {
		c.Objects = append([]fyne.CanvasObject{lead}, c.Objects...)
	}
	if trail != nil {
		c.Add(trail)
	}
	return c
}

// maxTrail is the share of the width that a trail may take.
const maxTrail = 0.34

type besideLayout struct {
	gap               float32
	lead, body, trail fyne.CanvasObject
	below             bool
}

func shown(o fyne.CanvasObject) bool { return o != nil && o.Visible() }

func (l *besideLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	x, width := float32(0), size.Width
	if shown(l.lead) {
		min := l.lead.MinSize()
		l.lead.Resize(min)
		l.lead.Move(fyne.NewPos(0, 0))
		x = min.Width + l.gap
		width -= x
	}
	var trail fyne.Size
	l.below = false
	bodyWidth := width
	if shown(l.trail) {
		trail = l.trail.MinSize()
		l.below = trail.Width+l.gap > width*maxTrail
		if !l.below {
			bodyWidth -= trail.Width + l.gap
		}
	}
	height := fit(l.body, max(bodyWidth, 0))
	l.body.Move(fyne.NewPos(x, 0))
	if !shown(l.trail) {
		return
	}
	l.trail.Resize(trail)
	if l.below {
		l.trail.Resize(fyne.NewSize(width, trail.Height))
		l.trail.Move(fyne.NewPos(x, height+theme.Padding()))
	} else {
		l.trail.Move(fyne.NewPos(size.Width-trail.Width, 0))
	}
}

func (l *besideLayout) MinSize([]fyne.CanvasObject) fyne.Size {
	size := l.body.MinSize()
	if shown(l.trail) {
		min := l.trail.MinSize()
		if l.below {
			size.Height += min.Height + theme.Padding()
			size.Width = max(size.Width, min.Width)
		} else {
			size.Height = max(size.Height, min.Height)
		}
	}
	if shown(l.lead) {
		min := l.lead.MinSize()
		size.Width += min.Width + l.gap
		size.Height = max(size.Height, min.Height)
	}
	return size
}

// Inset leaves space around an object.
func Inset(vertical, horizontal float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(vertical, vertical, horizontal, horizontal), o)
}

// Row puts a control between what stands at its left and at its right, on one
// line; either may be nil.
func Row(left, control, right fyne.CanvasObject) *fyne.Container {
	gap := theme.InnerPadding() - theme.Padding() // Fyne's border leaves the padding itself
	row := container.New(nil)
	if left != nil {
		left = container.New(layout.NewCustomPaddedLayout(0, 0, 0, gap), left)
		row.Add(left)
	}
	row.Add(control)
	if right != nil {
		right = container.New(layout.NewCustomPaddedLayout(0, 0, gap, 0), right)
		row.Add(right)
	}
	row.Layout = layout.NewBorderLayout(nil, nil, left, right)
	return row
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

// natural is the size that an object wants: of a Flow, that in one line.
func natural(o fyne.CanvasObject) fyne.Size {
	if c, ok := o.(*fyne.Container); ok {
		if flow, ok := c.Layout.(*flowLayout); ok {
			return flow.natural(c.Objects)
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
	left := size.Width - right.Width - Gap()
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

// Limited gives the object the height that the function returns.
func Limited(o fyne.CanvasObject, height func() float32) *fyne.Container {
	return container.New(limitedLayout{height}, o)
}

type limitedLayout struct{ height func() float32 }

func (l limitedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	objects[0].Resize(fyne.NewSize(size.Width, l.height()))
}

func (l limitedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(objects[0].MinSize().Width, l.height())
}

// Space is an empty line of that height in pixels.
func Space(height float32) fyne.CanvasObject {
	return Limited(Column(0), func() float32 { return height })
}
