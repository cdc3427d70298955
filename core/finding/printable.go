package finding

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Printable returns text from outside as it may stand in a message: valid
// UTF-8, on one line, control, format and bidirectional characters (ANSI
// escapes among them) replaced by spaces, runs of space folded, and at most
// limit characters, the cut marked by "…".
func Printable(text string, limit int) string {
	var b strings.Builder
	space, n := false, 0
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Co) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		if n++; n > limit {
			return strings.TrimRight(b.String(), " ") + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}
