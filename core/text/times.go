package text

import (
	"fmt"
	"time"
)

// Ago returns how long ago t was, in the time zone of this computer: "just now",
// "2 minutes ago", "today 09:41", "yesterday 17:02", "3 November 2026". The zero
// time is "never". A time ahead of now, which a clock that was set back leaves
// behind, is given in full.
func (c *Catalog) Ago(now, t time.Time) string {
	if t.IsZero() {
		return c.Text("time.never", nil)
	}
	switch d := now.Sub(t); {
	case d < -time.Minute || d >= time.Hour:
		return c.Moment(now, t)
	case d < time.Minute:
		return c.Text("time.just_now", nil)
	default:
		return c.Text("time.minutes_ago", Slots{"count": int(d.Minutes())})
	}
}

// Moment returns the day and, for today and yesterday, the time of t.
func (c *Catalog) Moment(now, t time.Time) string {
	now, t = now.Local(), t.Local()
	clock := Slots{"time": t.Format("15:04")}
	switch days(now) - days(t) {
	case 0:
		return c.Text("time.today", clock)
	case 1:
		return c.Text("time.yesterday", clock)
	}
	return c.Day(t)
}

// Day returns the day of t: "3 November 2026", "3. November 2026".
func (c *Catalog) Day(t time.Time) string {
	t = t.Local()
	return c.Text("time.day", Slots{
		"day": t.Format("2"), "month": c.Text("time.month."+t.Format("01"), nil), "year": t.Format("2006"),
	})
}

// Expiry returns when a credential ends: "never expires", "expires in 12 days",
// "expires tomorrow", "expires 3 November 2027", "expired 3 November 2026".
func (c *Catalog) Expiry(now time.Time, t *time.Time) string {
	if t == nil {
		return c.Text("time.expires_never", nil)
	}
	left := Days(now, *t)
	switch {
	case !now.Before(*t):
		return c.Text("time.expired", Slots{"day": *t})
	case left == 0:
		return c.Text("time.expires_today", Slots{"time": t.Local().Format("15:04")})
	case left < ExpiresSoonDays:
		return c.Text("time.expires_in", Slots{"count": left})
	}
	return c.Text("time.expires", Slots{"day": *t})
}

// ExpiresSoonDays is how many days before its end a credential is said to expire
// soon.
const ExpiresSoonDays = 30

// ExpiresSoon reports whether a credential has ended or ends within
// ExpiresSoonDays, counted as the calendar does.
func ExpiresSoon(now time.Time, t *time.Time) bool {
	return t != nil && Days(now, *t) < ExpiresSoonDays
}

// Duration returns a length of time as a person would say it: "1 second", "42
// seconds", and from two minutes on in minutes, rounded up so that nobody comes
// back too early; from two hours on in hours, days or years, rounded.
func (c *Catalog) Duration(d time.Duration) string {
	for _, unit := range []struct {
		length time.Duration
		key    string
	}{{365 * 24 * time.Hour, "time.years"}, {24 * time.Hour, "time.days"}, {time.Hour, "time.hours"}} {
		if d >= 2*unit.length {
			return c.Text(unit.key, Slots{"count": int(d.Round(unit.length) / unit.length)})
		}
	}
	seconds := int((d + time.Second - 1) / time.Second)
	if seconds < 120 {
		return c.Text("time.seconds", Slots{"count": seconds})
	}
	return c.Text("time.minutes", Slots{"count": (seconds + 59) / 60})
}

// Took words how long a request took: "under 1 ms", "412 ms", "2.3 s", "58 s".
func (c *Catalog) Took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return c.Text("time.took_less", nil)
	case d < 2*time.Second:
		return fmt.Sprintf("%d ms", d.Milliseconds())
	case d < 10*time.Second:
		return c.printer.Sprintf("%.1f s", d.Seconds())
	}
	return c.printer.Sprintf("%.0f s", d.Seconds())
}

// Days returns how many days t lies after now, as the calendar of this computer
// counts them: at noon, what ends in 36 hours ends in 1.
func Days(now, t time.Time) int { return days(t.Local()) - days(now.Local()) }

// days counts the days to the date of t, in t's own zone.
func days(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}
