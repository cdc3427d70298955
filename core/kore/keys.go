package kore

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/go-jose/go-jose/v4"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// minRSABits is the smallest key that RFC 7518 section 3.3 allows.
const minRSABits = 2048

// Keys are what a client signs with, in memory. It prints as nothing useful.
type Keys struct {
	current, previous key
	encryption        *rsa.PublicKey
	encryptionID      string
}

// key is a client secret or a private key, and what is derived from it.
type key struct {
	secret  core.Secret
	rsa     *rsa.PrivateKey
	derived [32]byte
}

func (k key) empty() bool { return k.secret.Empty() }

// signing returns the key as golang-jwt wants it. The secret is used as raw
// UTF-8 bytes: it looks like base64, but the platform does not decode it.
func (k key) signing() any {
	if k.rsa != nil {
		return k.rsa
	}
	return []byte(k.secret.Reveal())
}

// verifying returns the key that checks a signature.
func (k key) verifying() any {
	if k.rsa != nil {
		return &k.rsa.PublicKey
	}
	return []byte(k.secret.Reveal())
}

// Format keeps what is inside from every formatter.
func (Keys) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, "[keys]") }

// NewKeys returns the keys of a client from their text: the client secret, or
// the private key in PEM. previous may be empty. The error carries
// kore-secret-missing or kore-key-unreadable and never the text.
func NewKeys(c Client, current, previous core.Secret) (Keys, error) {
	c = c.WithDefaults()
	var k Keys
	var err error
	if k.current, err = newKey(c, c.Secret, current); err != nil {
		return Keys{}, err
	}
	if previous.Empty() {
		return k, nil
	}
	k.previous, err = newKey(c, c.Previous, previous)
	return k, err
}

// WithEncryption returns the keys with the platform's public key, given as PEM
// or JWK, as the client's Encryption wants it.
func (k Keys) WithEncryption(c Client, data []byte) (Keys, error) {
	public, id, err := parsePublicKey(data)
	if err != nil {
		return k, keyUnreadable(c, Source{File: c.Encryption.KeyFile}, finding.PublicKey, reasonOf(err), err)
	}
	k.encryption, k.encryptionID = public, id
	return k, nil
}

func newKey(c Client, place Source, given core.Secret) (key, error) {
	if strings.TrimSpace(given.Reveal()) == "" {
		return key{}, secretMissing(c, place, text.Say("reason.kore.secret_empty"), nil)
	}
	k := key{secret: given}
	if c.Algorithm.Symmetric() {
		if why := notASecret(c, given.Reveal()); !why.Empty() {
			return key{}, keyUnreadable(c, place, finding.ClientSecret, why, nil)
		}
	} else {
		private, err := parsePrivateKey([]byte(given.Reveal()))
		if err != nil {
			return key{}, keyUnreadable(c, place, finding.PrivateKey, reasonOf(err), nil)
		}
		k.rsa = private
	}
	k.derive()
	return k, nil
}

// notASecret says why what was given cannot be a client secret; nothing when it can.
func notASecret(c Client, given string) text.Sentence {
	switch {
	case strings.Contains(given, "-----BEGIN"):
		// Signing with the text of a key would make its public half a secret.
		return text.Say("reason.kore.key_for_secret", text.Slots{"algorithm": string(c.Algorithm)})
	case !utf8.ValidString(given) || strings.ContainsRune(given, 0):
		return text.Say("reason.kore.not_utf8")
	case strings.TrimSpace(given) != given:
		return text.Say("reason.kore.outer_blank")
	}
	return text.Sentence{}
}

// reason is an error whose text may be shown; it never quotes a key.
type reason text.Sentence

func (r reason) Error() string { return text.Sentence(r).String() }

// because is an error for the reason of the Kore.ai part with the key.
func because(key string) error { return reason(text.Say(key)) }

func reasonOf(err error) text.Sentence {
	if r, ok := errors.AsType[reason](err); ok {
		return text.Sentence(r)
	}
	return text.Say("reason.unreadable")
}

func parsePrivateKey(data []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, because("reason.kore.not_pem")
	}
	if strings.Contains(block.Type, "ENCRYPTED") || block.Headers["Proc-Type"] != "" {
		return nil, because("reason.kore.key_password")
	}
	var parsed any
	var err error
	switch block.Type {
	case "RSA PRIVATE KEY":
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "PRIVATE KEY":
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE":
		return nil, because("reason.kore.key_public")
	default:
		return nil, because("reason.kore.key_not_private")
	}
	if err != nil {
		return nil, because("reason.kore.key_damaged")
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, because("reason.kore.key_not_rsa")
	}
	if private.N.BitLen() < minRSABits {
		return nil, because("reason.kore.key_short")
	}
	return private, nil
}

// parsePublicKey reads PEM or a JWK, as the platform shows it, and the JWK's kid.
func parsePublicKey(data []byte) (*rsa.PublicKey, string, error) {
	var parsed any
	var id string
	if block, _ := pem.Decode(data); block != nil {
		var err error
		switch block.Type {
		case "PUBLIC KEY":
			parsed, err = x509.ParsePKIXPublicKey(block.Bytes)
		case "RSA PUBLIC KEY":
			parsed, err = x509.ParsePKCS1PublicKey(block.Bytes)
		default:
			return nil, "", because("reason.kore.key_not_public")
		}
		if err != nil {
			return nil, "", because("reason.kore.key_damaged")
		}
	} else {
		var jwk jose.JSONWebKey
		if err := json.Unmarshal(data, &jwk); err != nil {
			return nil, "", because("reason.kore.key_not_pem_or_jwk")
		}
		if !jwk.IsPublic() {
			return nil, "", because("reason.kore.key_holds_private")
		}
		parsed, id = jwk.Key, jwk.KeyID
	}
	public, ok := parsed.(*rsa.PublicKey)
	switch {
	case !ok:
		return nil, "", because("reason.kore.key_not_rsa")
	case public.N.BitLen() < minRSABits:
		return nil, "", because("reason.kore.key_short")
	}
	return public, id, nil
}

// keyUnreadable says what is wrong with a key.
func keyUnreadable(c Client, place Source, of finding.Key, why text.Sentence, cause error) error {
	return core.Fail("load a key", finding.NewKoreKeyUnreadable(nameOf(c), place.Place(), of, why), cause)
}

func secretMissing(c Client, place Source, why text.Sentence, cause error) error {
	return core.Fail("load a secret", finding.NewKoreSecretMissing(nameOf(c), place.Place(), why), cause)
}

func nameOf(c Client) string {
	if c.Name != "" {
		return c.Name
	}
	return c.ClientID
}
