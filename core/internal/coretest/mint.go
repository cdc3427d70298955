// Package coretest owns what the tests of several packages share: credentials
// minted with a throw-away key, canary secrets, a clock, and fakes of core's ports. No
// program imports it.
package coretest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"strconv"
	"strings"
	"time"
)

// Secrets that no real system accepts. A test plants one and then searches
// every output for it.
const (
	CanarySecret      = "canarySecretDoNotLeak0123456789abcdefghijkLM"
	CanaryAccessToken = "canaryAccessDoNotLeak0123456789"
)

// NeverExpires is what RingCentral adds to iat for a credential without an
// expiry date: 2^31-1 seconds.
const NeverExpires = 2147483647

// Claims say what a minted credential holds. The zero value is a credential
// for RingCentral's production platform that never expires.
type Claims struct {
	// Server is issuer, and audience with the token path; default production.
	Server string
	// Issuer and Audience override Server.
	Issuer, Audience string
	// Subject defaults to "123456789".
	Subject string
	// IssuedAt defaults to 1 March 2025.
	IssuedAt time.Time
	// ExpiresAt defaults to IssuedAt plus NeverExpires.
	ExpiresAt time.Time
	// ID is the jti; it defaults to 22 characters.
	ID string
	// Header and Payload, when not empty, are used as they are, as JSON.
	Header, Payload string
}

// KeyID is the kid of minted credentials.
const KeyID = "0123456789abcdef0123456789abcdef"

// NewKey returns a fresh RSA key of 2048 bits, as RingCentral uses. It panics
// when the system has no randomness.
func NewKey() *rsa.PrivateKey { return NewKeyOf(2048) }

// NewKeyOf returns a fresh RSA key of so many bits.
func NewKeyOf(bits int) *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, bits)
	if err != nil {
		panic(err)
	}
	return key
}

// Mint returns a compact JWT signed with RS256, whose header and claims have
// the order seen in RingCentral's own.
// Equal arguments give equal text.
func Mint(key *rsa.PrivateKey, c Claims) string {
	signed := Unsigned(c)
	sum := sha256.Sum256([]byte(signed))
	signature, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, sum[:])
	if err != nil {
		panic(err)
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}

// Unsigned returns header and payload, joined by a dot, without a signature.
func Unsigned(c Claims) string {
	header := c.Header
	if header == "" {
		header = `{"kid":"` + KeyID + `","typ":"JWT","alg":"RS256"}`
	}
	payload := c.Payload
	if payload == "" {
		payload = c.json()
	}
	encode := base64.RawURLEncoding.EncodeToString
	return encode([]byte(header)) + "." + encode([]byte(payload))
}

func (c Claims) json() string {
	server := strings.TrimSuffix(orElse(c.Server, "https://platform.ringcentral.com"), "/")
	issued := c.IssuedAt
	if issued.IsZero() {
		issued = time.Date(2025, time.March, 1, 0, 0, 0, 0, time.UTC)
	}
	expires := c.ExpiresAt.Unix()
	if c.ExpiresAt.IsZero() {
		expires = issued.Unix() + NeverExpires
	}
	return `{"aud":` + strconv.Quote(orElse(c.Audience, server+"/restapi/oauth/token")) +
		`,"sub":` + strconv.Quote(orElse(c.Subject, "123456789")) +
		`,"iss":` + strconv.Quote(orElse(c.Issuer, server)) +
		`,"exp":` + strconv.FormatInt(expires, 10) +
		`,"iat":` + strconv.FormatInt(issued.Unix(), 10) +
		`,"jti":` + strconv.Quote(orElse(c.ID, "AAAAAAAAAAAAAAAAAAAAAA")) + `}`
}

func orElse(s, fallback string) string {
	if s == "" {
		return fallback
	}
	return s
}
