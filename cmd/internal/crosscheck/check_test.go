package crosscheck_test

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
)

// canary is a client secret that no real system accepts.
const canary = "canarySecretDoNotLeak0123456789abcdefghijkLM"

func encode(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }

// signed returns a JWT with the key's signature.
func signed(t *testing.T, key *rsa.PrivateKey, header, payload string) string {
	t.Helper()
	text := encode(header) + "." + encode(payload)
	sum := sha256.Sum256([]byte(text))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		t.Fatal(err)
	}
	return text + "." + base64.RawURLEncoding.EncodeToString(signature)
}

const rs256 = `{"kid":"0123456789abcdef0123456789abcdef","typ":"JWT","alg":"RS256"}`

// payload returns claims for a server, from iat to exp seconds from now.
func payload(server string, iat, exp time.Duration) string {
	now := time.Now()
	return fmt.Sprintf(`{"aud":%q,"sub":"123456789","iss":%q,"exp":%d,"iat":%d,"jti":"AAAAAAAAAAAAAAAAAAAAAA"}`,
		server+core.TokenPath, server, now.Add(exp).Unix(), now.Add(iat).Unix())
}

func checks(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	const day, year = 24 * time.Hour, 365 * 24 * time.Hour
	good := signed(t, key, rs256, payload(core.DefaultServer, -day, year))
	for _, tt := range []struct {
		text string
		want core.Code
	}{
		{" \n\u200b", finding.Empty},
		{"> " + good[:300] + "\n> " + good[300:] + "\n", finding.CleanedUp},
		{"aB3dEfGhIjKlMnOpQrStUv", finding.LooksLikeClientID},
		{canary, finding.LooksLikeClientSecret},
		{"U0pDMTFQMDFQQVMwMHxBQUJCQ0NERERFRUZGR0dISElJSkpLSw", finding.LooksLikeAccessToken},
		{"https://developers.ringcentral.com/my-account.html", finding.LooksLikeURL},
		{"-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----", finding.LooksLikePrivateKey},
		{encode(`{"alg":"dir","enc":"A256GCM"}`) + "..REVG.R0hJ.SktM", finding.EncryptedToken},
		{good + "\n" + signed(t, key, rs256, payload(core.DefaultServer, -2*day, year)), finding.SeveralCredentials},
		{"please find it attached", finding.NotAJWT},
		{good[:len(good)-40], finding.Truncated},
		{good[1:], finding.Damaged},
		{encode(`{"alg":"none"}`) + "." + encode(payload(core.DefaultServer, -day, year)) + ".", finding.Unsigned},
		{encode(`{"alg":"HS256"}`) + "." + encode(payload(core.DefaultServer, -day, year)) + "." + strings.Repeat("A", 43), finding.WrongAlgorithm},
		{signed(t, key, rs256, payload("https://login.example.com", -day, year)), finding.ForeignIssuer},
		{signed(t, key, rs256, payload("https://platform.devtest.ringcentral.com", -day, year)), finding.WrongEnvironment},
		{signed(t, key, rs256, strings.Replace(payload(core.DefaultServer, -day, year), "oauth/token", "oauth/other", 1)), finding.WrongAudience},
		{signed(t, key, rs256, strings.Replace(payload(core.DefaultServer, -day, year), `"sub":"123456789",`, "", 1)), finding.MissingClaim},
		{signed(t, key, rs256, payload(core.DefaultServer, -year, -day)), finding.Expired},
		{signed(t, key, rs256, payload(core.DefaultServer, -day, 10*day)), finding.ExpiresSoon},
		{signed(t, key, rs256, payload(core.DefaultServer, time.Hour, year)), finding.IssuedInFuture},
		{signed(t, key, rs256, payload(core.DefaultServer, -day, 60*year)), finding.NeverExpires},
		{strings.Repeat("x", credential.MaxText+1), finding.TooLarge},
	} {
		got := credential.Check(tt.text, credential.Options{
			Profile: core.Profile{ID: "acme", Name: "Acme Sync", Server: core.DefaultServer, ClientID: "x"}, Now: time.Now(), ClientSecret: core.NewSecret(canary),
		})
		note(t, got.Findings...)
		if !has(got.Findings, tt.want) {
			t.Errorf("want %s, got %v", tt.want, got.Findings)
		}
	}
}

func has(findings []core.Finding, code core.Code) bool {
	for _, f := range findings {
		if f.Code == code {
			return true
		}
	}
	return false
}
