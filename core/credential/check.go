// Package credential owns the check of what a user pasted: it finds the
// credential in the text, cleans it, reads it, and says everything that is
// wrong with it. It is pure: no network, no files, no clock of its own.
//
// It takes off what mail, chat, browsers, office programs, shells and settings
// files put around and into a long text: spaces, line breaks, invisible
// characters, quotation marks, names, "Bearer", JSON, YAML and code around it,
// HTML, percent-encoding, base64, UTF-16, line numbers and other prefixes, the
// marks of wrapped lines, hyphens in other dress, lost dots, second copies.
// Whatever comes out passes one guard: exactly one credential, its header and
// claims readable, its signature of a fitting length with no bits to spare.
//
// It does not try to put right, and asks for a fresh copy of:
//   - hyphens that a typesetter put in or took away at line ends, and "--" that
//     a word processor made one dash;
//   - Rich Text, backslash escapes of Markdown and JSON inside the credential,
//     quoted-printable of more than line ends, text read in the wrong encoding;
//   - a header that begins with white space, except by itself;
//   - the other alphabet of base64 ("+" and "/"), dots as "[dot]" or "[.]";
//   - programs that add strings up by commas, dots or "&";
//   - escapes that a line end breaks in two, prefixes that differ from line to
//     line, pages, columns and replies in the middle of it;
//   - pieces of which one cannot be sure that they belong together.
//
// It imports core, core/finding, go-json-experiment and golang.org/x/text.
package credential

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// MaxText is the longest text, in bytes, that Check looks at. A longer one is
// too-large, whatever it holds.
const MaxText = 16 << 10

// Options say what a credential is checked against.
type Options struct {
	// Profile tells the platform that the credential must be made for. With an
	// empty Server any of RingCentral's environments will do.
	Profile core.Profile
	// Now is this computer's time.
	Now time.Time
	// ClientSecret is the app's, so that it is recognised when it was pasted in
	// place of a credential. It may be empty.
	ClientSecret core.Secret
	// Known returns the name of the connection that already uses the credential
	// with this fingerprint. It may be nil.
	Known func(fingerprint string) (connectionName string, ok bool)
}

// Check finds the credential in the text, cleans it, and reports everything
// that is wrong with it, the most useful first. It never fails and never
// sends anything; its findings hold no part of the pasted text but names read
// from the credential (issuer, algorithm). Safe for concurrent use.
func Check(text string, o Options) core.Check {
	if len(text) > MaxText {
		f := finding.New(finding.TooLarge)
		return only(finding.WithDetail(f, map[string]string{"limit_bytes": strconv.Itoa(MaxText)}))
	}
	if f, ok := cleanJWT(text); ok {
		return reportOn(f, text, o)
	}
	plain, cleaned := unwrap(text)
	if strings.IndexFunc(text, isVisible) < 0 {
		return only(finding.New(finding.Empty))
	}
	list := findAll(plain, o)
	for inner, ok := fromBase64(plain); ok && !isSettled(list); inner, ok = fromBase64(inner) {
		var more dirt
		inner, more = unwrap(inner)
		if again := findAll(inner, o); len(list) == 0 || isSettled(again) {
			list, cleaned = again, cleaned|more|dirtEncoding
		}
	}
	for _, margin := range []func(string) (string, bool){withoutNumbers, withoutPrefixes} {
		if isSettled(list) || len(list) == 0 {
			break
		}
		if better, ok := margin(plain); ok {
			if again := findAll(better, o); isSettled(again) {
				list, cleaned = again, cleaned|dirtMarks
			}
		}
	}
	switch len(list) {
	case 0:
		return only(mistaken(text, plain, o)...)
	case 1:
		f := list[0]
		f.dirt |= cleaned
		if f.dirt == 0 && f.flaw == flawNone && f.compact() != text {
			f.dirt = dirtMarks
		}
		return reportOn(f, text, o)
	}
	return only(finding.New(finding.SeveralCredentials))
}

// isSettled reports whether a whole credential was found.
func isSettled(list []found) bool {
	return slices.ContainsFunc(list, func(f found) bool { return f.flaw == flawNone })
}

// only returns the outcome for a text that holds no one credential.
func only(findings ...core.Finding) core.Check { return core.Check{Findings: findings} }

func isBlank(text string) bool { return strings.TrimSpace(text) == "" }

// cleanJWT recognises, without any copying, a text that is a compact JWT and
// nothing else: what the page's copy button gives.
func cleanJWT(text string) (found, bool) {
	if text == "" || text[0] != 'e' { // "{" in base64, whatever follows it
		return found{}, false
	}
	first, second := 0, 0
	for i := range len(text) {
		switch {
		case isBase64URL(text[i]):
		case text[i] != '.' || second != 0:
			return found{}, false
		case first == 0:
			first = i
		default:
			second = i
		}
	}
	if second == 0 {
		return found{}, false
	}
	f := found{header: text[:first], payload: text[first+1 : second], signature: text[second+1:]}
	_, ok := decodeObject(f.header)
	return f, ok
}

// minText is shorter than any header and payload together.
const minText = 160

// Plausible reports whether a text from the clipboard looks as if it holds a
// credential, at the cost of two searches through at most MaxText bytes (a
// microsecond) and without any allocation. It knows credentials as the page gives them,
// with other text around them or not, and not those in an encoding.
func Plausible(text string) bool {
	if len(text) < minText || len(text) > MaxText {
		return false
	}
	header := strings.Index(text, "eyJ")
	return header >= 0 && strings.Contains(text[header+1:], "eyJ")
}
