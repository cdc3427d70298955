package kore_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
)

// token signs claims with the secret; change alters good ones.
func token(t testing.TB, method jwt.SigningMethod, key any, change func(jwt.MapClaims)) string {
	t.Helper()
	claims := jwt.MapClaims{
		"iss": "cs-1", "sub": "ada", "aud": kore.DefaultAudience, "iat": now.Unix(), "exp": now.Unix() + 60, "isAnonymous": false,
	}
	if change != nil {
		change(claims)
	}
	text, err := jwt.NewWithClaims(method, claims).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestInspectFindsEveryMistake(t *testing.T) {
	set := func(name string, value any) func(jwt.MapClaims) { return func(c jwt.MapClaims) { c[name] = value } }
	drop := func(name string) func(jwt.MapClaims) { return func(c jwt.MapClaims) { delete(c, name) } }
	hs := func(change func(jwt.MapClaims)) string {
		return token(t, jwt.SigningMethodHS256, []byte(secret), change)
	}
	good := hs(nil)
	const verified = finding.KoreSignatureVerified
	for _, tt := range []struct {
		name, token string
		want        []core.Code
		word        string // in the last finding's explanation
	}{
		{"good", good, []core.Code{verified}, ""},
		{"answer of the service", `{"jwt":"` + good + `"}`, []core.Code{verified}, ""},
		{"quoted, with line breaks", "\"Bearer " + good[:40] + "\n" + good[40:] + "\"\n", []core.Code{verified}, ""},
		{"previous secret", token(t, jwt.SigningMethodHS256, []byte("previous"), nil), []core.Code{verified}, "before the last change"},
		{"another secret", token(t, jwt.SigningMethodHS256, []byte("other"), nil), []core.Code{finding.KoreSignatureMismatch}, ""},
		{"another algorithm", token(t, jwt.SigningMethodHS512, []byte(secret), nil), []core.Code{finding.KoreAlgorithm, finding.KoreSignatureMismatch}, ""},
		{"key confusion", token(t, jwt.SigningMethodRS256, coretest.NewKey(), nil), []core.Code{finding.KoreAlgorithm, finding.KoreSignatureMismatch}, ""},
		{"unsigned", token(t, jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil), []core.Code{finding.KoreAlgorithm, finding.KoreSignatureMismatch}, ""},
		{"milliseconds", hs(func(c jwt.MapClaims) { c["iat"], c["exp"] = now.UnixMilli(), now.UnixMilli()+60_000 }), []core.Code{verified, finding.KoreMilliseconds}, "sample program"},
		{"exp in milliseconds", hs(set("exp", now.UnixMilli()+60_000)), []core.Code{verified, finding.KoreMilliseconds}, ""},
		{"expired this second", hs(func(c jwt.MapClaims) { c["iat"], c["exp"] = now.Unix()-60, now.Unix() }), []core.Code{verified, finding.KoreExpired}, "12:00:00 UTC"},
		{"one second left", hs(set("exp", now.Unix()+1)), []core.Code{verified}, ""},
		{"an hour with jti", hs(func(c jwt.MapClaims) { c["jti"], c["exp"] = "x", now.Unix()+3600 }), []core.Code{verified}, ""},
		{"over an hour with jti", hs(func(c jwt.MapClaims) { c["jti"], c["exp"] = "x", now.Unix()+3601 }), []core.Code{verified, finding.KoreLifetime}, ""},
		{"a day", hs(set("exp", now.Unix()+86400)), []core.Code{verified, finding.KoreLongLived}, "24 hours"},
		{"iat ahead", hs(func(c jwt.MapClaims) { c["iat"], c["exp"] = now.Unix()+61, now.Unix()+120 }), []core.Code{verified, finding.KoreClock}, "61 seconds"},
		{"iat a minute ahead", hs(func(c jwt.MapClaims) { c["iat"], c["exp"] = now.Unix()+60, now.Unix()+120 }), []core.Code{verified}, ""},
		{"exp before iat", hs(set("exp", now.Unix()-1)), []core.Code{verified, finding.KoreExpired, finding.KorePart}, "not later"},
		{"list as audience", hs(set("aud", []string{kore.DefaultAudience})), []core.Code{verified, finding.KorePart}, "list"},
		{"the .ai audience", hs(set("aud", "https://idproxy.kore.ai/authorize")), []core.Code{verified, finding.KorePart}, "kore.ai"},
		{"no audience", hs(drop("aud")), []core.Code{verified, finding.KorePart}, "missing"},
		{"no subject", hs(drop("sub")), []core.Code{verified, finding.KorePart}, "nobody is named"},
		{"empty subject", hs(set("sub", "")), []core.Code{verified, finding.KorePart}, "empty"},
		{"kore_sub", hs(func(c jwt.MapClaims) { delete(c, "sub"); c["kore_sub"] = "ada" }), []core.Code{verified}, ""},
		{"text as isAnonymous", hs(set("isAnonymous", "false")), []core.Code{verified, finding.KorePart}, "quotation marks"},
		{"another issuer", hs(set("iss", "cs-2")), []core.Code{verified, finding.KorePart}, "cs-2"},
		{"no issuer", hs(drop("iss")), []core.Code{verified, finding.KorePart}, "client ID belongs there"},
		{"token of the webhook", hs(func(c jwt.MapClaims) { delete(c, "iss"); c["appId"] = "cs-1" }), []core.Code{verified, finding.KorePart}, "webhook"},
		{"no exp", hs(drop("exp")), []core.Code{verified, finding.KorePart}, "“exp”"},
		{"iat as text", hs(set("iat", "now")), []core.Code{verified, finding.KorePart}, "number of seconds"},
		{"fraction", hs(set("iat", float64(now.Unix())+0.5)), []core.Code{verified, finding.KorePart}, "whole number"},
		{"empty", " ", []core.Code{finding.KoreNotAPass}, "empty"},
		{"something else", "cs-1234", []core.Code{finding.KoreNotAPass}, "three parts"},
		{"damaged header", "!!." + good, []core.Code{finding.KoreNotAPass}, ""},
		{"damaged payload", "e30.e.x", []core.Code{finding.KoreNotAPass}, "second part"},
		{"far too long", strings.Repeat("a", kore.MaxToken+1), []core.Code{finding.KoreNotAPass}, "too long"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := client(nil)
			k := keys(t, c, secret, "previous")
			got := kore.Inspect(core.NewSecret(tt.token), &c, &k, now)
			var codes []core.Code
			for _, f := range got.Findings {
				codes = append(codes, f.Code)
				if strings.ContainsAny(f.Title+f.Explanation+f.NextStep, "{}") {
					t.Errorf("a placeholder is left in %+v", f)
				}
			}
			if !slices.Equal(codes, tt.want) {
				t.Fatalf("found %v, want %v", codes, tt.want)
			}
			want := kore.SignatureNotChecked
			switch {
			case slices.Contains(codes, finding.KoreSignatureMismatch):
				want = kore.SignatureMismatch
			case tt.name == "previous secret":
				want = kore.SignaturePrevious
			case slices.Contains(codes, verified):
				want = kore.SignatureCurrent
			}
			if got.Signature != want {
				t.Errorf("signature is %s, want %s", got.Signature, want)
			}
			if last := got.Findings[len(got.Findings)-1]; !strings.Contains(last.Explanation, tt.word) {
				t.Errorf("%q lacks %q", last.Explanation, tt.word)
			}
		})
	}
}

