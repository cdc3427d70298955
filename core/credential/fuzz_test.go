package credential_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/internal/coretest"
)

// FuzzCheck throws texts at Check. What it holds against them is written
// without any of the package's own code.
func FuzzCheck(f *testing.F) {
	c := mint(coretest.Claims{})
	for _, list := range [][]dirtying{dirtyings, onlyFirst, hyphens, mails, files} {
		for _, d := range list {
			f.Add(d.apply(c))
		}
	}
	f.Add(c[:500])
	f.Add(coretest.Unsigned(coretest.Claims{}) + ".")
	f.Fuzz(func(t *testing.T, text string) {
		got := credential.Check(text, options())
		checkInvariants(t, got)
		secret := got.JWT.Reveal()
		if secret != "" {
			checkJWT(t, secret, text)
		}
		said := fmt.Sprintf("%+v %+v", got.Findings, got)
		checkSilence(t, said, text, secret)
	})
}

// FuzzPaste takes characters out of the signature of a credential that it knows,
// breaks it into lines, and puts texts before, between and behind. Whatever Check
// makes of that, it must not make another credential of it. (What is lost inside
// of a claim, or replaced by letters without a gap, only the signature can tell.)
func FuzzPaste(f *testing.F) {
	c := mint(coretest.Claims{})
	p := strings.LastIndexByte(c, '.') + 1
	f.Add("Hi,\n", "\n", "\nIt is valid.", uint16(76), uint16(0), uint8(0))
	f.Add("> ", "\n> ", "\nAndrew", uint16(70), uint16(0), uint8(0))
	f.Add("1 ", "-\n", "\nDo not share", uint16(64), uint16(341), uint8(1))
	f.Add("{\"jwt\":\"", "\" +\n\"", "\"}", uint16(60), uint16(100), uint8(6))
	f.Add("", "</span><span>", "A", uint16(100), uint16(200), uint8(20))
	f.Fuzz(func(t *testing.T, before, between, after string, width, from uint16, lost uint8) {
		if len(before+between+after) > 100 || strings.ContainsAny(before+between+after, "%&") || strings.Contains(before+after, "eyJ") {
			return
		}
		at := p + int(from)%(len(c)-p)
		less := c[:at] + c[min(len(c), at+int(lost)):]
		gap := strings.Trim(between, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
		text := before + joined(max(40, int(width)%200), gap)(less) + "\n" + strings.Join(words(after), " ") + " and so on"
		got := credential.Check(text, options())
		checkInvariants(t, got)
		if got.Usable && got.JWT.Reveal() != c {
			t.Errorf("%d of %d characters lost, and another credential came out", lost, len(c))
		}
	})
}

// words returns the runs of letters and digits.
func words(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r > 'z' || !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

func checkJWT(t *testing.T, secret, text string) {
	t.Helper()
	parts := strings.Split(secret, ".")
	if len(parts) != 3 || strings.Trim(secret, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") != "" {
		t.Fatalf("not a compact JWT: %d parts", len(parts))
	}
	// An algorithm that golang-jwt does not know is its only cause to refuse.
	if token, _, err := jwt.NewParser().ParseUnverified(secret, jwt.MapClaims{}); err != nil && token.Header["alg"] != nil && token.Method != nil {
		t.Fatalf("golang-jwt refuses it: %v", err)
	}
	if len(secret) > 2*len(text)+2 {
		t.Fatalf("%d characters out of %d", len(secret), len(text))
	}
	// Where nothing can be encoded, the characters of the credential stand in
	// the text in their order.
	if strings.ContainsAny(text, "%&=\\<+/\x1b") || strings.IndexFunc(text, func(r rune) bool { return r > 0x7e }) >= 0 || !strings.Contains(text, "eyJ") {
		return
	}
	rest := text
	for _, r := range strings.ReplaceAll(secret, ".", "") {
		i := strings.IndexRune(rest, r)
		if i < 0 {
			t.Fatal("a character of the credential is not in the text")
		}
		rest = rest[i+1:]
	}
}

// checkSilence looks for pieces of the pasted text in what is said.
func checkSilence(t *testing.T, said, text, secret string) {
	t.Helper()
	const leak = 20
	for _, source := range []string{text, secret} {
		for i := 0; i+leak <= len(source); i++ {
			piece := source[i : i+leak]
			// Our own sentences hold spaces; a secret does not.
			if !strings.ContainsAny(piece, " \t\n") && strings.Contains(said, piece) && !ownWords(piece) {
				t.Fatalf("20 characters of the text are said: findings of %d characters", len(said))
			}
		}
	}
}

// ownWords reports whether the text stands in the findings whatever is pasted.
func ownWords(piece string) bool {
	return strings.Contains(core.DefaultServer+core.TokenPath, piece) || strings.Contains(clientID, piece)
}
