package credential

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// Bounds of what is read of one credential, in characters of base64url.
// RingCentral's have 91, some 250, and 342.
const (
	maxHeader  = 1 << 10
	maxPayload = 8 << 10
	maxFound   = 8  // credentials read in one text
	maxTries   = 24 // beginnings looked at for them
)

// shape says how much of a JWT was found.
type shape int

const (
	shapeNone      shape = iota
	shapeWhole           // three parts, the last perhaps empty or too short
	shapeCut             // ends before the signature begins
	shapeHeadless        // begins with the payload
	shapeBroken          // a part cannot be read
	shapeEncrypted       // JWE
)

// found is one JWT, or what is left of it, in a text.
type found struct {
	shape                      shape
	header, payload, signature string
	// headerSound is set where decodeObject has been asked already.
	headerSound bool
	// dotted is true when a dot stands right before it.
	dotted bool
	// part names the broken part.
	part string
	// elided is set where something was visibly left out in the middle.
	elided bool
	dirt   dirt
	// start and end are positions in scanned.chars.
	start, end int
}

// compact returns the JWT as it must be sent.
func (f found) compact() string { return f.header + "." + f.payload + "." + f.signature }

// all returns the different credentials in the text, in order.
func (r *reader) all() []found {
	var list []found
	pos, covered, again := 0, 0, 0
	for len(list)+again <= maxFound {
		start := r.nextStart(pos)
		if start < 0 {
			break
		}
		f := r.at(start)
		f.start = max(f.start, pos)
		pos = max(f.end, start+1)
		if f.shape == shapeNone {
			continue
		}
		f.dirt |= r.gapDirt(f)
		covered += f.end - f.start
		if i := slices.IndexFunc(list, func(have found) bool { return bytes.Equal(r.piece(have), r.piece(f)) }); i >= 0 {
			list[i].dirt |= f.dirt | dirtCopy
			if f.shape != shapeWhole {
				again++
			}
			continue
		}
		list = addDistinct(list, f)
	}
	if len(list) == 1 && covered < len(r.chars) {
		list[0].dirt |= dirtAround
	}
	return list
}

// piece returns the characters that the credential was read from.
func (r *reader) piece(f found) []byte { return r.chars[f.start:f.end] }

// addDistinct appends the credential unless the list has it. Of two of which
// one is the beginning of the other, the whole one stays.
func addDistinct(list []found, f found) []found {
	if n := len(list); n > 0 && (f.isRest() && list[n-1].payload == "" || list[n-1].shape == shapeHeadless && f.payload == "") {
		f.shape, f.part = shapeBroken, "parts"
		list[n-1] = f
		return list
	}
	for i, have := range list {
		switch {
		case have.covers(f):
			list[i].dirt |= f.dirt | dirtCopy
			return list
		case f.covers(have):
			f.dirt |= have.dirt | dirtCopy
			list[i] = f
			return list
		}
	}
	return append(list, f)
}

// isRest reports whether this is, by the dot before it or by its content, a
// payload, which belongs to the header before it if that has none.
func (f found) isRest() bool { return f.shape == shapeHeadless || f.dotted && f.shape != shapeWhole }

// covers reports whether other is the same credential or a beginning of it.
func (f found) covers(other found) bool {
	if f.shape != shapeWhole || other.shape == shapeHeadless || other.shape == shapeEncrypted {
		return false
	}
	begins := func(long, short string) bool { return strings.HasPrefix(long, strings.TrimRight(short, "_")) }
	if other.payload == "" {
		return begins(f.header, other.header)
	}
	if f.header != other.header {
		return false
	}
	if other.signature == "" {
		return begins(f.payload, other.payload)
	}
	return f.payload == other.payload && begins(f.signature, other.signature)
}

// at reads the credential that begins at start.
func (r *reader) at(start int) found {
	f := found{start: start, dotted: start > 0 && r.gaps[start].tight()}
	limit := r.softEnd(start)
	h, state := r.segment(start, limit, maxHeader)
	f.header, f.end = string(r.chars[start:h]), h
	if state != objectWhole {
		return f.stopped(state, "first")
	}
	head := r.chars[start:h]
	switch {
	case hasMember(head, "enc") || r.parts(start) == 5 && !r.object(h, limit):
		f.shape, f.end = shapeEncrypted, r.partsEnd(h)
		return f
	case hasMember(head, "alg"):
	case hasMember(head, "iss", "aud", "sub", "exp"):
		return r.headless(f)
	case !r.object(h, limit):
		return f // some other JSON
	}
	if h == limit || r.gaps[h]&gapDot == 0 && !r.object(h, limit) {
		f.shape = shapeCut
		return f
	}
	p, state := r.segment(h, limit, maxPayload)
	f.payload, f.end = string(r.chars[h:p]), p
	f.dirt |= r.joint(h)
	if state != objectWhole {
		return f.stopped(state, "middle")
	}
	return r.sign(f, p, limit)
}

