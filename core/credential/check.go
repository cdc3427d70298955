// Package credential owns the check of what a user pasted: it finds the
// credential in the text, cleans it, reads it, and says everything that is
// wrong with it. It is pure: no network, no files, no clock of its own.
//
// It imports core, core/finding and golang-jwt.
package credential

import (
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
	// Now is this computer's time; dates in texts are shown in its location.
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
		f := finding.New(finding.TooLarge, finding.Args{"size": "more than 16,000"})
		return only(finding.WithDetail(f, map[string]string{"limit_bytes": strconv.Itoa(MaxText)}))
	}
	if f, ok := cleanJWT(text); ok {
		return reportOn(f, text, o)
	}
	plain, kind := unwrap(text)
	if strings.TrimSpace(plain) == "" && isBlank(text) {
		return only(finding.New(finding.Empty, nil))
	}
	list := findAll(plain, o)
	for inner, ok := plain, true; ok && len(list) == 0; {
		if inner, ok = fromBase64(inner); ok {
			var more dirt
			inner, more = unwrap(inner)
			list = findAll(inner, o)
			kind |= more | dirtCoding
		}
	}
	if len(list) == 0 || len(list) == 1 && !list[0].whole() {
		if f, ok := mended(text, plain, o); ok {
			list = []found{f}
		}
	}
	switch len(list) {
	case 0:
		return only(mistaken(text, plain, o)...)
	case 1:
		f := list[0]
		f.dirt |= kind
		if f.dirt == 0 && f.shape == shapeWhole && f.compact() != text {
			f.dirt = dirtMark
		}
		return reportOn(f, text, o)
	}
	return only(finding.New(finding.SeveralCredentials, nil))
}

// isBlank reports whether nothing of the text can be seen. A tag without text in
// it can.
func isBlank(text string) bool {
	visible, _ := toASCII(text, false)
	return strings.TrimSpace(visible) == ""
}

// only returns the outcome for a text that holds no one credential.
func only(findings ...core.Finding) core.Check { return core.Check{Findings: findings} }

// findAll returns the different credentials in what unwrap returned.
func findAll(plain string, o Options) []found {
	r := &reader{scanned: scan(plain), tries: maxTries}
	for _, stop := range []string{o.Profile.ClientID, o.ClientSecret.Reveal()} {
		if stop != "" {
			r.stops = append(r.stops, stop)
		}
	}
	if list := r.all(); len(list) > 0 {
		return asOne(list)
	}
	return oddlyWritten(plain)
}

// asOne returns one broken credential for pieces of which none is whole and not
// two begin as credentials do: they are what is left of one.
func asOne(list []found) []found {
	one, headers := found{shape: shapeBroken, part: "parts"}, 0
	for _, f := range list {
		if f.shape == shapeWhole || f.shape == shapeEncrypted {
			return list
		}
		if _, ok := decodeObject(f.header); ok && f.shape != shapeHeadless {
			headers++
		}
		one.dirt |= f.dirt
	}
	if len(list) < 2 || headers > 1 {
		return list
	}
	return []found{one}
}

// oddlyWritten finds a JWT whose header and payload begin with white space, so
// that neither has "eyJ".
func oddlyWritten(plain string) []found {
	other := func(r rune) bool { return r > 'z' || !isBase64URL(byte(r)) && r != '.' }
	for field := range strings.FieldsFuncSeq(plain, other) {
		if len(field) < minEncoded {
			continue
		}
		if f, ok := cleanJWT(field); ok {
			f.dirt = dirtAround
			return []found{f}
		}
	}
	return nil
}

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
	f := found{shape: shapeWhole, header: text[:first], payload: text[first+1 : second], signature: text[second+1:]}
	_, f.headerSound = decodeObject(f.header)
	return f, f.headerSound
}

// Plausible reports whether a text from the clipboard looks as if it holds a
// credential, at the cost of two searches through at most MaxText bytes (a
// microsecond) and without any allocation. It knows credentials as the page gives them,
// with other text around them or not, and not those in an encoding.
func Plausible(text string) bool {
	if len(text) < minEncoded || len(text) > MaxText {
		return false
	}
	header := strings.Index(text, "eyJ")
	return header >= 0 && strings.Contains(text[header+1:], "eyJ")
}
