package text

import (
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

func catalog(t *testing.T, code, toml string) *Catalog {
	t.Helper()
	c, err := parse(code, []byte(toml))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

const sample = `
plain = "Connect {app}"
bold = "Press **Create JWT**, then {app}."
wait = "Wait {wait}."
day = "Until {day}"
found = "Found {what}."
[list]
and = " and "
[dirt]
a = "quotes"
b = "line breaks"
c = "spaces"
[shown]
one = "{count} connection of {all}"
other = "{count} connections of {all}"
[time]
day = "{day} {month} {year}"
[time.month]
11 = "November"
[time.seconds]
one = "1 second"
other = "{count} seconds"
[time.minutes]
other = "{count} minutes"
`

func TestText(t *testing.T) {
	c := catalog(t, "en", sample)
	noon := time.Date(2026, 11, 3, 12, 0, 0, 0, time.Local)
	for _, tt := range []struct {
		key   string
		slots Slots
		want  string
	}{
		{"plain", Slots{"app": "Acme **Sync** {x}"}, "Connect Acme **Sync** {x}"},
		{"plain", nil, "Connect ⟦app⟧"},
		{"none", nil, "⟦none⟧"},
		{"bold", Slots{"app": "Acme"}, "Press Create JWT, then Acme."},
		{"wait", Slots{"wait": 119 * time.Second}, "Wait 119 seconds."},
		{"wait", Slots{"wait": 119*time.Second + time.Millisecond}, "Wait 2 minutes."},
		{"day", Slots{"day": noon}, "Until 3 November 2026"},
		{"found", Slots{"what": List{"dirt.a"}}, "Found quotes."},
		{"found", Slots{"what": List{"dirt.a", "dirt.b", "dirt.c"}}, "Found quotes, line breaks and spaces."},
		{"shown", Slots{"count": 1, "all": 62}, "1 connection of 62"},
		{"shown", Slots{"count": 1234, "all": 10000}, "1,234 connections of 10,000"},
		{"shown", Slots{"count": 0, "all": 0}, "0 connections of 0"},
	} {
		if got := c.Text(tt.key, tt.slots); got != tt.want {
			t.Errorf("%s %v: %q, want %q", tt.key, tt.slots, got, tt.want)
		}
	}
}

func TestPartsKeepASlotsMarkupAsText(t *testing.T) {
	got := catalog(t, "en", sample).Parts("bold", Slots{"app": "**A**"})
	want := []Part{{Text: "Press "}, {Text: "Create JWT", Bold: true}, {Text: ", then **A**."}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestPluralsFollowTheLanguage(t *testing.T) {
	c := catalog(t, "pl", "[n]\none = \"{count} plik\"\nfew = \"{count} pliki\"\nmany = \"{count} plików\"\nother = \"{count} pliku\"\n")
	for n, want := range map[int]string{1: "1 plik", 3: "3 pliki", 5: "5 plików", 22: "22 pliki"} {
		if got := c.Text("n", Slots{"count": n}); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for _, bad := range []string{"a = 1", "a = [\"x\"]", "a = ", "[a]\nb = true"} {
		if _, err := parse("en", []byte(bad)); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func TestMatch(t *testing.T) {
	for _, tt := range []struct {
		locales []string
		want    string
	}{
		{[]string{"de_AT.UTF-8"}, "de"},
		{[]string{"de-CH"}, "de"},
		{[]string{"fr_FR.UTF-8", "de"}, "de"},
		{[]string{"fr_FR"}, "en"},
		{[]string{"C.UTF-8"}, "en"},
		{[]string{"", "POSIX", "!!"}, "en"},
		{[]string{"en_GB"}, "en"},
		{nil, "en"},
	} {
		if got := Match(tt.locales...); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.locales, got, tt.want)
		}
	}
}

// Every language says the same things with the same slots and the same number of
// bold pieces.
func TestLanguagesAgree(t *testing.T) {
	english := English()
	for _, code := range Codes()[1:] {
		other, _ := For(code)
		if !slices.Equal(english.Keys(), other.Keys()) {
			for _, key := range english.Keys() {
				if !other.Has(key) {
					t.Errorf("%s.toml lacks %s", code, key)
				}
			}
			for _, key := range other.Keys() {
				if !english.Has(key) {
					t.Errorf("%s.toml has %s, which English lacks", code, key)
				}
			}
		}
		for _, key := range english.Keys() {
			if a, b := english.SlotsOf(key), other.SlotsOf(key); other.Has(key) && !slices.Equal(a, b) {
				t.Errorf("%s: %s has the slots %v, English %v", key, code, b, a)
			}
			if a, b := strings.Count(english.sentence[key], "**"), strings.Count(other.sentence[key], "**"); a != b && other.Has(key) || a%2 == 1 {
				t.Errorf("%s: %s marks %d places bold, English %d", key, code, b, a)
			}
		}
	}
}

// A plural has the forms that its language tells apart, and no others.
func TestPluralsAreComplete(t *testing.T) {
	want := map[string][]string{"en": {"one", "other"}, "de": {"one", "other"}}
	for _, code := range Codes() {
		c, _ := For(code)
		for key, forms := range c.plurals {
			var have []string
			for form := range forms {
				have = append(have, form)
			}
			slices.Sort(have)
			if !slices.Equal(have, want[code]) {
				t.Errorf("%s: %s has the forms %v", code, key, have)
			}
		}
	}
}

func TestLengthenedKeepsSlots(t *testing.T) {
	long := Lengthened(English())
	for _, key := range English().Keys() {
		if !slices.Equal(English().SlotsOf(key), long.SlotsOf(key)) {
			t.Errorf("%s lost a slot", key)
		}
	}
	if got := Lengthened(catalog(t, "en", sample)).Text("plain", Slots{"app": "aeiou"}); got != "Cónnéct aeiou oo" {
		t.Errorf("got %q", got)
	}
}
