package credential_test

import (
	"strconv"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/internal/coretest"
)

// Words behind a signature that lacks as many characters must not complete it.
func TestWordsDoNotCompleteASignature(t *testing.T) {
	c := mint(coretest.Claims{})
	for _, words := range []string{"Thanks", "Best regards", "Best regards Ada Jones office manager", "meeting", "draw", "see you tomorrow then"} {
		n := len(strings.ReplaceAll(words, " ", ""))
		for _, between := range []string{"\n", " ", "\n\n"} {
			got := credential.Check(c[:len(c)-n]+between+words, options())
			if got.Usable || !got.JWT.Empty() {
				t.Errorf("%q filled the gap: %v", words, codes(got))
			}
		}
	}
}

// Word processors make one long dash of two hyphens.
func TestDoubleHyphens(t *testing.T) {
	found := 0
	for i := 0; found < 3; i++ {
		c := mint(coretest.Claims{Subject: strconv.Itoa(i)})
		dashed := strings.ReplaceAll(c, "--", "—")
		if dashed == c || strings.Contains(c, "---") {
			continue
		}
		found++
		got := credential.Check(dashed, options())
		if got.JWT.Reveal() != c {
			t.Errorf("not mended: %v", codes(got))
		}
		// Beside a single one it is ambiguous: Sureline must not guess.
		mixed := strings.ReplaceAll(dashed, "-", "—")
		if strings.Count(mixed, "—") > strings.Count(dashed, "—") {
			if got := credential.Check(mixed, options()); got.Usable && got.JWT.Reveal() != c {
				t.Errorf("guessed: %v", codes(got))
			}
		}
	}
}

// A mend must not fill a gap: what lacks a character, in whatever dress, stays
// without one.
func TestMendsDoNotGuess(t *testing.T) {
	for _, list := range [][]dirtying{mails, files, dirtyings} {
		for _, d := range list {
			for i, c := range many()[:5] {
				for _, at := range []int{50, 200, len(c) - 300, len(c) - 1} {
					lacking := c[:at] + c[at+1:]
					if got := credential.Check(d.apply(lacking), options()); !got.JWT.Empty() && got.JWT.Reveal() != lacking {
						t.Errorf("%s, credential %d without character %d: %d characters were made up", d.name, i, at, got.JWT.Len()-len(lacking))
					} else if got.Usable {
						t.Errorf("%s, credential %d without character %d is usable", d.name, i, at)
					}
				}
			}
		}
	}
}

// Two things at once may be too much to mend, but never lead to a guess.
func TestRealisticPairsAreNotGuessed(t *testing.T) {
	c := mint(coretest.Claims{})
	found, all := 0, 0
	for _, list := range [][]dirtying{mails, files} {
		for _, first := range list {
			for _, second := range dirtyings {
				text := second.apply(first.apply(c))
				if len(text) > credential.MaxText {
					continue
				}
				all++
				switch got := credential.Check(text, options()); {
				case got.JWT.Reveal() == c:
					found++
				case !got.JWT.Empty():
					t.Errorf("%s, then %s: a credential was made up", first.name, second.name)
				}
			}
		}
	}
	if found*100 < all*85 {
		t.Errorf("%d of %d were mended", found, all)
	}
}
