package credential

import (
	"bytes"
	"encoding/base64"
	"slices"
	"strings"
	"unicode/utf8"
)

// minEncoded is the shortest text, in characters, worth decoding as base64: a
// header and a payload do not fit into less.
const minEncoded = 160

// fromBase64 decodes a text that is base64 as a whole, in either alphabet and
// wrapped or not, or that holds a run of base64: the first that is longer than
// any word, else one that begins like an encoded credential. Where it ends, when
// other text follows, shows by what it decodes to: that must be text throughout.
func fromBase64(text string) (string, bool) {
	starts := [3]int{0, firstRun(text), strings.Index(text, "ZXlK")} // base64 of "eyJ"
	if strings.IndexFunc(text, foreignToBase64) >= 0 {
		starts[0] = -1
	}
	var fallback string
	for i, start := range starts {
		if start < 0 || slices.Contains(starts[:i], start) {
			continue
		}
		compact, ends := base64Prefix(text[start:])
		for _, end := range ends {
			out, readable, ok := decodeAll(compact[:end])
			switch {
			case ok && readable:
				return out, true
			case ok && fallback == "":
				fallback = out
			}
		}
	}
	return fallback, fallback != ""
}

// minRun is longer than any word, and shorter than the lines of wrapped base64.
const minRun = 48

// firstRun returns where the first run of base64 of at least minRun characters
// begins, or -1.
func firstRun(text string) int {
	from := 0
	for i := 0; i <= len(text); i++ {
		if i < len(text) && (isBase64URL(text[i]) || text[i] == '+' || text[i] == '/') {
			continue
		}
		if i-from >= minRun {
			return from
		}
		from = i + 1
	}
	return -1
}

// foreignToBase64 reports whether a character stands neither in base64 nor
// between its lines.
func foreignToBase64(r rune) bool {
	return r > 'z' || !isBase64URL(byte(r)) && !isSpace(byte(r)) && !strings.ContainsRune("+/=\"'>`", r)
}

// base64Prefix returns the characters of base64 at the start of the text, in
// the alphabet of base64url, and how many of them may be meant, the likeliest
// first: those before padding, all, those up to the first line that is shorter
// than the one before it, and the first line.
func base64Prefix(text string) (compact []byte, ends []int) {
	compact = make([]byte, 0, len(text))
	padded, short, first := 0, 0, 0
	line, width := 0, 0 // where the line began, and the length of the one before
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '+':
			c = '-'
		case c == '/':
			c = '_'
		case isBase64URL(c):
		case foreignToBase64(rune(c)):
			return compact, distinctEnds(padded, len(compact), short, first)
		default:
			n := len(compact) - line
			if c == '=' && padded == 0 {
				padded = len(compact)
			}
			if n == 0 {
				continue
			}
			if first == 0 {
				first = len(compact)
			}
			if n < width && short == 0 {
				short = len(compact)
			}
			line, width = len(compact), n
			continue
		}
		compact = append(compact, c)
	}
	return compact, distinctEnds(padded, len(compact), short, first)
}

// distinctEnds returns the ends that are worth trying, each once.
func distinctEnds(ends ...int) []int {
	var list []int
	for _, end := range ends {
		if end >= minEncoded && !slices.Contains(list, end) {
			list = append(list, end)
		}
	}
	return list
}

// decodeAll decodes base64url, and tells whether all of it is readable text, as
// far as its beginning looks like text.
func decodeAll(compact []byte) (out string, readable, ok bool) {
	raw := make([]byte, base64.RawURLEncoding.DecodedLen(len(compact)))
	n, err := base64.RawURLEncoding.Decode(raw, compact)
	if err != nil || !beginsReadable(raw[:n]) {
		return "", false, false
	}
	strange := func(r rune) bool { return r == utf8.RuneError || r < ' ' && !isSpace(byte(r)) }
	return string(raw[:n]), bytes.IndexFunc(raw[:n], strange) < 0, true
}

// beginsReadable tells text, in UTF-16 too, from the noise that wrongly aligned
// base64 gives.
func beginsReadable(raw []byte) bool {
	raw = bytes.TrimPrefix(raw, []byte{0xff, 0xfe})
	head := raw[:min(len(raw), 24)]
	for i := 0; i < len(head); {
		r, size := utf8.DecodeRune(head[i:])
		cut := r == utf8.RuneError && !utf8.FullRune(head[i:])
		if !cut && r == utf8.RuneError || r < ' ' && r != 0 && !isSpace(byte(r)) || r == 0x7f {
			return false
		}
		i += size
	}
	return len(raw) > 0
}
