package credential_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
)

// firstOf checks the text and returns what it says first of a text that cannot
// be used.
func firstOf(t *testing.T, text string) core.Finding {
	t.Helper()
	got := credential.Check(text, options())
	checkInvariants(t, got)
	if got.Usable || !got.JWT.Empty() {
		t.Fatalf("usable: %v", codes(got))
	}
	return got.Findings[0]
}

// Whoever selects with the mouse loses the first letters as easily as the last.
func TestEveryLostBeginningIsTold(t *testing.T) {
	c := mint(coretest.Claims{})
	first, second := strings.IndexByte(c, '.'), strings.LastIndexByte(c, '.')
	for n := 1; n < second-shortestKnownTail; n++ {
		for name, dress := range map[string]func(string) string{
			"bare": func(s string) string { return s }, "wrapped": wrap(64, "", "\n"), "in quotes": func(s string) string { return `"` + s + `"` },
		} {
			f := firstOf(t, dress(c[n:]))
			if f.Code != finding.Damaged && f.Code != finding.Truncated || !strings.Contains(f.Title, "beginning") && f.Detail["part"] != "header" {
				t.Errorf("without the first %d of %d, %s: %s %q", n, first, name, f.Code, f.Title)
			}
		}
	}
	// Nothing else was there, so nothing else was tidied up.
	wantCodes(t, credential.Check(c[1:], options()), finding.Damaged)
}

// shortestKnownTail is the end of a payload, in characters, that is told from
// other text: a quotation mark and a brace.
const shortestKnownTail = 8

// A strange character inside the signature is no end: what follows is there.
func TestStrangeCharacterInTheSignature(t *testing.T) {
	c := mint(coretest.Claims{})
	from := strings.LastIndexByte(c, '.') + 1
	for at := from; at < len(c)-1; at++ {
		for _, strange := range []string{"?", "é", "\ufffd", ",", "&", "😀"} {
			for name, text := range map[string]string{"for one": c[:at] + strange + c[at+1:], "put in": c[:at] + strange + c[at:]} {
				f := firstOf(t, text)
				if f.Code != finding.Damaged || f.Detail["part"] != "signature" {
					t.Errorf("%q %s, %d characters into the signature: %s %q", strange, name, at-from, f.Code, f.Explanation)
				}
			}
		}
	}
}

// What was left out in the middle is not missing at the end, nor is its length
// known.
func TestLeftOutInTheSignature(t *testing.T) {
	c := mint(coretest.Claims{})
	for name, text := range map[string]string{
		"ellipsis": c[:len(c)-200] + "…" + c[len(c)-40:], "dots": c[:len(c)-200] + "..." + c[len(c)-40:],
		"a page ends":                 wrap(76, "", "\n")(c[:380]) + "Page 1 of 2\n" + wrap(76, "", "\n")(c[380:]),
		"whole signature but its end": c[:len(c)-342] + "…" + c[len(c)-20:],
	} {
		f := firstOf(t, text)
		if f.Code != finding.Truncated || strings.Contains(f.Explanation, "at the end") {
			t.Errorf("%s: %s %q", name, f.Code, f.Explanation)
		}
	}
	f := firstOf(t, c[:len(c)-200]+"... more")
	if !strings.Contains(f.Explanation, "200 characters") {
		t.Errorf("%q does not say that 200 are missing", f.Explanation)
	}
}

// Base64 tells neither where it ends nor, in the middle of other text, where it
// begins.
func TestBase64InOtherText(t *testing.T) {
	mime := func(s string) string { return wrap(76, "", "\n")(base64.StdEncoding.EncodeToString([]byte(s))) }
	long, err := json.Marshal(map[string]string{"clientId": clientID, "note": strings.Repeat("for the office ", 10), "jwt": "@"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range many() {
		for name, text := range map[string]string{
			"mail":            "Hi,\n\n" + mime(c) + "\n\nKind regards,\nAda Jones",
			"words right on":  "Hi,\n" + mime(c) + "\nRegards",
			"in a sentence":   "This is it: " + base64.StdEncoding.EncodeToString([]byte(c)) + " Regards, Ada",
			"quoted":          "> " + strings.ReplaceAll(mime(c), "\n", "\n> ") + "\n> Ada",
			"settings":        "RC_JWT=\"" + mime(c) + "\"\nRC_CLIENT_ID=" + clientID + "\n",
			"twice":           mime(c) + "\n\n" + mime(c),
			"mail in German":  mime("Hallo Jürgen,\n\n" + c + "\n\nGrüße"),
			"JSON file":       mime(strings.Replace(string(long), "@", c, 1)),
			"label and a web": "<p>JWT:</p><pre>" + mime("assertion="+c) + "</pre>",
		} {
			t.Run(name, func(t *testing.T) { wantClean(t, text, c) })
		}
	}
}

// A text file of Windows may hold what a word processor made of hyphens.
func TestUTF16File(t *testing.T) {
	c := mint(coretest.Claims{})
	text := "\ufeff“" + strings.ReplaceAll(c, "-", "\u2011") + "”\r\n"
	var low, high strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		low.Write([]byte{byte(u), byte(u >> 8)})
		high.Write([]byte{byte(u >> 8), byte(u)})
	}
	wantClean(t, low.String(), c)
	wantClean(t, high.String(), c)
	wantClean(t, low.String()+"\n", c)
}

// A reply may quote the credential again, and both copies lack the same.
func TestTheSameDamageTwiceIsOneCredential(t *testing.T) {
	c := mint(coretest.Claims{})
	for name, broken := range map[string]string{
		"end": c[:len(c)-30], "payload": c[:150] + c[151:], "header": c[:40] + c[41:], "long": c + "A",
	} {
		if f := firstOf(t, broken+"\n\n"+broken); f.Code != finding.Damaged && f.Code != finding.Truncated {
			t.Errorf("%s: %s %q", name, f.Code, f.Title)
		}
	}
}
