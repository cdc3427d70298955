package credential_test

import (
	"encoding/base64"
	"strconv"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
)

func encode(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// accessToken has the shape of RingCentral's; it is made up.
var accessToken = base64.StdEncoding.EncodeToString([]byte("SJC11P01PAS00|AABBCCDDEEFFGGHHIIJJKKLLMMNNOOPP0123456789"))

func TestWrongThings(t *testing.T) {
	rsaKey := "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n"
	tests := []struct {
		name string
		text string
		want []core.Code
	}{
		{"nothing", "", []core.Code{finding.Empty}},
		{"white space", " \t\r\n\u00a0", []core.Code{finding.Empty}},
		{"invisible", "\ufeff\u200b\u200e\x00", []core.Code{finding.Empty}},
		{"too large", strings.Repeat("a", credential.MaxText+1), []core.Code{finding.TooLarge}},
		{"too large although it holds one", mint(coretest.Claims{}) + strings.Repeat(" ", credential.MaxText), []core.Code{finding.TooLarge}},

		{"the client ID", clientID, []core.Code{finding.LooksLikeClientID}},
		{"the client ID with dirt", "RC_CLIENT_ID = '" + clientID + "'\n", []core.Code{finding.LooksLikeClientID}},
		{"the client ID in full width", fullWidth(clientID), []core.Code{finding.LooksLikeClientID}},
		{"another client ID", "zY9xWvUtSrQpOnMlKjIhGf", []core.Code{finding.LooksLikeClientID}},
		{"the client secret", coretest.CanarySecret, []core.Code{finding.LooksLikeClientSecret}},
		{"the client secret in quotes", "“" + coretest.CanarySecret + "”", []core.Code{finding.LooksLikeClientSecret}},
		{"the client secret, wrapped", coretest.CanarySecret[:20] + "\n" + coretest.CanarySecret[20:], []core.Code{finding.LooksLikeClientSecret}},
		{"both", "id: " + clientID + "\nsecret: " + coretest.CanarySecret, []core.Code{finding.LooksLikeClientSecret, finding.LooksLikeClientID}},
		{"another client secret", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfGh", []core.Code{finding.LooksLikeClientSecret}},

		{"credentials file of the console without a credential", `{"clientId": "zY9xWvUtSrQpOnMlKjIhGf", "clientSecret": "zY9xWvUtSrQpOnMlKjIhGfzY9xWvUtSrQpOnMlKjIhGf", "server": "https://platform.ringcentral.com"}`, []core.Code{finding.LooksLikeClientSecret, finding.LooksLikeClientID}},
		{"settings file without a credential", "RC_SERVER_URL=https://platform.ringcentral.com\nRC_CLIENT_ID=zY9xWvUtSrQpOnMlKjIhGf\nRC_USER_JWT=\n", []core.Code{finding.LooksLikeClientID}},
		{"words about a client secret", "Where do I find the client secret: it is ThirdPartyAppAccess that I need, or is it the Client ID: Bob told me on 2026-03-03 at Acme", []core.Code{finding.NotAJWT}},

		{"access token", accessToken, []core.Code{finding.LooksLikeAccessToken}},
		{"access token with Bearer", "Bearer " + accessToken, []core.Code{finding.LooksLikeAccessToken}},
		{"access token with bars", "SJC11P01PAS00|AABBCCDDEEFFGGHHIIJJKKLL|MMNNOOPPQQRR", []core.Code{finding.LooksLikeAccessToken}},
		{"answer of the token exchange", `{"access_token":"abc","token_type":"bearer"}`, []core.Code{finding.LooksLikeAccessToken}},

		{"create link", core.Profile{Console: core.DefaultConsole, ClientID: clientID}.CredentialLink(), []core.Code{finding.LooksLikeURL}},
		{"create link in a sentence", "Open https://developers.ringcentral.com/console/my-credentials/create?client_id=x please", []core.Code{finding.LooksLikeURL}},
		{"link", "https://example.com/a?b=c", []core.Code{finding.LooksLikeURL}},
		{"link without scheme", "developers.ringcentral.com/console", []core.Code{finding.LooksLikeURL}},
		{"www", "www.example.com", []core.Code{finding.LooksLikeURL}},

		{"PEM", rsaKey, []core.Code{finding.LooksLikePrivateKey}},
		{"PEM on one line", strings.ReplaceAll(rsaKey, "\n", `\n`), []core.Code{finding.LooksLikePrivateKey}},
		{"service account", `{"type":"service_account","private_key":"` + strings.ReplaceAll(rsaKey, "\n", `\n`) + `"}`, []core.Code{finding.LooksLikePrivateKey}},
		{"JWK", `{ "kty": "RSA", "n": "abc", "e": "AQAB", "d": "xyz" }`, []core.Code{finding.LooksLikePrivateKey}},
		{"public JWK", `{ "kty": "RSA", "n": "abc", "e": "AQAB" }`, []core.Code{finding.NotAJWT}},
		{"certificate", "-----BEGIN CERTIFICATE-----\nMIIC\n-----END CERTIFICATE-----", []core.Code{finding.NotAJWT}},

		{"JWE", encode(`{"alg":"RSA-OAEP","enc":"A256GCM"}`) + ".QUJD.REVG.R0hJ.SktM", []core.Code{finding.EncryptedToken}},
		{"JWE with direct key", encode(`{"alg":"dir","enc":"A256GCM"}`) + "..REVG.R0hJ.SktM", []core.Code{finding.EncryptedToken}},
		{"JWE without enc", encode(`{"alg":"RSA-OAEP"}`) + ".QUJD.REVG.R0hJ.SktM", []core.Code{finding.EncryptedToken}},

		{"prose", "Please create the credential until Friday, thank you!", []core.Code{finding.NotAJWT}},
		{"password", "correct horse battery staple", []core.Code{finding.NotAJWT}},
		{"mail address", "ada.jones@northwind.example", []core.Code{finding.NotAJWT}},
		{"number", "12345678901234567890123", []core.Code{finding.NotAJWT}},
		{"UUID", "123e4567-e89b-12d3-a456-426614174000", []core.Code{finding.NotAJWT}},
		{"version", "1.2.3", []core.Code{finding.NotAJWT}},
		{"the words Key John", "The Key John gave me", []core.Code{finding.NotAJWT}},
		{"base64 of other JSON", encode(`{"color":"red","size":5}`), []core.Code{finding.NotAJWT}},
		{"binary", "\x7fELF\x02\x01\x01\x00\x00\xff\xfe\x80", []core.Code{finding.NotAJWT}},
		{"chinese", "请粘贴凭据", []core.Code{finding.NotAJWT}},
		{"quotes only", `""`, []core.Code{finding.NotAJWT}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := credential.Check(tt.text, options())
			wantCodes(t, got, tt.want...)
			if got.Usable || !got.JWT.Empty() {
				t.Error("something usable was found")
			}
		})
	}
}

func TestTruncatedAndDamaged(t *testing.T) {
	c := mint(coretest.Claims{ExpiresAt: now.AddDate(1, 0, 0)})
	p := strings.Split(c, ".")
	h, pl, sig := p[0], p[1], p[2]
	tests := []struct {
		name, text string
		code       core.Code
		missing    int // said in the explanation, if not 0
	}{
		{"one character", c[:len(c)-1], finding.Truncated, 1},
		{"two characters", c[:len(c)-2], finding.Truncated, 2},
		{"half the signature", h + "." + pl + "." + sig[:171], finding.Truncated, 171},
		{"all but one", h + "." + pl + "." + sig[:1], finding.Truncated, 341},
		{"no signature", h + "." + pl, finding.Truncated, 342},
		{"no signature, and dots", h + "." + pl + "...", finding.Truncated, 342},
		{"signature and ellipsis", h + "." + pl + "." + sig[:100] + "…", finding.Truncated, 242},
		{"signature and dots", h + "." + pl + "." + sig[:100] + "...", finding.Truncated, 242},
		{"in the payload", h + "." + pl[:60], finding.Truncated, 0},
		{"in the payload, with words behind", h + "." + pl[:60] + "\n\nBest regards\nAda", finding.Truncated, 0},
		{"in the payload, with ellipsis", h + "." + pl[:60] + "…", finding.Truncated, 0},
		{"header only", h, finding.Truncated, 0},
		{"header and dot", h + ".", finding.Truncated, 0},
		{"in the header", h[:40], finding.Truncated, 0},
		{"wrapped", wrap(64, "> ", "\n")(c[:600]), finding.Truncated, len(c) - 600},
		{"wrapped, with words behind", wrap(64, "> ", "\n")(c[:610]) + mailSignature, finding.Truncated, len(c) - 610},
		{"words behind", c[:len(c)-30] + "\n\nBest regards,\nAda", finding.Truncated, 30},
		{"a secret behind that would fill it", c[:len(c)-len(coretest.CanarySecret)] + "\n" + coretest.CanarySecret, finding.Truncated, 44},
		{"beginning missing", pl + "." + sig, finding.Truncated, 0},
		{"first character missing", c[1:], finding.Damaged, 0},
		{"first character missing, in a mail", "Hi,\n\n" + c[1:] + "\n\nBye", finding.Damaged, 0},
		{"in the header, with another field behind", "assertion=" + h[:40] + "&scope=a", finding.Truncated, 0},
		{"in the payload, with another field behind", "assertion=" + h + "." + pl[:60] + "&scope=a", finding.Truncated, 0},
		{"in the header, with a full stop", h[:40] + ".", finding.Truncated, 0},
		{"in the payload, with a full stop", h + "." + pl[:60] + ".\n", finding.Truncated, 0},
		{"in the payload, with nothing but a dot", h + "." + pl[:60] + ".", finding.Truncated, 0},
		{"in the signature, with a field behind that would fill it", "assertion=" + c[:len(c)-5] + "&scope=a", finding.Truncated, 5},
		{"the first three letters and dots", "eyJ...", finding.Truncated, 0},

		{"a character too much", c + "A", finding.Damaged, 0},
		{"all small", strings.ToLower(c), finding.Damaged, 0},
		{"star in the header", h[:30] + "*" + "{" + h[31:] + "." + pl + "." + sig, finding.Damaged, 0},
		{"bullet in the payload", h + "." + pl[:30] + "•" + pl[31:] + "." + sig, finding.Damaged, 0},
		{"cyrillic letter in the payload", h + "." + pl[:30] + "а" + pl[31:] + "." + sig, finding.Damaged, 0},
		{"payload cut in the middle", h + "." + pl[:60] + "." + sig, finding.Damaged, 0},
		{"payload is no JSON", h + "." + encode("hello, this is not JSON") + "." + sig, finding.Damaged, 0},
		{"payload is a list", h + "." + encode(`["aud"]`) + "." + sig, finding.Damaged, 0},
		{"payload is null", h + "." + encode(`null`) + "." + sig, finding.Damaged, 0},
		{"payload has something behind", h + "." + encode(`{"aud":"x"}{}`) + "." + sig, finding.Damaged, 0},
		{"payload says a thing twice", h + "." + encode(`{"aud":"x","aud":"y"}`) + "." + sig, finding.Damaged, 0},
		{"payload says a thing twice, hidden", h + "." + encode(`{"aud":"x","\u0061ud":"y"}`) + "." + sig, finding.Damaged, 0},
		{"header says a thing twice", encode(`{"alg":"RS256","alg":"none"}`) + "." + pl + "." + sig, finding.Damaged, 0},
		{"payload is not UTF-8", h + "." + encode("{\"aud\":\"\xff\"}") + "." + sig, finding.Damaged, 0},
		{"commas for dots", strings.ReplaceAll(c, ".", ","), finding.Damaged, 0},
		{"comma for the second dot", h + "." + pl + "," + sig, finding.Damaged, 0},
		{"comma behind the second dot", h + "." + pl + ".," + sig, finding.Damaged, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := credential.Check(tt.text, options())
			checkInvariants(t, got)
			f := got.Findings[0]
			if f.Code != tt.code || got.Usable || !got.JWT.Empty() {
				t.Fatalf("got %v, usable %v", codes(got), got.Usable)
			}
			if tt.missing > 1 && !strings.Contains(f.Explanation, strconv.Itoa(tt.missing)+" characters") {
				t.Errorf("%q does not say that %d are missing", f.Explanation, tt.missing)
			}
		})
	}
}

