package credential

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// mistaken says what a text without any credential is instead. plain is what
// unwrap made of text.
func mistaken(text, plain string, o Options) []core.Finding {
	dense := kept(plain, func(c byte) bool { return !isSpace(c) })
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
	secret, clientID := labelled(plain)
	switch {
	case len(list) > 0:
		return list
	case isHeadless(dense):
		return []core.Finding{beginningMissing()}
	case isBareStart(dense):
		return []core.Finding{finding.NewTruncated(0)}
	case isAccessToken(plain):
		return []core.Finding{finding.New(finding.LooksLikeAccessToken)}
	case isThreeParts(plain):
		return []core.Finding{damaged(finding.FirstPart)}
	}
	if secret {
		list = append(list, finding.NewLooksLikeClientSecret(false))
	}
	if clientID {
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

// labelled reports whether the text, a settings file perhaps, gives values the
// names of client secret and client ID.
func labelled(plain string) (secret, clientID bool) {
	lower := strings.ToLower(plain)
	for _, rest, ok := strings.Cut(lower, "client"); ok; _, rest, ok = strings.Cut(rest, "client") {
		label := strings.TrimLeft(rest, "_- ")
		for name, is := range map[string]*bool{"secret": &secret, "id": &clientID} {
			if !strings.HasPrefix(label, name) {
				continue
			}
			after := plain[len(plain)-len(label)+len(name):]
			value := strings.TrimLeft(after, "\"'`:=> \t")
			if len(value) == len(after) {
				continue
			}
			if i := strings.IndexFunc(value, notBase64URL); i >= 0 {
				value = value[:i]
			}
			*is = *is || len(value) >= minLabelled && isMixed(value)
		}
	}
	return secret, clientID
}

// minLabelled is the shortest client ID or client secret that a label is
// believed of.
const minLabelled = 20

// createPage is in every link to the page on which a credential is made.
const createPage = "/my-credentials/create"

func isPrivateKey(plain, dense string) bool {
	holds := func(member string) bool { return strings.Contains(dense, `"`+member+`":`) }
	return strings.Contains(plain, "BEGIN") && strings.Contains(plain, "PRIVATE KEY") ||
		holds("private_key") || holds("privateKey") || holds("kty") && (holds("d") || holds("k"))
}

// minName is the shortest client ID or client secret that is looked for inside
// other text.
const minName = 8

// isNamed reports whether the text holds the name, standing by itself.
func isNamed(plain, dense, name string) bool {
	return name != "" && (strings.Trim(dense, "\"'`,;") == name ||
		len(name) >= minName && strings.Contains(plain, name) && slices.Contains(strings.FieldsFunc(plain, notBase64URL), name))
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
		if strings.HasPrefix(field, "U0pD") || dataCentre.MatchString(field) {
			return true
		}
		var raw [18]byte
		if n, err := base64.RawStdEncoding.Decode(raw[:], []byte(field[:24])); err == nil && dataCentre.Match(raw[:n]) {
			return true
		}
	}
	return false
}

// dataCentre is the name of one of RingCentral's data centres and a bar, with which
// an access token begins.
var dataCentre = regexp.MustCompile(`^[A-Z]{3}[A-Z0-9]{7,14}\|`)

// minOutline is the length from which three parts count as a damaged
// credential rather than a file or host name.
const minOutline = 200

// isThreeParts reports whether the text holds something with the outline of a
// JWT of which not even the beginning can be read.
func isThreeParts(plain string) bool {
	other := func(r rune) bool { return r != '.' && notBase64URL(r) }
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
	const small, capital = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return strings.ContainsAny(s, small) && strings.ContainsAny(s, capital) && strings.ContainsAny(s, "0123456789")
}

// kept returns the characters for which keep is true.
func kept(s string, keep func(byte) bool) string {
	b := make([]byte, 0, len(s))
	for i := range len(s) {
		if keep(s[i]) {
			b = append(b, s[i])
		}
	}
	return string(b)
}
