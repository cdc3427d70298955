package sts_test

import (
	"crypto/rsa"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
)

// issuer is an identity provider on loopback.
type issuer struct {
	*httptest.Server
	key   *rsa.PrivateKey
	asked atomic.Int32
	// keysAt is where the discovery document says that the keys are.
	keysAt string
	down   atomic.Bool
}

func newIssuer(t *testing.T) *issuer {
	i := &issuer{key: coretest.NewKey()}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		answer(t, w, map[string]any{"issuer": i.URL, "jwks_uri": i.keysAt, "authorization_endpoint": i.URL, "token_endpoint": i.URL})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, _ *http.Request) {
		i.asked.Add(1)
		if i.down.Load() {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		answer(t, w, jose.JSONWebKeySet{Keys: []jose.JSONWebKey{{Key: i.key.Public(), KeyID: "k1", Algorithm: "RS256", Use: "sig"}}})
	})
	i.Server = httptest.NewServer(mux)
	i.keysAt = i.URL + "/keys"
	t.Cleanup(i.Close)
	return i
}

func answer(t *testing.T, w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(body); err != nil {
		t.Error(err)
	}
}

// idToken returns an ID token; change alters its claims.
func (i *issuer) idToken(t *testing.T, method jwt.SigningMethod, key any, kid string, change func(jwt.MapClaims)) string {
	t.Helper()
	claims := jwt.MapClaims{
		"iss": i.URL, "aud": "shop", "sub": "u-1", "email": ada, "email_verified": true, "plan": "gold",
		"iat": time.Now().Unix(), "exp": time.Now().Add(time.Hour).Unix(),
	}
	if change != nil {
		change(claims)
	}
	token := jwt.NewWithClaims(method, claims)
	token.Header["kid"] = kid
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// withHeader returns an ID token whose header tells of a key of its own, by
// which it verifies.
func (i *issuer) withHeader(t *testing.T, name string, value any, key *rsa.PrivateKey) string {
	t.Helper()
	token := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{"iss": i.URL, "aud": "shop", "email": ada, "exp": time.Now().Add(time.Hour).Unix()})
	token.Header[name] = value
	text, err := token.SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func (i *issuer) client(discovery bool, change func(*kore.Client)) func(*kore.Client) {
	return func(c *kore.Client) {
		c.Policy = kore.PolicySession
		c.Session = &kore.Session{Issuer: i.URL, Audience: "shop", Claim: "email", Cookie: "session"}
		c.PrivateFromSession = []string{"plan", "absent"}
		if !discovery {
			c.Session.JWKSURL = i.URL + "/keys"
		}
		if change != nil {
			change(c)
		}
	}
}

func bearer(text string) func(*http.Request) { return header("Authorization", "Bearer "+text) }

func TestIdentityComesFromTheSession(t *testing.T) {
	i := newIssuer(t)
	good := i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", nil)
	for _, discovery := range []bool{true, false} {
		r := newRig(t, oneClient(i.client(discovery, nil)))
		claims := r.token(post(`{"identity":"eve@example.com"}`, bearer(good)))
		private, _ := claims["privateClaims"].(map[string]any)
		if claims["sub"] != ada || private["plan"] != "gold" || len(private) != 1 {
			t.Errorf("claims are %v", claims)
		}
		claims = r.token(post(`{}`, func(r *http.Request) { r.AddCookie(&http.Cookie{Name: "session", Value: good}) }))
		if claims["sub"] != ada {
			t.Errorf("claims are %v", claims)
		}
		noLeak(t, r.log.String())
	}
	response, _ := newRig(t, oneClient(i.client(true, nil))).do(post(`{}`))
	if response.Header.Get("Access-Control-Allow-Credentials") != "true" {
		t.Error("the page may not send the cookie")
	}
	r := newRig(t, oneClient(i.client(false, func(c *kore.Client) { c.AnonymousToo = true })))
	if claims := r.token(post(`{"identity":"eve@example.com"}`)); claims["isAnonymous"] != true || claims["sub"] == "eve@example.com" {
		t.Errorf("claims are %v", claims)
	}
}

func TestBadSessionsGetNothing(t *testing.T) {
	i := newIssuer(t)
	other := coretest.NewKey()
	with := func(change func(jwt.MapClaims)) string {
		return i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", change)
	}
	for _, tt := range []struct {
		name, idToken, why string
	}{
		{"none", "", "carries no session"},
		{"not one", "abc", "signature or form"},
		{"another key", i.idToken(t, jwt.SigningMethodRS256, other, "k1", nil), "signature or form"},
		{"unknown key", i.idToken(t, jwt.SigningMethodRS256, other, "k2", nil), "signature or form"},
		{"unsigned", i.idToken(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, "k1", nil), "not accepted"},
		{"public key as secret", i.idToken(t, jwt.SigningMethodHS256, i.key.N.Bytes(), "k1", nil), "not accepted"},
		{"expired", with(func(c jwt.MapClaims) { c["exp"] = time.Now().Add(-time.Minute).Unix() }), "run out"},
		{"not valid yet", with(func(c jwt.MapClaims) { c["nbf"] = time.Now().Add(time.Hour).Unix() }), "not valid yet"},
		{"public key of its own", i.withHeader(t, "jwk", jose.JSONWebKey{Key: other.Public()}, other), "signature or form"},
		{"address of another key", i.withHeader(t, "jku", "https://evil.example/keys", other), "signature or form"},
		{"certificate of its own", i.withHeader(t, "x5c", []string{"AAAA"}, other), "signature or form"},
		{"key ID as path", i.idToken(t, jwt.SigningMethodRS256, other, "../../keys?k1", nil), "signature or form"},
		{"another site", with(func(c jwt.MapClaims) { c["aud"] = "bank" }), "another site"},
		{"another issuer", with(func(c jwt.MapClaims) { c["iss"] = "https://evil.example" }), "another issuer"},
		{"no identity", with(func(c jwt.MapClaims) { delete(c, "email") }), "is missing"},
		{"identity is a number", with(func(c jwt.MapClaims) { c["email"] = 7 }), "is missing"},
		{"address not verified", with(func(c jwt.MapClaims) { c["email_verified"] = false }), "not verified"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, tooAnonymous := range []bool{false, true} {
				if tooAnonymous && tt.idToken == "" {
					continue
				}
				r := newRig(t, oneClient(i.client(false, func(c *kore.Client) { c.AnonymousToo = tooAnonymous })))
				change := func(*http.Request) {}
				if tt.idToken != "" {
					change = bearer(tt.idToken)
				}
				r.refused(post(`{"identity":"`+ada+`"}`, change), 401, tt.why)
				noLeak(t, r.log.String())
			}
		})
	}
}

