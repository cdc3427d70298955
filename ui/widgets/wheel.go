package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"
)

// PassWheel puts a layer over what the renderer shows that hands the mouse wheel
// to the page. Fyne's single-line entries take it for themselves, so that a page
// with a form stops scrolling wherever a field comes under the pointer. The
// layer is blind to everything else.
func PassWheel(owner fyne.CanvasObject, r fyne.WidgetRenderer) fyne.WidgetRenderer {
	layer := &wheelLayer{owner: owner}
	layer.ExtendBaseWidget(layer)
	return &wheelRenderer{WidgetRenderer: r, layer: layer}
}

type wheelLayer struct {
	widget.BaseWidget
	owner fyne.CanvasObject
}

var _ fyne.Scrollable = (*wheelLayer)(nil)

// Scrolled scrolls the page around the owner.
func (l *wheelLayer) Scrolled(ev *fyne.ScrollEvent) {
	if at, ok := locate(l.owner); ok && at.scroll != nil {
		at.scroll.Scrolled(ev)
	}
}

// CreateRenderer implements fyne.Widget.
func (l *wheelLayer) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(&canvas.Rectangle{})
}

type wheelRenderer struct {
	fyne.WidgetRenderer
	layer *wheelLayer
}

func (r *wheelRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.layer.Resize(size)
}

func (r *wheelRenderer) Objects() []fyne.CanvasObject {
	objects := r.WidgetRenderer.Objects()
	return append(objects[:len(objects):len(objects)], r.layer)
}
