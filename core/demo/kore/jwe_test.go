package koredemo

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/demo/internal/lookalike"

	"github.com/go-jose/go-jose/v4"
)

// sealed is what an encrypted JWT is made with.
type sealed struct {
	wrap jose.KeyAlgorithm
	enc  jose.ContentEncryption
	kid  string
	typ  jose.ContentType
}

func (s sealed) seal(t *testing.T, inner string) string {
	t.Helper()
	opts := (&jose.EncrypterOptions{}).WithType(s.typ)
	encrypter, err := jose.NewEncrypter(s.enc, jose.Recipient{Algorithm: s.wrap, Key: &testKey().PublicKey, KeyID: s.kid}, opts)
	if err != nil {
		t.Fatal(err)
	}
	object, err := encrypter.Encrypt([]byte(inner))
	if err != nil {
		t.Fatal(err)
	}
	text, err := object.CompactSerialize()
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestEncrypted(t *testing.T) {
	plain, app := NewApp(), NewApp()
	app.EncryptionKey, app.EncryptionKeyID = testKey(), "k-1"
	f := begin(t, Options{Apps: []App{plain, app}})
	jwt := good(app).with("privateClaims", map[string]any{"tier": "gold"}).sign(t)
	for name, c := range map[string]struct {
		assertion string
		want      string
	}{
		"RSA-OAEP A256GCM":       {sealed{jose.RSA_OAEP, jose.A256GCM, "k-1", "JWT"}.seal(t, jwt), ""},
		"RSA-OAEP A128GCM":       {sealed{jose.RSA_OAEP, jose.A128GCM, "k-1", "JWT"}.seal(t, jwt), ""},
		"RSA1_5 A128CBC-HS256":   {sealed{jose.RSA1_5, jose.A128CBC_HS256, "k-1", "JWT"}.seal(t, jwt), ""},
		"RSA-OAEP-256":           {sealed{jose.RSA_OAEP_256, jose.A256GCM, "k-1", "JWT"}.seal(t, jwt), "error verifying the jwt: jwe malformed"},
		"A256CBC-HS512":          {sealed{jose.RSA_OAEP, jose.A256CBC_HS512, "k-1", "JWT"}.seal(t, jwt), "error verifying the jwt: jwe malformed"},
		"unknown key ID":         {sealed{jose.RSA_OAEP, jose.A256GCM, "k-2", "JWT"}.seal(t, jwt), "error verifying the jwt: unknown kid"},
		"no type":                {sealed{jose.RSA_OAEP, jose.A256GCM, "k-1", ""}.seal(t, jwt), "error verifying the jwt: invalid type"},
		"not encrypted":          {jwt, "error verifying the jwt: it must be encrypted for this app"},
		"another app inside":     {sealed{jose.RSA_OAEP, jose.A256GCM, "k-1", "JWT"}.seal(t, good(plain).sign(t)), "error verifying the jwt: it is encrypted for another app"},
		"bare claims inside":     {sealed{jose.RSA_OAEP, jose.A256GCM, "k-1", "JWT"}.seal(t, `{"sub":"ada"}`), "error verifying the jwt: jwt malformed"},
		"cut":                    {cutLast(sealed{jose.RSA_OAEP, jose.A256GCM, "k-1", "JWT"}.seal(t, jwt)), unverifiedPrefix},
		"not signed by the app":  {sealed{jose.RSA_OAEP, jose.A256GCM, "k-1", "JWT"}.seal(t, forged(t, app)), "error verifying the jwt: invalid signature"},
		"unknown client, sealed": {sealed{jose.RSA_OAEP, jose.A256GCM, "k-1", "JWT"}.seal(t, good(NewApp()).sign(t)), "Not found"},
	} {
		t.Run(name, func(t *testing.T) {
			r := f.askGrant(app, c.assertion)
			if (c.want == "") != (r.status == http.StatusOK) || !strings.HasPrefix(r.msg(), c.want) {
				t.Errorf("%d %s, want %q", r.status, r.text, c.want)
			}
			if last := lookalike.LastOf(f.Grants(), 1)[0]; c.want == "" && !last.Encrypted {
				t.Error("not recorded as encrypted")
			}
		})
	}
}

func forged(t *testing.T, app App) string {
	s := good(app)
	s.secret = NewApp().Secret
	return s.sign(t)
}

func cutLast(s string) string { return s[:len(s)-4] }
