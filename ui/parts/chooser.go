package parts

import (
	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/ui/widgets"
)

// Choice is a drop-down list with its name above.
type Choice struct {
	Object *fyne.Container
	list   *widgets.Chooser
}

// NewChoice returns a list with the option chosen (an index); change is called
// with the index of another choice.
func NewChoice(name string, options []string, chosen int, change func(index int)) *Choice {
	c := &Choice{Object: widgets.NewChooser(name, options, chosen, change)}
	c.find(c.Object)
	c.Object.Objects[0] = widgets.NewText(widgets.Strong, name)
	return c
}

func (c *Choice) find(o fyne.CanvasObject) {
	switch o := o.(type) {
	case *widgets.Chooser:
		c.list = o
	case *fyne.Container:
		for _, child := range o.Objects {
			c.find(child)
		}
	}
}

// Focus puts the keyboard on the list.
func (c *Choice) Focus() { widgets.Focus(c.list) }

// Select chooses the option, as the user would.
func (c *Choice) Select(index int) { c.list.SetSelectedIndex(index) }