func TestEveryTruncationIsTold(t *testing.T) {
	c := mint(coretest.Claims{})
	payloadEnd := strings.LastIndexByte(c, '.')
	for n := range len(c) {
		got := credential.Check(c[:n], options())
		want := finding.Truncated
		switch {
		case n == 0:
			want = finding.Empty
		case n < 3: // "ey" could be anything
			want = finding.NotAJWT
		case n == payloadEnd+1:
			want = finding.Unsigned
		}
		if got.Findings[0].Code != want || got.Usable {
			t.Errorf("the first %d characters: %v, want %s", n, codes(got), want)
		}
	}
}

// A changed character either is seen, or gives another credential that only
// the signature betrays; it never gives the original.
func TestNoChangeIsMendedByGuessing(t *testing.T) {
	c := mint(coretest.Claims{})
	for i := range len(c) {
		for _, r := range []string{"", "?", "é", "A", "\u2022"} {
			text := c[:i] + r + c[i+1:]
			if text == c {
				continue
			}
			got := credential.Check(text, options())
			if got.JWT.Reveal() == c && c[i] != '.' {
				t.Errorf("character %d replaced by %q was made up again", i, r)
			}
			if !strings.ContainsAny(r, "A") && c[i] != '.' && got.Usable {
				t.Errorf("character %d replaced by %q: usable, %v", i, r, codes(got))
			}
		}
	}
}

