package widgets

import (
	"strconv"

	"fyne.io/fyne/v2"
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
	Object *fyne.Container
	label  string
	frame  *Box
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
	c.Select.FocusGained()
	c.frame.SetColors("", suretheme.ColorAccent, 2)
	Reveal(c)
}

// FocusLost hides the ring.
func (c *Chooser) FocusLost() {
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
