package connections

import (
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"github.com/sureline/sureline/ui/uitest"
)

func TestMain(m *testing.M) {
	time.Local = time.UTC // the pages show local times
	os.Exit(m.Run())
}

// The structure of each state, so that a change of it is seen in review.
func TestGolden(t *testing.T) {
	for _, c := range []struct {
		name string
		make func(t *testing.T) *bench
	}{
		{"empty", func(t *testing.T) *bench { return newBench(t) }},
		{"list", func(t *testing.T) *bench { return newBench(t, northwind(now), contoso(now)) }},
		{"detail", openBench},
		{"remove", func(t *testing.T) *bench {
			b := openBench(t)
			b.press("Remove")
			return b
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := c.make(t)
			b.window.Canvas().Unfocus()
			b.window.Resize(fyne.NewSize(824, 720))
			uitest.Layout(b.window)
			test.AssertRendersToMarkup(t, c.name+".xml", b.window.Canvas())
		})
	}
}
