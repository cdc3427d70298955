package credential

import (
	"html"
	"strconv"
	"strings"
)

// maxLayers bounds how often a text is unwrapped: a link inside a quoted mail
// inside JSON is three.
const maxLayers = 4

// unwrap returns the text in plain ASCII (see toASCII), freed of
// URL-encoding, HTML, quoted-printable, Rich Text and backslash escapes.
func unwrap(text string) (string, dirt) {
	text, found := toASCII(text, false)
	for range maxLayers {
		before := text
		for _, layer := range []func(string) (string, dirt){percent, markup, quotedPrintable, richText, backslashes} {
			next, kind := layer(text)
			if next != text {
				text, found = next, found|kind
			}
		}
		if text == before {
			break
		}
		var kind dirt
		text, kind = toASCII(text, true)
		found |= kind
	}
	return text, found
}

// percent decodes %XX (RFC 3986 section 2.1). A % that does not begin an
// escape stays.
func percent(text string) (string, dirt) {
	i := strings.IndexByte(text, '%')
	if i < 0 {
		return text, 0
	}
	var b strings.Builder
	b.Grow(len(text))
	for ; i >= 0; i = strings.IndexByte(text, '%') {
		b.WriteString(text[:i])
		text = text[i:]
		if c, ok := hexByte(text[1:]); ok {
			b.WriteByte(c)
			text = text[3:]
		} else {
			b.WriteByte('%')
			text = text[1:]
		}
	}
	b.WriteString(text)
	return b.String(), dirtCoding
}

// quotedPrintable decodes RFC 2045 section 6.7, if the text shows by an
// escaped "=" or a soft line break that it is encoded so.
func quotedPrintable(text string) (string, dirt) {
	if !strings.Contains(text, "=3D") && !strings.Contains(text, "=\n") && !strings.Contains(text, "=\r\n") {
		return text, 0
	}
	var b strings.Builder
	b.Grow(len(text))
	kind := dirtLine
	for i := strings.IndexByte(text, '='); i >= 0; i = strings.IndexByte(text, '=') {
		b.WriteString(text[:i])
		text = text[i+1:]
		switch {
		case strings.HasPrefix(text, "\n"):
			text = text[1:]
		case strings.HasPrefix(text, "\r\n"):
			text = text[2:]
		default:
			if c, ok := hexByte(text); ok {
				b.WriteByte(c)
				text, kind = text[2:], dirtCoding
			} else {
				b.WriteByte('=')
			}
		}
	}
	b.WriteString(text)
	return b.String(), kind
}

// backslashes resolves the escapes of JSON, shells and Markdown.
func backslashes(text string) (string, dirt) {
	i := strings.IndexByte(text, '\\')
	if i < 0 {
		return text, 0
	}
	var b strings.Builder
	b.Grow(len(text))
	for ; i >= 0; i = strings.IndexByte(text, '\\') {
		b.WriteString(text[:i])
		text = text[i+1:]
		text = escaped(&b, text)
	}
	b.WriteString(text)
	return b.String(), dirtMark
}

// escaped writes what the escape at the start of text stands for, and returns
// the rest. A backslash that escapes nothing becomes a space.
func escaped(b *strings.Builder, text string) string {
	if text == "" {
		return text
	}
	switch c := text[0]; c {
	case 'n', 'r', 't':
		b.WriteByte('\n')
		return text[1:]
	case 'x':
		if v, ok := hexByte(text[1:]); ok {
			b.WriteByte(v)
			return text[3:]
		}
	case 'u':
		if len(text) >= 5 {
			if v, err := strconv.ParseUint(text[1:5], 16, 16); err == nil {
				b.WriteRune(rune(v))
				return text[5:]
			}
		}
	default:
		if c > ' ' && c < '0' || c > '9' && c < 'A' || c > 'Z' && c < 'a' || c > 'z' {
			b.WriteByte(c)
			return text[1:]
		}
	}
	b.WriteByte(' ')
	return text
}

// markup removes HTML tags and resolves character references. The content of a
// tag that may hold a credential stays.
func markup(text string) (string, dirt) {
	if !strings.ContainsAny(text, "<&") {
		return text, 0
	}
	return entities(tags(text)), dirtWeb
}

func tags(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := strings.IndexByte(text, '<'); i >= 0; i = strings.IndexByte(text, '<') {
		b.WriteString(text[:i])
		text = text[i:]
		if len(text) < 2 || !tagStart(text[1]) {
			b.WriteByte('<')
			text = text[1:]
			continue
		}
		end := 1
		for end < len(text) && text[end] != '<' && text[end] != '>' {
			end++
		}
		if end == len(text) { // no tag after this one either
			break
		}
		tag := text[1:end]
		if text[end] == '<' { // an attribute with a tag in it, or no tag at all
			b.WriteString(text[:end])
			text = text[end:]
			continue
		}
		if len(tag) >= minEncoded || strings.Contains(tag, "eyJ") {
			b.WriteString(" " + tag)
		}
		if !inline(tag) {
			b.WriteByte('\n')
		}
		text = text[end+1:]
	}
	b.WriteString(text)
	return b.String()
}

func tagStart(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '/' || c == '!'
}

// inline reports whether a tag stands inside a word rather than between words.
func inline(tag string) bool {
	name := strings.ToLower(strings.TrimPrefix(tag, "/"))
	if i := strings.IndexAny(name, " \t\r\n/"); i >= 0 {
		name = name[:i]
	}
	switch name {
	case "wbr", "span", "b", "i", "em", "strong", "font", "a", "u", "code", "mark", "tt", "small":
		return true
	}
	return false
}

// entities resolves character references that end in a semicolon. Those
// without one are left: "&copy=1" in a form is no copyright sign.
func entities(text string) string {
	var b strings.Builder
	b.Grow(len(text))
	for i := strings.IndexByte(text, '&'); i >= 0; i = strings.IndexByte(text, '&') {
		b.WriteString(text[:i])
		text = text[i:]
		end := 1
		for end < len(text) && end < 34 && (isBase64URL(text[end]) || text[end] == '#') {
			end++
		}
		if end < len(text) && text[end] == ';' {
			b.WriteString(html.UnescapeString(text[:end+1]))
			text = text[end+1:]
			continue
		}
		b.WriteByte('&')
		text = text[1:]
	}
	b.WriteString(text)
	return b.String()
}

func hexByte(s string) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	hi, lo := hexDigit(s[0]), hexDigit(s[1])
	return hi<<4 | lo, hi < 16 && lo < 16
}

// hexDigit returns the value of a hexadecimal digit, or 16.
func hexDigit(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}
