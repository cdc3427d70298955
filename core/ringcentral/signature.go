package ringcentral

import (
	"context"
	"crypto/rsa"
	"encoding/base64"
	"errors"
	"math/big"
	"net/http"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	jwksPath    = "/restapi/oauth/jwks"
	jwksTimeout = 5 * time.Second
	// keysLive is how long a key set is used; failureLives how long a failed
	// fetch keeps the next one away, since a check runs at every keystroke.
	keysLive     = 10 * time.Minute
	failureLives = time.Minute
	// minKeyBits is the least that RFC 7518 section 3.3 allows for RS256.
	minKeyBits = 2048
)

// keyCache holds the key sets by their address. Whoever takes the one token out
// of lock may use sets: a channel, so that waiting for another's fetch ends with
// the context.
type keyCache struct {
	lock chan struct{}
	sets map[string]keySet
}

func newKeyCache() keyCache {
	return keyCache{lock: make(chan struct{}, 1), sets: map[string]keySet{}}
}

// keySet maps key IDs to keys; more than one key may bear an ID.
type keySet struct {
	keys map[string][]*rsa.PublicKey
	// until is when it must be fetched anew.
	until time.Time
}

// VerifySignature checks the credential against the platform's key set, which is
// fetched without any secret and outside the rate limits. It says false, with no
// finding, whenever nothing certain can be said.
func (c *Client) VerifySignature(ctx context.Context, p core.Profile, credential core.Secret) (core.Finding, bool) {
	signed, kid, signature, ok := splitJWT(credential.Reveal())
	if !ok {
		return core.Finding{}, false
	}
	keys := c.publicKeys(ctx, p)[kid]
	if len(keys) == 0 {
		return core.Finding{}, false
	}
	for _, key := range keys {
		err := jwt.SigningMethodRS256.Verify(signed, signature, key)
		if err == nil {
			return finding.New(finding.SignatureVerified), true
		}
		if !errors.Is(err, rsa.ErrVerification) {
			return core.Finding{}, false
		}
	}
	return finding.New(finding.SignatureMismatch), true
}

// splitJWT returns what is signed, the key's ID and the signature. Anything but
// a complete RS256 JWT is for the local check to explain.
func splitJWT(text string) (signed, kid string, signature []byte, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return "", "", nil, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(parts[0])
	if err != nil {
		return "", "", nil, false
	}
	header, ok := jsonObject(raw)
	if !ok || header.text("alg") != "RS256" || header.text("kid") == "" {
		return "", "", nil, false
	}
	signature, err = base64.RawURLEncoding.DecodeString(parts[2])
	if err != nil {
		return "", "", nil, false
	}
	return parts[0] + "." + parts[1], header.text("kid"), signature, true
}

// publicKeys returns the platform's keys, from memory where they are fresh; nil
// when there are none. One fetch runs at a time.
func (c *Client) publicKeys(ctx context.Context, p core.Profile) map[string][]*rsa.PublicKey {
	u, err := address("key set", p, jwksPath)
	if err != nil {
		return nil
	}
	select {
	case c.keys.lock <- struct{}{}:
		defer func() { <-c.keys.lock }()
	case <-ctx.Done():
		return nil
	}
	if set, ok := c.keys.sets[u.String()]; ok && c.now().Before(set.until) {
		return set.keys
	}
	a, err := c.send(ctx, request{
		op: "key set", method: http.MethodGet, url: u,
		header: http.Header{"Accept": {"application/json"}}, timeout: jwksTimeout,
	})
	if core.Cancelled(ctx) {
		return nil // which tells nothing of the key set
	}
	set := keySet{until: c.now().Add(failureLives)}
	if err == nil && a.Status == http.StatusOK && !a.Truncated {
		if keys := parseKeySet(a.Body); len(keys) > 0 {
			set = keySet{keys: keys, until: c.now().Add(keysLive)}
		}
	}
	c.keys.sets[u.String()] = set
	return set.keys
}

// parseKeySet reads the RSA signing keys of a JWK set (RFC 7517 section 5, RFC
// 7518 section 6.3). Keys that cannot be used are left out.
func parseKeySet(body []byte) map[string][]*rsa.PublicKey {
	set, _ := jsonObject(body)
	keys := map[string][]*rsa.PublicKey{}
	for _, raw := range jsonList(set["keys"]) {
		if kid, key := parseKey(raw); key != nil {
			keys[kid] = append(keys[kid], key)
		}
	}
	return keys
}

func parseKey(raw jsontext.Value) (string, *rsa.PublicKey) {
	k, ok := jsonObject(raw)
	if !ok || k.text("kid") == "" || k.text("kty") != "RSA" || k.text("use") == "enc" ||
		k.text("alg") != "" && k.text("alg") != "RS256" {
		return "", nil
	}
	n, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(k.text("n"), "="))
	if err != nil {
		return "", nil
	}
	e, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(k.text("e"), "="))
	if err != nil || len(e) == 0 || len(e) > 4 {
		return "", nil
	}
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: int(new(big.Int).SetBytes(e).Int64())}
	if key.N.BitLen() < minKeyBits || key.E < 3 || key.E%2 == 0 {
		return "", nil
	}
	return k.text("kid"), key
}
