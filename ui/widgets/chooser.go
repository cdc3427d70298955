package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"github.com/sureline/sureline/ui/lang"
	suretheme "github.com/sureline/sureline/ui/theme"
)

// Chooser is a drop-down list whose options may have equal names, with its own
// name above.
type Chooser struct {
	widget.Select
	// Object is what to put on the page.
	Object  *fyne.Container
	label   string
	frame   *Box
	focused bool
}

// NewChooser returns a list with the option chosen (an index); change is called
// with the index of another choice.
func NewChooser(label string, options []string, chosen int, change func(index int)) *Chooser {
	c := &Chooser{label: label}
	c.Options = unique(options)
	c.ExtendBaseWidget(c)
	c.SetSelectedIndex(chosen)
	c.OnChanged = func(string) { change(c.SelectedIndex()) }
	c.frame = NewBox("", theme.ColorNameInputBorder, theme.SizeNameInputRadius)
	c.Object = Column(4, NewText(Strong, label), container.NewStack(c, c.frame))
	return c
}

// CreateRenderer draws a quieter colour behind the focused list than Fyne does,
// whose own must be seen where there is no ring.
func (c *Chooser) CreateRenderer() fyne.WidgetRenderer {
	r := &chooserRenderer{WidgetRenderer: c.Select.CreateRenderer(), list: c}
	r.back, _ = r.Objects()[0].(*canvas.Rectangle)
	return r
}

type chooserRenderer struct {
	fyne.WidgetRenderer
	list *Chooser
	back *canvas.Rectangle
}

func (r *chooserRenderer) Refresh() {
	r.WidgetRenderer.Refresh()
	if r.back != nil && r.list.focused {
		r.back.FillColor = colorOf(suretheme.ColorFocusBack)
		r.back.Refresh()
	}
}

// unique tells equal names apart: Fyne's list knows its options by their text.
func unique(names []string) []string {
	seen := map[string]int{}
	out := make([]string, len(names))
	for i, n := range names {
		seen[n]++
		if out[i] = n; seen[n] > 1 {
			out[i] = n + " (" + strconv.Itoa(seen[n]) + ")"
		}
	}
	return out
}

// FocusGained shows the ring and scrolls the list into view.
func (c *Chooser) FocusGained() {
	c.focused = true
	c.Select.FocusGained()
	c.frame.SetColors("", suretheme.ColorAccent, 2)
	Reveal(c)
}

// FocusLost hides the ring.
func (c *Chooser) FocusLost() {
	c.focused = false
	c.Select.FocusLost()
	c.frame.SetColors("", theme.ColorNameInputBorder, 1)
}

// TypedKey opens the list with Enter too, and lets Esc through.
func (c *Chooser) TypedKey(ev *fyne.KeyEvent) {
	switch ev.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		c.Tapped(nil)
	case fyne.KeyEscape:
		PassKey(c, ev)
	default:
		c.Select.TypedKey(ev)
	}
}

// AccessibilityLabel is label and choice.
func (c *Chooser) AccessibilityLabel() string {
	return lang.T("field.holds", lang.S{"name": c.label, "text": c.Selected})
}

// AccessibilityRole is button: Fyne has no role for lists.
func (c *Chooser) AccessibilityRole() fyne.AccessibleRole { return fyne.AccessibleRoleButton }