// object reports whether an object begins at from.
func (r *reader) object(from, limit int) bool {
	return beginsObject(r.chars[from:max(from, min(from+probe, limit))])
}

func (f found) stopped(state objectState, part string) found {
	if state == objectCut {
		f.shape = shapeCut
	} else {
		f.shape, f.part = shapeBroken, part
	}
	return f
}

// segment finds the end of the header or payload that begins at from.
func (r *reader) segment(from, limit, most int) (int, objectState) {
	n, state := objectEnd(r.chars[from:min(from+most, limit)])
	end, dot := from+n, r.nextDot(from, limit)
	if state == objectWhole {
		if end == limit || r.gaps[end]&gapDot != 0 {
			if dot >= 0 && dot < end {
				return dot, objectBroken
			}
			return end, objectWhole
		}
		return r.undotted(from, end, dot, limit)
	}
	if dot >= 0 && dot < len(r.chars) && r.gaps[dot].tight() {
		return dot, objectBroken
	}
	run := r.runEnd(from, limit)
	if run == limit && r.goesOn(limit) {
		return limit, objectBroken
	}
	_, alone := objectEnd(r.chars[from:run])
	return run, alone
}

// undotted judges an object that closes at end without a dot behind it: the
// dot was lost, or something else stands between the object and its dot.
func (r *reader) undotted(from, end, dot, limit int) (int, objectState) {
	switch {
	case dot >= 0 && dot < end:
		return dot, objectBroken
	case r.gaps[end]&^gapWide != 0 || r.object(end, limit):
		return end, objectWhole
	}
	run := r.runEnd(end, limit)
	if dot != run || knownRSALength(dot-end) {
		return end, objectWhole
	}
	if _, ok := decodeObject(string(r.chars[from:dot])); ok {
		return dot, objectWhole // white space behind the object
	}
	return dot, objectBroken
}

// sign reads the signature behind the payload that ends at p.
func (r *reader) sign(f found, p, limit int) found {
	if next := r.nextStart(p); next >= 0 && next < limit {
		limit = next
	}
	dotted := r.gaps[p]&gapDot != 0 && !r.gaps[p].cut()
	alg := f.algorithm()
	if p >= limit {
		f.shape = shapeCut
		if dotted {
			f.shape = shapeWhole
		}
		return r.goOn(f, alg, p)
	}
	end, tail := r.signatureEnd(f, alg, p, limit)
	if end == p { // what follows is other text
		f.shape = shapeCut
		return f
	}
	f.dirt |= r.joint(p)
	f.signature, f.end = string(r.chars[p:end-tail]), end
	f.shape = shapeWhole
	if n := r.parts(f.start); n > 3 && !lengthFits(alg, len(f.signature)) {
		f.shape, f.part = shapeBroken, "parts"
		if n == 5 {
			f.shape = shapeEncrypted
		}
		f.end = r.partsEnd(f.end)
	}
	if wide := r.wideDashes(p, end); wide > 0 {
		f.signature = r.mendDashes(p, end-tail, alg)
	}
	return r.goOn(f, alg, p)
}

// joint says what had to be done to the gap between two parts.
func (r *reader) joint(at int) dirt {
	if g := r.gaps[at]; g&gapDot != 0 {
		return g.dirt()
	}
	return dirtDots
}

// gapDirt says what had to be removed from the gaps inside and around the
// credential.
func (r *reader) gapDirt(f found) dirt {
	var d dirt
	h := f.start + len(f.header)
	p := h + len(f.payload)
	for i := f.start + 1; i < f.end; i++ {
		if i != h && i != p {
			d |= r.gaps[i].dirt()
		}
	}
	for _, g := range []gap{r.gaps[f.start], r.gaps[f.end]} {
		d |= g.dirt()
		if g&gapHard != 0 {
			d |= dirtAround
		}
	}
	return d
}

// algorithm returns the header's alg, or "" when there is none.
func (f found) algorithm() string {
	raw, ok := decodeObject(f.header)
	if !ok {
		return ""
	}
	var members map[string]any
	if json.Unmarshal(raw, &members) != nil {
		return ""
	}
	alg, _ := members["alg"].(string)
	return alg
}
