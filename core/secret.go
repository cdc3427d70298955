package core

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
)

// secretMask is what every formatter, encoder and logger shows of a Secret.
const secretMask = "[secret]"

// Secret holds a credential, client secret, access token or proxy password in
// memory. It prints as "[secret]" through every formatter, encoder and logger;
// only Reveal gives the text. The zero value is the empty secret.
//
// The text sits behind a pointer because fmt does not call the methods of
// unexported struct fields: it would print a plain string field, but it prints
// a nested pointer as an address.
//
// A Secret is immutable and safe for concurrent use.
type Secret struct{ text *string }

// NewSecret wraps text. An empty text gives the zero Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{text: &text}
}

// Reveal returns the text itself. Every call is a place to review.
func (s Secret) Reveal() string {
	if s.text == nil {
		return ""
	}
	return *s.text
}

// Empty reports whether there is no text.
func (s Secret) Empty() bool { return s.text == nil }

// Len returns the length of the text in bytes.
func (s Secret) Len() int { return len(s.Reveal()) }

// Equal reports whether both hold the same text, in constant time for texts of
// one length. Two empty secrets are not equal: "nothing expected, nothing
// given" must never pass for a match.
func (s Secret) Equal(other Secret) bool {
	if s.Empty() || other.Empty() {
		return false
	}
	return subtle.ConstantTimeCompare([]byte(s.Reveal()), []byte(other.Reveal())) == 1
}

// Fingerprint returns the first 12 hexadecimal digits of the SHA-256 of the
// text, by which two people can compare a secret without telling it. It is
// empty for the empty secret.
func (s Secret) Fingerprint() string {
	if s.Empty() {
		return ""
	}
	sum := sha256.Sum256([]byte(s.Reveal()))
	return hex.EncodeToString(sum[:6])
}

// String returns the mask.
func (s Secret) String() string { return secretMask }

// GoString returns the mask.
func (s Secret) GoString() string { return secretMask }

// Format writes the mask whatever the verb is.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, secretMask) }

// MarshalText returns the mask, for JSON, XML and every other text encoder.
func (s Secret) MarshalText() ([]byte, error) { return []byte(secretMask), nil }

// MarshalBinary returns the mask, for gob.
func (s Secret) MarshalBinary() ([]byte, error) { return []byte(secretMask), nil }

// LogValue returns the mask, for log/slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(secretMask) }
