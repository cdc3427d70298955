package credential

import (
	"encoding/base64"
	"html"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	utf "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/unicode/norm"
)

// maxLayers bounds how often a text is unwrapped: a link inside a quoted mail
// inside JSON is three.
const maxLayers = 4

// unwrap returns the text in plain ASCII, freed of percent-encoding and HTML.
func unwrap(text string) (string, dirt) {
	text, cleaned := toASCII(text)
	for range maxLayers {
		before := text
		if text = percent(text); text != before {
			cleaned |= dirtEncoding
		}
		if next := entities(tags(text)); next != text {
			text, cleaned = next, cleaned|dirtWeb
		}
		if text == before {
			break
		}
		next, more := toASCII(text)
		text, cleaned = next, cleaned|more
	}
	return text, cleaned
}

// foreign stands for a character that no credential holds.
const foreign = 1

// toASCII returns the text with invisible characters removed, characters that
// only look different replaced by the plain ones, and everything else outside
// printable ASCII replaced by foreign.
func toASCII(text string) (string, dirt) {
	if isASCII(text) {
		return text, 0
	}
	text = fromUTF16(text)
	var cleaned dirt
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		if c := text[i]; c < utf8.RuneSelf {
			i++
			if c < ' ' && !isSpace(c) || c == 0x7f {
				c = foreign
			}
			out = append(out, c)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r >= 0xff01 && r <= 0xff5e { // full width
			out, cleaned = append(out, byte(r-0xff01+'!')), cleaned|dirtLookAlikes
		} else if r >= 0xfb00 && r <= 0xfb06 { // ligatures of PDF
			out, cleaned = append(out, norm.NFKC.String(string(r))...), cleaned|dirtLookAlikes
		} else if as, kind := plainRune(r); as != "" || kind != 0 {
			out, cleaned = append(out, as...), cleaned|kind
		} else {
			out = append(out, foreign)
		}
		i += size
	}
	return string(out), cleaned
}

func isASCII(text string) bool {
	for i := range len(text) {
		if c := text[i]; c >= 0x7f || c < ' ' && !isSpace(c) && c != foreign {
			return false
		}
	}
	return true
}

// fromUTF16 decodes a text that begins with the byte order mark of UTF-16, a
// file of Windows. Other bytes may begin like that, so it must hold the
// beginning of a credential, or of one in base64.
func fromUTF16(text string) string {
	if !strings.HasPrefix(text, "\xff\xfe") && !strings.HasPrefix(text, "\xfe\xff") {
		return text
	}
	decoded, err := utf.UTF16(utf.BigEndian, utf.ExpectBOM).NewDecoder().String(text)
	if err != nil || !strings.Contains(decoded, "eyJ") && !strings.Contains(decoded, "ZXlK") {
		return text
	}
	return decoded
}

// plainRune returns what stands for a rune outside ASCII, and what kind of dirt
// it was; "" with a kind removes it, "" without one means a foreign character.
func plainRune(r rune) (string, dirt) {
	switch r {
	case 0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xfe58, 0xfe63, 0x2d7:
		return "-", dirtLookAlikes
	case 0x2024, 0x3002, 0xff61, 0xfe52, 0xb7, 0x2219, 0x22c5:
		return ".", dirtLookAlikes
	case 0x2026, 0x22ef:
		return "...", 0
	case 0x2028, 0x2029, 0x85:
		return "\n", dirtLineBreaks
	case 0x2018, 0x2019, 0x201a, 0x201b, 0x201c, 0x201d, 0x201e, 0x201f, 0x2039, 0x203a, 0xab, 0xbb, 0x2032, 0x2033, 0xb4, 0x300c, 0x300d:
		return `"`, 0
	case 0x21a9, 0x21aa, 0x21b3, 0x21b5, 0x23ce, 0x2936, 0x2937: // where a terminal or an editor wrapped
		return ">", 0
	case 0x34f, 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0xfffe, 0xfffc:
		return "", dirtInvisible
	}
	switch {
	case r == utf8.RuneError, r >= 0xc0 && r < 0x2c0 || r >= 0x3200 && r < 0xd800: // letters, mostly
		return "", 0
	case r >= 0x2500 && r <= 0x257f: // the frame of a table
		return "|", 0
	case unicode.Is(unicode.Zs, r):
		return " ", dirtSpaces
	case unicode.In(r, unicode.Cf, unicode.Variation_Selector):
		return "", dirtInvisible
	}
	return "", 0
}

func isVisible(r rune) bool {
	_, kind := plainRune(r)
	return r > ' ' && kind != dirtInvisible && kind != dirtSpaces
}

