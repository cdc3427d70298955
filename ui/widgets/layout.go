package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	suretheme "github.com/sureline/sureline/ui/theme"
)

// The height of wrapped text follows from its width, but Fyne asks for the
// smallest size before it gives a width. Each layout here therefore gives its
// objects their width first and asks for the height after.

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
// smaller instead.
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
	return container.New(insetLayout{vertical: vertical, horizontal: horizontal}, o)
}

type insetLayout struct{ vertical, horizontal float32 }

func (l insetLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		width := max(size.Width-2*l.horizontal, 0)
		height := fit(o, width)
		o.Resize(fyne.NewSize(width, max(height, size.Height-2*l.vertical)))
		o.Move(fyne.NewPos(l.horizontal, l.vertical))
	}
}

func (l insetLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2*l.horizontal, 2*l.vertical)
}

// Boxed draws the box behind the content.
func Boxed(box *Box, content fyne.CanvasObject) *fyne.Container {
	return container.New(boxedLayout{}, box, content)
}

type boxedLayout struct{}

func (boxedLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects[1:] {
		fit(o, size.Width)
		o.Resize(size)
		o.Move(fyne.Position{})
	}
	objects[0].Resize(size)
}

func (boxedLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[1].MinSize()
}

// NewPage puts content into a page that scrolls, with space around it that
// shrinks in a narrow window.
func NewPage(content fyne.CanvasObject) *container.Scroll {
	return container.NewVScroll(container.New(pageLayout{}, content))
}

type pageLayout struct{}

const (
	pageTop    = 24
	pageSide   = 38
	narrowSide = 16
	narrowPage = 600
)

func (pageLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	side := float32(pageSide)
	if size.Width < narrowPage {
		side = narrowSide
	}
	fit(objects[0], size.Width-2*side)
	objects[0].Move(fyne.NewPos(side, pageTop))
}

func (pageLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return objects[0].MinSize().AddWidthHeight(2*narrowSide, 2*pageTop)
}

// Settle lays out everything in a page after changes to what it shows, and has
// it drawn again. It is much cheaper than refreshing every widget of the page.
// Layouts run twice: the first run gives new texts their height, the second
// uses it.
func Settle(page *container.Scroll) {
	for range 2 {
		layOut(page.Content)
		page.Content.Resize(page.Content.MinSize().Max(page.Size()))
	}
	if most := max(page.Content.Size().Height-page.Size().Height, 0); page.Offset.Y > most {
		page.ScrollToOffset(fyne.NewPos(page.Offset.X, most))
	}
	canvas.Refresh(page.Content)
}

func layOut(o fyne.CanvasObject) {
	c, ok := o.(*fyne.Container)
	if !ok || !c.Visible() || c.Layout == nil {
		return
	}
	c.Layout.Layout(c.Objects, c.Size())
	for _, child := range c.Objects {
		layOut(child)
	}
}

// Gap returns the space between cards.
func Gap() float32 { return theme.Size(suretheme.SizeGap) }
