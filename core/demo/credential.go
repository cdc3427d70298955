package demo

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

// neverExpires is how far ahead of its creation a credential without an
// expiration date expires: 2^31-1 seconds, as observed.
const neverExpires = (1<<31 - 1) * time.Second

// CredentialRequest asks for a credential as the page would make it.
type CredentialRequest struct {
	// UserID is the user who makes it; 0 means AdaJones.
	UserID int64
	// Label is what the user calls it; at most 100 characters.
	Label string
	// AllowedClientIDs are the apps of "Only specific apps of my choice".
	AllowedClientIDs []string
	// AllOrgApps is "All apps created by developers within my organization".
	AllOrgApps bool
	// Expires is zero for a credential that never expires. A past time is
	// allowed here, unlike on the page.
	Expires time.Time
}

// claims are those of a personal JWT, in the observed order.
type claims struct {
	Audience  string `json:"aud"`
	Subject   string `json:"sub"`
	Issuer    string `json:"iss"`
	ExpiresAt int64  `json:"exp"`
	IssuedAt  int64  `json:"iat"`
	ID        string `json:"jti"`
}

// CreateCredential issues a credential without the page, also to users who
// could not open it. It fails with internal when the user does not exist or the
// state cannot be saved.
func (p *Platform) CreateCredential(req CredentialRequest) (core.Secret, error) {
	if req.UserID == 0 {
		req.UserID = AdaJones
	}
	if _, ok := findUser(req.UserID); !ok {
		return core.Secret{}, lookalike.Failed("create a demo credential", fmt.Errorf("no user %d", req.UserID))
	}
	now := p.now().UTC().Truncate(time.Second)
	c := credential{
		JTI: randomText(16), UserID: req.UserID, Label: req.Label, AllOrgApps: req.AllOrgApps,
		ClientIDs: slices.Clone(req.AllowedClientIDs), CreatedAt: now,
	}
	expires := now.Add(neverExpires)
	if !req.Expires.IsZero() {
		expires = req.Expires.UTC().Truncate(time.Second)
		c.ExpiresAt = &expires
	}
	text, err := p.sign(claims{
		Audience: p.url + core.TokenPath, Subject: strconv.FormatInt(c.UserID, 10), Issuer: p.url,
		ExpiresAt: expires.Unix(), IssuedAt: now.Unix(), ID: c.JTI,
	})
	if err != nil {
		return core.Secret{}, lookalike.Failed("create a demo credential", err)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.Credentials = lookalike.LastOf(append(p.state.Credentials, c), maxCredentials)
	if err := p.state.save(p.dir); err != nil {
		return core.Secret{}, lookalike.Failed("create a demo credential", err)
	}
	return core.NewSecret(text), nil
}

// sign writes the header by hand because its order is part of the likeness, and
// golang-jwt would sort it.
func (p *Platform) sign(c claims) (string, error) {
	payload, err := json.Marshal(c)
	if err != nil {
		return "", err
	}
	header := fmt.Sprintf(`{"kid":"%s","typ":"JWT","alg":"RS256"}`, p.kid)
	enc := base64.RawURLEncoding
	text := enc.EncodeToString([]byte(header)) + "." + enc.EncodeToString(payload)
	signature, err := jwt.SigningMethodRS256.Sign(text, p.key)
	if err != nil {
		return "", err
	}
	return text + "." + enc.EncodeToString(signature), nil
}

var (
	errAlgorithm = errors.New("algorithm")
	errSignature = errors.New("signature")
	errClaims    = errors.New("claims")
)

// readAssertion checks what the credential's own text can tell: algorithm
// first, then key and signature, then issuer, audience and expiry.
func (p *Platform) readAssertion(text string) (claims, error) {
	var registered jwt.RegisteredClaims
	parser := jwt.NewParser(jwt.WithExpirationRequired(), jwt.WithTimeFunc(p.now))
	token, err := parser.ParseWithClaims(text, &registered, func(t *jwt.Token) (any, error) {
		if t.Method != jwt.SigningMethodRS256 {
			return nil, errAlgorithm
		}
		if t.Header["kid"] != p.kid {
			return nil, errSignature
		}
		return &p.key.PublicKey, nil
	})
	switch {
	case errors.Is(err, errAlgorithm) || token != nil && token.Method == nil && token.Header["alg"] != nil:
		return claims{}, errAlgorithm
	case errors.Is(err, jwt.ErrTokenInvalidClaims):
		return claims{}, errClaims
	case err != nil:
		return claims{}, errSignature
	}
	if len(registered.Audience) != 1 || !p.isOrigin(registered.Issuer) {
		return claims{}, errClaims
	}
	if origin, ok := strings.CutSuffix(registered.Audience[0], core.TokenPath); !ok || !p.isOrigin(origin) {
		return claims{}, errClaims
	}
	return claims{Subject: registered.Subject, ID: registered.ID}, nil
}

// isOrigin reports whether the URL is this platform's, now or earlier.
func (p *Platform) isOrigin(origin string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Contains(p.state.Origins, origin)
}

// findCredential returns what is known of the credential with the ID, unless it
// was deleted or is somebody else's.
func (p *Platform) findCredential(jti, subject string) (credential, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return find(p.state.Credentials, func(c credential) bool {
		return c.JTI == jti && strconv.FormatInt(c.UserID, 10) == subject
	})
}

// deleteCredentials forgets those that match, which revokes them.
func (p *Platform) deleteCredentials(match func(credential) bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.state.Credentials = slices.DeleteFunc(p.state.Credentials, match)
	return p.state.save(p.dir)
}

// credentialsOf returns the user's credentials, newest first.
func (p *Platform) credentialsOf(userID int64) []credential {
	p.mu.Lock()
	defer p.mu.Unlock()
	var own []credential
	for _, c := range slices.Backward(p.state.Credentials) {
		if c.UserID == userID {
			own = append(own, c)
		}
	}
	return own
}

// clientSecret derives the secret of an app from the signing key, so that it
// stays the same as long as the key does and need not be kept.
func clientSecret(key *rsa.PrivateKey, clientID string) core.Secret {
	return derived(key, "client secret of "+clientID)
}

// derived returns a secret of 264 bits that only the key's holder can make.
func derived(key *rsa.PrivateKey, purpose string) core.Secret {
	mac := hmac.New(sha512.New, x509.MarshalPKCS1PrivateKey(key))
	mac.Write([]byte(purpose))
	return core.NewSecret(base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:33]))
}

// keyID names the key: 32 hexadecimal digits.
func keyID(key *rsa.PublicKey) string {
	sum := sha256.Sum256(x509.MarshalPKCS1PublicKey(key))
	return hex.EncodeToString(sum[:16])
}

// randomText returns n random bytes in base64url.
func randomText(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b)
}
