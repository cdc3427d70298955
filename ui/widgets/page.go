package widgets

import (
	"net/url"
	"strconv"
	"unicode"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	suretheme "github.com/sureline/sureline/ui/theme"
)

// NewPage returns a column of content that scrolls, with the page's margins.
func NewPage(content ...fyne.CanvasObject) *container.Scroll {
	scroll := container.NewVScroll(container.New(pageLayout{}, Column(Gap(), content...)))
	scroll.SetMinSize(leastPage)
	return scroll
}

// Margins gives content that fills the window, and scrolls by itself, the
// margins of a page.
func Margins(content fyne.CanvasObject) *fyne.Container {
	return container.New(pageLayout{fills: true}, content)
}

// The margins of a page in pixels, which shrink in a narrow window.
const (
	narrowPage   = 560
	narrowMargin = 16
	pageTop      = 24
	pageSide     = 30
	// maxPageWidth keeps lines readable on a wide window.
	maxPageWidth = 1080
)

var leastPage = fyne.NewSize(240, 160)

// pageLayout gives its one object the margins of a page and the height that it
// needs, or all that is left when it fills the window.
type pageLayout struct{ fills bool }

func (l pageLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	top, side := float32(pageTop), float32(pageSide)
	if size.Width < narrowPage {
		top, side = narrowMargin, narrowMargin
	}
	width := min(size.Width-2*side, maxPageWidth)
	if l.fills {
		objects[0].Resize(fyne.NewSize(width, size.Height-top-theme.InnerPadding()))
	} else {
		fit(objects[0], width)
	}
	objects[0].Move(fyne.NewPos(side, top))
}

func (l pageLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	if l.fills {
		return leastPage
	}
	size := objects[0].MinSize()
	if objects[0].Position().X == narrowMargin {
		return size.AddWidthHeight(2*narrowMargin, 2*narrowMargin)
	}
	return size.AddWidthHeight(2*narrowMargin, 2*pageTop)
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

// Show shows or hides an object.
func Show(o fyne.CanvasObject, on bool) {
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// Replace puts new objects into a container and lays it out; without any it
// hides the container.
func Replace(c *fyne.Container, objects ...fyne.CanvasObject) {
	c.Objects = objects
	Show(c, len(objects) > 0)
	c.Refresh()
}

// Under gives rest what top leaves of a space. Tab walks through top first,
// which it would not in Fyne's own border container.
func Under(top, rest fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewBorderLayout(top, nil, nil, nil), top, rest)
}

// Top puts content at the upper end of a space that is higher.
func Top(content fyne.CanvasObject) fyne.CanvasObject {
	return container.NewVScroll(Column(0, content))
}

// Preview shows a text exactly as it is, in a quiet box, at most 14 lines high.
func Preview(text string) fyne.CanvasObject {
	scroll := NewInnerScroll(Inset(8, 12, NewSelectable(Mono, text)))
	return Limited(quietBox(scroll), func() float32 { return theme.TextSize() * 20 })
}

// Quote shows a text exactly as it is, in a quiet box as high as it needs.
func Quote(text string) fyne.CanvasObject { return quietBox(Inset(8, 12, NewSelectable(Mono, text))) }

// quietBox is the frame of what is quoted: an address, a text to pass on.
func quietBox(content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewBox(suretheme.ColorQuietBack, suretheme.ColorLine, theme.SizeNameInputRadius), content)
}

// Number is the quiet number of a line in a list of steps.
func Number(n int) fyne.CanvasObject {
	return NewText(Strong, strconv.Itoa(n)+".").SingleLine()
}

// Host returns the host of an address, or the address when it has none.
func Host(address string) string {
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		return u.Host
	}
	return address
}

// Sentence makes one of a reason, which begins small and has no full stop.
func Sentence(reason string) string {
	first, size := utf8.DecodeRuneInString(reason)
	return string(unicode.ToUpper(first)) + reason[size:] + "."
}
