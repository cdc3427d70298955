package credential

import (
	"bytes"
	"slices"
	"strings"
)

// rsaLengths are the lengths, in characters of base64url, of RSA signatures
// with keys of 2048, 3072, 4096 and 8192 bits. RingCentral's have 342.
var rsaLengths = []int{342, 512, 683, 1366}

// shortestRSA is the signature of the shortest key in use, 2048 bits.
const shortestRSA = 342

func knownRSALength(n int) bool { return slices.Contains(rsaLengths, n) }

// plausibleRSALength also takes the sizes in between that nobody is known to
// use but a server of its own might: whole 256 bits from 2048 on.
func plausibleRSALength(n int) bool {
	bytes := n * 3 / 4
	return knownRSALength(n) || bytes >= 256 && bytes <= 1024 && bytes%32 == 0 && (bytes*8+5)/6 == n
}

// fixedLengths are those of the other algorithms of RFC 7518 and RFC 8037.
var fixedLengths = map[string]int{
	"HS256": 43, "HS384": 64, "HS512": 86, "ES256": 86, "ES384": 128, "ES512": 176, "EdDSA": 86,
}

func isRSA(alg string) bool { return strings.HasPrefix(alg, "RS") || strings.HasPrefix(alg, "PS") }

// lengthFits reports whether a signature by the algorithm can be that long.
func lengthFits(alg string, n int) bool {
	if isRSA(alg) {
		return knownRSALength(n)
	}
	return n > 0 && fixedLengths[alg] == n
}

// span is a run of neighbouring characters.
type span struct{ from, to int }

func (s span) len() int { return s.to - s.from }

// longRun is the length from which a run is rather a piece of a credential
// than a word.
const longRun = 24

// signatureEnd returns where the signature that begins at p ends, and how many
// Markdown underscores stand at its end. A signature does not tell its own
// end, so pieces behind line breaks or spaces are joined to it only if they
// bring it to a length that such a signature has; without one, only what looks
// like wrapped lines is. The result p means that there is no signature.
func (r *reader) signatureEnd(f found, alg string, p, limit int) (end, tail int) {
	runs := r.runs(p, limit)
	best := -1
	for i, run := range runs {
		n := run.to - p
		if tail := r.emphasis(f.start, run); tail > 0 && lengthFits(alg, n-tail) && !lengthFits(alg, n) {
			return run.to, tail
		}
		if !lengthFits(alg, n) || !r.joins(runs[:i+1]) {
			continue
		}
		best = i
		if i+1 >= len(runs) || runs[i+1].len() < longRun || r.stopped(runs[i+1]) {
			break
		}
	}
	if best >= 0 {
		return runs[best].to, 0
	}
	return r.looseEnd(runs, p), 0
}

// runs splits the characters from p to limit at the gaps. A dot ends them.
func (r *reader) runs(p, limit int) []span {
	longest := rsaLengths[len(rsaLengths)-1]
	var runs []span
	for from := p; from < limit; {
		to := r.runEnd(from, limit)
		runs = append(runs, span{from, to})
		if to < len(r.gaps) && r.gaps[to]&gapDot != 0 || to-p > longest {
			break
		}
		from = to
	}
	return runs
}

// joins reports whether the runs, of fitting length together, may be taken for
// one signature. Words that happen to fill a gap may not.
func (r *reader) joins(runs []span) bool {
	if len(runs) == 1 {
		return true
	}
	words := 0
	for _, run := range runs[1:] {
		if r.stopped(run) {
			return false
		}
		if wordLike(r.chars[run.from:run.to]) {
			words++
		}
	}
	last := runs[len(runs)-1]
	switch {
	case !r.canonical(runs):
		return false
	case regular(runs):
		return true
	case last.len() < shortPiece && (len(runs) == 2 || !r.endsLine(last.to)):
		return false
	}
	return words == 0 || len(runs) > 2 && words*2 < len(runs)-1
}