func TestInspectWithoutAClientSaysLess(t *testing.T) {
	got := kore.Inspect(core.NewSecret(token(t, jwt.SigningMethodHS512, []byte(secret), nil)), nil, nil, now)
	if got.Signature != kore.SignatureNotChecked || len(got.Findings) != 0 || len(got.Claims) != 6 || got.Header[0].Meaning == "" {
		t.Errorf("got %+v", got)
	}
	if got.ExpiresAt == nil || got.ExpiresAt.Sub(*got.IssuedAt) != time.Minute {
		t.Errorf("times are %v and %v", got.IssuedAt, got.ExpiresAt)
	}
}

// Without a secret before, nothing verifies with the empty text in its place.
func TestEmptyKeyVerifiesNothing(t *testing.T) {
	c := client(nil)
	k := keys(t, c, secret, "")
	got := kore.Inspect(core.NewSecret(token(t, jwt.SigningMethodHS256, []byte(""), nil)), &c, &k, now)
	if got.Signature != kore.SignatureMismatch {
		t.Errorf("signature is %s", got.Signature)
	}
}

func FuzzInspect(f *testing.F) {
	c := client(nil)
	k := keys(f, c, secret, "")
	f.Add(token(f, jwt.SigningMethodHS256, []byte(secret), nil))
	f.Add("e30.e30.e30")
	f.Add("a.b.c.d.e")
	f.Fuzz(func(t *testing.T, text string) {
		got := kore.Inspect(core.NewSecret(text), &c, &k, now)
		// The oracle is golang-jwt itself.
		parsed, err := jwt.NewParser(jwt.WithValidMethods([]string{"HS256"}), jwt.WithoutClaimsValidation()).
			Parse(text, func(*jwt.Token) (any, error) { return []byte(secret), nil })
		if err == nil && parsed.Valid && got.Signature != kore.SignatureCurrent && got.Length == len(text) && len(got.Claims) > 0 {
			t.Errorf("golang-jwt verifies what Inspect calls %s", got.Signature)
		}
	})
}
