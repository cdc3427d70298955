package uitest

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	fynetheme "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
)

// Smallest is the smallest window that everything has to be readable in.
var Smallest = fyne.NewSize(720, 520)

// Width is how wide something is in the smallest window, by the text size in
// percent.
type Width map[int]float32

// The whole window, and a page: at the normal text size it lies beside the sidebar,
// at the double one below the row of places.
var (
	WindowWidth = Width{100: 720, 200: 720}
	PageWidth   = Width{100: 504, 200: 720}
)

// InEveryLanguage draws the window that build returns in each language and in
// lengthened text, in the smallest size at double text size (lengthened also at
// the normal one), and fails where a word is cut or broken, texts lie on each other, or a text is
// missing. build is called anew each time, with the language in force; it belongs to
// a test that does not run in parallel.
func InEveryLanguage(t *testing.T, name string, width Width, build func(t *testing.T) fyne.Window) {
	t.Helper()
	long := text.Lengthened(text.English())
	drawings := []struct {
		catalog *text.Catalog
		percent int
	}{{long, 100}, {long, 200}}
	for _, code := range text.Codes() {
		c, _ := text.For(code)
		drawings = append(drawings, struct {
			catalog *text.Catalog
			percent int
		}{c, 200})
	}
	for _, d := range drawings {
		sub := fmt.Sprintf("%s %s %d%%", name, d.catalog.Code(), d.percent)
		t.Run(sub, func(t *testing.T) {
			lang.Use(d.catalog)
			t.Cleanup(func() { lang.Use(text.English()) })
			w := build(t)
			test.ApplyTheme(t, theme.New(theme.Light, d.percent))
			w.Resize(fyne.NewSize(width[d.percent], Smallest.Height))
			Layout(w)
			for _, problem := range Misfits(w.Content(), w.Canvas().Size().Width) {
				t.Error(problem)
			}
			Save(t, strings.NewReplacer(" ", "-", "%", "").Replace(sub), w.Canvas().Capture())
		})
	}
}

// Misfits returns what is wrong with the texts in an object that is width wide:
// cut at the edge of what shows it, broken inside a word, lying on another, or
// missing from the language's file.
func Misfits(o fyne.CanvasObject, width float32) []string {
	s := &survey{seen: map[scroller][]drawn{}}
	s.visit(o, nil, 0, width)
	for _, group := range s.seen {
		for i, a := range group {
			for _, b := range group[i+1:] {
				if a.overlaps(b) {
					s.found = append(s.found, "“"+a.text+"” and “"+b.text+"” lie on each other")
				}
			}
		}
	}
	return s.found
}

// drawn is a text and where it lies.
type drawn struct {
	text string
	at   fyne.Position
	size fyne.Size
}

// overlaps leaves out what only touches: lines of text may share some pixels.
func (a drawn) overlaps(b drawn) bool {
	const slack = 3
	return a.at.X+slack < b.at.X+b.size.Width && b.at.X+slack < a.at.X+a.size.Width &&
		a.at.Y+slack < b.at.Y+b.size.Height && b.at.Y+slack < a.at.Y+a.size.Height
}

type survey struct {
	found []string
	// seen are the texts by the scroller that they lie in: what is scrolled away
	// lies on nothing.
	seen map[scroller][]drawn
}

// scroller is a container.Scroll, or what is made of one.
type scroller interface {
	fyne.Widget
	ScrollToOffset(fyne.Position)
}

func (s *survey) visit(o fyne.CanvasObject, in scroller, left, right float32) {
	if o == nil || !o.Visible() {
		return
	}
	switch o := o.(type) {
	case *canvas.Text:
		s.text(o, in, left, right)
	case *widget.Entry:
		return // holds what the user typed, and scrolls
	case *widget.Label:
		s.words(o)
	case scroller:
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
		left, right = max(left, at.X), min(right, at.X+o.Size().Width)
		if s, plain := o.(*container.Scroll); plain && s.Direction != container.ScrollVerticalOnly {
			left, right = -1e6, 1e6 // what is wide can be scrolled to
		}
		in = o
	}
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			s.visit(child, in, left, right)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			s.visit(child, in, left, right)
		}
	}
}

func (s *survey) text(o *canvas.Text, in scroller, left, right float32) {
	words := strings.TrimSpace(o.Text)
	if words == "" {
		return
	}
	if strings.Contains(words, "⟦") {
		s.found = append(s.found, "a text or slot is missing: "+words)
	}
	size := fyne.MeasureText(strings.TrimRight(o.Text, " "), o.TextSize, o.TextStyle)
	at := fyne.CurrentApp().Driver().AbsolutePositionForObject(o)
	switch spare := o.Size().Width - size.Width; o.Alignment {
	case fyne.TextAlignCenter:
		at.X += spare / 2
	case fyne.TextAlignTrailing:
		at.X += spare
	case fyne.TextAlignLeading:
	}
	if at.X < left-1 || at.X+size.Width > right+1 {
		s.found = append(s.found, "“"+words+"” is cut at the edge")
	}
	s.seen[in] = append(s.seen[in], drawn{words, at, size})
}

// words looks for words that are wider than the label that wraps them: Fyne
// would break them anywhere.
func (s *survey) words(l *widget.Label) {
	if l.Wrapping != fyne.TextWrapWord {
		return
	}
	name := l.SizeName
	if name == "" {
		name = fynetheme.SizeNameText
	}
	space := l.Size().Width - 2*fynetheme.InnerPadding()
	for _, word := range strings.Fields(l.Text) {
		if fyne.MeasureText(word, fynetheme.Size(name), l.TextStyle).Width > space+1 {
			s.found = append(s.found, "“"+word+"” is broken")
		}
	}
}
