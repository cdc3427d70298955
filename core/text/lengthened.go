package text

import "strings"

// Lengthened returns the texts with each sentence longer by two fifths and its
// vowels accented, for tests: a page that holds them holds most languages, and a
// text without accents is one that the file lacks. Slots and markup stay.
func Lengthened(c *Catalog) *Catalog {
	long := *c
	long.code, long.sentence, long.plurals = c.code+"-lengthened", map[string]string{}, map[string]map[string]string{}
	for key, s := range c.sentence {
		long.sentence[key] = lengthen(s)
	}
	for key, forms := range c.plurals {
		longer := map[string]string{}
		for name, s := range forms {
			longer[name] = lengthen(s)
		}
		long.plurals[key] = longer
	}
	return &long
}

var accented = strings.NewReplacer("a", "á", "e", "é", "i", "í", "o", "ó", "u", "ú", "A", "Á", "E", "É", "I", "Í", "O", "Ó", "U", "Ú")

func lengthen(s string) string {
	var b strings.Builder
	letters := 0
	for rest := s; rest != ""; {
		before, slot, open := strings.Cut(rest, "{")
		b.WriteString(accented.Replace(before))
		letters += len(before)
		if !open {
			break
		}
		name, after, _ := strings.Cut(slot, "}")
		b.WriteString("{" + name + "}")
		rest = after
	}
	for n := letters * 2 / 5; n > 0; n -= 5 {
		b.WriteString(" oooo"[:min(n, 5)])
	}
	return b.String()
}
