package when

import (
	"testing"
	"time"
)

var now = time.Date(2026, 11, 21, 9, 43, 0, 0, time.Local)

func TestAgo(t *testing.T) {
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Time{}, "never"},
		{now, "just now"},
		{now.Add(59 * time.Second), "just now"},
		{now.Add(-59 * time.Second), "just now"},
		{now.Add(-time.Minute), "1 minute ago"},
		{now.Add(-2 * time.Minute), "2 minutes ago"},
		{now.Add(-59 * time.Minute), "59 minutes ago"},
		{now.Add(-time.Hour), "today 08:43"},
		{now.Add(-10 * time.Hour), "yesterday 23:43"},
		{now.Add(-48 * time.Hour), "19 November 2026"},
		{now.Add(2 * time.Hour), "today 11:43"},
		{now.Add(48 * time.Hour), "23 November 2026"},
	} {
		if got := Ago(now, c.at); got != c.want {
			t.Errorf("%s: %q, want %q", c.at, got, c.want)
		}
	}
}

func TestExpiry(t *testing.T) {
	for _, c := range []struct {
		in   time.Duration
		want string
		soon bool
	}{
		{0, "expired 21 November 2026", true},
		{time.Minute, "today 09:44", true},
		{24 * time.Hour, "tomorrow", true},
		{29 * 24 * time.Hour, "in 29 days", true},
		{30 * 24 * time.Hour, "21 December 2026", false},
	} {
		at := now.Add(c.in)
		if got, soon := Expiry(now, &at); got != c.want || soon != c.soon {
			t.Errorf("%s: %q %v, want %q %v", c.in, got, soon, c.want, c.soon)
		}
	}
	if got, soon := Expiry(now, nil); got != "never" || soon {
		t.Errorf("nil: %q %v", got, soon)
	}
}

func TestSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{time.Millisecond: "1 second", 57100 * time.Millisecond: "58 seconds"} {
		if got := Seconds(d); got != want {
			t.Errorf("%s: %q, want %q", d, got, want)
		}
	}
}

func TestTook(t *testing.T) {
	for ms, want := range map[int64]string{0: "under 1 ms", 1: "1 ms", 1999: "1999 ms", 2340: "2.3 s", 9000: "9.0 s", 58400: "58 s"} {
		if got := TookMS(ms); got != want {
			t.Errorf("%d ms: %q, want %q", ms, got, want)
		}
	}
}
