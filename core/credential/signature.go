package credential

import (
	"encoding/base64"
	"strings"

	"github.com/sureline/sureline/core/finding"
)

// shortestRSA is the length, in characters of base64url, of the signature by
// the shortest RSA key in use, 2048 bits, which is RingCentral's.
const shortestRSA = 342

// sizes are the lengths of signatures in bytes (RFC 7518 section 3, RFC 8037
// section 3.1) by the algorithms other than RSA.
var sizes = map[string]int{
	"HS256": 32, "HS384": 48, "HS512": 64, "ES256": 64, "ES384": 96, "ES512": 132, "EdDSA": 64,
}

func isRSA(alg string) bool { return strings.HasPrefix(alg, "RS") || strings.HasPrefix(alg, "PS") }

// fits reports whether the signature decodes with no bits to spare, as every
// encoder leaves it (RFC 4648 section 3.5), and can be by the algorithm. RSA keys
// have 2048, 3072, 4096 or 8192 bits.
func fits[T string | []byte](alg string, signature T) bool {
	size := len(signature) * 6 / 8
	known := size > 0 && size == sizes[alg]
	if isRSA(alg) {
		known = size == 256 || size == 384 || size == 512 || size == 1024
	}
	return known && isCanonical(signature)
}

// fitsAnyRSA also takes the sizes in between, whole 256 bits from 2048 on, that
// nobody is known to use but a server of its own might.
func fitsAnyRSA(signature string) bool {
	size := len(signature) * 6 / 8
	return size >= 256 && size <= 1024 && size%32 == 0 && isCanonical(signature)
}

func isCanonical[T string | []byte](signature T) bool {
	_, err := base64.RawURLEncoding.Strict().DecodeString(string(signature))
	return err == nil
}

const (
	// longRun is the length from which a run is rather a piece of a credential
	// than a word.
	longRun = 24
	// shortPiece is the length below which a last line is rather the next number,
	// letter or short word of the text, unless all lines were broken evenly.
	shortPiece = 8
)

// sign reads the signature behind the payload that ends at p. A signature does
// not tell its own end: lines are joined only if they bring it to a length that
// it must have, and look like the lines of one wrapped text.
func (s scanned) sign(f found, alg string, limit int) found {
	p := f.to
	tries := maxTries
	if next := s.nextStart(p, &tries); next >= 0 {
		limit = min(limit, next)
	}
	if p >= limit {
		if s.gaps[p]&(gapDot|gapDots) == gapDot && !s.goesOn(p) {
			return f // with an empty signature
		}
		return s.unsigned(f, alg)
	}
	runs := s.runs(p, limit)
	best := -1
	for i, run := range runs {
		if !fits(alg, s.chars[p:run.to]) || !s.joins(f.from, runs[:i+1]) {
			continue
		}
		best = i
		if i+1 == len(runs) || runs[i+1].len() < longRun || s.stopped(runs[i+1]) {
			break
		}
	}
	switch {
	case best >= 0:
		f.to = runs[best].to
		f.signature = string(s.chars[p:f.to])
		return f
	case s.gaps[p] != gapDot && (runs[0].len() < longRun || s.stopped(runs[0])):
		return s.unsigned(f, alg) // what follows is other text
	}
	if n := s.parts(f.from); n > 3 {
		f.to = s.partsEnd(p)
		if n == 5 {
			f.flaw = flawEncrypted
			return f
		}
		return f.damaged(finding.NumberOfParts)
	}
	if !isRSA(alg) {
		f.to = runs[0].to
		f.signature = string(s.chars[p:f.to])
		return f
	}
	return s.unfit(f, runs)
}

// unsigned returns the credential that ends with its payload.
func (s scanned) unsigned(f found, alg string) found {
	if !isRSA(alg) {
		return f.cut(0)
	}
	return s.lacking(f, shortestRSA)
}

// runs splits the characters from p to limit at the gaps, as far as a signature
// may go. A dot ends them.
func (s scanned) runs(p, limit int) []span {
	const longest = 1366
	var runs []span
	for from := p; from < limit && from-p <= longest; {
		run := span{from, s.next(from, limit, anyGap)}
		runs = append(runs, run)
		if s.gaps[run.to]&gapDot != 0 {
			break
		}
		from = run.to
	}
	return runs
}

