package uitest

import (
	"image/color"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

func at(o fyne.CanvasObject, x, y, w float32) fyne.CanvasObject {
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, 20))
	return o
}

func TestMisfits(t *testing.T) {
	word := func(s string) *canvas.Text { return canvas.NewText(s, color.Black) }
	wrapped := func(s string) *widget.Label {
		l := widget.NewLabel(s)
		l.Wrapping = fyne.TextWrapWord
		return l
	}
	for _, tt := range []struct {
		name   string
		object func() fyne.CanvasObject
		want   string
	}{
		{"fits", func() fyne.CanvasObject { return at(word("word"), 10, 10, 50) }, ""},
		{"over the edge", func() fyne.CanvasObject { return at(word("a rather long text"), 280, 10, 10) }, "cut at the edge"},
		{"centred over the edge", func() fyne.CanvasObject {
			w := word("a rather long text that is centred in too little")
			w.Alignment = fyne.TextAlignCenter
			return at(w, 0, 0, 20)
		}, "cut at the edge"},
		{"on each other", func() fyne.CanvasObject {
			return container.NewWithoutLayout(at(word("one text"), 10, 10, 60), at(word("another"), 30, 12, 60))
		}, "lie on each other"},
		{"beside each other", func() fyne.CanvasObject {
			return container.NewWithoutLayout(at(word("one"), 10, 10, 60), at(word("another"), 100, 12, 60))
		}, ""},
		{"broken word", func() fyne.CanvasObject { return at(wrapped("Zugangsnachweisverwaltung"), 0, 0, 60) }, "is broken"},
		{"missing", func() fyne.CanvasObject { return at(word("Connect ⟦app⟧"), 0, 0, 60) }, "missing"},
		{"hidden", func() fyne.CanvasObject {
			w := at(word("a rather long text"), 280, 10, 10)
			w.Hide()
			return w
		}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			App(t)
			w := fyne.CurrentApp().NewWindow("test")
			t.Cleanup(w.Close)
			w.SetPadded(false)
			w.SetContent(container.NewWithoutLayout(tt.object()))
			w.Resize(fyne.NewSize(300, 200))
			got := strings.Join(Misfits(w.Content(), 300), "\n")
			if tt.want == "" && got != "" || !strings.Contains(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
