package credential

import (
	"bytes"
	"encoding/base64"
	"strings"
)

// minEncoded is the shortest text, in characters, worth decoding as base64: a
// header and a payload do not fit into less.
const minEncoded = 160

// fromBase64 decodes a text that is base64 as a whole, in either alphabet and
// wrapped or not, or that holds a run of base64: one that begins like an encoded
// credential, else the first that is longer than any word.
func fromBase64(text string) (string, bool) {
	if compact, whole := base64Prefix(text); whole {
		if out, ok := decodeAll(compact); ok {
			return out, true
		}
	}
	start := strings.Index(text, "ZXlK") // base64 of "eyJ"
	if start < 0 {
		start = firstRun(text)
	}
	if start < 0 {
		return "", false
	}
	compact, _ := base64Prefix(text[start:])
	return decodeAll(compact)
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

// base64Prefix returns the characters of base64 at the start of the text, in
// the alphabet of base64url, and whether that is all of it.
func base64Prefix(text string) (compact []byte, whole bool) {
	compact = make([]byte, 0, len(text))
	for i := range len(text) {
		c := text[i]
		switch {
		case c == '+':
			c = '-'
		case c == '/':
			c = '_'
		case isBase64URL(c):
		case isSpace(c) || strings.IndexByte("=\"'>`", c) >= 0:
			continue
		default:
			return compact, false
		}
		compact = append(compact, c)
	}
	return compact, true
}

func decodeAll(compact []byte) (string, bool) {
	if len(compact) < minEncoded {
		return "", false
	}
	out := make([]byte, base64.RawURLEncoding.DecodedLen(len(compact)))
	n, err := base64.RawURLEncoding.Decode(out, compact)
	return string(out[:n]), err == nil && beginsReadable(out[:n])
}

// beginsReadable tells text, in UTF-16 too, from the noise that wrongly aligned
// base64 gives.
func beginsReadable(raw []byte) bool {
	raw = bytes.TrimPrefix(raw, []byte{0xff, 0xfe})
	for _, c := range raw[:min(len(raw), 24)] {
		if c > '~' || c < ' ' && c != 0 && !isSpace(c) {
			return false
		}
	}
	return len(raw) > 0
}
