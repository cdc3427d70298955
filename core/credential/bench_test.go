package credential_test

import (
	"encoding/base64"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/internal/coretest"
)

// BenchmarkUnverifiedParseFloor is what the others are compared with.
func BenchmarkUnverifiedParseFloor(b *testing.B) {
	c := mint(coretest.Claims{})
	parser := jwt.NewParser()
	b.ReportAllocs()
	for b.Loop() {
		if _, _, err := parser.ParseUnverified(c, jwt.MapClaims{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckClean(b *testing.B) { benchmark(b, mint(coretest.Claims{})) }

func BenchmarkCheckDirty(b *testing.B) {
	c := mint(coretest.Claims{})
	for _, d := range []dirtying{
		{"wrapped", wrap(64, "> ", "\n")},
		{"mail", around("Hi,\n\nhere is the credential:\n\n", mailSignature)},
		{"html", around("<!DOCTYPE html><html><body><p>Your JWT:</p><pre>", "</pre>&nbsp;</body></html>")},
		{"urlencoded", func(s string) string { return strings.ReplaceAll(s, ".", "%2E") }},
		{"fullwidth", fullWidth},
		{"utf16", utf16Bytes},
		{"base64", func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
		{"everything", func(s string) string {
			return utf16Bytes("<p>\u200b“Bearer\n" + wrap(64, "> ", "\n")(s) + "”</p>\n")
		}},
	} {
		text := d.apply(c)
		b.Run(d.name, func(b *testing.B) { benchmark(b, text) })
	}
}

func benchmark(b *testing.B, text string) {
	o := options()
	b.ReportAllocs()
	for b.Loop() {
		if got := credential.Check(text, o); !got.Usable {
			b.Fatal(codes(got))
		}
	}
}

func BenchmarkGarbage1MB(b *testing.B) {
	text := strings.Repeat("garbage.eyJ", 1<<20/11)
	o := options()
	for b.Loop() {
		credential.Check(text, o)
	}
}

// BenchmarkWorst16KiB are texts made to be slow.
func BenchmarkWorst16KiB(b *testing.B) {
	full := func(s string) string { return strings.Repeat(s, credential.MaxText/len(s)+1)[:credential.MaxText] }
	random := make([]byte, credential.MaxText)
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range random {
		random[i] = byte(rng.Uint32())
	}
	head := encode(`{"alg":"RS256"}`)
	for _, tt := range []struct{ name, text string }{
		{"random", string(random)},
		{"prose", full("The quick brown fox jumps over the lazy dog. ")},
		{"starts", full("eyJhIjoi")},
		{"headers", full(head + " ")},
		{"glued headers", full(head)},
		{"unclosed strings", full(head + "." + encode(`{"a":"`))},
		{"tags", full("<a<b<c")},
		{"angles", full("<a>")},
		{"entities", full("&amp;")},
		{"percents", full("%2525252E")},
		{"backslashes", full(`\\`)},
		{"soft breaks", full("=\n=3D")},
		{"base64 of itself", full("ZXlKaGJHY2lPaUpTVXpJMU5pSjk")},
		{"words behind", head + "." + encode(`{"aud":"x"}`) + full(" ab")[:15000]},
		{"dashes", full("—")},
		{"nested", head + "." + base64.RawURLEncoding.EncodeToString([]byte(`{"a":`+strings.Repeat("[", 10000)))},
		{"members", head + "." + base64.RawURLEncoding.EncodeToString([]byte(`{`+strings.Repeat(`"a":1,`, 1500)+`"b":1}`)) + ".AA"},
		{"mends", full("// 1 \"" + head + "[.]" + head + "-\" +\n")},
		{"numbered mends", func() string {
			return numbered(40, 1, "%d ")(full(head + "[.]" + encode(`{"aud":"x"}`) + "-")[:10000]) + "%2\nE&"
		}()},
		{"broken escapes", full("%\nE&\na;")},
		{"credentials", full(mint(coretest.Claims{}) + "\n")},
	} {
		b.Run(tt.name, func(b *testing.B) {
			o := options()
			for b.Loop() {
				credential.Check(tt.text, o)
			}
		})
	}
}
