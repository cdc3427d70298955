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
		return k, keyUnreadable(c, c.Encryption.KeyFile, finding.PublicKey, reasonOf(err), err)
	}
	k.encryption, k.encryptionID = public, id
	return k, nil
}

func newKey(c Client, place Source, text core.Secret) (key, error) {
	if strings.TrimSpace(text.Reveal()) == "" {
		return key{}, secretMissing(c, place, "it is empty", nil)
	}
	k := key{secret: text}
	if c.Algorithm.Symmetric() {
		if why := notASecret(c, text.Reveal()); why != "" {
			return key{}, keyUnreadable(c, place.String(), finding.ClientSecret, why, nil)
		}
	} else {
		private, err := parsePrivateKey([]byte(text.Reveal()))
		if err != nil {
			return key{}, keyUnreadable(c, place.String(), finding.PrivateKey, reasonOf(err), nil)
		}
		k.rsa = private
	}
	k.derive()
	return k, nil
}

// notASecret says why the text cannot be a client secret; "" when it can.
func notASecret(c Client, text string) string {
	switch {
	case strings.Contains(text, "-----BEGIN"):
		// Signing with the text of a key would make its public half a secret.
		return "it is a key, but " + string(c.Algorithm) + " signs with a client secret"
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return "it is not plain text in UTF-8"
	case strings.TrimSpace(text) != text:
		return "it begins or ends with a blank"
	}
	return ""
}

// reason is an error whose text may be shown; it never quotes a key.
type reason string

func (r reason) Error() string { return string(r) }

func reasonOf(err error) string {
	if r, ok := errors.AsType[reason](err); ok {
		return string(r)
	}
	return "it cannot be read"
}

func parsePrivateKey(data []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, reason("it is not in the form that begins with -----BEGIN")
	}
	if strings.Contains(block.Type, "ENCRYPTED") || block.Headers["Proc-Type"] != "" {
		return nil, reason("it is protected by a password, which Sureline cannot enter")
	}
	var parsed any
	var err error
	switch block.Type {
	case "RSA PRIVATE KEY":
		parsed, err = x509.ParsePKCS1PrivateKey(block.Bytes)
	case "PRIVATE KEY":
		parsed, err = x509.ParsePKCS8PrivateKey(block.Bytes)
	case "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE":
		return nil, reason("it is the public half; the private one signs")
	default:
		return nil, reason("it is not a private key")
	}
	if err != nil {
		return nil, reason("it is damaged")
	}
	private, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, reason("it is not an RSA key")
	}
	if private.N.BitLen() < minRSABits {
		return nil, reason("it is shorter than 2048 bits")
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
			return nil, "", reason("it is not a public key")
		}
		if err != nil {
			return nil, "", reason("it is damaged")
		}
	} else {
		var jwk jose.JSONWebKey
		if err := json.Unmarshal(data, &jwk); err != nil {
			return nil, "", reason("it is neither PEM nor a JWK")
		}
		if !jwk.IsPublic() {
			return nil, "", reason("it holds a private key; only the public half belongs here")
		}
		parsed, id = jwk.Key, jwk.KeyID
	}
	public, ok := parsed.(*rsa.PublicKey)
	switch {
	case !ok:
		return nil, "", reason("it is not an RSA key")
	case public.N.BitLen() < minRSABits:
		return nil, "", reason("it is shorter than 2048 bits")
	}
	return public, id, nil
}

// keyUnreadable says what is wrong with a key.
func keyUnreadable(c Client, place string, of finding.Key, why string, cause error) error {
	return core.Fail("load a key", finding.NewKoreKeyUnreadable(nameOf(c), place, of, why), cause)
}

func secretMissing(c Client, place Source, why string, cause error) error {
	return core.Fail("load a secret", finding.NewKoreSecretMissing(nameOf(c), place.String(), why), cause)
}

func nameOf(c Client) string {
	if c.Name != "" {
		return c.Name
	}
	return c.ClientID
}
