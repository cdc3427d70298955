package credential

import "slices"

// gap says what stands between two neighbouring characters of a credential's
// alphabet.
type gap uint8

const (
	gapSpace gap = 1 << iota
	gapLine
	gapBlank // an empty line
	gapQuote
	gapMark // punctuation that mail, shells, tables and Markdown put between lines
	gapDot
	gapDots // two dots or more: something was left out
	gapHard // anything else: no credential goes on behind it
)

// anyGap has every bit.
const anyGap gap = 0xff

// soft are the gaps that may fall inside a part of a credential without harm.
const soft = gapSpace | gapLine | gapBlank | gapQuote | gapMark

// scanned is a text reduced to the characters of base64url, with the gaps
// between them: gaps[i] stands before chars[i], and the last one at the end.
type scanned struct {
	chars []byte
	gaps  []gap
	// stops are texts that are surely no part of a credential: the app's own
	// client ID and client secret.
	stops []string
}

// scan reads what unwrap returned.
func scan(text string) scanned {
	s := scanned{chars: make([]byte, 0, len(text)), gaps: make([]gap, 0, len(text)+1)}
	var g gap
	for i := range len(text) {
		c := text[i]
		if isBase64URL(c) {
			s.chars, s.gaps, g = append(s.chars, c), append(s.gaps, g), 0
			continue
		}
		switch c {
		case '\n', '\r':
			if pair := c == '\n' && i > 0 && text[i-1] == '\r'; g&gapLine != 0 && !pair {
				g |= gapBlank
			}
			g |= gapLine
		case ' ', '\t', '\v', '\f':
			g |= gapSpace
		case '"', '\'':
			g |= gapQuote
		case '\\': // of Markdown, JSON and Rich Text, unless it ends a line
			if i+1 == len(text) || text[i+1] != '\n' && text[i+1] != '\r' {
				g |= gapHard
			}
			g |= gapMark
		case '>', '|', '*', '`', '+', '=', '#', '^', '$':
			g |= gapMark
		case '.':
			if g&gapDot != 0 {
				g |= gapDots
			}
			g |= gapDot
		default:
			g |= gapHard
		}
	}
	s.gaps = append(s.gaps, g)
	return s
}

// dirt says what had to be removed to close the gap.
func (g gap) dirt() dirt {
	var d dirt
	for _, pair := range [...]struct {
		g gap
		d dirt
	}{{gapSpace, dirtSpaces}, {gapLine, dirtLineBreaks}, {gapQuote, dirtQuotes}, {gapMark, dirtMarks}} {
		if g&pair.g != 0 {
			d |= pair.d
		}
	}
	return d
}

// next returns the first position behind from and before to at which a gap has
// one of the bits, or to.
func (s scanned) next(from, to int, bits gap) int {
	for i := from + 1; i < to; i++ {
		if s.gaps[i]&bits != 0 {
			return i
		}
	}
	return min(to, len(s.chars))
}

// runEnd returns the end of the neighbouring characters that begin at from.
func (s scanned) runEnd(from int) int { return s.next(from, len(s.chars), anyGap) }

// runStart returns the start of the run that holds the character at from.
func (s scanned) runStart(from int) int {
	for from > 0 && s.gaps[from] == 0 {
		from--
	}
	return from
}

// span is a piece of scanned.chars.
type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

// stopped reports whether the run is a text known to be something else.
func (s scanned) stopped(run span) bool {
	return slices.Contains(s.stops, string(s.chars[run.from:run.to]))
}

// Classes of ASCII characters.
const (
	classCredential = 1 << iota
	classSpace
)

var classes = func() (t [256]byte) {
	for c := range t {
		switch c := byte(c); {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_':
			t[c] = classCredential
		case c == ' ' || c >= '\t' && c <= '\r':
			t[c] = classSpace
		}
	}
	return t
}()

// isBase64URL reports whether c is in the alphabet of RFC 4648 section 5.
func isBase64URL(c byte) bool { return classes[c] == classCredential }

func notBase64URL(r rune) bool { return r > 'z' || !isBase64URL(byte(r)) }

func isSpace(c byte) bool { return classes[c] == classSpace }
