package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// shellLayout puts the navigation beside the page, or above it where the window
// is too narrow for both: at 200 % text, say. The words stay words in both
// forms, and the profile stays in sight.
type shellLayout struct {
	back, rule, brand, page fyne.CanvasObject
	// foot is the profile below the places, line the same on one line.
	foot, line fyne.CanvasObject
	items      []fyne.CanvasObject
}

const (
	sidebarWidth = 216
	// narrowestPage is what a page needs at the normal text size.
	narrowestPage = 480
	navMargin     = 14
)

// scale is the text size as a ratio to the normal one.
func (l *shellLayout) scale() float32 { return theme.TextSize() / 14 }

func (l *shellLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(480, 360) }

func (l *shellLayout) Layout(_ []fyne.CanvasObject, size fyne.Size) {
	side := sidebarWidth + (l.scale()-1)*sidebarWidth*0.5
	if size.Width-side >= narrowestPage*l.scale() && l.sideHeight() <= size.Height {
		l.beside(side, size)
		return
	}
	l.above(size)
}

func (l *shellLayout) sideHeight() float32 {
	h := l.brand.MinSize().Height + l.foot.MinSize().Height + 4*navMargin
	for _, item := range l.items {
		h += item.MinSize().Height + theme.Padding()
	}
	return h
}

func (l *shellLayout) beside(side float32, size fyne.Size) {
	put(l.back, 0, 0, side, size.Height)
	put(l.rule, side-1, 0, 1, size.Height)
	l.brand.Show()
	l.foot.Show()
	l.line.Hide()
	brand := l.brand.MinSize()
	put(l.brand, navMargin+8, navMargin+8, brand.Width, brand.Height)
	y := brand.Height + 2*navMargin + 8
	for _, item := range l.items {
		h := item.MinSize().Height
		put(item, navMargin, y, side-2*navMargin-1, h)
		y += h + theme.Padding()
	}
	width := side - 2*navMargin - 1
	l.foot.Resize(fyne.NewSize(width, l.foot.MinSize().Height))
	h := l.foot.MinSize().Height
	put(l.foot, navMargin, size.Height-h-navMargin, width, h)
	put(l.page, side, 0, size.Width-side, size.Height)
}

func (l *shellLayout) above(size fyne.Size) {
	l.brand.Hide()
	l.foot.Hide()
	l.line.Show()
	x, row := float32(navMargin), float32(0)
	for _, item := range l.items {
		s := item.MinSize()
		put(item, x, theme.Padding()*2, s.Width, s.Height)
		x += s.Width + theme.Padding()
		row = max(row, s.Height)
	}
	y := row + 3*theme.Padding()
	width := size.Width - 2*navMargin
	l.line.Resize(fyne.NewSize(width, l.line.MinSize().Height))
	h := l.line.MinSize().Height
	put(l.line, navMargin+theme.InnerPadding(), y, width, h)
	y += h + 2*theme.Padding()
	put(l.back, 0, 0, size.Width, y)
	put(l.rule, 0, y, size.Width, 1)
	put(l.page, 0, y+1, size.Width, size.Height-y-1)
}

func put(o fyne.CanvasObject, x, y, width, height float32) {
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos(x, y))
}
