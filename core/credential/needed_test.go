package credential_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
)

// needed are what programs made of a credential when they were run: these must
// always come clean.
var needed = []dirtying{
	{"nl", numbered(70, 1, "%6d\t")},
	{"cat -n, from another line on", numbered(64, 98, "%6d\t")},
	{"less -N", numbered(80, 1, "%7d ")},
	{"numbers of a browser's table", func(s string) string { return numbered(72, 1, "%d\t")("jwt = " + s) }},
	{"quoted mail", then(wrap(72, "> ", "\n"), around("Ada wrote:\n> Hi,\n>\n", ">\n> Bye\n"))},
	{"quoted three times", wrap(64, ">>> ", "\r\n")},
	{"PDF to HTML", then(joined(80, "<br/>\n"), around("<!DOCTYPE html>\n<html><body>\n<p style=\"top:78px\" class=\"ft00\">", "</p>\n</body></html>\n"))},
	{"PDF to HTML, a paragraph each", then(joined(80, "</p>\n<p style=\"top:96px\" class=\"ft01\">"), around("<p class=\"ft00\">", "</p>"))},
	{"parts in styled spans", func(s string) string {
		p := strings.Split(s, ".")
		return `<span style="color:#fb015b">` + p[0] + `</span><span>.</span><span style="color:#d63aff">` + p[1] + `</span><span>.</span><span style="color:#00b9f1">` + p[2] + `</span>`
	}},
	{"mail file", func(s string) string {
		return "From: ada@northwind.example\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
			wrap(76, "", "\r\n")(base64.StdEncoding.EncodeToString([]byte("Hi Bob,\r\n\r\nhere it is:\r\n\r\n"+s+"\r\n\r\nAda\r\n")))
	}},
	{"Kubernetes secret", func(s string) string {
		return "apiVersion: v1\nkind: Secret\ndata:\n  jwt: " + base64.StdEncoding.EncodeToString([]byte(s)) + "\n  other: b3RoZXI=\n"
	}},
	{"data URL", func(s string) string { return "data:text/plain;base64," + base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"percent-encoding", func(s string) string {
		return "https://example.com/?next=" + url.QueryEscape(url.QueryEscape("https://x.example/?jwt="+s+"&a=b"))
	}},
	{"adjacent literals", then(joined(64, "\"\n    \""), around("const char *jwt =\n    \"", "\";\nint n = 1;\n"))},
	{"literals added up", then(joined(64, "\" +\n    \""), around("var jwt = \"", "\";\nsend(jwt);\n"))},
	{"literals continued", then(joined(64, "\" \\\n    \""), around("jwt = \"", "\"\n"))},
	{"U+2010", replace("-", "\u2010")},
	{"U+2212", replace("-", "\u2212")},
	{"wrap marks of a pager", joined(79, "+\n")},
	{"table of a terminal", then(wrap(60, "│ ", " │\n"), around("┌"+strings.Repeat("─", 62)+"┐\n", "└"+strings.Repeat("─", 62)+"┘\n"))},
	{"table of ASCII", then(wrap(60, "| ", " |\n"), around("+"+strings.Repeat("-", 62)+"+\n", "+"+strings.Repeat("-", 62)+"+\n"))},
	{"sqlite3 -box", around("┌────┬─────┐\n│ id │ jwt │\n├────┼─────┤\n│ 1  │ ", " │\n└────┴─────┘\n")},
	{"line ends of cat -A", wrap(70, "", "$\n")},
}

func TestNeeded(t *testing.T) {
	for _, d := range needed {
		t.Run(d.name, func(t *testing.T) {
			for _, c := range many() {
				wantClean(t, d.apply(c), c)
			}
		})
	}
}

// A good credential between bytes that mean nothing is still one, and what
// cannot be read is not nothing.
func TestStrayBytes(t *testing.T) {
	c := mint(coretest.Claims{})
	for _, stray := range []string{"\x00", "\xff\xfe", "\xfe\xff", "\xff\xfe\x00", "\x1a", "\x80\x81", "\x7fELF\x02\x00", "\x1b[0m", "\ufffd"} {
		wantClean(t, stray+c, c)
		wantClean(t, stray+c+stray, c)
		if len(stray)%2 == 0 {
			wantCodes(t, credential.Check(stray+"\x80\x99", options()), finding.NotAJWT)
		}
	}
}

// The last character of a signature of 342 holds four bits that mean nothing
// and are zero. Whoever has others has other characters.
func TestLastCharacterOfTheSignature(t *testing.T) {
	c := mint(coretest.Claims{})
	for _, last := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_" {
		for name, text := range map[string]string{"clean": c[:len(c)-1] + string(last), "in a mail": "Hi,\n" + c[:len(c)-1] + string(last) + mailSignature} {
			got := credential.Check(text, options())
			if want := strings.ContainsRune("AQgw", last); got.Usable != want {
				t.Errorf("%s, %c: usable %v", name, last, got.Usable)
			}
			if !got.Usable && codes(got)[0] != finding.Damaged {
				t.Errorf("%s, %c: %v", name, last, codes(got))
			}
		}
	}
}

// What names a thing twice is read differently by different readers, at
// whatever depth.
func TestDuplicateNames(t *testing.T) {
	for _, payload := range []string{
		`{"aud":"x","aud":"x"}`, `{"aud":"x","\u0061ud":"y"}`, strings.Replace(payload(nil), "{", `{"x":{"a":1,"a":2},`, 1),
	} {
		got := credential.Check(mintWith(payload), options())
		if codes(got)[0] != finding.Damaged || !got.JWT.Empty() {
			t.Errorf("%s: %v", payload, codes(got))
		}
	}
}

func ExampleCheck() {
	check := credential.Check("Bearer eyJhbGciOiJSUzI1NiJ9.eyJhd", credential.Options{Profile: core.Profile{Server: core.DefaultServer}})
	fmt.Println(check.Usable, check.Findings[0].Code)
	// Output: false truncated
}

// A mail program or a chat breaks the line wherever its window ends. What has a
// last line too short to be told from a word is not taken for anything else.
func TestWrappedAtAnyWidth(t *testing.T) {
	jwt := mint(coretest.Claims{})
	for width := 16; width < len(jwt); width++ {
		last := len(jwt) - (len(jwt)-1)/width*width
		for _, prefix := range []string{"", "> "} {
			got := credential.Check(wrap(width, prefix, "\n")(jwt), options())
			if got.Usable && got.JWT.Reveal() != jwt {
				t.Fatalf("width %d: another credential", width)
			}
			if !got.Usable && last >= 24 {
				t.Errorf("width %d, the last line %d: %v", width, last, codes(got))
			}
		}
	}
}