// endsLine reports whether nothing but marks follows on the line of the
// character before the gap.
func (r *reader) endsLine(at int) bool {
	g := r.gaps[at]
	return g&gapHard == 0 && (g&gapLine != 0 || at == len(r.chars))
}

// shortPiece is the length below which a piece behind a signature is rather the
// next number, letter or short word of the text than a piece that broke off,
// unless the pieces before it show that lines were broken evenly.
const shortPiece = 8

// regular reports whether the runs look like wrapped lines: all of one length
// but the first and the last, which may be shorter.
func regular(runs []span) bool {
	if len(runs) < 3 {
		return false
	}
	width := runs[1].len()
	for _, run := range runs[1 : len(runs)-1] {
		if run.len() != width {
			return false
		}
	}
	return runs[0].len() <= width && runs[len(runs)-1].len() <= width
}

// canonical reports whether the unused bits at the end of the joined runs are
// zero, as every encoder leaves them (RFC 4648 section 3.5). Chance does so
// once in 16 for a signature of 342 characters.
func (r *reader) canonical(runs []span) bool {
	last := runs[len(runs)-1].to
	switch (last - runs[0].from) % 4 {
	case 2:
		return strings.IndexByte("AQgw", r.chars[last-1]) >= 0
	case 3:
		return strings.IndexByte("AEIMQUYcgkosw048", r.chars[last-1]) >= 0
	}
	return true
}

// looseEnd returns the end of a signature that has no length it should have:
// the first run, and those behind it that look like its wrapped lines.
func (r *reader) looseEnd(runs []span, p int) int {
	first := runs[0]
	if !r.gaps[p].tight() && (first.len() < longRun || r.stopped(first)) {
		return p
	}
	end := first.to
	for i, run := range runs[1:] {
		if r.gaps[run.from]&gapBlank != 0 || r.stopped(run) || end-p >= shortestRSA {
			break
		}
		if run.len() < longRun && run.len() != runs[i].len() {
			if i > 0 && run.len() < runs[i].len() && !wordLike(r.chars[run.from:run.to]) {
				end = run.to // the last line, shorter than those before it
			}
			break
		}
		end = run.to
	}
	return end
}

// stopped reports whether the run is a text known to be something else.
func (r *reader) stopped(run span) bool {
	return slices.Contains(r.stops, string(r.chars[run.from:run.to]))
}

// wordLike reports whether the characters look like a word of a language:
// three letters or more, all small but perhaps the first.
func wordLike(chars []byte) bool {
	if len(chars) < 3 {
		return false
	}
	for i, c := range chars {
		if c >= 'a' && c <= 'z' || i == 0 && c >= 'A' && c <= 'Z' {
			continue
		}
		return false
	}
	return true
}

// emphasis returns the number of underscores at the end of the run that
// Markdown may have put there: as many stand before the credential.
func (r *reader) emphasis(start int, run span) int {
	chars := r.chars[run.from:run.to]
	n := min(len(chars)-len(bytes.TrimRight(chars, "_")), 4)
	for n > 0 && !bytes.Contains(r.chars[:start], []byte("____"[:n])) {
		n--
	}
	return n
}

func (r *reader) wideDashes(from, to int) int {
	n := 0
	for _, g := range r.gaps[from:to] {
		if g&gapWide != 0 {
			n++
		}
	}
	return n
}

// mendDashes returns the signature with its long dashes, which a word processor
// may have made of "--", as the length demands it: all single if that fits, all
// double if only that fits. Any mixture would be a guess, so it stays single and
// the length is reported.
func (r *reader) mendDashes(from, to int, alg string) string {
	n, wide := to-from, r.wideDashes(from, to)
	if lengthFits(alg, n) || !lengthFits(alg, n+wide) {
		return string(r.chars[from:to])
	}
	var b strings.Builder
	for i := from; i < to; i++ {
		if r.gaps[i]&gapWide != 0 {
			b.WriteByte('-')
		}
		b.WriteByte(r.chars[i])
	}
	return b.String()
}
