package credential_test

import (
	"encoding/base64"
	"fmt"
	"mime/quotedprintable"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode/utf16"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
)

// dirtying is a way in which a paste differs from the credential that was meant.
type dirtying struct {
	name  string
	apply func(string) string
}

const mailSignature = "\n\nBest regards,\nAda Jones\nOffice manager, Northwind Traders\n+1 555 0100 | ada@northwind.example\nhttps://northwind.example/about\n"

func around(before, after string) func(string) string {
	return func(s string) string { return before + s + after }
}

func replace(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

// wrap breaks the text into lines of so many bytes, each with the prefix.
func wrap(width int, prefix, end string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for chunk := range slices.Chunk([]rune(s), width) {
			b.WriteString(prefix + string(chunk) + end)
		}
		return b.String()
	}
}

// each puts text behind every n-th character.
func each(n int, text string) func(string) string {
	return func(s string) string {
		var b strings.Builder
		for i, r := range []rune(s) {
			b.WriteRune(r)
			if i%n == n-1 {
				b.WriteString(text)
			}
		}
		return b.String()
	}
}

func asQuotedPrintable(s string) string {
	var b strings.Builder
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(s))
	_ = w.Close()
	return b.String()
}

func fullWidth(s string) string {
	return strings.Map(func(r rune) rune {
		if r > ' ' && r < 0x7f {
			return r - '!' + 0xff01
		}
		return r
	}, s)
}

// utf16AsLatin1 is what a program shows that reads UTF-16LE bytes as Latin-1.
func utf16AsLatin1(s string) string {
	b := []rune{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, rune(u&0xff), rune(u>>8))
	}
	return string(b)
}

func utf16Bytes(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// dirtyings are safe to combine: each keeps all of the text before it.
var dirtyings = []dirtying{
	{"trailing line break", around("", "\r\n")},
	{"spaces around", around("  ", "   ")},
	{"tabs of a spreadsheet", around("Acme Sync\t", "\t2027-01-02\n")},
	{"no-break spaces", around("\u00a0", "\u202f")},
	{"byte order mark", around("\ufeff", "")},
	{"UTF-8 mark read as Latin-1", around("ï»¿", "")},
	{"zero width inside", each(40, "\u200b")},
	{"soft hyphens inside", each(60, "\u00ad")},
	{"right-to-left marks", around("\u202e\u200f", "\u202c")},
	{"straight quotes", around(`"`, `"`)},
	{"smart quotes", around("“", "”")},
	{"Bearer", around("Bearer ", "")},
	{"Authorization", around("Authorization: Bearer ", "\r\n")},
	{"environment file", around("# RingCentral\nRC_CLIENT_ID="+clientID+"\nRC_USER_JWT=", "\nRC_SERVER_URL=https://platform.ringcentral.com\n")},
	{"export", around("export RC_JWT='", "'")},
	{"JSON", around(`{"jwt": "`, `", "label": "test"}`)},
	{"YAML", around("ringcentral:\n  jwt: ", "\n  label: test\n")},
	{"folded YAML", around("jwt: >-\n  ", "\n")},
	{"curl", around("curl -X POST https://platform.ringcentral.com/restapi/oauth/token -u 'id:secret' -d 'grant_type=x&assertion=", "'")},
	{"assertion first", around("assertion=", "&grant_type=urn%3Aietf")},
	{"PowerShell", around("$jwt = \"", "\"\r\nInvoke-RestMethod -Uri $uri")},
	{"Markdown fence", around("```\n", "\n```\n")},
	{"Markdown bold", around("**", "**")},
	{"Markdown table", around("| credential | ", " |\n")},
	{"angle brackets", around("<", ">")},
	{"mail signature", around("Hi,\n\nhere is the credential:\n\n", mailSignature)},
	{"sentence", around("My credential is ", ". Is that right?")},
	{"wrapped at 64", wrap(64, "", "\n")},
	{"wrapped at 76", wrap(76, "", "\r\n")},
	{"wrapped at 76, double spaced", wrap(76, "", "\n\n")},
	{"quoted mail", wrap(70, "> ", "\n")},
	{"twice quoted mail", wrap(70, ">> ", "\n")},
	{"framed", wrap(72, "│ ", " │\n")},
	{"commented out", wrap(72, "# ", "\n")},
	{"indented", wrap(60, "    ", "\n")},
	{"shell continuation", wrap(60, "", "\\\n")},
	{"PowerShell continuation", wrap(60, "", "`\r\n")},
	{"string concatenation", wrap(60, `"`, "\" +\n")},
	{"spaces every 10", each(10, " ")},
	{"full width", fullWidth},
	{"URL-encoded", url.QueryEscape},
	{"every byte URL-encoded", func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			fmt.Fprintf(&b, "%%%02X", c)
		}
		return b.String()
	}},
	{"quoted-printable", func(s string) string { return asQuotedPrintable("jwt=" + s + "\n") }},
	{"JSON in a string", func(s string) string { return strconv.Quote(`{"jwt":"` + s + `"}`) }},
	{"escaped line breaks", around(`-----\n`, `\n`)},
	{"HTML page", around("<!DOCTYPE html><html><body class=\"x\"><p>Your JWT:</p><pre><code>", "</code></pre>&nbsp;<a href=\"/x\">Done</a></body></html>")},
	{"HTML attribute", around(`<input type="text" readonly value="`, `"/>`)},
	{"wbr", each(50, "<wbr>")},
	{"spans", each(100, "</span><span style=\"color:red\">")},
	{"colours of a terminal", around("\x1b[32m", "\x1b[0m")},
	{"client secret behind", around("", "\nCLIENT_SECRET="+coretest.CanarySecret+"\n")},
	{"client secret in front", around(coretest.CanarySecret+"\n", "\n")},
}

