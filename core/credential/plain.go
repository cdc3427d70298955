package credential

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// dirt is a set of the kinds of things that were cleaned up.
type dirt uint16

const (
	dirtSpace dirt = 1 << iota
	dirtLine
	dirtInvisible
	dirtQuote
	dirtMark
	dirtLookalike
	dirtWeb
	dirtCoding
	dirtDots
	dirtCopy
	dirtAround
)

// dirtNames are the words for the kinds, in the order in which they are told.
var dirtNames = []struct {
	kind dirt
	name string
}{
	{dirtCoding, "an extra layer of encoding"},
	{dirtWeb, "web page formatting"},
	{dirtAround, "other text around it"},
	{dirtQuote, "quotation marks"},
	{dirtMark, "formatting marks"},
	{dirtLine, "line breaks"},
	{dirtSpace, "spaces"},
	{dirtInvisible, "invisible characters"},
	{dirtLookalike, "look-alike characters"},
	{dirtDots, "missing dots"},
	{dirtCopy, "a second copy of it"},
}

// String lists the kinds in plain words: "line breaks, spaces and quotation
// marks".
func (d dirt) String() string {
	var names []string
	for _, n := range dirtNames {
		if d&n.kind != 0 {
			names = append(names, n.name)
		}
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// Stand-ins for what is not ASCII in the text that toASCII returns.
const (
	standForeign  = 1 // a character that no credential holds
	standEllipsis = 2 // "…": something was left out here
	standDash     = 3 // a dash that was "-" or, by a word processor, "--"
)

// toASCII returns the text with invisible characters removed, characters that
// only look different replaced by the plain ones, and everything else outside
// ASCII replaced by a stand-in. Stand-ins in the text survive when keep is set;
// otherwise they are control characters like others.
func toASCII(text string, keep bool) (string, dirt) {
	if isPlain(text, keep) {
		return text, 0
	}
	text, found := fixMojibake(fromUTF16(text))
	out := make([]byte, 0, len(text))
	for i := 0; i < len(text); {
		c := text[i]
		if c < utf8.RuneSelf {
			i++
			switch {
			case c == 0x1b:
				i += escapeLength(text[i:])
				found |= dirtInvisible
			case c >= ' ' && c != 0x7f || c >= '\t' && c <= '\r' || keep && c >= standForeign && c <= standDash:
				out = append(out, c)
			default:
				found |= dirtInvisible
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if r == utf8.RuneError && size == 1 {
			r = windows1252(c)
		}
		i += size
		if r >= 0xfb00 && r <= 0xfb06 {
			out, found = append(out, ligatures[r-0xfb00]...), found|dirtLookalike
			continue
		}
		c, kind := plainRune(r)
		if c != 0 {
			out = append(out, c)
		}
		found |= kind
	}
	return string(out), found
}

// fromUTF16 returns what text that begins with the byte order mark of UTF-16, a
// file of Windows, says in UTF-8, and any other as it is. The mark stays.
func fromUTF16(text string) string {
	low := 0 // which byte of two is the lower
	switch {
	case strings.HasPrefix(text, "\xfe\xff"):
		low = 1
	case !strings.HasPrefix(text, "\xff\xfe"):
		return text
	}
	units := make([]uint16, len(text)/2)
	for i := range units {
		units[i] = uint16(text[2*i+low]) | uint16(text[2*i+1-low])<<8
	}
	return string(utf16.Decode(units))
}

// ligatures are U+FB00 and following, which PDF readers copy for two or three
// letters.
var ligatures = [...]string{"ff", "fi", "fl", "ffi", "ffl", "st", "st"}

// isPlain reports whether toASCII would change nothing.
func isPlain(text string, keep bool) bool {
	for i := range len(text) {
		c := text[i]
		if c >= 0x7f || c < ' ' && (c < '\t' || c > '\r') && (!keep || c == 0 || c > standDash) {
			return false
		}
	}
	return true
}

// plainRune returns what stands for a rune outside ASCII; 0 removes it.
func plainRune(r rune) (byte, dirt) {
	switch {
	case r >= 0xc0 && r < 0x2c0 || r >= 0x3200 && r < 0xd800: // letters, mostly
		return standForeign, 0
	case r >= 0xff01 && r <= 0xff5e: // full-width forms
		return byte(r - 0xff01 + '!'), dirtLookalike
	case r == 0x2028 || r == 0x2029 || r == 0x85:
		return '\n', dirtLine
	case r >= 0x2500 && r <= 0x257f: // the frame of a table
		return '|', 0
	case unicode.Is(unicode.Zs, r):
		return ' ', dirtSpace
	}
	switch r {
	case 0x2010, 0x2011, 0x2012, 0x2212, 0xfe63, 0x2d7:
		return '-', dirtLookalike
	case 0x2013, 0x2014, 0x2015, 0xfe58:
		return standDash, dirtLookalike
	case 0x2024, 0x3002, 0xff61, 0xfe52, 0xb7, 0x2219, 0x22c5:
		return '.', dirtLookalike
	case 0x21a9, 0x21aa, 0x21b3, 0x21b5, 0x23ce, 0x2936, 0x2937: // where a terminal or an editor wrapped
		return '>', 0
	case 0x2018, 0x2019, 0x201a, 0x201b, 0x201c, 0x201d, 0x201e, 0x201f, 0x2039, 0x203a, 0xab, 0xbb, 0x2032, 0x2033, 0xb4, 0x300c, 0x300d:
		return '"', 0
	case 0x2026, 0x22ef:
		return standEllipsis, 0
	case 0x34f, 0x115f, 0x1160, 0x3164, 0xffa0, 0x2800, 0xfffe, 0xfffc:
		return 0, dirtInvisible
	}
	if unicode.In(r, unicode.Cf, unicode.Cc, unicode.Variation_Selector) {
		return 0, dirtInvisible
	}
	return standForeign, 0
}

// windows1252 reads a byte that is no UTF-8: text of an old Windows program,
// or the byte order mark of UTF-16.
func windows1252(c byte) rune {
	switch c {
	case 0xff, 0xfe:
		return 0xfeff
	case 0x85:
		return 0x2026
	case 0x91, 0x92, 0x93, 0x94:
		return 0x201c
	case 0x96, 0x97:
		return 0x2013
	}
	if c >= 0xa0 {
		return rune(c)
	}
	return utf8.RuneError
}

// mojibake maps UTF-8 that was read as Windows-1252 back to what it was.
var mojibake = strings.NewReplacer(
	"\u00ef\u00bb\u00bf", "\ufeff", "\u00ff\u00fe", "\ufeff", "\u00fe\u00ff", "\ufeff",
	"\u00c2\u00a0", " ", "\u00c2\u00ad", "\u00ad",
	"\u00e2\u20ac\u2039", "\u200b", "\u00e2\u20ac\u2018", "\u2011", "\u00e2\u20ac\u201c", "\u2013", "\u00e2\u20ac\u201d", "\u2014",
	"\u00e2\u20ac\u0153", "\u201c", "\u00e2\u20ac\u2122", "\u2019", "\u00e2\u20ac\u02dc", "\u2018", "\u00e2\u20ac\u00a6", "\u2026",
)

// mojibakeSigns begin all that mojibake replaces.
var mojibakeSigns = []string{"\u00e2\u20ac", "\u00c2", "\u00ef\u00bb", "\u00ff\u00fe", "\u00fe\u00ff"}

func fixMojibake(text string) (string, dirt) {
	if !slices.ContainsFunc(mojibakeSigns, func(sign string) bool { return strings.Contains(text, sign) }) {
		return text, 0
	}
	fixed := mojibake.Replace(text)
	if fixed == text {
		return text, 0
	}
	return fixed, dirtLookalike
}

// escapeLength returns the length of a terminal's colour sequence after its
// escape character (ECMA-48 section 5.4).
func escapeLength(after string) int {
	if !strings.HasPrefix(after, "[") {
		return 0
	}
	for i := 1; i < len(after); i++ {
		if c := after[i]; c >= '@' && c <= '~' {
			return i + 1
		} else if c < ' ' || c > '?' {
			return 0
		}
	}
	return 0
}
