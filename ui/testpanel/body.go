package testpanel

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sureline/sureline/ui/lang"
)

// maxIndentDepth is the deepest nesting that is indented. The indentation of
// nested arrays grows with the square of their depth: a megabyte of "[" would
// become gigabytes.
const maxIndentDepth = 64

// bodyKind tells what there is to show of a body.
type bodyKind int

const (
	emptyBody bodyKind = iota
	textBody
	binaryBody
)

// body is a body as it is shown.
type body struct {
	kind bodyKind
	text string
	size int
}

// shown is what stands in the view.
func (b body) shown() string {
	switch b.kind {
	case emptyBody:
		return lang.T("test.empty_body")
	case binaryBody:
		return lang.T("test.binary_body", lang.S{"size": sizeText(b.size)})
	case textBody:
	}
	return b.text
}

// read returns the body of an answer as it is shown: JSON indented, other text as
// it is, control and format characters made visible so that the answer cannot
// draw what is not there.
func read(raw []byte) body {
	if len(bytes.TrimSpace(raw)) == 0 {
		return body{kind: emptyBody}
	}
	// An answer that was cut may end in the middle of a character.
	raw = trimPartialRune(raw)
	if !utf8.Valid(raw) || bytes.IndexByte(raw, 0) >= 0 {
		return body{kind: binaryBody, size: len(raw)}
	}
	text := raw
	if nesting(raw) <= maxIndentDepth {
		var b bytes.Buffer
		if err := json.Indent(&b, bytes.TrimSpace(raw), "", "  "); err == nil {
			text = b.Bytes()
		}
	}
	return body{kind: textBody, text: visible(string(text)), size: len(raw)}
}

func trimPartialRune(body []byte) []byte {
	for i := 1; i < utf8.UTFMax && i <= len(body); i++ {
		tail := body[len(body)-i:]
		if utf8.RuneStart(tail[0]) {
			if !utf8.FullRune(tail) {
				return body[:len(body)-i]
			}
			break
		}
	}
	return body
}

// nesting returns how deep brackets and braces outside strings are nested. For
// text that is not JSON the number means nothing and does no harm.
func nesting(body []byte) int {
	depth, deepest, inString := 0, 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == '[' || c == '{':
			depth++
			deepest = max(deepest, depth)
		case c == ']' || c == '}':
			depth--
		}
	}
	return deepest
}

// visible returns the text with line ends as "\n", tabs as spaces, and every
// other character that has no shape of its own as its escape.
func visible(text string) string {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	clean := func(r rune) bool { return r == '\n' || r >= ' ' && r < 0x7f || r > 0x7f && unicode.IsGraphic(r) }
	if strings.IndexFunc(text, func(r rune) bool { return !clean(r) }) < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text) + 64)
	for _, r := range text {
		switch {
		case clean(r):
			b.WriteRune(r)
		case r == '\t':
			b.WriteString("    ")
		case r == '\r':
			b.WriteByte('\n')
		default:
			fmt.Fprintf(&b, "\\u%04x", r)
		}
	}
	return b.String()
}

// span is one row of the view: text[start:end].
type span struct{ start, end int }

// rows breaks the text at line ends, and lines after columns characters (wide
// ones count twice). It walks the text once: about 3 ms a megabyte.
func rows(text string, columns int) []span {
	columns = max(columns, 8)
	spans := make([]span, 0, len(text)/24+1)
	start, used := 0, 0
	for i, r := range text {
		if r == '\n' {
			spans = append(spans, span{start, i})
			start, used = i+1, 0
			continue
		}
		w := runeColumns(r)
		if used+w > columns {
			spans = append(spans, span{start, i})
			start, used = i, 0
		}
		used += w
	}
	return append(spans, span{start, len(text)})
}

// runeColumns is 2 for the scripts that are drawn at double width.
func runeColumns(r rune) int {
	if r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff00 && r <= 0xff60 || r >= 0x1f300) {
		return 2
	}
	return 1
}

// sizeText returns a number of bytes in words.
func sizeText(n int) string {
	switch {
	case n < 1024:
		return lang.T("test.bytes", lang.S{"count": n})
	case n < 1024*1024:
		return fmt.Sprintf("%.0f KB", float64(n)/1024)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1024*1024))
}
