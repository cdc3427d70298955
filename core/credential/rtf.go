package credential

import (
	"strconv"
	"strings"
)

// rtfSigns are signs of RTF that Markdown, JSON and shells read otherwise: the
// hyphen that does not break, the one that may, and the space that does not.
var rtfSigns = strings.NewReplacer(`\_`, "-", `\-`, "", `\~`, " ")

// richText resolves, in a file of WordPad, TextEdit or Word in Rich Text Format,
// the escapes that stand for characters (RTF 1.9.1, "Special Characters" and
// "Unicode RTF"). What else the format says is left.
func richText(text string) (string, dirt) {
	if !strings.Contains(text, `{\rtf`) {
		return text, 0
	}
	var b strings.Builder
	b.Grow(len(text))
	for {
		before, after, ok := strings.Cut(text, `\u`)
		b.WriteString(before)
		if !ok {
			return rtfSigns.Replace(b.String()), dirtMark
		}
		count := strings.HasPrefix(after, "c") // \uc says how many characters stand in for one
		n, rest, ok := rtfNumber(strings.TrimPrefix(after, "c"))
		switch {
		case !ok:
			b.WriteString(`\u`)
			rest = after
		case !count:
			b.WriteRune(rune(uint16(n)))
			rest = strings.TrimPrefix(rest, "?") // for programs that cannot show it
		}
		text = rest
	}
}

// rtfNumber splits off the number at the start of the text, and the space that
// ends it.
func rtfNumber(text string) (n int, rest string, ok bool) {
	digits := 0
	for digits < min(len(text), 6) && (text[digits] >= '0' && text[digits] <= '9' || digits == 0 && text[0] == '-') {
		digits++
	}
	n, err := strconv.Atoi(text[:digits])
	return n, strings.TrimPrefix(text[digits:], " "), err == nil
}