// onlyFirst need the credential itself, not a text that holds it.
var onlyFirst = []dirtying{
	{"twice", func(s string) string { return s + "\n" + s }},
	{"twice without a break", func(s string) string { return s + s }},
	{"dots to spaces", replace(".", " ")},
	{"dots to line ends", replace(".", "\n")},
	{"dots to empty lines", replace(".", "\n\n")},
	{"dots lost", replace(".", "")},
	{"dots with spaces", replace(".", " . ")},
	{"ideographic dots", replace(".", "。")},
	{"entities", replace(".", "&#46;", "-", "&#x2d;", "_", "&lowbar;")},
	{"letter by letter", each(1, " ")},
	{"cut copy behind", func(s string) string { return s + "\n" + s[:300] }},
}

// hyphens change what a later encoding would see, so they come alone.
var hyphens = []dirtying{
	{"no-break hyphens", replace("-", "\u2011")},
	{"minus signs", replace("-", "\u2212")},
	{"en dashes", replace("-", "–")},
	{"em dashes", replace("-", "—")},
	{"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"base64 of a header line", func(s string) string {
		return wrap(76, "", "\r\n")(base64.StdEncoding.EncodeToString([]byte("Authorization: Bearer " + s + "\n")))
	}},
	{"base64 behind a name", func(s string) string { return "JWT_B64=" + base64.URLEncoding.EncodeToString([]byte(s)) }},
	{"base64 of base64", func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(s))))
	}},
	{"raw UTF-16", utf16Bytes},
	{"base64 of UTF-16", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(utf16Bytes(s))) }},
}

func wantClean(t *testing.T, text, want string) {
	t.Helper()
	got := credential.Check(text, options())
	if got.JWT.Reveal() != want {
		t.Fatalf("the credential was not found; codes %v", codes(got))
	}
	if !slices.Contains(codes(got), finding.CleanedUp) {
		t.Errorf("codes %v lack cleaned-up", codes(got))
	}
	checkInvariants(t, got)
	if !got.Usable {
		t.Errorf("not usable: %v", codes(got))
	}
}

