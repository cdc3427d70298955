package kore_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
)

func TestPublicKeysThatCannotBeUsed(t *testing.T) {
	block := func(kind string, der []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}) }
	pkix := func(key any) []byte {
		der, err := x509.MarshalPKIXPublicKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	jwk := func(key any) []byte {
		data, err := json.Marshal(jose.JSONWebKey{Key: key, KeyID: "k"})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	good, small := coretest.NewKey(), coretest.NewKeyOf(1024)
	c := client(func(c *kore.Client) { c.Encryption = &kore.Encryption{KeyFile: "kore.pem"} })
	for _, tt := range []struct {
		name string
		data []byte
		why  string // empty for a key that can be used
	}{
		{"PEM", block("PUBLIC KEY", pkix(good.Public())), ""},
		{"old PEM", block("RSA PUBLIC KEY", x509.MarshalPKCS1PublicKey(&good.PublicKey)), ""},
		{"JWK", jwk(good.Public()), ""},
		{"private JWK", jwk(good), "private key"},
		{"private PEM", block("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(good)), "not a public key"},
		{"damaged PEM", block("PUBLIC KEY", []byte("x")), "damaged"},
		{"curve", block("PUBLIC KEY", pkix(curve.Public())), "not an RSA key"},
		{"curve as JWK", jwk(curve.Public()), "not an RSA key"},
		{"short", block("PUBLIC KEY", pkix(small.Public())), "2048 bits"},
		{"text", []byte("hello"), "neither PEM nor a JWK"},
	} {
		file := filepath.Join(t.TempDir(), "kore.pem")
		if err := os.WriteFile(file, tt.data, 0o600); err != nil {
			t.Fatal(err)
		}
		c.Encryption.KeyFile = file
		_, err := kore.Loader{}.WithEncryption(c, keys(t, c, secret, ""))
		f, _ := core.FindingOf(err)
		if (err == nil) != (tt.why == "") || err != nil && (f.Code != finding.KoreKeyUnreadable || !strings.Contains(f.Explanation, tt.why)) {
			t.Errorf("%s: %v, %s", tt.name, err, f.Explanation)
		}
	}
	c.Encryption.KeyFile += ".none"
	if _, err := (kore.Loader{}).WithEncryption(c, kore.Keys{}); !core.HasCode(err, finding.KoreKeyUnreadable) {
		t.Errorf("no file: %v", err)
	}
	if _, err := kore.NewSigner(c, keys(t, c, secret, "")); !core.HasCode(err, finding.KoreKeyUnreadable) {
		t.Errorf("a signer without the key that it should encrypt for: %v", err)
	}
}

func TestPrivateKeysInEveryForm(t *testing.T) {
	good := coretest.NewKey()
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	pkcs8 := func(key any) []byte {
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
	for _, tt := range []struct {
		name  string
		block pem.Block
		why   string
	}{
		{"PKCS 1", pem.Block{Type: "RSA PRIVATE KEY", Bytes: x509.MarshalPKCS1PrivateKey(good)}, ""},
		{"PKCS 8", pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8(good)}, ""},
		{"old form with a password", pem.Block{
			Type: "RSA PRIVATE KEY", Headers: map[string]string{"Proc-Type": "4,ENCRYPTED", "DEK-Info": "AES-128-CBC,00"}, Bytes: x509.MarshalPKCS1PrivateKey(good),
		}, "password"},
		{"curve", pem.Block{Type: "PRIVATE KEY", Bytes: pkcs8(curve)}, "not an RSA key"},
		{"certificate", pem.Block{Type: "CERTIFICATE", Bytes: []byte("x")}, "public half"},
		{"damaged", pem.Block{Type: "PRIVATE KEY", Bytes: []byte("x")}, "damaged"},
	} {
		c := client(func(c *kore.Client) { c.Algorithm = kore.RS256 })
		k, err := kore.NewKeys(c, core.NewSecret(string(pem.EncodeToMemory(&tt.block))), core.Secret{})
		f, _ := core.FindingOf(err)
		if (err == nil) != (tt.why == "") || !strings.Contains(f.Explanation, tt.why) {
			t.Errorf("%s: %v, %s", tt.name, err, f.Explanation)
		}
		if err != nil {
			continue
		}
		minted, err := signer(t, c, k).Sign(now, kore.Person{Identity: "ada"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := jwt.Parse(minted.JWT.Reveal(), func(*jwt.Token) (any, error) { return &good.PublicKey, nil }, jwt.WithTimeFunc(func() time.Time { return now })); err != nil {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

// What the key of a client derives depends on the whole private key.
func TestHashesDependOnThePrivateKey(t *testing.T) {
	c := client(func(c *kore.Client) { c.Algorithm = kore.RS256 })
	of := func(key *rsa.PrivateKey) string {
		return signer(t, c, keys(t, c, privatePEM(t, key).Reveal(), "")).IdentityHash("ada")
	}
	one := coretest.NewKey()
	two, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	if first := of(one); first == of(two) || first != of(one) {
		t.Error("the hash does not depend on the key alone")
	}
}

func TestPrivateClaimsGoWhereTheClientWants(t *testing.T) {
	for _, as := range []string{kore.PrivateClaims, kore.SecureCustomData} {
		c := client(func(c *kore.Client) { c.PrivateAs = as })
		minted, err := signer(t, c, keys(t, c, secret, "")).Sign(now, kore.Person{Identity: "ada", IdentityToMerge: "anon-1", Private: map[string]any{"plan": "gold"}})
		if err != nil {
			t.Fatal(err)
		}
		claims := jwt.MapClaims{}
		if _, _, err := jwt.NewParser().ParseUnverified(minted.JWT.Reveal(), claims); err != nil {
			t.Fatal(err)
		}
		_, one := claims[kore.PrivateClaims]
		_, two := claims[kore.SecureCustomData]
		if fmt.Sprint(claims[as]) != "map[plan:gold]" || one == two || claims["identityToMerge"] != "anon-1" || claims["jti"] != nil {
			t.Errorf("claims are %v", claims)
		}
	}
}

func TestLifetimeHasItsBounds(t *testing.T) {
	c := client(nil)
	s := signer(t, c, keys(t, c, secret, ""))
	for asked, want := range map[time.Duration]time.Duration{0: time.Second, time.Minute: time.Minute, time.Hour: time.Hour, 2 * time.Hour: time.Hour, 1500 * time.Millisecond: time.Second} {
		minted, err := s.SignFor(now, kore.Person{Identity: "ada"}, asked)
		if err != nil || minted.Lifetime() != want {
			t.Errorf("%s: %v, %s", asked, err, minted.Lifetime())
		}
	}
	if _, err := s.Sign(now, kore.Person{Identity: " "}); !core.HasCode(err, finding.KoreRequestInvalid) {
		t.Errorf("nobody: %v", err)
	}
}

// systemd closes its credentials directory as a whole; the files in it show the
// mask of an access list. A file beside it gets no such trust.
func TestCredentialsOfTheServiceManager(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("there is no systemd on Windows")
	}
	dir := t.TempDir()
	credentials := filepath.Join(dir, "credentials")
	if err := os.Mkdir(credentials, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{filepath.Join(credentials, "shop"), filepath.Join(dir, "beside")} {
		if err := os.WriteFile(path, []byte(secret), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", credentials)
	for file, ok := range map[string]bool{
		"$CREDENTIALS_DIRECTORY/shop": true, filepath.Join(credentials, "shop"): true,
		filepath.Join(dir, "beside"): false, credentials + "/../beside": false,
	} {
		c := client(func(c *kore.Client) { c.Secret = kore.Source{File: file} })
		if _, err := (kore.Loader{}).Keys(t.Context(), c); (err == nil) != ok || err != nil && !core.HasCode(err, finding.KoreSecretExposed) {
			t.Errorf("%s: %v", file, err)
		}
	}
	t.Setenv("CREDENTIALS_DIRECTORY", "")
	c := client(func(c *kore.Client) { c.Secret = kore.Source{File: filepath.Join(credentials, "shop")} })
	if _, err := (kore.Loader{}).Keys(t.Context(), c); !core.HasCode(err, finding.KoreSecretExposed) {
		t.Errorf("without systemd: %v", err)
	}
}

func TestSourcesAreNamed(t *testing.T) {
	for want, s := range map[string]kore.Source{
		"keychain item shop": {Keychain: "shop"}, "file x": {File: "x"}, "environment variable X": {Env: "X"}, "as it was entered": {},
	} {
		if s.Place().String() != want || s.IsZero() != (s == kore.Source{}) {
			t.Errorf("%q, want %q", s, want)
		}
	}
}
