package text

import (
	"testing"
	"time"
)

var now = time.Date(2026, 11, 3, 12, 0, 0, 0, time.Local)

func TestAgo(t *testing.T) {
	german, _ := For("de")
	for _, tt := range []struct {
		at     time.Time
		en, de string
	}{
		{time.Time{}, "never", "nie"},
		{now.Add(-59 * time.Second), "just now", "gerade eben"},
		{now.Add(-time.Minute), "1 minute ago", "vor 1 Minute"},
		{now.Add(-59 * time.Minute), "59 minutes ago", "vor 59 Minuten"},
		{now.Add(-time.Hour), "today 11:00", "heute 11:00"},
		{now.Add(-24 * time.Hour), "yesterday 12:00", "gestern 12:00"},
		{now.Add(-48 * time.Hour), "1 November 2026", "1. November 2026"},
		{now.Add(time.Hour), "today 13:00", "heute 13:00"},
		{now.Add(time.Second), "just now", "gerade eben"},
	} {
		if got := English().Ago(now, tt.at); got != tt.en {
			t.Errorf("%v: %q, want %q", tt.at, got, tt.en)
		}
		if got := german.Ago(now, tt.at); got != tt.de {
			t.Errorf("%v: %q, want %q", tt.at, got, tt.de)
		}
	}
}

func TestExpiry(t *testing.T) {
	at := func(d time.Duration) *time.Time { t := now.Add(d); return &t }
	for _, tt := range []struct {
		at   *time.Time
		want string
		soon bool
	}{
		{nil, "never expires", false},
		{at(-time.Second), "expired 3 November 2026", true},
		{at(0), "expired 3 November 2026", true},
		{at(time.Second), "expires today 12:00", true},
		{at(13 * time.Hour), "expires tomorrow", true},
		{at(29 * 24 * time.Hour), "expires in 29 days", true},
		{at(30 * 24 * time.Hour), "expires 3 December 2026", false},
	} {
		if got := English().Expiry(now, tt.at); got != tt.want || ExpiresSoon(now, tt.at) != tt.soon {
			t.Errorf("%v: %q, soon %v; want %q, %v", tt.at, got, ExpiresSoon(now, tt.at), tt.want, tt.soon)
		}
	}
}

func TestDurationAndTook(t *testing.T) {
	german, _ := For("de")
	for _, tt := range []struct {
		d    time.Duration
		want string
	}{
		{time.Second, "1 second"},
		{42 * time.Second, "42 seconds"},
		{120 * time.Second, "2 minutes"},
		{121 * time.Second, "3 minutes"},
		{119 * time.Minute, "119 minutes"},
		{2 * time.Hour, "2 hours"},
		{50 * time.Hour, "2 days"},
		{3 * 365 * 24 * time.Hour, "3 years"},
	} {
		if got := English().Duration(tt.d); got != tt.want {
			t.Errorf("%v: %q, want %q", tt.d, got, tt.want)
		}
	}
	for _, tt := range []struct {
		d      time.Duration
		en, de string
	}{
		{0, "under 1 ms", "unter 1 ms"},
		{412 * time.Millisecond, "412 ms", "412 ms"},
		{2300 * time.Millisecond, "2.3 s", "2,3 s"},
		{58 * time.Second, "58 s", "58 s"},
	} {
		if en, de := English().Took(tt.d), german.Took(tt.d); en != tt.en || de != tt.de {
			t.Errorf("%v: %q, %q; want %q, %q", tt.d, en, de, tt.en, tt.de)
		}
	}
}