// many returns credentials that differ, so that each has its own accidents.
var many = sync.OnceValue(func() []string {
	var list []string
	for i := range 20 {
		list = append(list, mint(coretest.Claims{Subject: strconv.Itoa(100000000 + i)}))
	}
	return list
})

func TestEveryDirtComesOff(t *testing.T) {
	for _, list := range [][]dirtying{dirtyings, onlyFirst, hyphens} {
		for _, d := range list {
			t.Run(d.name, func(t *testing.T) {
				for _, c := range many() {
					if text := d.apply(c); text != c {
						wantClean(t, text, c)
					}
				}
			})
		}
	}
}

// Two things at once may be too much, but never lead to another credential.
func TestPairsOfDirt(t *testing.T) {
	c := mint(coretest.Claims{})
	found, all := 0, 0
	for _, list := range [][]dirtying{dirtyings, onlyFirst} {
		for _, first := range list {
			for _, second := range dirtyings {
				text := second.apply(first.apply(c))
				if len(text) > credential.MaxText {
					continue
				}
				all++
				if t.Run(first.name+", then "+second.name, func(t *testing.T) { neverAnother(t, text, c) }); credential.Check(text, options()).Usable {
					found++
				}
			}
		}
	}
	if found*100 < all*80 {
		t.Errorf("%d of %d were cleaned", found, all)
	}
}

// neverAnother demands that the text, in which the credential c lies somehow,
// is told as c or as something that was damaged, cut or doubled in copying.
func neverAnother(t *testing.T, text, c string) {
	t.Helper()
	got := credential.Check(text, options())
	checkInvariants(t, got)
	if !got.JWT.Empty() {
		if got.JWT.Reveal() != c {
			t.Errorf("another credential came out: %v", codes(got))
		}
		return
	}
	if !strings.Contains(text, "eyJ") {
		return // written so that nothing of it shows
	}
	if first := codes(got)[0]; first != finding.Damaged && first != finding.Truncated {
		t.Errorf("got %v", codes(got))
	}
}

func TestLongerKeys(t *testing.T) {
	for _, bits := range []int{3072, 4096} {
		c := coretest.Mint(coretest.NewKeyOf(bits), coretest.Claims{})
		wantCodes(t, credential.Check(c, options()), finding.NeverExpires)
		for _, width := range []int{40, 64, 70, 76, 80, 100} {
			wantClean(t, wrap(width, "> ", "\n")(c)+mailSignature, c)
		}
		// Wrapped so that the first 342 characters of the signature end a line.
		at := strings.LastIndexByte(c, '.') + 1 + 342
		wantClean(t, wrap(at, "", "\n")(c)+mailSignature, c)
	}
}

func TestCleanedUpNamesWhatWasThere(t *testing.T) {
	c := mint(coretest.Claims{})
	for _, tt := range []struct{ text, want string }{
		{c + "\n", "found line breaks and"},
		{c[:100] + " " + c[100:], "found spaces and"},
		{`"` + c + `"`, "found quotation marks and"},
		{"\ufeff" + c, "found invisible characters and"},
		{"Bearer " + c, "found other text around it and spaces and"},
		{strings.ReplaceAll(c, ".", " "), "found spaces and missing dots and"},
		{c + "\n" + c, "found line breaks and a second copy of it and"},
		{"<b>" + c + "</b>", "found web page formatting and"},
		{base64.StdEncoding.EncodeToString([]byte(c)), "found an extra layer of encoding and"},
		{strings.ReplaceAll(c, "-", "\u2011"), "found look-alike characters and"},
		{c + ".", "found formatting marks and"},
	} {
		got := credential.Check(tt.text, options())
		i := slices.IndexFunc(got.Findings, func(f core.Finding) bool { return f.Code == finding.CleanedUp })
		if i < 0 {
			t.Errorf("%q: codes %v", tt.want, codes(got))
		} else if !strings.Contains(got.Findings[i].Explanation, tt.want) {
			t.Errorf("%q lacks %q", got.Findings[i].Explanation, tt.want)
		}
	}
}
