package widgets

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	suretheme "github.com/sureline/sureline/ui/theme"
)

// Box is a rounded rectangle in colours of the theme.
type Box struct {
	widget.BaseWidget
	fill, stroke fyne.ThemeColorName
	radius       fyne.ThemeSizeName
	width        float32
}

// NewBox returns a box; an empty stroke means none.
func NewBox(fill, stroke fyne.ThemeColorName, radius fyne.ThemeSizeName) *Box {
	b := &Box{fill: fill, stroke: stroke, radius: radius, width: 1}
	b.ExtendBaseWidget(b)
	return b
}

// SetColors changes the colours and the width of the stroke.
func (b *Box) SetColors(fill, stroke fyne.ThemeColorName, width float32) {
	b.fill, b.stroke, b.width = fill, stroke, width
	b.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (b *Box) CreateRenderer() fyne.WidgetRenderer {
	r := &boxRenderer{box: b, rect: &canvas.Rectangle{}}
	r.apply()
	return r
}

type boxRenderer struct {
	box  *Box
	rect *canvas.Rectangle
}

func (r *boxRenderer) apply() {
	r.rect.FillColor = colorOf(r.box.fill)
	r.rect.StrokeColor = colorOf(r.box.stroke)
	r.rect.StrokeWidth = 0
	if _, _, _, alpha := r.rect.StrokeColor.RGBA(); alpha > 0 { // Fyne draws a clear stroke grey
		r.rect.StrokeWidth = r.box.width
	}
	r.rect.CornerRadius = theme.Size(r.box.radius)
}

func (r *boxRenderer) Layout(size fyne.Size)        { r.rect.Resize(size) }
func (r *boxRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *boxRenderer) Refresh()                     { r.apply(); r.rect.Refresh() }
func (r *boxRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.rect} }
func (r *boxRenderer) Destroy()                     {}

// colorOf returns the colour of the theme; the empty name is transparent.
func colorOf(name fyne.ThemeColorName) color.Color {
	if name == "" {
		return color.Transparent
	}
	return theme.Color(name)
}

// look is how a tone shows.
type look struct {
	text, back fyne.ThemeColorName
	icon       fyne.ThemeIconName
}

var looks = [...]look{
	ToneNone:    {theme.ColorNameForeground, suretheme.ColorQuietBack, theme.IconNameInfo},
	ToneInfo:    {suretheme.ColorInfo, suretheme.ColorInfoBack, theme.IconNameInfo},
	ToneGood:    {suretheme.ColorGood, suretheme.ColorGoodBack, theme.IconNameConfirm},
	ToneWarning: {suretheme.ColorWarning, suretheme.ColorWarningBack, theme.IconNameWarning},
	ToneError:   {suretheme.ColorError, suretheme.ColorErrorBack, theme.IconNameCancel},
}

// toneIcon returns the tone's icon in the tone's colour.
func toneIcon(t Tone) *widget.Icon {
	l := looks[t]
	return widget.NewIcon(theme.NewColoredResource(theme.Icon(l.icon), l.text))
}
