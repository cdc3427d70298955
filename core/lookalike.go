package core

import "strings"

// imitated is the name that addresses made to deceive are built around.
const imitated = "ringcentral"

// readAlike maps what is read for another letter to that letter, and takes out
// what is overlooked.
var readAlike = strings.NewReplacer("1", "l", "0", "o", "3", "e", "-", "", "_", "")

// LooksLikeRingCentral reports whether a host that is not under RingCentral's
// domains could be taken for one of theirs: it holds their name, or one that is
// a letter off, or letters of other scripts (in the encoding of RFC 3492 too),
// among which many look like ASCII's.
func LooksLikeRingCentral(host string) bool {
	host = strings.ToLower(host)
	if port := strings.LastIndexByte(host, ':'); port >= 0 {
		host = host[:port]
	}
	host = strings.TrimSuffix(host, ".")
	if !strings.Contains(host, "@") && (underDomain(host, "ringcentral.com") || underDomain(host, "ringcentral.biz")) {
		return false
	}
	for _, r := range host {
		if r > 0x7f {
			return true
		}
	}
	if strings.Contains(readAlike.Replace(strings.ReplaceAll(host, ".", "")), imitated) {
		return true
	}
	for label := range strings.SplitSeq(host, ".") {
		if strings.HasPrefix(label, "xn--") || oneLetterOff(readAlike.Replace(label), imitated) {
			return true
		}
	}
	return false
}

func underDomain(host, domain string) bool {
	return host == domain || strings.HasSuffix(host, "."+domain)
}

// oneLetterOff reports whether a letter put in, taken out or changed makes a b.
func oneLetterOff(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for n < len(a) && a[n] == b[n] {
		n++
	}
	rest := b[n:]
	return rest != "" && (a[n:] == rest[1:] || len(a) == len(b) && a[n+1:] == rest[1:])
}
