// Package when owns how times are worded on the screen: relative to now, in the
// user's time zone. It imports the standard library only.
package when

import (
	"fmt"
	"time"
)

// Ago returns how long ago t was: "just now", "2 minutes ago", "today 09:41",
// "yesterday 17:02", "3 November 2026". The zero time is "never". A time ahead
// of now, which a clock that was set back leaves behind, is given in full.
func Ago(now, t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	switch d := now.Sub(t); {
	case d < -time.Minute:
		return Moment(now, t)
	case d < time.Minute:
		return "just now"
	case d < 2*time.Minute:
		return "1 minute ago"
	case d < time.Hour:
		return fmt.Sprintf("%d minutes ago", int(d.Minutes()))
	}
	return Moment(now, t)
}

// Moment returns the day and, for today and yesterday, the time of t.
func Moment(now, t time.Time) string {
	now, t = now.Local(), t.Local()
	switch days(now) - days(t) {
	case 0:
		return "today " + t.Format("15:04")
	case 1:
		return "yesterday " + t.Format("15:04")
	}
	return Day(t)
}

// Day returns the day of t: "3 November 2026".
func Day(t time.Time) string { return t.Local().Format("2 January 2006") }

// Expiry returns when a credential ends: "never", "in 12 days", "tomorrow", "3 November
// 2027", "expired 3 November 2026". The second result is true when less than 30
// days are left.
func Expiry(now time.Time, t *time.Time) (string, bool) {
	if t == nil {
		return "never", false
	}
	left := days(t.Local()) - days(now.Local())
	switch {
	case !now.Before(*t):
		return "expired " + Day(*t), true
	case left == 0:
		return "today " + t.Local().Format("15:04"), true
	case left == 1:
		return "tomorrow", true
	case left < 30:
		return fmt.Sprintf("in %d days", left), true
	}
	return Day(*t), false
}

// Seconds returns a number of seconds in words: "1 second", "58 seconds".
func Seconds(d time.Duration) string {
	n := int((d + time.Second - 1) / time.Second)
	if n == 1 {
		return "1 second"
	}
	return fmt.Sprintf("%d seconds", n)
}

// Took words how long something took: "under 1 ms", "412 ms", "2.3 s", "58 s".
func Took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "under 1 ms"
	case d < 2*time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return fmt.Sprintf("%.0f s", d.Seconds())
}

// TookMS is Took for a number of milliseconds.
func TookMS(ms int64) string { return Took(time.Duration(ms) * time.Millisecond) }

// days counts the days to the date of t, in t's own zone.
func days(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
