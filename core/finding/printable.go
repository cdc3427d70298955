package finding

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Printable returns text from outside as it may stand in a message: valid
// UTF-8, on one line, control, format and bidirectional characters (ANSI
// escapes among them) replaced by spaces, runs of space folded, and at most
// limit characters, the cut marked by "…".
func Printable(text string, limit int) string {
	var b strings.Builder
	space, n := false, 0
	for _, r := range text {
		if r == utf8.RuneError || !unicode.IsGraphic(r) || unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Co) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		if n++; n > limit {
			return strings.TrimRight(b.String(), " ") + "…"
		}
		b.WriteRune(r)
	}
	return b.String()
}

// Wait says how long to wait as a person would: "1 second", "42 seconds", and
// from two minutes on in minutes, rounded up so that nobody comes back too early.
func Wait(seconds int) string {
	switch {
	case seconds == 1:
		return "1 second"
	case seconds < 120:
		return strconv.Itoa(seconds) + " seconds"
	}
	return strconv.Itoa((seconds+59)/60) + " minutes"
}

// Roughly says a duration of some minutes or more as a person would: "12
// minutes", "3 hours", "2 days".
func Roughly(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		name   string
	}{{365 * 24 * time.Hour, "years"}, {24 * time.Hour, "days"}, {time.Hour, "hours"}} {
		if d >= 2*unit.length {
			return strconv.Itoa(int(d.Round(unit.length)/unit.length)) + " " + unit.name
		}
	}
	return strconv.Itoa(int(d.Round(time.Minute)/time.Minute)) + " minutes"
}