func TestWhiteSpaceInsideThePayload(t *testing.T) {
	odd := "{\n" + payload(nil)[1:]
	header := "{ \"alg\": \"RS256\" }"
	for _, c := range map[string]string{
		"header": mintAlg(header), "payload": mintWith(odd), "both": mint(coretest.Claims{Header: header, Payload: odd}),
		"behind": mintWith(payload(nil) + "\n"), "behind the header": mintAlg(header + "\r\n"),
	} {
		wantCodes(t, credential.Check(c, options()), finding.NeverExpires)
		neverAnother(t, "Bearer "+c, c)
	}
}

func TestSeveral(t *testing.T) {
	a, b := mint(coretest.Claims{}), mint(coretest.Claims{Subject: "2"})
	for name, text := range map[string]string{
		"two lines":     a + "\n" + b,
		"glued":         a + b,
		"prose":         "old: " + a + ", new: " + b,
		"JSON":          `["` + a + `","` + b + `"]`,
		"one cut":       a[:400] + "\n" + b,
		"one damaged":   a[:300] + "•" + a[301:] + "\n" + b,
		"wrapped":       wrap(64, "> ", "\n")(a) + "\n" + wrap(64, "> ", "\n")(b),
		"three and two": a + " " + b + " " + a,
	} {
		t.Run(name, func(t *testing.T) { wantCodes(t, credential.Check(text, options()), finding.SeveralCredentials) })
	}
}

