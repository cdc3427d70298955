package profile

import (
	"cmp"
	"math"
	"slices"
	"strconv"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// problem is one mistake. Its reason is part of a sentence for people, and
// never quotes a value.
type problem struct {
	// line is 0 where there is none: a missing key, or no file at all.
	line   int
	column int
	// key is empty for a line that cannot be read at all.
	key    string
	reason string
	// missing tells a required key that is absent from one that is wrong.
	missing bool
}

// maxKey is how much of a key is shown, in characters.
const maxKey = 40

func (p problem) finding(filename string) core.Finding {
	key := finding.Printable(p.key, maxKey)
	args := finding.Args{"file": filename, "key": key, "reason": p.reason, "line": strconv.Itoa(p.line)}
	switch {
	case filename == "":
		args["variant"] = "field"
	case p.missing:
		args["variant"] = "missing"
	case key == "":
		args["variant"] = "line"
	}
	facts := map[string]string{"file": filename, "key": key, "reason": p.reason}
	if p.line > 0 {
		facts["line"] = strconv.Itoa(p.line)
	}
	if p.column > 0 {
		facts["column"] = strconv.Itoa(p.column)
	}
	return finding.WithDetail(finding.New(finding.ProfileInvalid, args), facts)
}

// sortByLine puts what has no line at the end.
func sortByLine(problems []problem) {
	place := func(p problem) int {
		if p.line == 0 {
			return math.MaxInt
		}
		return p.line
	}
	slices.SortStableFunc(problems, func(a, b problem) int { return cmp.Compare(place(a), place(b)) })
}
