package kore

import (
	"time"

	"github.com/sureline/sureline/core"
)

// Claims is the payload that the platform reads (Kore.ai docs, "SDK Security",
// claim table). The audience is a single text and the times are whole seconds,
// whatever the sample program writes.
type Claims struct {
	Issuer    string `json:"iss"`
	Subject   string `json:"sub"`
	Audience  string `json:"aud"`
	IssuedAt  int64  `json:"iat"`
	ExpiresAt int64  `json:"exp"`
	Anonymous bool   `json:"isAnonymous"`
	ID        string `json:"jti,omitempty"`
	// IdentityToMerge is an earlier identity to fold into the subject.
	IdentityToMerge  string         `json:"identityToMerge,omitempty"`
	PrivateClaims    map[string]any `json:"privateClaims,omitempty"`
	SecureCustomData map[string]any `json:"secureCustomData,omitempty"`
}

// Person is whom a token is for, as decided by whoever asks the Signer: it
// checks form, not right.
type Person struct {
	// Identity becomes the subject: an email address, a phone number, or the
	// random ID of an anonymous visitor.
	Identity        string
	Anonymous       bool
	IdentityToMerge string
	Private         map[string]any
}

// Minted is a fresh token and what stands in it.
type Minted struct {
	JWT    core.Secret
	Claims Claims
	// Encrypted tells that JWT is a JWE.
	Encrypted bool
}

// Lifetime is how long the token is good.
func (m Minted) Lifetime() time.Duration {
	return time.Duration(m.Claims.ExpiresAt-m.Claims.IssuedAt) * time.Second
}