// Keys that are fetched in the clear are whoever's stands in between.
func TestKeysInTheClearAreNotFetched(t *testing.T) {
	i := newIssuer(t)
	i.keysAt = "http://keys.example.com/keys"
	r := newRig(t, oneClient(i.client(true, nil)))
	r.refused(post(`{}`, bearer(i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", nil))), 503, "did not tell where its keys are")
}

func TestStrangersDoNotMakeTheServiceAskTheIssuer(t *testing.T) {
	i := newIssuer(t)
	r := newRig(t, oneClient(i.client(false, nil)))
	for _, kid := range []string{"a", "b", "c", "d", "e"} {
		if response, _ := r.do(post(`{}`, bearer(i.idToken(t, jwt.SigningMethodRS256, i.key, kid, nil)))); response.StatusCode != 401 {
			t.Errorf("status %d", response.StatusCode)
		}
	}
	if n := i.asked.Load(); n != 1 {
		t.Errorf("the issuer was asked %d times for five unknown keys", n)
	}
}

func TestIssuerThatIsDownIsNotTheVisitorsFault(t *testing.T) {
	i := newIssuer(t)
	i.down.Store(true)
	now := time.Now().Add(-20 * time.Second)
	r := newRig(t, oneClient(i.client(false, nil)), atTime(&now))
	good := i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", nil)
	r.refused(post(`{}`, bearer(good)), 503, "could not be fetched")
	i.down.Store(false)
	now = now.Add(5 * time.Second)
	if claims := r.token(post(`{}`, bearer(good))); claims["sub"] != ada {
		t.Errorf("claims are %v", claims)
	}
}
