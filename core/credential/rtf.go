package credential

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// richText resolves, in a file of WordPad, TextEdit or Word in Rich Text Format,
// the escapes that stand for characters (RTF 1.9.1, "Special Characters" and
// "Unicode RTF"), which Markdown, JSON and shells read otherwise. What else the
// format says is left.
func richText(text string) (string, dirt) {
	if !strings.Contains(text, `{\rtf`) {
		return text, 0
	}
	var b strings.Builder
	b.Grow(len(text))
	for {
		before, after, ok := strings.Cut(text, `\`)
		b.WriteString(before)
		if !ok {
			return b.String(), dirtMark
		}
		text = richSign(&b, after)
	}
}

// richSign writes what the sign behind a backslash stands for, and returns the
// rest of the text.
func richSign(b *strings.Builder, text string) string {
	if text == "" {
		return text
	}
	switch c := text[0]; {
	case c == '_': // a hyphen that does not break
		b.WriteByte('-')
	case c == '-': // one that may, and is not shown
	case c == '~':
		b.WriteByte(' ')
	case c == '\'':
		v, ok := hexByte(text[1:])
		switch {
		case !ok:
			b.WriteByte(standForeign)
			return text[1:]
		case v < utf8.RuneSelf:
			b.WriteByte(v)
		default:
			b.WriteRune(windows1252(v))
		}
		return text[3:]
	case c == 'u':
		return richRune(b, text)
	case isLetter(c) || strings.IndexByte(`\{}*`, c) >= 0:
		b.WriteByte('\\')
		b.WriteByte(c)
	default:
		// The end of a paragraph, or what tore the backslash from its sign: no
		// credential goes on behind it.
		b.WriteByte(standForeign)
		b.WriteByte('\n')
		return text
	}
	return text[1:]
}

// richRune writes the character of "u8209 ", and nothing for "uc0 ", which says
// how many characters stand in for one.
func richRune(b *strings.Builder, text string) string {
	count := strings.HasPrefix(text, "uc")
	n, rest, ok := richNumber(strings.TrimPrefix(text[1:], "c"))
	switch {
	case !ok:
		b.WriteString(`\u`)
		return text[1:]
	case count:
		return rest
	}
	b.WriteRune(rune(uint16(n)))
	return strings.TrimPrefix(rest, "?") // for programs that cannot show it
}

// richNumber splits off the number at the start of the text, and the space that
// ends it.
func richNumber(text string) (n int, rest string, ok bool) {
	digits := 0
	for digits < min(len(text), 6) && (text[digits] >= '0' && text[digits] <= '9' || digits == 0 && text[0] == '-') {
		digits++
	}
	n, err := strconv.Atoi(text[:digits])
	return n, strings.TrimPrefix(text[digits:], " "), err == nil
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
