package ringcentral

import (
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
)

// TestAPieceIsMaskedToItsEnds: wherever in a text a piece of a secret stands, and
// wherever in the secret it begins, all of it is masked and nothing beside it.
func TestAPieceIsMaskedToItsEnds(t *testing.T) {
	const secret = "q7RkT2vXw9LmZ4pBc8NsYd3FhGj6KaUe5VtWrQxMoPiLn1CzDyEb0Hg"
	s := scrubber{core.NewSecret(secret)}
	for before := range 2 * minEcho {
		for from := 0; from+2*minEcho <= len(secret); from += 5 {
			for to := from + 2*minEcho; to <= len(secret); to += 3 {
				around := strings.Repeat("-", before)
				if got, want := s.text(around+secret[from:to]+"!"), around+mask+"!"; got != want {
					t.Fatalf("%d characters from %d, after %d others: %q", to-from, from, before, got)
				}
			}
		}
	}
}
