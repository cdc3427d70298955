package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// PassKey hands a key that a focused widget has no use for to the handler of
// its canvas, which Fyne does only when nothing has the focus.
func PassKey(o fyne.CanvasObject, ev *fyne.KeyEvent) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	if handle := c.OnTypedKey(); handle != nil {
		handle(ev)
	}
}

// Focus gives the object the keyboard focus, if it is on a canvas and visible.
func Focus(o fyne.Focusable) {
	obj, ok := o.(fyne.CanvasObject)
	if !ok || !obj.Visible() {
		return
	}
	if c := canvasOf(obj); c != nil {
		c.Focus(o)
	}
}

// Reveal scrolls the object into view where it lies in a scroll container; Fyne
// does not do so when the focus moves by keyboard.
func Reveal(o fyne.CanvasObject) {
	c := canvasOf(o)
	if c == nil {
		return
	}
	scroll := scrollAround(c.Content(), o)
	if scroll == nil {
		return
	}
	driver := fyne.CurrentApp().Driver()
	top := driver.AbsolutePositionForObject(o).Y - driver.AbsolutePositionForObject(scroll).Y
	const margin = 24
	over := top + o.Size().Height + margin - scroll.Size().Height
	switch {
	case top-margin < 0:
		scroll.ScrollToOffset(fyne.NewPos(scroll.Offset.X, scroll.Offset.Y+top-margin))
	case over > 0:
		scroll.ScrollToOffset(fyne.NewPos(scroll.Offset.X, scroll.Offset.Y+min(over, top-margin)))
	}
}

// scrollAround returns the innermost scroll container between root and the
// object, walking plain containers.
func scrollAround(root, target fyne.CanvasObject) *container.Scroll {
	scroll, _ := find(root, target)
	return scroll
}

func find(o, target fyne.CanvasObject) (*container.Scroll, bool) {
	if o == target {
		return nil, true
	}
	switch o := o.(type) {
	case *container.Scroll:
		if inner, ok := find(o.Content, target); ok {
			if inner == nil {
				inner = o
			}
			return inner, true
		}
	case *fyne.Container:
		for _, child := range o.Objects {
			if scroll, ok := find(child, target); ok {
				return scroll, true
			}
		}
	}
	return nil, false
}

func canvasOf(o fyne.CanvasObject) fyne.Canvas {
	app := fyne.CurrentApp()
	if app == nil {
		return nil
	}
	return app.Driver().CanvasForObject(o)
}
