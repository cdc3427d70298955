package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// PassKey hands a key that a focused widget has no use for to the handler of
// its canvas, which Fyne does only when nothing has the focus.
func PassKey(o fyne.CanvasObject, ev *fyne.KeyEvent) {
	if c := canvasOf(o); c != nil {
		if handle := c.OnTypedKey(); handle != nil {
			handle(ev)
		}
	}
}

// Focus gives the object the keyboard focus, if it is shown in a window. It may
// have been added just now: Fyne itself knows the canvas of an object only
// after it was drawn.
func Focus(o fyne.Focusable) {
	obj, ok := o.(fyne.CanvasObject)
	if !ok || !obj.Visible() {
		return
	}
	if c := canvasOf(obj); c != nil {
		c.Focus(o)
	}
}

// revealMargin is the space that Reveal leaves around the object.
const revealMargin = 24

// Reveal scrolls the object into view where it lies in a scroll container; Fyne
// does not do so when the focus moves by keyboard. Of an object that is higher
// than the view, the top is shown.
func Reveal(o fyne.CanvasObject) {
	if at, ok := locate(o); ok && at.scroll != nil {
		at.reveal(at.y, at.y+o.Size().Height)
	}
}

// RevealNew is Reveal for what was put on the page, or grew, just now: the page
// is laid out first, which Fyne would do only before the next frame.
func RevealNew(o fyne.CanvasObject) { RevealBelow(o, o) }

// RevealBelow is RevealNew for what appeared below a field: it scrolls no
// further than the field can still be seen.
func RevealBelow(field, found fyne.CanvasObject) {
	at, ok := locate(found)
	if !ok || at.scroll == nil {
		return
	}
	Settle(at.scroll)
	above, _ := locate(field)
	below, _ := locate(found)
	at.reveal(above.y, below.y+found.Size().Height)
}

// reveal scrolls what lies between top and bottom into view; of more than fits,
// the top is shown.
func (at place) reveal(top, bottom float32) {
	view, offset := at.scroll.Size().Height, at.scroll.Offset.Y
	top, bottom = top-revealMargin, bottom+revealMargin
	switch {
	case top < offset || bottom-top > view:
		offset = top
	case bottom > offset+view:
		offset = bottom - view
	default:
		return
	}
	most := at.scroll.Content.Size().Height - view
	at.scroll.ScrollToOffset(fyne.NewPos(at.scroll.Offset.X, max(min(offset, most), 0)))
}

// place is where an object is shown.
type place struct {
	canvas fyne.Canvas
	// scroll is the innermost scroll container around it, or nil; y is the
	// object's distance from the top of the scroll's content.
	scroll *container.Scroll
	y      float32
}

func locate(o fyne.CanvasObject) (place, bool) {
	app := fyne.CurrentApp()
	if app == nil {
		return place{}, false
	}
	for _, w := range app.Driver().AllWindows() {
		if p, ok := find(w.Canvas().Content(), o); ok {
			p.canvas = w.Canvas()
			return p, true
		}
	}
	return place{}, false
}

// find walks plain containers down to the target.
func find(o, target fyne.CanvasObject) (place, bool) {
	if o == nil {
		return place{}, false
	}
	if o == target {
		return place{}, true
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *container.Scroll:
		p, ok := find(o.Content, target)
		if ok && p.scroll == nil {
			p.scroll = o
		}
		return p, ok
	case *container.ThemeOverride:
		children = []fyne.CanvasObject{o.Content}
	case *fyne.Container:
		children = o.Objects
	}
	for _, child := range children {
		if p, ok := find(child, target); ok {
			if p.scroll == nil {
				p.y += child.Position().Y
			}
			return p, true
		}
	}
	return place{}, false
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	if p, ok := locate(o); ok {
		return p.canvas
	}
	if app := fyne.CurrentApp(); app != nil {
		return app.Driver().CanvasForObject(o)
	}
	return nil
}