// Every code of the family but those that need the network comes out of Check.
func TestEveryCodeCanBeProvoked(t *testing.T) {
	c := mint(coretest.Claims{})
	o := options()
	o.Known = func(string) (string, bool) { return "Northwind", true }
	seen := map[core.Code]bool{}
	for _, text := range []string{
		"", c + "\n", clientID, coretest.CanarySecret, accessToken, "https://example.com", "BEGIN PRIVATE KEY", "hello",
		encode(`{"alg":"dir","enc":"A256GCM"}`) + "..REVG.R0hJ.SktM", c + mint(coretest.Claims{Subject: "2"}), c[:300], c + "A",
		mintAlg(`{"alg":"none"}`), mintAlg(`{"alg":"HS256"}`), mint(coretest.Claims{Server: "https://example.com"}),
		mint(coretest.Claims{Server: "https://platform.ringcentral.biz"}), mintWith("{}"), mint(coretest.Claims{ExpiresAt: now}),
		mint(coretest.Claims{ExpiresAt: now.AddDate(0, 0, 3)}), mint(coretest.Claims{IssuedAt: now.AddDate(0, 0, 1)}),
		strings.Repeat("a", credential.MaxText+1),
	} {
		for _, code := range codes(credential.Check(text, o)) {
			seen[code] = true
		}
	}
	for _, code := range []core.Code{
		finding.Empty, finding.CleanedUp, finding.LooksLikeClientID, finding.LooksLikeClientSecret, finding.LooksLikeAccessToken,
		finding.LooksLikeURL, finding.LooksLikePrivateKey, finding.EncryptedToken, finding.SeveralCredentials, finding.NotAJWT,
		finding.Truncated, finding.Damaged, finding.Unsigned, finding.WrongAlgorithm, finding.ForeignIssuer, finding.WrongEnvironment,
		finding.WrongAudience, finding.MissingClaim, finding.Expired, finding.ExpiresSoon, finding.IssuedInFuture, finding.NeverExpires,
		finding.TooLarge, finding.AlreadyConnected,
	} {
		if !seen[code] {
			t.Errorf("%s was not provoked", code)
		}
	}
}

func TestEmptySignature(t *testing.T) {
	got := credential.Check(coretest.Unsigned(coretest.Claims{})+".", options())
	wantCodes(t, got, finding.Unsigned, finding.NeverExpires)
}

func TestPlausible(t *testing.T) {
	c := mint(coretest.Claims{})
	for name, tt := range map[string]struct {
		text string
		want bool
	}{
		"clean": {c, true}, "mail": {"Hi,\n" + c + mailSignature, true}, "wrapped": {wrap(64, "> ", "\n")(c), true},
		"nothing": {"", false}, "prose": {strings.Repeat("words ", 100), false}, "secret": {coretest.CanarySecret, false},
		"too large": {c + strings.Repeat(" ", credential.MaxText), false},
	} {
		if got := credential.Plausible(tt.text); got != tt.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
