// Package lang says what stands in the window in the language in force. It is to
// words what Fyne's theme is to colours: set once by the window (Use), asked by
// every page while it is drawn. It imports core, core/finding and core/text.
package lang

import (
	"sync/atomic"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// S fills the slots of a sentence; see text.Slots.
type S = text.Slots

// List is a slot's value that names keys.
type List = text.List

var current atomic.Pointer[text.Catalog]

// Use puts a language in force. What is drawn already stays as it is.
func Use(c *text.Catalog) { current.Store(c) }

// Current returns the texts in force, English until Use was called. Safe for
// concurrent use.
func Current() *text.Catalog {
	if c := current.Load(); c != nil {
		return c
	}
	return text.English()
}

// T returns the sentence with the key, its slots filled. Key and slots are written
// out where T is called, so that a test can hold them against the files.
func T(key string, slots ...S) string { return Current().Text(key, first(slots)) }

// Parts is T with the bold pieces apart.
func Parts(key string, slots ...S) []text.Part { return Current().Parts(key, first(slots)) }

func first(slots []S) S {
	if len(slots) == 0 {
		return nil
	}
	return slots[0]
}

// TookMS words how long a request of so many milliseconds took.
func TookMS(ms int64) string { return Current().Took(time.Duration(ms) * time.Millisecond) }

// Finding returns the finding in the language in force.
func Finding(f core.Finding) core.Finding { return finding.In(Current(), f) }
