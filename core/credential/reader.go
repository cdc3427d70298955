package credential

import "bytes"

// reader finds credentials in a scanned text.
type reader struct {
	scanned
	// tries counts down the starts that are looked at.
	tries int
	// stops are texts that are surely no part of a credential: the app's own
	// client ID and client secret.
	stops []string
}

// nextStart returns the next position at or behind from where a credential may
// begin: "eyJ", decoding to the beginning of a JSON object. In the middle of a
// run a whole header is asked for, because chance makes short ones.
func (r *reader) nextStart(from int) int {
	for from < len(r.chars) && r.tries > 0 {
		i := bytes.Index(r.chars[from:], []byte("eyJ"))
		if i < 0 {
			return -1
		}
		i += from
		if r.isStart(i) {
			return i
		}
		from = i + 1
	}
	return -1
}

// probe is how many characters must decode to JSON for a start to count.
const probe = 12

func (r *reader) isStart(i int) bool {
	end := i + 1
	for end < min(i+probe, len(r.chars)) && r.gaps[end].soft() {
		end++
	}
	if end-i < 6 || !beginsObject(r.chars[i:end]) {
		return false
	}
	r.tries--
	if r.gaps[i]&^gapWide != 0 || i == 0 {
		return true
	}
	n, state := objectEnd(r.chars[i:min(i+maxHeader, r.softEnd(i))])
	return state == objectWhole && hasMember(r.chars[i:i+n], "alg")
}

// nextDot returns the first position behind from with a dot before it, or -1.
func (r *reader) nextDot(from, limit int) int {
	for i := from + 1; i <= limit; i++ {
		if r.gaps[i]&gapDot != 0 {
			return i
		}
	}
	return -1
}

// runStart returns the start of the run of neighbouring characters at from.
func (r *reader) runStart(from int) int {
	for from > 0 && r.gaps[from]&^gapWide == 0 {
		from--
	}
	return from
}

// parts counts the parts, joined by single dots, of what begins at start.
func (r *reader) parts(start int) int {
	n := 1
	for i := start + 1; i < len(r.chars); i++ {
		switch g := r.gaps[i]; {
		case g.tight():
			n++
		case g&^gapWide != 0:
			return n
		}
	}
	return n
}

// partsEnd returns where the parts that go on at from end.
func (r *reader) partsEnd(from int) int {
	for i := max(from, 1); i < len(r.chars); i++ {
		if g := r.gaps[i]; g&^gapWide != 0 && g&^(gapDot|gapDots|gapWide) != 0 {
			return i
		}
	}
	return len(r.chars)
}
