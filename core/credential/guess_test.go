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
