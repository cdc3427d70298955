package koredemo

import (
	"encoding/base64"
	"strings"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"
)

var (
	wrappings   = []jose.KeyAlgorithm{jose.RSA_OAEP, jose.RSA1_5}
	encryptions = []jose.ContentEncryption{jose.A128CBC_HS256, jose.A128GCM, jose.A256GCM}
)

// parser does all but the claims, whose rules are Kore's own (see claims.go).
var parser = jwt.NewParser(jwt.WithJSONNumber(), jwt.WithoutClaimsValidation(), jwt.WithStrictDecoding())

// verified is an assertion that passed.
type verified struct {
	app       *App
	claims    claims
	encrypted bool
}

// verify decides on an assertion. What it returns with a refusal is unproven.
func (p *Platform) verify(assertion string) (verified, *refusal) {
	var v verified
	if strings.Count(assertion, ".") == 4 {
		inner, app, refused := p.decrypt(assertion)
		if refused != nil {
			return v, refused
		}
		assertion, v.app, v.encrypted = inner, app, true
	}
	raw := jwt.MapClaims{}
	token, _, err := parser.ParseUnverified(assertion, raw)
	if err != nil {
		return v, unverified("jwt malformed")
	}
	v.claims = claims(raw)
	app := p.apps[v.claims.text("iss")]
	if app == nil {
		return v, unknownClient
	}
	if app.EncryptionKey != nil && v.app != app {
		return v, unverified("it must be encrypted for this app")
	}
	if v.app != nil && v.app != app {
		return v, unverified("it is encrypted for another app")
	}
	v.app = app
	if refused := checkHeader(token.Header, app); refused != nil {
		return v, refused
	}
	if err := verifySignature(assertion, token.Method, app); err != nil {
		return v, badSignature
	}
	return v, p.checkClaims(app, v.claims)
}

// checkHeader holds the header to the app's registration. A critical extension
// is one that nobody here knows (RFC 7515 section 4.1.11).
func checkHeader(header map[string]any, app *App) *refusal {
	_, critical := header["crit"]
	switch {
	case header["alg"] != app.Algorithm:
		return unverified("invalid algorithm")
	case header["typ"] != "JWT":
		return unverified("invalid type")
	case critical:
		return unverified("unknown critical header")
	}
	return nil
}

func verifySignature(assertion string, method jwt.SigningMethod, app *App) error {
	dot := strings.LastIndexByte(assertion, '.')
	signature, err := base64.RawURLEncoding.Strict().DecodeString(assertion[dot+1:])
	if err != nil {
		return err
	}
	return method.Verify(assertion[:dot], signature, app.key())
}

// decrypt opens a JWE (RFC 7516) of an app that has the option on. The key ID of
// its header says which app; what is inside is a signed JWT.
func (p *Platform) decrypt(text string) (inner string, app *App, refused *refusal) {
	object, err := jose.ParseEncryptedCompact(text, wrappings, encryptions)
	if err != nil {
		return "", nil, unverified("jwe malformed")
	}
	for _, a := range p.apps {
		if a.EncryptionKey != nil && a.EncryptionKeyID == object.Header.KeyID {
			app = a
		}
	}
	if app == nil {
		return "", nil, unverified("unknown kid")
	}
	if object.Header.ExtraHeaders[jose.HeaderType] != "JWT" {
		return "", nil, unverified("invalid type")
	}
	plain, err := object.Decrypt(app.EncryptionKey)
	if err != nil {
		return "", nil, unverified("decryption failed")
	}
	return string(plain), app, nil
}
