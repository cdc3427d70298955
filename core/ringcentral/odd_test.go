package ringcentral_test

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"io"
	"net/http"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/nettest"
	"github.com/sureline/sureline/core/ringcentral"
)

const refusal473 = `{"error":"invalid_request","error_description":"The client is not allowed","errors":[{"errorCode":"OAU-473","message":"The client is not allowed"}]}`

func asUTF16(order binary.AppendByteOrder, mark bool, text string) string {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xfeff)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		b = order.AppendUint16(b, unit)
	}
	return string(b)
}

func zipped(text string) string {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	_, _ = io.WriteString(z, text)
	_ = z.Close()
	return b.String()
}

// Bodies that nobody planned.
func TestOddBodies(t *testing.T) {
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		code   core.Code
		words  string
	}{
		{"UTF-16 with a mark", say(400, asUTF16(binary.LittleEndian, true, refusal473)), finding.AppNotAllowed, ""},
		{"UTF-16 the other way round", say(400, asUTF16(binary.BigEndian, true, refusal473)), finding.AppNotAllowed, ""},
		{"UTF-16 without a mark", say(400, asUTF16(binary.LittleEndian, false, refusal473)), finding.AppNotAllowed, ""},
		{"byte order mark", say(400, "\xef\xbb\xbf"+refusal473), finding.AppNotAllowed, ""},
		{"white space around", say(400, "\r\n\t "+refusal473+"\r\n\r\n"), finding.AppNotAllowed, ""},
		{"code in small letters", say(400, strings.Replace(refusal473, "OAU-473", "oau-473", 1)), finding.AppNotAllowed, ""},
		{"code with spaces", say(400, strings.Replace(refusal473, "OAU-473", " OAU-473\\t", 1)), finding.AppNotAllowed, ""},
		{"code in place of the word", say(400, `{"error":"OAU-473","error_description":"x"}`), finding.AppNotAllowed, ""},
		{"list at the top", say(400, `[{"errorCode":"OAU-473","message":"x"}]`), finding.AppNotAllowed, ""},
		{"one error, no list", say(400, `{"error":"invalid_request","errors":{"errorCode":"OAU-473"}}`), finding.AppNotAllowed, ""},
		{"error as an object", say(400, `{"error":{"errorCode":"OAU-473","message":"x"}}`), finding.AppNotAllowed, ""},
		{"number as a code", say(400, `{"error":"invalid_request","errors":[{"errorCode":473}]}`), finding.Refused, "473"},
		{"code of another family", say(400, `{"errors":[{"errorCode":"XYZ-473"}]}`), finding.Refused, "XYZ-473"},
		{"a known code behind an unknown one", say(400, `{"errors":[{"errorCode":"XYZ-1"},{"errorCode":"OAU-140"}]}`), finding.CredentialRejected, ""},
		{"two members of one name", say(400, `{"error":"x","error":"invalid_grant"}`), finding.Refused, "invalid_grant"},
		{"two access tokens", say(200, `{"access_token":"x","access_token":"y"}`), finding.UnexpectedAnswer, ""},
		{"null everywhere", say(400, `{"error":null,"error_description":null,"errors":null,"errorCode":null}`), finding.Refused, "number 400"},
		{"nulls in a success", say(200, `{"error":null,"errors":[],"errorCode":"","token_type":"bearer"}`), finding.UnexpectedAnswer, "leaves out"},
		{"deeply nested", say(400, strings.Repeat("[", 100_000)), finding.Refused, ""},
		{"German", say(400, `{"error":"invalid_request","error_description":"Ungültige Anfrage – bitte prüfen Sie „client_id“"}`), finding.Refused, "Ungültige Anfrage"},
		{"Japanese", say(400, `{"error":"invalid_request","error_description":"クライアントが見つかりません"}`), finding.Refused, "クライアント"},
		{"Arabic", say(400, `{"error":"invalid_request","error_description":"\u202eطلب غير صالح\u202c"}`), finding.Refused, "طلب"},
		{"Markdown", say(400, `{"error":"invalid_request","error_description":"# Big\n\n[click](http://evil.example.test) `+"`x`"+`"}`), finding.Refused, "# Big [click]"},
		{"colours", say(400, `{"error":"invalid_request","error_description":"\u001b]0;title\u0007\u001b[31mred\u009b1m"}`), finding.Refused, "red"},
		{"a placeholder", say(400, `{"error":"invalid_request","error_description":"{app} and {host}"}`), finding.Refused, "{app} and {host}"},
		{"gzip without saying so", say(400, zipped(refusal473)), finding.Refused, "number 400"},
		{"gzip success without saying so", say(200, zipped(`{"access_token":"x"}`)), finding.UnexpectedAnswer, ""},
		{"brotli", say(400, "\x0b\x02\x80\x8b\xff\x00hello\x03", "Content-Encoding", "br"), finding.Refused, "number 400"},
		{"picture", say(400, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "Content-Type", "image/png"), finding.Refused, "number 400"},
		{"XML", say(400, `<?xml version="1.0"?><error><code>OAU-473</code></error>`, "Content-Type", "application/xml"), finding.Refused, "OAU-473"},
		{"form", say(400, "error=invalid_grant&error_description=x", "Content-Type", "application/x-www-form-urlencoded"), finding.Refused, "invalid_grant"},
		{"redirect without an address", say(302, ""), finding.UnexpectedAnswer, "elsewhere"},
		{"not modified", say(304, ""), finding.UnexpectedAnswer, ""},
		{"multiple choices", say(300, `{"a":1}`), finding.UnexpectedAnswer, ""},
		{"partial", say(206, `{"access_tok`), finding.UnexpectedAnswer, ""},
		{"reset content", say(205, ""), finding.UnexpectedAnswer, ""},
		{"status 418", say(418, "I'm a teapot"), finding.Refused, "teapot"},
		{"status 451 of a filter", bare(451, "text/html", nettest.Page), finding.CaptivePortal, ""},
		{"status 530", say(530, ""), finding.PlatformError, ""},
		{"status 599", say(599, ""), finding.PlatformError, ""},
		{"status 999", bare(999, "text/plain", "denied"), finding.UnexpectedAnswer, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, tt.answer)
			_, call, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), p.target(), credential())
			f, ok := core.FindingOf(err)
			if !ok || f.Code != tt.code {
				t.Fatalf("got %s (%v), want %s", f.Code, f.Detail, tt.code)
			}
			text := f.Title + f.Explanation + f.NextStep
			if !strings.Contains(text, tt.words) || strings.ContainsAny(text, "\ufffd\x1b\a\u009b\u202e") {
				t.Errorf("texts lack %q or hold what they must not: %q", tt.words, text)
			}
			wantNoSecret(t, call, err)
		})
	}
}

