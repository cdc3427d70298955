package credential

// gap says what stands between two neighbouring characters of a credential's
// alphabet.
type gap uint16

const (
	gapSpace gap = 1 << iota
	gapLine
	gapBlank // an empty line
	gapQuote
	gapMark // punctuation that mail, shells and Markdown put between lines
	gapDot
	gapDots   // two dots or more
	gapElided // "…": something was left out
	gapHard   // anything else: no credential goes on behind it
	gapWide   // the character after the gap was a dash that may have been "--"
)

// between are the gaps that may fall inside a credential without harm.
const between = gapSpace | gapLine | gapBlank | gapQuote | gapMark

// scanned is a text reduced to the characters of base64url, with the gaps
// between them: gaps[i] stands before chars[i], and the last one at the end.
type scanned struct {
	chars []byte
	gaps  []gap
}

// scan reads what unwrap returned.
func scan(text string) scanned {
	s := scanned{chars: make([]byte, 0, len(text)), gaps: make([]gap, 0, len(text)+1)}
	var g gap
	for i := range len(text) {
		c := text[i]
		if isBase64URL(c) || c == standDash {
			if c == standDash {
				c, g = '-', g|gapWide
			}
			s.chars, s.gaps, g = append(s.chars, c), append(s.gaps, g), 0
			continue
		}
		g = g.add(c, i > 0 && c == '\n' && text[i-1] == '\r')
	}
	s.gaps = append(s.gaps, g)
	return s
}

// add returns the gap with one more character in it.
func (g gap) add(c byte, secondOfPair bool) gap {
	switch c {
	case '\n', '\r':
		if g&gapLine != 0 && !secondOfPair {
			g |= gapBlank
		}
		return g | gapLine
	case ' ', '\t', '\v', '\f':
		return g | gapSpace
	case '"', '\'':
		return g | gapQuote
	case '>', '|', '*', '`', '+', '=', '\\', '#', '^':
		return g | gapMark
	case '.':
		if g&gapDot != 0 {
			g |= gapDots
		}
		return g | gapDot
	case standEllipsis:
		return g | gapElided
	}
	return g | gapHard
}

// soft reports whether a credential may go on behind the gap.
func (g gap) soft() bool { return g&^(between|gapWide) == 0 }

// tight reports whether the gap is one dot and nothing else, as between the
// parts of a JWT.
func (g gap) tight() bool { return g&^gapWide == gapDot }

// cut reports whether something was visibly left out.
func (g gap) cut() bool { return g&(gapElided|gapDots) != 0 }

// dirt says what had to be removed to close the gap.
func (g gap) dirt() dirt {
	var d dirt
	for _, pair := range [...]struct {
		g gap
		d dirt
	}{{gapSpace, dirtSpace}, {gapLine, dirtLine}, {gapQuote, dirtQuote}, {gapMark, dirtMark}} {
		if g&pair.g != 0 {
			d |= pair.d
		}
	}
	return d
}

// softEnd returns the first position behind from at which a hard gap stands,
// or the end.
func (s scanned) softEnd(from int) int {
	for i := from + 1; i < len(s.chars); i++ {
		if s.gaps[i]&(gapHard|gapElided|gapDots) != 0 {
			return i
		}
	}
	return len(s.chars)
}

// runEnd returns the end of the run of neighbouring characters at from.
func (s scanned) runEnd(from, limit int) int {
	for i := from + 1; i < limit; i++ {
		if s.gaps[i]&^gapWide != 0 {
			return i
		}
	}
	return limit
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

func isSpace(c byte) bool { return classes[c] == classSpace }
