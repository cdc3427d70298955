package kore_test

import (
	"crypto/hmac"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
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

const secret = coretest.CanarySecret

var now = time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)

func privatePEM(t testing.TB, key *rsa.PrivateKey) core.Secret {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return core.NewSecret(string(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})))
}

func client(change func(*kore.Client)) kore.Client {
	c := kore.Client{ClientID: "cs-1", Secret: kore.Source{Env: "X"}, Policy: kore.PolicyAny, BotName: "Shop", BotID: "st-1"}
	if change != nil {
		change(&c)
	}
	return c.WithDefaults()
}

func keys(t testing.TB, c kore.Client, current, previous string) kore.Keys {
	t.Helper()
	k, err := kore.NewKeys(c, core.NewSecret(current), core.NewSecret(previous))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func signer(t testing.TB, c kore.Client, k kore.Keys) *kore.Signer {
	t.Helper()
	s, err := kore.NewSigner(c, k)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestEveryAlgorithmVerifies(t *testing.T) {
	key := coretest.NewKey()
	for _, algorithm := range kore.Algorithms() {
		t.Run(string(algorithm), func(t *testing.T) {
			c := client(func(c *kore.Client) { c.Algorithm = algorithm })
			text, verify := core.NewSecret(secret), any([]byte(secret))
			if !algorithm.Symmetric() {
				text, verify = privatePEM(t, key), &key.PublicKey
			}
			minted, err := signer(t, c, keys(t, c, text.Reveal(), "")).Sign(now, kore.Person{Identity: "ada <é>", Private: map[string]any{"n": json.Number("9007199254740993")}})
			if err != nil {
				t.Fatal(err)
			}
			claims := jwt.MapClaims{}
			token, err := jwt.NewParser(jwt.WithValidMethods([]string{string(algorithm)}), jwt.WithTimeFunc(func() time.Time { return now }), jwt.WithJSONNumber()).
				ParseWithClaims(minted.JWT.Reveal(), claims, func(*jwt.Token) (any, error) { return verify, nil })
			if err != nil {
				t.Fatal(err)
			}
			if len(token.Header) != 2 || token.Header["typ"] != "JWT" || claims["sub"] != "ada <é>" || claims["iat"] != json.Number(fmt.Sprint(now.Unix())) ||
				claims["privateClaims"].(map[string]any)["n"] != json.Number("9007199254740993") {
				t.Errorf("header %v, claims %v", token.Header, claims)
			}
		})
	}
}

func TestEncryptedForThePlatform(t *testing.T) {
	theirs := coretest.NewKey()
	der, err := x509.MarshalPKIXPublicKey(theirs.Public())
	if err != nil {
		t.Fatal(err)
	}
	asPEM := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	asJWK, err := json.Marshal(jose.JSONWebKey{Key: theirs.Public(), KeyID: "k7", Algorithm: "RSA-OAEP"})
	if err != nil {
		t.Fatal(err)
	}
	for _, algorithm := range kore.KeyAlgorithms() {
		for _, content := range kore.ContentAlgorithms() {
			for _, public := range [][]byte{asPEM, asJWK} {
				c := client(func(c *kore.Client) {
					c.Encryption = &kore.Encryption{KeyFile: "kore.pem", Algorithm: algorithm, Content: content}
				})
				k, err := keys(t, c, secret, "").WithEncryption(c, public)
				if err != nil {
					t.Fatal(err)
				}
				minted, err := signer(t, c, k).Sign(now, kore.Person{Identity: "ada"})
				if err != nil || !minted.Encrypted || strings.Count(minted.JWT.Reveal(), ".") != 4 {
					t.Fatalf("%v, %+v", err, minted)
				}
				object, err := jose.ParseEncryptedCompact(minted.JWT.Reveal(), []jose.KeyAlgorithm{jose.KeyAlgorithm(algorithm)}, []jose.ContentEncryption{jose.ContentEncryption(content)})
				if err != nil {
					t.Fatal(err)
				}
				inside, err := object.Decrypt(theirs)
				if err != nil || object.Header.ExtraHeaders["typ"] != "JWT" {
					t.Fatalf("%v, header %+v", err, object.Header)
				}
				if _, err := jwt.Parse(string(inside), func(*jwt.Token) (any, error) { return []byte(secret), nil }, jwt.WithTimeFunc(func() time.Time { return now })); err != nil {
					t.Error(err)
				}
				if got := kore.Inspect(minted.JWT, &c, &k, now); !got.Encrypted || got.Findings[0].Code != finding.KoreEncrypted {
					t.Errorf("inspection %+v", got)
				}
			}
		}
	}
}

func TestKeysThatCannotBeUsed(t *testing.T) {
	good := privatePEM(t, coretest.NewKey()).Reveal()
	small := privatePEM(t, coretest.NewKeyOf(1024)).Reveal()
	hs := client(nil)
	rs := client(func(c *kore.Client) { c.Algorithm = kore.RS256 })
	for _, tt := range []struct {
		name   string
		client kore.Client
		text   string
		code   core.Code
		why    string
	}{
		{"empty secret", hs, "", finding.KoreSecretMissing, "empty"},
		{"blank secret", hs, " \n", finding.KoreSecretMissing, "empty"},
		{"key as secret", hs, good, finding.KoreKeyUnreadable, "HS256 signs with a client secret"},
		{"secret as key", rs, secret, finding.KoreKeyUnreadable, "-----BEGIN"},
		{"small key", rs, small, finding.KoreKeyUnreadable, "2048 bits"},
		{"damaged", rs, strings.Replace(good, "A", "B", 20), finding.KoreKeyUnreadable, ""},
		{"with password", rs, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n", finding.KoreKeyUnreadable, "password"},
		{"public half", rs, "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", finding.KoreKeyUnreadable, "public half"},
		{"EC key", rs, "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n", finding.KoreKeyUnreadable, "not a private key"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			k, err := kore.NewKeys(tt.client, core.NewSecret(tt.text), core.Secret{})
			f, _ := core.FindingOf(err)
			if f.Code != tt.code || !strings.Contains(f.Explanation, tt.why) || strings.Contains(f.Explanation, "{") {
				t.Errorf("got %s: %s", f.Code, f.Explanation)
			}
			if text := fmt.Sprintf("%v %+v %#v %s", k, k, k, err); strings.Contains(text, secret) {
				t.Errorf("secret in %s", text)
			}
		})
	}
}

func TestNothingPrintsAKey(t *testing.T) {
	c := client(nil)
	k := keys(t, c, secret, secret+"2")
	s := signer(t, c, k)
	minted, err := s.Sign(now, kore.Person{Identity: "ada"})
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal([]any{k, s, minted, c})
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%v %+v %#v %v %+v %#v %v %+v %s", k, k, k, s, s, s, minted, minted, data)
	if strings.Contains(text, secret) || strings.Contains(text, "eyJ") {
		t.Errorf("leaks: %s", text)
	}
}

func TestAnonymousIdentitiesAreKnownAgain(t *testing.T) {
	c := client(nil)
	old := signer(t, c, keys(t, c, "old"+secret, ""))
	rotated := signer(t, c, keys(t, c, "new"+secret, "old"+secret))
	foreign := signer(t, c, keys(t, c, "foreign"+secret, ""))
	id := old.NewAnonymous()
	if !old.MadeHere(id) || !rotated.MadeHere(id) || foreign.MadeHere(id) || !rotated.MadeHere(rotated.NewAnonymous()) {
		t.Errorf("%s: old %t, rotated %t, foreign %t", id, old.MadeHere(id), rotated.MadeHere(id), foreign.MadeHere(id))
	}
	for _, other := range []string{"", "anon-", id[:20], id[:len(id)-1], id + "x", "ada@example.com"} {
		if old.MadeHere(other) {
			t.Errorf("%q counts as ours", other)
		}
	}
	// Another character between ID and MAC would be a second name of the visitor.
	if at := len("anon-") + 22; old.MadeHere(id[:at] + "_" + id[at+1:]) {
		t.Error("an identity with another separator counts as ours")
	}
	if why := kore.IdentityProblem(id); !why.Empty() {
		t.Errorf("%s %s", id, why)
	}
	again := signer(t, c, keys(t, c, "old"+secret, ""))
	if hash := old.IdentityHash("ada"); hash == rotated.IdentityHash("ada") || hash == old.IdentityHash("bob") || hash != again.IdentityHash("ada") || len(hash) != 16 {
		t.Error("the hash does not depend on the secret alone")
	}
}

// Without a secret before, its place is a key of zeros, which everybody knows.
func TestKeyOfZerosVouchesForNobody(t *testing.T) {
	c := client(nil)
	id := strings.Repeat("A", 22)
	mac := hmac.New(sha256.New, make([]byte, 32))
	mac.Write([]byte("anonymous\x00" + c.ClientID + "\x00" + id))
	forged := "anon-" + id + "-" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])
	if signer(t, c, keys(t, c, secret, "")).MadeHere(forged) {
		t.Error("anybody can make an identity that counts as ours")
	}
	// The same with the derived key, to see that the forgery is made as ours are.
	derived := hmac.New(sha256.New, []byte(secret))
	derived.Write([]byte("sureline-sts derived key 1"))
	mac = hmac.New(sha256.New, derived.Sum(nil))
	mac.Write([]byte("anonymous\x00" + c.ClientID + "\x00" + id))
	if !signer(t, c, keys(t, c, secret, "")).MadeHere("anon-" + id + "-" + base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:12])) {
		t.Error("identities are made in another way than this test knows")
	}
}

