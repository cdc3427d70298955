package kore

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// MaxIdentity is the longest identity in bytes. The token travels in headers,
// which have limits.
const MaxIdentity = 256

// anonymousPrefix marks identities that a Signer made.
const anonymousPrefix = "anon-"

// Signer signs tokens for one client. It is immutable and safe for concurrent
// use; a rotation makes a new one.
type Signer struct {
	client Client
	keys   Keys
	method jwt.SigningMethod
	key    any
	// header is the JOSE header, encoded, with its dot: it never changes.
	header    string
	encrypter jose.Encrypter
}

// NewSigner returns a signer for the client. The error carries
// kore-setting-invalid or kore-key-unreadable.
func NewSigner(c Client, k Keys) (*Signer, error) {
	c = c.WithDefaults()
	if problems := c.Check(); len(problems) > 0 {
		return nil, problems[0].Error("", "")
	}
	if k.current.empty() {
		return nil, secretMissing(c, c.Secret, text.Say("reason.kore.secret_empty"), nil)
	}
	s := &Signer{client: c, keys: k, method: jwt.GetSigningMethod(string(c.Algorithm)), key: k.current.signing()}
	s.header = base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"`+string(c.Algorithm)+`","typ":"JWT"}`)) + "."
	if c.Encryption == nil {
		return s, nil
	}
	var err error
	if s.encrypter, err = newEncrypter(c, k); err != nil {
		return nil, err
	}
	return s, nil
}

// Format keeps the keys from every formatter.
func (s *Signer) Format(f fmt.State, _ rune) {
	_, _ = io.WriteString(f, "signer of "+s.client.ClientID)
}

// Client returns the client that is signed for.
func (s *Signer) Client() Client { return s.client }

// Sign returns a token for the person that is good from now for the client's
// lifetime. The error carries kore-request-invalid for an identity that cannot
// stand in a token.
func (s *Signer) Sign(now time.Time, p Person) (Minted, error) {
	return s.SignFor(now, p, s.client.Lifetime)
}

// SignFor is Sign with a lifetime of at most MaxLifetime.
func (s *Signer) SignFor(now time.Time, p Person, lifetime time.Duration) (Minted, error) {
	const op = "sign a token"
	if why := IdentityProblem(p.Identity); !why.Empty() {
		return Minted{}, core.Fail(op, finding.NewKoreRefusal(finding.KoreRequestInvalid, text.Say("reason.kore.identity", text.Slots{"reason": why})), nil)
	}
	lifetime = min(max(lifetime, time.Second), MaxLifetime)
	claims := Claims{
		Issuer: s.client.ClientID, Subject: p.Identity, Audience: s.client.Audience,
		IssuedAt: now.Unix(), ExpiresAt: now.Unix() + int64(lifetime/time.Second),
		Anonymous: p.Anonymous, IdentityToMerge: p.IdentityToMerge,
	}
	if s.client.JTI {
		claims.ID = randomID()
	}
	if s.client.PrivateAs == SecureCustomData {
		claims.SecureCustomData = p.Private
	} else {
		claims.PrivateClaims = p.Private
	}
	text, err := s.compact(&claims)
	if err == nil && s.encrypter != nil {
		text, err = encrypt(s.encrypter, text)
	}
	if err != nil {
		return Minted{}, core.Fail(op, finding.New(finding.Internal), err)
	}
	return Minted{JWT: core.NewSecret(text), Claims: claims, Encrypted: s.encrypter != nil}, nil
}

// compact returns the claims as a compact JWS (RFC 7515 section 7.1).
func (s *Signer) compact(claims *Claims) (string, error) {
	payload, err := json.Marshal(claims)
	if err != nil {
		return "", err
	}
	signed := s.header + base64.RawURLEncoding.EncodeToString(payload)
	signature, err := s.method.Sign(signed, s.key)
	if err != nil {
		return "", err
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature), nil
}

// NewAnonymous returns a fresh identity for an anonymous visitor: 16 random
// bytes, and a MAC by which MadeHere knows it again.
func (s *Signer) NewAnonymous() string {
	id := randomID()
	return anonymousPrefix + id + "-" + s.keys.current.mac(s.client.ClientID, id)
}

// MadeHere reports whether NewAnonymous made the identity, with the present
// secret or the previous one. Nobody can guess one, so whoever knows it is taken
// for the visitor that it was given to.
func (s *Signer) MadeHere(identity string) bool {
	rest, ok := strings.CutPrefix(identity, anonymousPrefix)
	const idLength, macLength = 22, 16
	if !ok || len(rest) != idLength+1+macLength || rest[idLength] != '-' {
		return false
	}
	id, mac := rest[:idLength], rest[idLength+1:]
	for _, k := range []key{s.keys.current, s.keys.previous} {
		if !k.empty() && hmac.Equal([]byte(mac), []byte(k.mac(s.client.ClientID, id))) {
			return true
		}
	}
	return false
}

// IdentityHash returns 16 hexadecimal digits that stand for the identity in
// logs: the same for the same person until the secret changes, and of no use to
// somebody who guesses identities without the secret.
func (s *Signer) IdentityHash(identity string) string {
	mac := hmac.New(sha256.New, s.keys.current.derived[:])
	mac.Write([]byte("identity\x00" + identity))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// IdentityProblem says what is wrong with an identity, in words that follow "the
// identity", or "".
func IdentityProblem(identity string) text.Sentence {
	switch {
	case identity == "":
		return text.Say("reason.kore.identity_missing")
	case len(identity) > MaxIdentity:
		return text.Say("reason.kore.identity_long")
	case !utf8.ValidString(identity) || strings.ContainsRune(identity, utf8.RuneError):
		return text.Say("reason.kore.identity_text")
	case strings.TrimSpace(identity) != identity:
		return text.Say("reason.kore.identity_space")
	case strings.ContainsFunc(identity, func(r rune) bool { return !unicode.IsPrint(r) }):
		return text.Say("reason.kore.identity_unseen")
	}
	return text.Sentence{}
}

// randomID returns 22 characters that hold 128 random bits.
func randomID() string {
	var b [16]byte
	// Never fails: crypto/rand ends the program instead.
	_, _ = rand.Read(b[:])
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// mac returns 16 characters that only the holder of the key can make.
func (k key) mac(clientID, id string) string {
	h := hmac.New(sha256.New, k.derived[:])
	h.Write([]byte("anonymous\x00" + clientID + "\x00" + id))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil)[:12])
}

// derive makes the key of MACs and hashes, so that neither the client secret
// nor the private key is used for anything but tokens.
func (k *key) derive() {
	material := []byte(k.secret.Reveal())
	if k.rsa != nil {
		material = x509.MarshalPKCS1PrivateKey(k.rsa)
	}
	mac := hmac.New(sha256.New, material)
	mac.Write([]byte("sureline-sts derived key 1"))
	mac.Sum(k.derived[:0])
}

func newEncrypter(c Client, k Keys) (jose.Encrypter, error) {
	if k.encryption == nil {
		return nil, keyUnreadable(c, Source{File: c.Encryption.KeyFile}, "public", text.Say("reason.kore.key_not_loaded"), errors.New("no encryption key"))
	}
	recipient := jose.Recipient{Algorithm: jose.KeyAlgorithm(c.Encryption.Algorithm), Key: k.encryption, KeyID: c.Encryption.KeyID}
	if recipient.KeyID == "" {
		recipient.KeyID = k.encryptionID
	}
	options := (&jose.EncrypterOptions{}).WithType("JWT").WithContentType("JWT")
	e, err := jose.NewEncrypter(jose.ContentEncryption(c.Encryption.Content), recipient, options)
	if err != nil {
		return nil, keyUnreadable(c, Source{File: c.Encryption.KeyFile}, "public", text.Say("reason.kore.key_not_fitting"), err)
	}
	return e, nil
}

func encrypt(e jose.Encrypter, text string) (string, error) {
	object, err := e.Encrypt([]byte(text))
	if err != nil {
		return "", err
	}
	return object.CompactSerialize()
}