// joins reports whether the runs, of fitting length together, are surely one
// signature of the credential that begins at start. Words that happen to fill
// a gap are not.
func (s scanned) joins(start int, runs []span) bool {
	if len(runs) == 1 {
		return true
	}
	last := runs[len(runs)-1]
	ends := s.endsLine(last.to)
	for _, run := range runs[1:] {
		if s.stopped(run) {
			return false
		}
	}
	if s.regular(start, runs) {
		return ends || last.len() >= shortPiece
	}
	widest, _ := s.firstLine(start, runs[0])
	for _, run := range runs[1 : len(runs)-1] {
		widest = max(widest, run.len())
	}
	for i, run := range runs[1:] {
		g := s.gaps[run.from]
		if g&gapLine == 0 || g&gapBlank != 0 {
			return false
		}
		if even := 4*run.len() >= 3*widest || s.chars[run.to-1] == '-'; !even && i < len(runs)-2 {
			return false
		}
	}
	shortest := shortPiece
	if len(runs) == 2 {
		shortest = longRun
	}
	return ends && last.len() >= shortest && last.len() <= max(widest, longRun) && !isWord(s.chars[last.from:last.to])
}

// endsLine reports whether no word follows on the line of the character before
// the gap.
func (s scanned) endsLine(at int) bool {
	g := s.gaps[at]
	return at == len(s.chars) || g&gapLine != 0 || g&gapSpace == 0 && g&(gapQuote|gapMark) != 0
}

// regular reports whether the runs look like evenly wrapped lines: of one
// length, counted from where their line begins, with the same between all, but for the last, which may be
// shorter, and the first of the credential, before which a name may stand.
func (s scanned) regular(start int, runs []span) bool {
	if len(runs) < 3 {
		return false
	}
	width := runs[1].len()
	first, line := s.firstLine(start, runs[0])
	if first > width+1 || first < width && line > start {
		return false
	}
	for i, run := range runs[1:] {
		if s.gaps[run.from] != s.gaps[runs[1].from] || run.len() != width && (i < len(runs)-2 || run.len() > width) {
			return false
		}
	}
	return true
}

// firstLine returns how long the line is that ends with the run, and where it
// begins: in the credential that begins at start, or there.
func (s scanned) firstLine(start int, run span) (length, line int) {
	length, line = run.len(), run.from
	for line > start && s.gaps[line]&^gapDot == 0 {
		if s.gaps[line] != 0 {
			length++
		}
		length++
		line--
	}
	if s.gaps[line]&gapDot != 0 { // the dot may have gone to this line or to the one before
		line, length = start, length+1
	}
	return length, line
}

// unfit says what is wrong with an RSA signature that has no length it should
// have, in the words that claim least where the lines do not tell.
func (s scanned) unfit(f found, runs []span) found {
	n := 1 // lines that look like the signature's
	for ; n < len(runs) && s.gaps[runs[n].from]&gapBlank == 0 && !s.stopped(runs[n]); n++ {
		if run := runs[n]; run.len() < longRun {
			if s.regular(f.from, runs[:n+1]) && s.endsLine(run.to) {
				n++
			}
			break
		}
	}
	p, last := f.to, runs[n-1]
	f.to = last.to
	missing := shortestRSA - (f.to - p)
	switch {
	case missing < 0:
		return f.damaged(finding.SignatureLength)
	case missing == 0, n > 2 && !s.regular(f.from, runs[:n]): // something was lost at a line's end
		return f.damaged(finding.LastPart)
	case n > 2 && last.len() < runs[1].len() && missing%runs[1].len() == 0: // a line was lost
		return f.damaged(finding.LastPart)
	}
	return s.lacking(f, missing)
}

// lacking says of a credential with an RSA signature that ends early whether it
// goes on behind something else.
func (s scanned) lacking(f found, missing int) found {
	next := span{f.to, s.runEnd(f.to)}
	switch g := s.gaps[f.to]; {
	case s.goesOn(f.to):
		f.to = next.to
		return f.damaged(finding.LastPart)
	case g&gapDots != 0 && g&(gapSpace|gapLine) == 0 && next.len() >= shortPiece:
		return f.cut(0)
	}
	for ; next.from < len(s.chars); next = (span{next.to, s.runEnd(next.to)}) {
		if next.len() >= longRun && next.len() <= missing && !s.stopped(next) { // behind the foot of a page, perhaps
			return f.cut(0)
		}
	}
	return f.cut(missing)
}

// isWord reports whether the characters look like a word of a language:
// all small but perhaps the first.
func isWord(chars []byte) bool {
	for i, c := range chars {
		if (c < 'a' || c > 'z') && (i > 0 || c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
