package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	suretheme "github.com/sureline/sureline/ui/theme"
)

// FieldRenderer adds to the renderer of one of Fyne's single-line entries what
// it lacks. A ring shows the focus: Fyne only recolours a thin line, which is
// hard to see in dark themes. And a layer hands the mouse wheel to the page:
// Fyne's entry takes it for itself, so that a page with a form stops scrolling
// wherever a field comes under the pointer. Ring and layer are blind to
// everything else.
func FieldRenderer(owner fyne.CanvasObject, r fyne.WidgetRenderer, focused func() bool) fyne.WidgetRenderer {
	layer := &wheelLayer{owner: owner}
	layer.ExtendBaseWidget(layer)
	f := &fieldRenderer{WidgetRenderer: r, layer: layer, ring: canvas.NewRectangle(nil), focused: focused}
	f.showRing()
	return f
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

type fieldRenderer struct {
	fyne.WidgetRenderer
	layer   *wheelLayer
	ring    *canvas.Rectangle
	focused func() bool
}

func (r *fieldRenderer) Layout(size fyne.Size) {
	r.WidgetRenderer.Layout(size)
	r.layer.Resize(size)
	r.ring.Resize(size)
}

func (r *fieldRenderer) Refresh() {
	r.showRing()
	r.WidgetRenderer.Refresh()
}

func (r *fieldRenderer) showRing() {
	r.ring.StrokeWidth, r.ring.StrokeColor = 2, colorOf(suretheme.ColorAccent)
	r.ring.CornerRadius = theme.InputRadiusSize()
	Show(r.ring, r.focused())
}

func (r *fieldRenderer) Objects() []fyne.CanvasObject {
	objects := r.WidgetRenderer.Objects()
	return append(objects[:len(objects):len(objects)], r.ring, r.layer)
}