// percent decodes %XX (RFC 3986 section 2.1). A % that does not begin an
// escape stays.
func percent(text string) string {
	before, text, ok := strings.Cut(text, "%")
	if !ok {
		return before
	}
	var b strings.Builder
	for b.WriteString(before); ok; b.WriteString(before) {
		c, err := strconv.ParseUint(text[:min(2, len(text))], 16, 8)
		if err == nil && len(text) >= 2 {
			b.WriteByte(byte(c))
			text = text[2:]
		} else {
			b.WriteByte('%')
		}
		before, text, ok = strings.Cut(text, "%")
	}
	return b.String()
}

// tags puts "|" for HTML tags, which may stand between the characters of a
// credential like other marks. The content of a tag that may hold one stays.
func tags(text string) string {
	if !strings.Contains(text, "<") {
		return text
	}
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "<")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		end := strings.IndexAny(rest, "<>")
		switch {
		case end < 0 || rest[end] == '<' || rest[0]|0x20 < 'a' && rest[0] != '/' && rest[0] != '!':
			b.WriteByte('<')
			text = rest
			continue
		case strings.Contains(rest[:end], "eyJ") || end >= minText:
			b.WriteString(" " + rest[:end])
		}
		b.WriteByte('|')
		text = rest[end+1:]
	}
}

// entities resolves character references that end in a semicolon. Others are
// left: "&lt" between two fields of a form is no "<".
func entities(text string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "&")
		if !ok && b.Len() == 0 {
			return text
		}
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		const longest = 32
		if end := strings.IndexByte(rest[:min(longest, len(rest))], ';'); end > 0 && !strings.Contains(rest[:end], "&") {
			b.WriteString(html.UnescapeString("&" + rest[:end+1]))
			text = rest[end+1:]
			continue
		}
		b.WriteByte('&')
		text = rest
	}
}

// withoutNumbers removes line numbers: those that rise by one from line to
// line, from the line in which the credential begins.
func withoutNumbers(plain string) (string, bool) {
	lines := linesFrom(plain)
	expect, n := 0, 0
	for ; n < len(lines); n++ {
		line := strings.TrimLeftFunc(lines[n], notBase64URL)
		rest := strings.TrimLeft(line, "0123456789")
		number, err := strconv.Atoi(line[:len(line)-len(rest)])
		text := strings.TrimLeftFunc(rest, notBase64URL)
		if err != nil || n > 0 && number != expect || text == rest || text == "" {
			break
		}
		lines[n], expect = text, number+1
	}
	return strings.Join(lines, "\n"), n > 1
}

// withoutPrefixes removes what stands before each line: the marks of a comment,
// or the initials that mail programs put before quoted lines.
func withoutPrefixes(plain string) (string, bool) {
	lines := linesFrom(plain)
	if len(lines) < 2 {
		return "", false
	}
	prefix, _, _ := strings.Cut(lines[0], "eyJ")
	for !strings.HasPrefix(lines[1], prefix) {
		prefix = prefix[:len(prefix)-1]
	}
	prefix = strings.TrimRightFunc(prefix, func(r rune) bool { return !notBase64URL(r) })
	for i := range lines {
		lines[i] = strings.TrimPrefix(lines[i], prefix)
	}
	return strings.Join(lines, "\n"), !isBlank(prefix)
}

// linesFrom returns the lines from the one in which a credential begins.
func linesFrom(plain string) []string {
	start := strings.Index(plain, "eyJ")
	if start < 0 {
		return nil
	}
	plain = plain[strings.LastIndexAny(plain[:start], "\r\n")+1:]
	return strings.FieldsFunc(plain, func(r rune) bool { return r == '\n' || r == '\r' })
}

// minRun is longer than any word, and shorter than the lines of wrapped base64.
const minRun = 48

// fromBase64 decodes the first base64 in the text, in either alphabet, that is
// longer than any word: a run, and those behind it as long as they look like
// its wrapped lines.
func fromBase64(text string) (string, bool) {
	text = strings.NewReplacer("+", "-", "/", "_").Replace(text)
	var b strings.Builder
	width := 0
	for text != "" {
		text = strings.TrimLeftFunc(text, notBase64URL)
		end := strings.IndexFunc(text, notBase64URL)
		if end < 0 {
			end = len(text)
		}
		run, behind := text[:end], text[end:]
		text = behind
		switch {
		case width == 0 && end < minRun:
			continue
		case width == 0:
			width = end
		case end > width:
			text = ""
			continue
		}
		b.WriteString(run)
		if seam := strings.TrimLeft(behind, "> \t\r\n\"'`"); end < width || behind == seam || strings.Contains(behind[:len(behind)-len(seam)], "\n\n") {
			break
		}
	}
	encoded := b.String()
	raw := make([]byte, base64.RawURLEncoding.DecodedLen(len(encoded)))
	n, _ := base64.RawURLEncoding.Decode(raw, []byte(encoded)) // as far as it goes
	return string(raw[:n]), n >= minText/2
}
