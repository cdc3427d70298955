package text

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// claims are words that only RingCentral itself can make true.
var claims = regexp.MustCompile(`RingCentral accepted|RingCentral accepts the credential|can now call RingCentral`)

func TestTheDemoClaimsNothingOfRingCentral(t *testing.T) {
	english, found := English(), 0
	demo := english.Demo()
	for _, key := range english.Keys() {
		if !claims.MatchString(english.Text(key, nil)) {
			continue
		}
		found++
		if said := demo.Text(key, nil); claims.MatchString(said) || !strings.Contains(said, "demo") {
			t.Errorf("the demo says %q: give it a sentence of its own, %s%s", said, demoTable, key)
		}
	}
	if found < 3 {
		t.Errorf("only %d sentences claim something: the pattern looks past them", found)
	}
}

// What the demo says instead has a place, in every language, and fits there.
func TestTheDemosSentencesHaveAPlace(t *testing.T) {
	for _, code := range codes {
		c, _ := For(code)
		for _, key := range c.Keys() {
			instead, ok := strings.CutPrefix(key, demoTable)
			if !ok {
				continue
			}
			if _, there := c.sentence[instead]; !there {
				t.Errorf("%s: there is no sentence %s", code, instead)
			}
			if got, want := c.SlotsOf(key), c.SlotsOf(instead); !slices.Equal(got, want) {
				t.Errorf("%s: %s has the slots %v, want %v", code, key, got, want)
			}
			if got := c.Demo().Text(instead, nil); got != c.Text(key, nil) || !strings.Contains(strings.ToLower(got), "demo") {
				t.Errorf("%s: the demo says %q for %s", code, got, instead)
			}
		}
	}
}
