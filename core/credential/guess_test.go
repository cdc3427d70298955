package credential_test

import (
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
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

// Word processors make one long dash of two hyphens. How many there were is
// nothing to guess.
func TestDoubleHyphens(t *testing.T) {
	found := 0
	for i := 0; found < 3; i++ {
		c := mint(coretest.Claims{Subject: strconv.Itoa(i)})
		dashed := strings.ReplaceAll(c, "--", "—")
		if dashed == c {
			continue
		}
		found++
		for _, text := range []string{dashed, strings.ReplaceAll(dashed, "-", "—")} {
			if f := firstOf(t, text); f.Code != finding.Damaged {
				t.Errorf("got %s", f.Code)
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
	if found*100 < all*80 {
		t.Errorf("%d of %d were mended", found, all)
	}
}

// page sets the credential as a page of a PDF does, in lines of about so many
// characters that may end early behind a hyphen, between a heading and text.
func page(c string, width int, atHyphens bool, after string) (lines []string, text func([]string) string) {
	for len(c) > width {
		end := width
		if i := strings.LastIndexByte(c[:width], '-'); atHyphens && i > 0 {
			end = i + 1
		}
		lines, c = append(lines, c[:end]), c[end:]
	}
	return append(lines, c), func(lines []string) string {
		return "Your credential\n" + strings.Join(lines, "\n") + "\n" + after
	}
}

// Text taken from a PDF lacks hyphens at line ends, and goes on with other
// lines. Whatever these begin with, they are no part of the credential.
func TestPagesThatLostHyphens(t *testing.T) {
	pages, whole := 0, 0
	for _, after := range []string{
		"It is valid until revoked.", "Do not share it.", "A meeting follows.", "Q", "A", "Ag", "It", "Do", "No way", "w", "gQ", "QAw", "Now",
		"AQ\nIt is", "Andrew", "Matthew Long", "1 of 2", "Page\nA", "-", "--", "-g", "abcdefgA\n", "A\nA\nA\nA", "Kirkpatrick-Shaw", "Do\nDo\nDo\nA",
	} {
		for _, c := range many()[:2] {
			for _, width := range []int{30, 50, 64, 72, 76, 80, 90, 120} {
				for _, atHyphens := range []bool{false, true} {
					lines, text := page(c, width, atHyphens, after)
					if got := credential.Check(text(lines), options()); got.Usable {
						whole++
						if got.JWT.Reveal() != c {
							t.Fatalf("%q behind a whole credential became part of it", after)
						}
					}
					for lost := range 1 << min(len(lines)-1, 6) {
						less, n := slices.Clone(lines), 0
						for i := range less {
							if i != len(less)-1 && (lost>>(i%6))&1 != 0 && strings.HasSuffix(less[i], "-") {
								less[i] = strings.TrimSuffix(less[i], "-")
								n++
							}
						}
						if n == 0 {
							continue
						}
						pages++
						got := credential.Check(text(less), options())
						checkInvariants(t, got)
						if first := codes(got)[0]; !got.JWT.Empty() || first != finding.Damaged && first != finding.Truncated {
							t.Errorf("width %d, %d hyphens lost, then %q: %v, usable %v", width, n, after, codes(got), got.Usable)
						}
					}
				}
			}
		}
	}
	t.Logf("%d pages lost hyphens; %d whole ones were usable", pages, whole)
	if pages < 1000 {
		t.Errorf("only %d pages lost a hyphen", pages)
	}
}

// A wrapped credential that lost one of its lines may still be readable in
// part, but what it then says is not what was meant.
func TestALostLineIsDamage(t *testing.T) {
	for _, c := range many()[:5] {
		for _, width := range []int{40, 60, 64, 70, 72, 76, 80, 100} {
			lines, text := page(c, width, false, "Best regards")
			for i := 1; i < len(lines)-1; i++ {
				got := credential.Check(text(slices.Delete(slices.Clone(lines), i, i+1)), options())
				if first := codes(got)[0]; first != finding.Damaged {
					t.Errorf("line %d of %d, %d wide: %v", i, len(lines), width, codes(got))
				}
			}
		}
	}
}

// Lines that are full to the last say nothing of where the signature ends.
func TestWordsBehindFullLines(t *testing.T) {
	tried := 0
	for _, c := range many() {
		for lost, words := range map[int]string{1: "A meeting follows", 2: "Ag and so on", 5: "Draw a line", 7: "Meeting at nine"} {
			for width := 40; width <= 120; width++ {
				if (len(c)-lost)%width != 0 {
					continue
				}
				tried++
				got := credential.Check(wrap(width, "", "\n")(c[:len(c)-lost])+words+"\n", options())
				if first := codes(got)[0]; !got.JWT.Empty() || first != finding.Truncated && first != finding.Damaged {
					t.Errorf("%d lost, %d wide, %q: %v", lost, width, words, codes(got))
				}
			}
		}
	}
	if tried == 0 {
		t.Error("no credential fills its lines")
	}
}
