package connections

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// BenchmarkSearch is the time from a key in the search of 10,000 connections to the
// list with all that it shows laid out, which must leave most of a frame of 16.7 ms
// to the painter. "painted" adds Fyne's painter in software, and "floor" is that
// painter alone on the same window: a graphics card is much faster.
func BenchmarkSearch(b *testing.B) {
	var all []core.Connection
	for i := range 10_000 {
		c := northwind(now)
		c.ID, c.Name, c.Person = fmt.Sprint(i), fmt.Sprintf("Northwind %d", i), fmt.Sprintf("Person %d", i%97)
		if i%7 == 0 {
			c.LastCode = finding.CredentialRejected
		}
		all = append(all, c)
	}
	bench := newBench(b, all...)
	bench.window.Resize(fyne.NewSize(1024, 768))
	texts := []string{"n", "no", "northwind", "person 9", "person 96 northwind 1", "9999", "nobody", ""}
	b.Run("key", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			bench.page.search.SetText(texts[i%len(texts)])
		}
	})
	b.Run("painted", func(b *testing.B) {
		for i := 0; b.Loop(); i++ {
			bench.page.search.SetText(texts[i%len(texts)])
			bench.window.Canvas().Capture()
		}
	})
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			bench.window.Canvas().Capture()
		}
	})
}
