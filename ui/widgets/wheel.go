package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
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
func (l *wheelLayer) Scrolled(ev *fyne.ScrollEvent) { scrollAround(l.owner, ev) }

// scrollAround scrolls the page that the object stands on.
func scrollAround(o fyne.CanvasObject, ev *fyne.ScrollEvent) {
	if at, ok := locate(o); ok && at.scroll != nil {
		at.scroll.Scrolled(ev)
	}
}

// InnerScroll is a scrolled part of a page. Where it has no more to show, the
// wheel goes on to the page.
type InnerScroll struct{ container.Scroll }

// NewInnerScroll returns content that scrolls up and down.
func NewInnerScroll(content fyne.CanvasObject) *InnerScroll {
	s := &InnerScroll{}
	s.Direction, s.Content = container.ScrollVerticalOnly, content
	s.ExtendBaseWidget(s)
	return s
}

// Scrolled implements fyne.Scrollable.
func (s *InnerScroll) Scrolled(ev *fyne.ScrollEvent) {
	before := s.Offset
	if s.Scroll.Scrolled(ev); s.Offset == before {
		scrollAround(s, ev)
	}
}

// CreateRenderer implements fyne.Widget.
func (l *wheelLayer) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewWithoutLayout())
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
