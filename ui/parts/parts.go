// Package parts owns what pages are put together from: the scrolled page,
// labelled fields, tables, panels that ask, and texts to pass on. It
// imports Fyne, ui/theme and ui/widgets, and knows no use case.
package parts

import (
	"net/url"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	suretheme "github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
)

// NewPage returns a column of parts that scrolls, with the page's margins.
func NewPage(content ...fyne.CanvasObject) *container.Scroll {
	scroll := container.NewVScroll(container.New(pageLayout{}, widgets.Column(widgets.Gap(), content...)))
	scroll.SetMinSize(fyne.NewSize(240, 160))
	return scroll
}

// maxPageWidth keeps lines readable on a wide window.
const maxPageWidth = 1080

// pageLayout gives the content margins that shrink with the window.
type pageLayout struct{}

func margins(width float32) (float32, float32) {
	if width < 560 {
		return 16, 16
	}
	return 24, 30
}

func (pageLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	vertical, horizontal := margins(size.Width)
	width := min(size.Width-2*horizontal, maxPageWidth)
	for _, o := range objects {
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		o.Resize(fyne.NewSize(width, o.MinSize().Height))
		o.Move(fyne.NewPos(horizontal, vertical))
	}
}

func (pageLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size = size.Max(o.MinSize())
	}
	vertical, horizontal := margins(objects[0].Size().Width + 60)
	return size.AddWidthHeight(2*horizontal, 2*vertical)
}

// Ask is a panel that asks before something that cannot be taken back. It is no
// pop-up: it stands where the button was pressed.
func Ask(tone widgets.Tone, title string, text []string, buttons ...fyne.CanvasObject) *fyne.Container {
	column := widgets.Column(6, widgets.NewText(widgets.Strong, title))
	for _, t := range text {
		column.Add(widgets.NewText(widgets.Body, t))
	}
	column.Add(widgets.Inset(4, 0, widgets.Flow(theme.InnerPadding(), buttons...)))
	return widgets.NewNote(tone, column)
}

// Note is a panel with an icon and a text that can be copied.
func Note(tone widgets.Tone, text string) *fyne.Container {
	t := widgets.NewSelectable(widgets.Body, text)
	t.SetTone(tone)
	return widgets.NewNote(tone, t)
}

// Replace puts new objects into a container and lays it out.
func Replace(c *fyne.Container, objects ...fyne.CanvasObject) {
	c.Objects = objects
	if len(objects) == 0 {
		c.Hide()
	} else {
		c.Show()
	}
	c.Refresh()
}

// Line puts a control between what stands at its left and at its right, on one
// line.
func Line(left, control, right fyne.CanvasObject) *fyne.Container {
	return container.New(lineLayout{}, left, control, right)
}

type lineLayout struct{}

func (lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	left, right := objects[0].MinSize(), objects[2].MinSize()
	gap := theme.InnerPadding()
	middle := size.Width - left.Width - right.Width - 2*gap
	if left.Width == 0 {
		middle += gap
	}
	x := float32(0)
	for i, w := range []float32{left.Width, middle, right.Width} {
		if w == 0 {
			continue
		}
		objects[i].Resize(fyne.NewSize(w, size.Height))
		objects[i].Move(fyne.NewPos(x, 0))
		x += w + gap
	}
}

func (lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		size.Height = max(size.Height, o.MinSize().Height)
		size.Width += o.MinSize().Width + theme.InnerPadding()
	}
	return size
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

// Margins gives content that fills the window the margins of a page.
func Margins(content fyne.CanvasObject) *fyne.Container {
	return container.New(marginLayout{}, content)
}

type marginLayout struct{}

func (marginLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	vertical, horizontal := margins(size.Width)
	width := min(size.Width-2*horizontal, maxPageWidth)
	objects[0].Resize(fyne.NewSize(width, size.Height-vertical-theme.InnerPadding()))
	objects[0].Move(fyne.NewPos(horizontal, vertical))
}

func (marginLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(240, 160) }

// Under gives rest what top leaves of a space. Tab walks through top first,
// which it would not in Fyne's own border container.
func Under(top, rest fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewBorderLayout(top, nil, nil, nil), top, rest)
}

// Top puts content at the upper end of a space that is higher.
func Top(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVScroll(widgets.Column(0, content))
}

// Space is an empty line of that height.
func Space(height float32) fyne.CanvasObject {
	return container.New(limitedLayout{func() float32 { return height }}, widgets.Column(0))
}

// Verdict is a few words in the tone's colour, with its icon.
func Verdict(tone widgets.Tone, word string) fyne.CanvasObject {
	t := widgets.NewText(widgets.Body, word)
	t.SetTone(tone)
	return widgets.Beside(6, icon(tone), t, nil)
}

// Preview shows a text exactly as it is, in a quiet box, at most 14 lines high.
func Preview(text string) fyne.CanvasObject {
	body := widgets.NewSelectable(widgets.Mono, text)
	scroll := widgets.NewInnerScroll(widgets.Inset(8, 12, body))
	box := widgets.NewBox(suretheme.ColorQuietBack, suretheme.ColorLine, theme.SizeNameInputRadius)
	return Limited(container.NewStack(box, scroll), func() float32 { return theme.TextSize() * 20 })
}

func icon(tone widgets.Tone) fyne.CanvasObject {
	name, color := theme.IconNameInfo, suretheme.ColorInfo
	switch tone {
	case widgets.ToneGood:
		name, color = theme.IconNameConfirm, suretheme.ColorGood
	case widgets.ToneWarning:
		name, color = theme.IconNameWarning, suretheme.ColorWarning
	case widgets.ToneError:
		name, color = theme.IconNameCancel, suretheme.ColorError
	case widgets.ToneNone, widgets.ToneInfo:
	}
	return widget.NewIcon(theme.NewColoredResource(theme.Icon(name), color))
}

// Number is the quiet number of a line in a list of steps.
func Number(n int) fyne.CanvasObject {
	return widgets.NewText(widgets.Strong, strconv.Itoa(n)+".").SingleLine()
}

// Host returns the host of an address, or the address when it has none.
func Host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}
