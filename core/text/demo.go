package text

import (
	"maps"
	"strings"
)

// demoTable holds what the demo says in place of other sentences.
const demoTable = "in_demo."

// Demo returns the texts as the demo says them: each sentence of the table in_demo
// stands in the place of the one whose key follows the table's name, so that
// nothing claims RingCentral did what only its look-alike did.
func (c *Catalog) Demo() *Catalog {
	demo := *c
	demo.sentence = maps.Clone(c.sentence)
	for key, s := range c.sentence {
		if instead, ok := strings.CutPrefix(key, demoTable); ok {
			demo.sentence[instead] = s
		}
	}
	return &demo
}
