package ringcentral

import (
	"regexp"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	mask = "[secret]"
	// minEcho is the shortest piece of a secret that is searched for. Shorter
	// ones would blank out ordinary words.
	minEcho = 12
	// minJWT is the length of the shortest text that jwtLike matches.
	minJWT = len("eyJ") + 8
)

// jwtLike is the beginning of any JWT, a cut one too.
var jwtLike = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)*`)

// scrubber takes secrets out of what the platform says: its messages may echo
// request values.
type scrubber []core.Secret

// with returns the scrubber with one more secret, unless that is so short that it
// would blank out ordinary words.
func (s scrubber) with(secret core.Secret) scrubber {
	if secret.Len() < minEcho {
		return s
	}
	return append(s, secret)
}

// text masks every secret, every beginning of one or of one of its parts, and
// what else of one is long enough to be no coincidence.
func (s scrubber) text(in string) string {
	if len(in) < minJWT && !s.hasShort() {
		return in // too short to hold any of it
	}
	for _, secret := range s {
		whole := secret.Reveal()
		if whole == "" {
			continue
		}
		in = maskBeginnings(in, whole)
		for rest := whole; rest != ""; {
			var part string
			part, rest, _ = strings.Cut(rest, ".")
			if len(part) >= minEcho && len(part) < len(whole) {
				in = maskBeginnings(in, part)
			}
		}
	}
	for _, secret := range s {
		in = maskMiddles(in, secret.Reveal())
	}
	if !strings.Contains(in, "eyJ") {
		return in
	}
	return jwtLike.ReplaceAllString(in, mask)
}

// hasShort reports a secret that is searched for though it is shorter than a
// piece of one.
func (s scrubber) hasShort() bool {
	for _, secret := range s {
		if !secret.Empty() && secret.Len() < minEcho {
			return true
		}
	}
	return false
}

// line is text on one printable line of at most limit characters. It scrubs
// before it cuts, so that a cut never hides a secret from the search, and again
// after the line breaks are gone.
func (s scrubber) line(in string, limit int) string {
	if len(in) <= limit && plain(in) {
		return s.text(in)
	}
	return s.text(finding.Printable(s.text(in), limit))
}

// plain reports visible ASCII: what identifiers and codes are made of, and what
// Printable would return as it is.
func plain(text string) bool {
	for i := range len(text) {
		if text[i] <= ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}

// maskBeginnings masks piece, and each longest beginning of it that is long
// enough to be no coincidence.
func maskBeginnings(in, piece string) string {
	seed := piece[:min(len(piece), minEcho)]
	var out strings.Builder
	for {
		i := strings.Index(in, seed)
		if i < 0 {
			break
		}
		n := len(seed)
		for n < len(piece) && i+n < len(in) && in[i+n] == piece[n] {
			n++
		}
		out.WriteString(in[:i])
		out.WriteString(mask)
		in = in[i+n:]
	}
	if out.Len() == 0 {
		return in
	}
	out.WriteString(in)
	return out.String()
}

// maskMiddles masks what stands in both texts for 2*minEcho characters or more:
// such a run covers one of the windows that are looked at.
func maskMiddles(in, secret string) string {
	for i := 0; i+minEcho <= len(in); i += minEcho {
		at := strings.Index(secret, in[i:i+minEcho])
		if at < 0 {
			continue
		}
		from, to := i, i+minEcho
		for from > 0 && at > 0 && in[from-1] == secret[at-1] {
			from, at = from-1, at-1
		}
		for to < len(in) && at+to-from < len(secret) && in[to] == secret[at+to-from] {
			to++
		}
		in = in[:from] + mask + in[to:]
		i = from + len(mask) - minEcho
	}
	return in
}
