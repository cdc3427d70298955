package credential

import (
	"encoding/base64"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// mistaken says what a text without any credential is instead. plain is what
// unwrap made of text.
func mistaken(text, plain string, o Options) []core.Finding {
	dense := withoutSpace(plain)
	if isPrivateKey(plain, dense) {
		return []core.Finding{finding.New(finding.LooksLikePrivateKey)}
	}
	var list []core.Finding
	if isNamed(plain, dense, o.ClientSecret.Reveal()) {
		list = append(list, finding.NewLooksLikeClientSecret(true))
	}
	if isLink(text) || isLink(plain) || strings.Contains(plain, createPage) {
		return append(list, finding.NewLooksLikeURL(strings.Contains(plain, createPage)))
	}
	if isNamed(plain, dense, o.Profile.ClientID) {
		list = append(list, finding.NewLooksLikeClientID(true))
	}
	if len(list) > 0 {
		return list
	}
	switch {
	case isHeadless(dense):
		f := finding.NewBeginningMissing()
		return []core.Finding{finding.WithDetail(f, map[string]string{"part": "header"})}
	case isBareStart(dense):
		return []core.Finding{finding.NewTruncated(0)}
	case isAccessToken(plain):
		return []core.Finding{finding.New(finding.LooksLikeAccessToken)}
	case isThreeParts(plain), isInterleaved(plain):
		f := finding.NewDamaged(finding.FirstPart)
		return []core.Finding{finding.WithDetail(f, map[string]string{"part": "header"})}
	}
	if labelled(plain, "secret") {
		list = append(list, finding.NewLooksLikeClientSecret(false))
	}
	if labelled(plain, "id") {
		list = append(list, finding.NewLooksLikeClientID(false))
	}
	if len(list) > 0 {
		return list
	}
	return []core.Finding{finding.New(shapeOf(plain))}
}

// isHeadless reports whether the text, freed of white space, is the end of a
// payload and a signature: all before them was not copied.
func isHeadless(dense string) bool {
	before, after, ok := strings.Cut(dense, ".")
	if i := strings.IndexFunc(after, notBase64URL); i >= 0 {
		after = after[:i]
	}
	before = before[strings.LastIndexFunc(before, notBase64URL)+1:]
	return ok && fits("RS256", after) && isTail([]byte(before))
}

// isBareStart reports whether the text, freed of white space, is the beginning
// of a credential and too short for more to be known.
func isBareStart(dense string) bool {
	dense = strings.Trim(dense, "\"'`.")
	return len(dense) < shortPiece && strings.HasPrefix(dense, "eyJ") && strings.IndexFunc(dense, notBase64URL) < 0
}

// isInterleaved reports whether a header shows when everything that no
// credential holds is left out: other characters stand between its own.
func isInterleaved(plain string) bool {
	dense := strings.Map(func(r rune) rune {
		if notBase64URL(r) {
			return -1
		}
		return r
	}, plain)
	i := strings.Index(dense, "eyJ")
	if i < 0 {
		return false
	}
	n, whole, _ := objectEnd([]byte(dense[i:min(len(dense), i+maxHeader)]))
	o, ok := decodeObject(dense[i : i+n])
	return whole && ok && o.Alg != nil
}

// labelled reports whether the text, a settings file perhaps, gives a value the
// name of a client ID or client secret.
func labelled(plain, what string) bool {
	lower := strings.ToLower(plain)
	for _, name := range []string{"client" + what, "client_" + what, "client-" + what, "client " + what} {
		for from := 0; ; {
			i := strings.Index(lower[from:], name)
			if i < 0 {
				break
			}
			from += i + len(name)
			value := strings.TrimLeft(plain[from:], "\"'`:=> \t")
			end := 0
			for end < len(value) && isBase64URL(value[end]) {
				end++
			}
			if len(value) < len(plain)-from && end >= minLabelled && isMixed(value[:end]) {
				return true
			}
		}
	}
	return false
}

// minLabelled is the shortest client ID or client secret that a label is
// believed of.
const minLabelled = 20

// createPage is in every link to the page on which a credential is made.
const createPage = "/my-credentials/create"

func isPrivateKey(plain, dense string) bool {
	if strings.Contains(plain, "BEGIN") && strings.Contains(plain, "PRIVATE KEY") {
		return true
	}
	if strings.Contains(dense, `"private_key":`) || strings.Contains(dense, `"privateKey":`) {
		return true
	}
	return strings.Contains(dense, `"kty":`) && (strings.Contains(dense, `"d":`) || strings.Contains(dense, `"k":`))
}

// minName is the shortest client ID or client secret that is looked for inside
// other text.
const minName = 8

// isNamed reports whether the text holds the name, standing by itself.
func isNamed(plain, dense, name string) bool {
	return name != "" && (strings.Trim(dense, "\"'`,;") == name ||
		len(name) >= minName && slices.Contains(strings.FieldsFunc(plain, notBase64URL), name))
}

// isLink reports whether the text is one web address and nothing else.
func isLink(text string) bool {
	text = strings.Trim(text, " \t\r\n\"'<>()`")
	if strings.ContainsAny(text, " \t\r\n") {
		return false
	}
	lower := strings.ToLower(text)
	scheme, rest, ok := strings.Cut(lower, "://")
	if ok {
		return rest != "" && len(scheme) < 20 && strings.Trim(scheme, "abcdefghijklmnopqrstuvwxyz0123456789+-.") == ""
	}
	host, _, hasPath := strings.Cut(lower, "/")
	return strings.HasPrefix(lower, "www.") || hasPath && strings.HasSuffix(host, "ringcentral.com")
}

// isAccessToken reports whether the text has the shape of RingCentral's access
// and refresh tokens, plain ("SJC11P01PAS00|…") or in base64 ("U0pD…"), or is
// the answer that brings them.
func isAccessToken(plain string) bool {
	if strings.Contains(plain, `"access_token"`) || strings.Contains(plain, `"refresh_token"`) {
		return true
	}
	other := func(r rune) bool { return r != '|' && r != '+' && r != '/' && notBase64URL(r) }
	for field := range strings.FieldsFuncSeq(plain, other) {
		if len(field) < 40 {
			continue
		}
		if strings.HasPrefix(field, "U0pD") || hasDataCentre(field) {
			return true
		}
		var raw [18]byte
		if n, err := base64.RawStdEncoding.Decode(raw[:], []byte(field[:24])); err == nil && hasDataCentre(string(raw[:n])) {
			return true
		}
	}
	return false
}

// hasDataCentre reports whether the text begins with the name of one of
// RingCentral's data centres and a bar, such as "SJC11P01PAS00|".
func hasDataCentre(s string) bool {
	name, _, ok := strings.Cut(s, "|")
	return ok && len(name) >= 10 && len(name) <= 17 &&
		strings.Trim(name[:3], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" &&
		strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" &&
		strings.ContainsAny(name, "0123456789")
}

// minOutline is the length from which three parts count as a damaged
// credential rather than a file or host name.
const minOutline = 200

// isThreeParts reports whether the text holds something with the outline of a
// JWT of which not even the beginning can be read.
func isThreeParts(plain string) bool {
	other := func(r rune) bool { return r > 'z' || !isBase64URL(byte(r)) && r != '.' }
	for field := range strings.FieldsFuncSeq(plain, other) {
		if len(field) < minOutline {
			continue
		}
		parts := strings.Split(strings.Trim(field, "."), ".")
		if len(parts) == 3 && len(parts[0]) >= longRun && len(parts[1]) >= longRun && len(parts[2]) >= longRun {
			return true
		}
	}
	return false
}

// shapeOf names what a single value, perhaps with a label before it, looks
// like by its length and alphabet.
func shapeOf(plain string) core.Code {
	const maxLabels, maxLabelText, maxValue = 4, 60, 48
	plain = strings.TrimSpace(plain)
	if len(plain) > maxLabelText+maxValue {
		return finding.NotAJWT
	}
	value := ""
	fields := strings.FieldsFunc(plain, notBase64URL)
	for _, field := range fields {
		if len(field) > len(value) {
			value = field
		}
	}
	if len(fields) > maxLabels+1 || len(plain)-len(value) > maxLabelText || !isMixed(value) {
		return finding.NotAJWT
	}
	switch n := len(value); {
	case n >= 20 && n <= 24:
		return finding.LooksLikeClientID
	case n >= 40 && n <= maxValue:
		return finding.LooksLikeClientSecret
	}
	return finding.NotAJWT
}

// isMixed reports whether small and capital letters and digits all occur, as
// they do in a random name and seldom in words, numbers and UUIDs.
func isMixed(s string) bool {
	var small, capital, digit bool
	for i := range len(s) {
		c := s[i]
		small = small || c >= 'a' && c <= 'z'
		capital = capital || c >= 'A' && c <= 'Z'
		digit = digit || c >= '0' && c <= '9'
	}
	return small && capital && digit
}

func withoutSpace(s string) string {
	dense := make([]byte, 0, len(s))
	for i := range len(s) {
		if !isSpace(s[i]) {
			dense = append(dense, s[i])
		}
	}
	return string(dense)
}
