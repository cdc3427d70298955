package uitest

import (
	"image"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/ui/theme"
)

// Show puts content into a window of Fyne's test driver with the light theme,
// at the size of the design pictures, and lays it out.
func Show(t testing.TB, content fyne.CanvasObject) fyne.Window {
	t.Helper()
	return ShowIn(t, content, theme.New(theme.Light, 100), fyne.NewSize(824, 720))
}

// ShowIn is Show with a theme and a size.
func ShowIn(t testing.TB, content fyne.CanvasObject, th fyne.Theme, size fyne.Size) fyne.Window {
	t.Helper()
	app := fyne.CurrentApp()
	app.Settings().SetTheme(th)
	w := app.NewWindow("test")
	w.SetPadded(false)
	w.SetContent(content)
	w.Resize(size)
	Layout(w)
	t.Cleanup(w.Close)
	return w
}

// App starts a test application for the test.
func App(t testing.TB) fyne.App {
	t.Helper()
	app := test.NewTempApp(t)
	app.Settings().SetTheme(theme.New(theme.Light, 100))
	return app
}

// Layout settles the heights of wrapped texts, which the real driver does in
// the frame after a change and the test driver does not.
func Layout(w fyne.Window) {
	for range 3 {
		Walk(w.Content(), func(o fyne.CanvasObject) {
			if c, ok := o.(*fyne.Container); ok && c.Layout != nil {
				c.Layout.Layout(c.Objects, c.Size())
			}
		})
		size := w.Canvas().Size()
		w.Content().Resize(size.AddWidthHeight(1, 1))
		w.Content().Resize(size)
	}
}

// Walk visits what is visible in object, parents before their children.
func Walk(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, child := range o.Objects {
			Walk(child, visit)
		}
	case fyne.Widget:
		for _, child := range test.WidgetRenderer(o).Objects() {
			Walk(child, visit)
		}
	}
}

// Words returns what a screen reader would read of the object: the labels of
// all visible parts, one a line.
func Words(o fyne.CanvasObject) string {
	var b strings.Builder
	Walk(o, func(o fyne.CanvasObject) {
		a, ok := o.(fyne.Accessible)
		if ok && a.AccessibilityRole() != fyne.AccessibleRoleContainer && a.AccessibilityLabel() != "" {
			b.WriteString(a.AccessibilityLabel() + "\n")
		}
	})
	return b.String()
}

// Pressable is a button of ui/widgets.
type Pressable interface {
	fyne.Focusable
	fyne.Tappable
	Text() string
	Disabled() bool
}

// Button returns the visible button with that text, or nil.
func Button(o fyne.CanvasObject, text string) Pressable {
	var found Pressable
	Walk(o, func(o fyne.CanvasObject) {
		if b, ok := o.(Pressable); ok && b.Text() == text && found == nil {
			found = b
		}
	})
	return found
}

// InView reports whether the top of the object can be seen in the window, and
// its bottom too unless it is higher than the window.
func InView(w fyne.Window, o fyne.CanvasObject) bool {
	top, height := fyne.CurrentApp().Driver().AbsolutePositionForObject(o).Y, w.Canvas().Size().Height
	return top >= 0 && top < height && (top+o.Size().Height <= height || o.Size().Height > height)
}

// Primaries returns the words on the visible blue buttons: a screen has one.
func Primaries(o fyne.CanvasObject) []string {
	var found []string
	Walk(o, func(o fyne.CanvasObject) {
		if b, ok := o.(interface {
			Pressable
			Prominent() bool
		}); ok && b.Prominent() {
			found = append(found, b.Text())
		}
	})
	return found
}

// Press taps the visible button with that text and fails the test if there is
// none, or if it cannot be pressed.
func Press(t testing.TB, o fyne.CanvasObject, text string) {
	t.Helper()
	b := Button(o, text)
	switch {
	case b == nil:
		t.Fatalf("no button %q in:\n%s", text, Words(o))
	case b.Disabled():
		t.Fatalf("button %q is disabled", text)
	}
	test.Tap(b)
}

// Key presses a key where the focus is, else on the canvas, as a window does.
func Key(w fyne.Window, name fyne.KeyName) {
	ev := &fyne.KeyEvent{Name: name}
	if f := w.Canvas().Focused(); f != nil {
		f.TypedKey(ev)
	} else if handle := w.Canvas().OnTypedKey(); handle != nil {
		handle(ev)
	}
}

// Clipboard is a clipboard in memory that counts how often it was read.
type Clipboard struct {
	Text  string
	Reads int
}

// Content returns the text and counts.
func (c *Clipboard) Content() string {
	c.Reads++
	return c.Text
}

// SetContent replaces the text.
func (c *Clipboard) SetContent(text string) { c.Text = text }

// Save writes an image below the directory that SURELINE_SHOTS names, so that a
// person can look at it; without the variable it does nothing.
func Save(t testing.TB, name string, img image.Image) {
	t.Helper()
	dir := os.Getenv("SURELINE_SHOTS")
	if dir == "" {
		return
	}
	f, err := os.Create(filepath.Join(dir, name+".png"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}