// All 128 bits of an ID are random: nobody guesses a visitor's identity, and no
// jti comes twice.
func TestIDsAreRandomInEveryBit(t *testing.T) {
	c := client(func(c *kore.Client) { c.JTI = true })
	s := signer(t, c, keys(t, c, secret, ""))
	const rounds = 200
	for name, next := range map[string]func() string{
		"anonymous identity": func() string { return strings.TrimPrefix(s.NewAnonymous(), "anon-")[:22] },
		"jti": func() string {
			minted, err := s.Sign(now, kore.Person{Identity: "ada"})
			if err != nil {
				t.Fatal(err)
			}
			return minted.Claims.ID
		},
	} {
		var ones [128]int
		for range rounds {
			id, err := base64.RawURLEncoding.DecodeString(next())
			if err != nil || len(id) != 16 {
				t.Fatalf("%s: %d bytes, %v", name, len(id), err)
			}
			for bit := range ones {
				ones[bit] += int(id[bit/8]>>(bit%8)) & 1
			}
		}
		for bit, n := range ones {
			// A fair bit stays outside once in 10^17 runs.
			if n < rounds/5 || n > rounds*4/5 {
				t.Errorf("%s: bit %d is one in %d of %d", name, bit, n, rounds)
			}
		}
	}
}
