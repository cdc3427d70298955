package credential

import (
	"bytes"

	"github.com/sureline/sureline/core/finding"
)

// Bounds of what is read of one credential, in characters of base64url.
// RingCentral's have 91, some 250, and 342.
const (
	maxHeader  = 1 << 10
	maxPayload = 4 << 10
	maxLength  = 6 << 10
	maxFound   = 8  // credentials read in one text
	maxTries   = 16 // beginnings looked at for them
	maxBlank   = 8  // of white space behind an object
)

// flaw says why a text that was found is no whole credential.
type flaw int

const (
	flawNone      flaw = iota // three parts, the last perhaps empty
	flawCut                   // ends early, or something was visibly left out
	flawStart                 // begins with the payload or behind it
	flawDamaged               // a part cannot be read, or does not fit
	flawEncrypted             // JWE
)

// found is one JWT, or what is left of it, in a text.
type found struct {
	flaw                       flaw
	header, payload, signature string
	// part is what is damaged.
	part finding.Damage
	// missing is the number of characters that lack at the end, if known.
	missing int
	// joined is true when the payload was put together from several lines.
	joined bool
	dirt   dirt
	span
}

// compact returns the JWT as it must be sent.
func (f found) compact() string { return f.header + "." + f.payload + "." + f.signature }

func (f found) cut(missing int) found {
	f.flaw, f.missing = flawCut, missing
	return f
}

func (f found) damaged(part finding.Damage) found {
	f.flaw, f.part = flawDamaged, part
	return f
}

// findAll returns the different credentials in what unwrap returned, in order.
func findAll(plain string, o Options) []found {
	s := scan(plain)
	for _, stop := range []string{o.Profile.ClientID, o.ClientSecret.Reveal()} {
		if stop != "" {
			s.stops = append(s.stops, stop)
		}
	}
	var list []found
	tries, covered, whole := maxTries, 0, 0
	for pos := 0; len(list) < maxFound; {
		start := s.nextStart(pos, &tries)
		if start < 0 {
			break
		}
		f, ok := s.at(start)
		pos = max(f.to, start+1)
		if !ok {
			continue
		}
		covered += f.to - f.from
		f.dirt |= s.dirt(f)
		if f.flaw == flawNone {
			whole++
		}
		list = s.add(list, f)
	}
	if whole == 0 && len(list) > 1 {
		list = s.asOne(list)
	}
	if len(list) == 1 && covered < len(s.chars) {
		list[0].dirt |= dirtOtherText
	}
	return list
}

// add appends the credential unless the list has it. Of two of which one is the
// beginning of the other, the whole one stays.
func (s scanned) add(list []found, f found) []found {
	text := s.chars[f.from:f.to]
	for i, have := range list {
		other := s.chars[have.from:have.to]
		switch {
		case bytes.Equal(text, other) || have.flaw == flawNone && bytes.HasPrefix(other, text):
			list[i].dirt |= f.dirt | dirtCopies
			return list
		case f.flaw == flawNone && bytes.HasPrefix(text, other):
			f.dirt |= have.dirt | dirtCopies
			list[i] = f
			return list
		}
	}
	return append(list, f)
}

// asOne returns one damaged credential for pieces of which none is whole and
// not two begin as credentials do: they are what is left of one.
func (s scanned) asOne(list []found) []found {
	headers := 0
	for _, f := range list {
		if _, ok := decodeObject(f.header); ok && f.flaw != flawStart || f.flaw == flawEncrypted {
			headers++
		}
	}
	if headers > 1 {
		return list
	}
	return []found{found{dirt: list[0].dirt}.damaged(finding.NumberOfParts)}
}

// nextStart returns the next position at or behind from where a credential may
// begin: "eyJ", decoding to the beginning of a JSON object; else -1. In the
// middle of a run a whole header is asked for, because chance makes short ones.
func (s scanned) nextStart(from int, tries *int) int {
	for ; from < len(s.chars) && *tries > 0; from++ {
		i := bytes.Index(s.chars[from:], []byte("eyJ"))
		if i < 0 {
			return -1
		}
		from += i
		if !s.begins(from, s.next(from, min(from+probe, len(s.chars)), ^soft)) {
			continue
		}
		*tries--
		if from == 0 || s.gaps[from] != 0 || s.isHeader(from) {
			return from
		}
	}
	return -1
}

// begins reports whether a JSON object begins at from.
func (s scanned) begins(from, limit int) bool {
	return from < limit && beginsObject(s.chars[from:min(from+probe, limit)])
}

// isHeader reports whether a whole header stands at from.
func (s scanned) isHeader(from int) bool {
	n, whole, _ := objectEnd(s.chars[from:s.next(from, min(from+maxHeader, len(s.chars)), ^soft)])
	o, ok := decodeObject(string(s.chars[from : from+n]))
	return whole && ok && o.Alg != nil
}

