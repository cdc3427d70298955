package credential

import (
	"encoding/base64"
	"strings"
)

// shortTail is the length up to which a text before a payload is too short to
// be a damaged header.
const shortTail = 8

// headless classifies a text that begins with what is a payload: its header
// was not copied, or cannot be read.
func (r *reader) headless(f found) found {
	f.shape = shapeHeadless
	if f.dotted {
		before := r.runStart(f.start - 1)
		if head := r.chars[before:f.start]; hasMember(head, "alg") {
			return r.at(before) // a header that begins with white space
		}
		from, cut := r.headTail(f.start)
		f.shape, f.part, f.start = shapeBroken, "first", from
		if cut {
			f.part = "start"
		}
	}
	f.end = r.partsEnd(f.end)
	return f
}

// headTail returns where the text before the payload at start begins, which
// may be wrapped, and whether it is the end of a header whose beginning was not
// copied.
func (r *reader) headTail(start int) (from int, cut bool) {
	from = r.runStart(start - 1)
	cut = start-from < shortTail || isTail(r.chars[from:start])
	for from > 0 && r.gaps[from].soft() && r.gaps[from]&gapBlank == 0 {
		before := r.runStart(from - 1)
		if from-before < longRun {
			break
		}
		from = before
	}
	return from, cut && !isAltered(r.chars[from:start])
}

// isTail reports whether the base64url text is the end of a JSON object, from
// somewhere in its middle on. Where the bytes begin is lost with the beginning,
// so all four places are tried.
func isTail(chars []byte) bool {
	raw := make([]byte, base64.RawURLEncoding.DecodedLen(len(chars)))
	for from := range min(4, len(chars)) {
		n, err := base64.RawURLEncoding.Decode(raw, chars[from:])
		if err == nil && n > 0 && raw[n-1] == '}' && printable(raw[:n]) {
			return true
		}
	}
	return false
}

// isAltered reports whether the text is a whole header, as RingCentral writes
// them with the kid first, but for its first three letters.
func isAltered(chars []byte) bool {
	return len(chars) > shortTail && hasMember(append([]byte("eyJ"), chars[3:]...), "kid")
}

func printable(raw []byte) bool {
	for _, c := range raw {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// isHeadless reports whether the text, freed of white space, is the end of a
// payload and a signature: all before them was not copied.
func isHeadless(dense string) bool {
	i := strings.IndexByte(dense, '.')
	if i < 0 {
		return false
	}
	from, to := i, i+1
	for from > 0 && isBase64URL(dense[from-1]) {
		from--
	}
	for to < len(dense) && isBase64URL(dense[to]) {
		to++
	}
	return knownRSALength(to-i-1) && isTail([]byte(dense[from:i]))
}

// isCut reports whether the payload is sound as far as it goes.
func isCut(payload string) bool {
	_, state := objectEnd([]byte(payload))
	return state == objectCut
}

// isBareStart reports whether the text, freed of white space, is the beginning
// of a credential and too short for more to be known.
func isBareStart(dense string) bool {
	dense = strings.Trim(dense, "\"'`.\x02")
	return len(dense) < shortTail && strings.HasPrefix(dense, "eyJ") && strings.IndexFunc(dense, func(r rune) bool { return r > 'z' || !isBase64URL(byte(r)) }) < 0
}

// goesOn reports whether one character that no credential holds stands at at,
// and the credential goes on behind it.
func (r *reader) goesOn(at int) bool {
	if at >= len(r.chars) || r.gaps[at] != gapHard {
		return false
	}
	end := r.runEnd(at, len(r.chars))
	return end-at >= longRun || end < len(r.chars) && r.gaps[end].tight()
}

// goOn says of a credential with an RSA signature, which begins at p, what is
// wrong if it is too short but goes on behind something else.
func (r *reader) goOn(f found, alg string, p int) found {
	if !isRSA(alg) || f.shape != shapeWhole && f.shape != shapeCut || len(f.signature) >= shortestRSA {
		return f
	}
	switch end, elided, ok := r.interrupted(p, max(p, f.end)); {
	case !ok:
		f.elided = r.scattered(max(p, f.end), shortestRSA-len(f.signature))
	case elided:
		f.elided, f.end = true, end
	default:
		f.shape, f.part, f.end = shapeBroken, "last", end
	}
	return f
}

// scattered reports whether pieces that may well be most of what the signature
// lacks stand further on, behind the foot of a page perhaps. Then nobody can
// say how much is missing, nor where.
func (r *reader) scattered(from, lacking int) bool {
	total := 0
	for from < len(r.chars) && total < lacking {
		to := r.runEnd(from, len(r.chars))
		if to-from >= longRun && !r.stopped(span{from, to}) {
			total += to - from
		}
		from = to
	}
	return total <= lacking && 2*total > lacking
}

// interrupted looks at what follows a signature that is too short, and ends at
// end: the rest of it behind characters that no credential holds, which were
// changed or came in, or behind an ellipsis. It returns where the rest ends. What
// "=" follows is rather the name of another value.
func (r *reader) interrupted(p, end int) (to int, elided, ok bool) {
	if end >= len(r.chars) || !r.gaps[end].unspaced() {
		return end, false, false
	}
	first := r.runEnd(end, len(r.chars))
	if r.gaps[end].cut() {
		return first, true, first-end >= shortTail
	}
	strange := 0
	for to = end; to < min(len(r.chars), p+shortestRSA+1) && (to == end || r.gaps[to]&(between|gapDot) == 0); {
		strange++
		to = r.runEnd(to, len(r.chars))
		if n := to - p; n >= shortestRSA-2*strange && n <= shortestRSA+1 && r.gaps[to]&gapMark == 0 {
			return to, false, true
		}
	}
	return end, false, false
}

// unspaced reports whether the gap holds something foreign, and neither space
// nor line end.
func (g gap) unspaced() bool {
	return g&(gapHard|gapElided|gapDots) != 0 && g&(gapSpace|gapLine|gapBlank) == 0
}