// Answers that are odd on the wire.
func TestOddWire(t *testing.T) {
	body := `{"access_token":"` + strings.Repeat("a", 40) + `","expires_in":600}`
	for _, tt := range []struct {
		name, wire string
		code       core.Code // empty: a success
	}{
		{"HTTP/1.0 without a length", "HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n" + body, ""},
		{"HTTP/1.0 refusal", "HTTP/1.0 400 Bad Request\r\n\r\n" + refusal473, finding.AppNotAllowed},
		{"no reason phrase", "HTTP/1.1 200\r\nConnection: close\r\n\r\n" + body, ""},
		{"two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\n" + body, finding.UnexpectedAnswer},
		{"length and chunks", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", finding.UnexpectedAnswer},
		{"broken chunk size", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n", finding.UnexpectedAnswer},
		{"chunks cut off", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n20\r\n{\"access_tok", finding.ConnectionLost},
		{"1xx flood", strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: <x>\r\n\r\n", 20_000), finding.UnexpectedAnswer},
		{"a few 1xx", strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 3) + "HTTP/1.0 200 OK\r\n\r\n" + body, ""},
		{"switching protocols", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n", finding.UnexpectedAnswer},
		{"only a status", "HTTP/1.1 200 OK\r\n", finding.ConnectionLost},
		{"HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", finding.UnexpectedAnswer},
		{"control characters in a header", "HTTP/1.1 200 OK\r\nX: a\x00b\r\n\r\n" + body, finding.UnexpectedAnswer},
		{"nothing but line ends", "\r\n\r\n\r\n", finding.UnexpectedAnswer},
		{"binary", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", finding.UnexpectedAnswer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target := core.Target{
				Profile:      core.Profile{Name: "Acme Sync", ClientID: clientID, Server: "http://" + nettest.Cut(t, tt.wire), ClientAuth: core.ClientAuthNone},
				ClientSecret: core.Secret{},
			}
			g, call, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), target, credential())
			f, failed := core.FindingOf(err)
			switch {
			case tt.code == "" && (failed || g.AccessToken.Empty()):
				t.Errorf("got %s (%v)", f.Code, f.Detail)
			case tt.code != "" && f.Code != tt.code:
				t.Errorf("got %s (%v, %v), want %s", f.Code, f.Detail, err, tt.code)
			}
			wantNoSecret(t, call, err)
		})
	}
}