// at reads the credential that begins at start.
func (s scanned) at(start int) (found, bool) {
	f := found{span: span{start, start}}
	limit := s.next(start, min(start+maxLength, len(s.chars)), gapHard|gapDots)
	h, whole, cut := s.segment(start, limit, maxHeader)
	f.header, f.to = string(s.chars[start:h]), h
	if !whole {
		return s.broken(f, cut, finding.FirstPart), true
	}
	head, _ := decodeObject(f.header)
	switch {
	case head.Enc != nil || s.parts(start) == 5 && !s.begins(h, limit):
		f.flaw, f.to = flawEncrypted, s.partsEnd(h)
		return f, true
	case head.Alg == nil && head.isPayload():
		return s.headless(f), true
	case head.Alg == nil && !s.begins(h, limit):
		return f, false // some other JSON
	case h == limit || s.gaps[h]&gapDot == 0 && !s.begins(h, limit):
		return f.cut(0), true
	}
	p, whole, cut := s.segment(h, limit, maxPayload)
	f.payload, f.to = string(s.chars[h:p]), p
	f.joined = s.next(h, p, gapLine) < p
	if !whole {
		return s.broken(f, cut, finding.MiddlePart), true
	}
	return s.sign(f, stringOf(head.Alg), limit), true
}

// segment finds the end of the header or payload that begins at from: the dot
// behind it, or where its object closes. Without a whole object it reports
// whether the text is sound as far as it goes.
func (s scanned) segment(from, limit, most int) (end int, whole, cut bool) {
	dot := s.next(from, limit, gapDot)
	n, whole, _ := objectEnd(s.chars[from:min(from+most, limit)])
	if end = from + n; whole && end <= dot {
		run := s.next(end, limit, anyGap)
		switch {
		case end == dot || s.gaps[end] != 0 || s.begins(end, limit) || run != dot || run >= limit || fits("RS256", s.chars[end:run]):
			return end, true, false
		case dot-end <= maxBlank:
			_, ok := decodeObject(string(s.chars[from:dot]))
			return dot, ok, false
		}
		return dot, false, false
	}
	run := s.next(from, limit, anyGap)
	switch {
	case dot < limit && s.gaps[dot] == gapDot:
		return dot, false, false
	case run == limit && s.goesOn(limit):
		return limit, false, false
	}
	for run < limit && s.gaps[run]&gapBlank == 0 && s.runEnd(run)-run >= longRun {
		run = s.runEnd(run) // the next line
	}
	_, _, cut = objectEnd(s.chars[from:run])
	return run, false, cut
}

// goesOn reports whether something that no credential holds stands at at, and
// the credential goes on right behind it: not the name of another value.
func (s scanned) goesOn(at int) bool {
	const between = gapSpace | gapLine | gapQuote
	return at < len(s.chars) && s.gaps[at]&gapHard != 0 && s.gaps[at]&between == 0 && s.gaps[s.runEnd(at)]&gapMark == 0
}

// broken returns what was found with the flaw that a part has no end.
func (s scanned) broken(f found, cut bool, part finding.Damage) found {
	if cut {
		return f.cut(0)
	}
	f.to = s.partsEnd(f.to)
	return f.damaged(part)
}

// headless returns a text that begins with what is a payload: its header was
// not copied, or cannot be read.
func (s scanned) headless(f found) found {
	f.flaw, f.header, f.to = flawStart, "", s.partsEnd(f.to)
	if f.from == 0 || s.gaps[f.from] != gapDot {
		return f
	}
	before := s.runStart(f.from - 1)
	part := finding.FirstPart
	if isTail(s.chars[before:f.from]) {
		part = finding.FirstCharacters
	}
	f.from = before
	return f.damaged(part)
}

// parts counts the parts, joined by single dots, of what begins at start.
func (s scanned) parts(start int) int {
	n, end := 1, s.partsEnd(start+1)
	for i := start + 1; i < end; i++ {
		if s.gaps[i] == gapDot {
			n++
		}
	}
	return n
}

// partsEnd returns where the parts that go on behind from end.
func (s scanned) partsEnd(from int) int {
	for from < len(s.chars) && s.gaps[from]&^(gapDot|gapDots) == 0 {
		from++
	}
	return from
}

// dirt says what had to be removed from the gaps inside and around the
// credential.
func (s scanned) dirt(f found) dirt {
	d := s.gaps[f.from].dirt() | s.gaps[f.to].dirt()
	if (s.gaps[f.from]|s.gaps[f.to])&gapHard != 0 {
		d |= dirtOtherText
	}
	h := f.from + len(f.header)
	p := h + len(f.payload)
	for i := f.from + 1; i < f.to; i++ {
		d |= s.gaps[i].dirt()
		if (i == h || i == p) && s.gaps[i]&gapDot == 0 {
			d |= dirtLostDots
		}
	}
	return d
}
