package koredemo

import (
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
)

const unverifiedPrefix = "error verifying the jwt"

// TestAssertions changes one thing of a good assertion at a time. An empty want
// means that it is granted.
func TestAssertions(t *testing.T) {
	app := NewApp()
	strict := NewApp()
	strict.Anonymous, strict.EnforceJTI = false, true
	f := begin(t, Options{Apps: []App{app, strict}})
	other := NewApp()
	now := start.Unix()
	for name, c := range map[string]struct {
		app    App
		change func(s *sample) *sample
		want   string
	}{
		"as documented":               {app, nil, ""},
		"anonymous":                   {app, func(s *sample) *sample { return s.with("isAnonymous", true) }, ""},
		"isAnonymous left out":        {app, func(s *sample) *sample { return s.without("isAnonymous") }, ""},
		"isAnonymous as text":         {app, func(s *sample) *sample { return s.with("isAnonymous", "false") }, unverifiedPrefix},
		"isAnonymous as number":       {app, func(s *sample) *sample { return s.with("isAnonymous", 0) }, unverifiedPrefix},
		"isAnonymous null":            {app, func(s *sample) *sample { return s.with("isAnonymous", nil) }, unverifiedPrefix},
		"anonymous not allowed":       {strict, func(s *sample) *sample { return s.with("isAnonymous", true).with("jti", "a0") }, "missing/Invalid jwt.sub()"},
		"no iss":                      {app, func(s *sample) *sample { return s.without("iss") }, "Not found"},
		"unknown iss":                 {app, func(s *sample) *sample { return s.with("iss", other.ClientID) }, "Not found"},
		"iss not text":                {app, func(s *sample) *sample { return s.with("iss", 7) }, "Not found"},
		"kore_iss alone":              {app, func(s *sample) *sample { return s.without("iss").with("kore_iss", app.ClientID) }, ""},
		"kore_iss beside another iss": {app, func(s *sample) *sample { return s.with("iss", "https://idp.example").with("kore_iss", app.ClientID) }, ""},
		"no sub":                      {app, func(s *sample) *sample { return s.without("sub") }, "missing/Invalid jwt.sub()"},
		"empty sub":                   {app, func(s *sample) *sample { return s.with("sub", "") }, "missing/Invalid jwt.sub()"},
		"sub not text":                {app, func(s *sample) *sample { return s.with("sub", map[string]any{"a": 1}) }, "missing/Invalid jwt.sub()"},
		"endless sub":                 {app, func(s *sample) *sample { return s.with("sub", strings.Repeat("a", 600)) }, "missing/Invalid jwt.sub()"},
		"kore_sub":                    {app, func(s *sample) *sample { return s.without("sub").with("kore_sub", "ada@example.com") }, ""},
		"no aud":                      {app, func(s *sample) *sample { return s.without("aud") }, unverifiedPrefix},
		"empty aud":                   {app, func(s *sample) *sample { return s.with("aud", "") }, unverifiedPrefix},
		"aud of the .ai slip":         {app, func(s *sample) *sample { return s.with("aud", "https://idproxy.kore.ai/authorize") }, unverifiedPrefix},
		"aud as a list":               {app, func(s *sample) *sample { return s.with("aud", []string{"https://idproxy.kore.com/authorize"}) }, unverifiedPrefix},
		"iat in milliseconds":         {app, func(s *sample) *sample { return s.with("iat", now*1000) }, unverifiedPrefix},
		"both in milliseconds":        {app, func(s *sample) *sample { return s.with("iat", now*1000).with("exp", now*1000+60000) }, unverifiedPrefix},
		"exp in milliseconds":         {app, func(s *sample) *sample { return s.with("exp", now*1000+60000) }, unverifiedPrefix},
		"iat with a fraction":         {app, func(s *sample) *sample { return s.with("iat", float64(now)+0.5) }, unverifiedPrefix},
		"iat as text":                 {app, func(s *sample) *sample { return s.with("iat", "1772366400") }, unverifiedPrefix},
		"no iat":                      {app, func(s *sample) *sample { return s.without("iat") }, unverifiedPrefix},
		"no exp":                      {app, func(s *sample) *sample { return s.without("exp") }, unverifiedPrefix},
		"clock ahead within the skew": {app, func(s *sample) *sample { return s.with("iat", now+4) }, ""},
		"clock ahead":                 {app, func(s *sample) *sample { return s.with("iat", now+6) }, unverifiedPrefix},
		"expired within the skew":     {app, func(s *sample) *sample { return s.with("iat", now-60).with("exp", now-4) }, ""},
		"expired":                     {app, func(s *sample) *sample { return s.with("iat", now-60).with("exp", now-5) }, unverifiedPrefix},
		"exp before iat":              {app, func(s *sample) *sample { return s.with("iat", now+3).with("exp", now+2) }, unverifiedPrefix},
		"a day":                       {app, func(s *sample) *sample { return s.with("exp", now+24*3600) }, ""},
		"more than a day":             {app, func(s *sample) *sample { return s.with("exp", now+24*3600+1) }, unverifiedPrefix},
		"nbf later":                   {app, func(s *sample) *sample { return s.with("nbf", now+30) }, unverifiedPrefix},
		"jti, an hour":                {app, func(s *sample) *sample { return s.with("jti", "h1").with("exp", now+3600) }, ""},
		"jti, more than an hour":      {app, func(s *sample) *sample { return s.with("jti", "h2").with("exp", now+3601) }, `error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)`},
		"kore_jti, more than an hour": {app, func(s *sample) *sample { return s.with("kore_jti", "h3").with("exp", now+3601) }, `error verifying the jwt: if "jti" claim "exp" must be <= 1 hour(s)`},
		"jti not text":                {app, func(s *sample) *sample { return s.with("jti", 1) }, unverifiedPrefix},
		"jti enforced":                {strict, func(s *sample) *sample { return s.with("jti", "s1") }, ""},
		"kore_jti enforced":           {strict, func(s *sample) *sample { return s.with("kore_jti", "s2") }, ""},
		"jti enforced and missing":    {strict, nil, unverifiedPrefix},
		"identityToMerge":             {app, func(s *sample) *sample { return s.with("identityToMerge", "anon-1") }, ""},
		"identityToMerge not text":    {app, func(s *sample) *sample { return s.with("identityToMerge", true) }, unverifiedPrefix},
		"privateClaims":               {app, func(s *sample) *sample { return s.with("privateClaims", map[string]any{"tier": "gold"}) }, ""},
		"secureCustomData as text":    {app, func(s *sample) *sample { return s.with("secureCustomData", "x") }, unverifiedPrefix},
		"typ missing":                 {app, func(s *sample) *sample { delete(s.header, "typ"); return s }, unverifiedPrefix},
		"crit":                        {app, func(s *sample) *sample { s.header["crit"] = []string{"x"}; return s }, unverifiedPrefix},
		"algorithm of another app":    {app, func(s *sample) *sample { s.header["alg"] = "HS512"; return s }, unverifiedPrefix},
		"HS384":                       {app, func(s *sample) *sample { s.header["alg"] = "HS384"; return s }, unverifiedPrefix},
		"none":                        {app, func(s *sample) *sample { s.header["alg"] = "none"; return s }, unverifiedPrefix},
		"wrong secret":                {app, func(s *sample) *sample { s.secret = other.Secret; return s }, unverifiedPrefix},
		"secret decoded from base64":  {app, func(s *sample) *sample { s.secret = decoded(app.Secret); return s }, unverifiedPrefix},
	} {
		t.Run(name, func(t *testing.T) {
			s := good(c.app)
			if c.change != nil {
				s = c.change(s)
			}
			r := f.askGrant(c.app, s.sign(t))
			switch granted := r.status == http.StatusOK; {
			case c.want == "" && !granted, c.want != "" && granted:
				t.Errorf("%d %s", r.status, r.text)
			case !strings.HasPrefix(r.msg(), c.want):
				t.Errorf("%q, want %q", r.msg(), c.want)
			}
		})
	}
}

func decoded(s core.Secret) core.Secret {
	raw, _ := base64.StdEncoding.DecodeString(s.Reveal())
	return core.NewSecret(string(raw))
}

func TestAlgorithmsAreFixedPerApp(t *testing.T) {
	var apps []App
	for _, algorithm := range Algorithms {
		app := NewApp()
		app.Algorithm = algorithm
		if algorithm[0] == 'R' {
			app.Secret, app.PublicKey = core.Secret{}, &testKey().PublicKey
		}
		apps = append(apps, app)
	}
	f := begin(t, Options{Apps: apps})
	der, err := x509.MarshalPKIXPublicKey(&testKey().PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	public := core.NewSecret(string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})))
	for _, app := range apps {
		for _, algorithm := range Algorithms {
			s := good(app)
			s.header["alg"], s.key = algorithm, testKey()
			if s.secret.Empty() {
				s.secret = public // the public key as an HMAC secret: the classic confusion
			}
			r := f.askGrant(app, s.sign(t))
			if granted := r.status == http.StatusOK; granted != (algorithm == app.Algorithm) {
				t.Errorf("app with %s, JWT with %s: %d %s", app.Algorithm, algorithm, r.status, r.text)
			}
		}
	}
}

func TestJTIIsGoodOnce(t *testing.T) {
	app, other := NewApp(), NewApp()
	f := begin(t, Options{Apps: []App{app, other}})
	jwt := good(app).with("jti", "once").sign(t)
	wrong := good(app).with("jti", "once")
	wrong.secret = other.Secret
	if r := f.askGrant(app, wrong.sign(t)); r.status != http.StatusUnauthorized {
		t.Fatalf("wrong secret: %d", r.status)
	}
	if r := f.askGrant(app, jwt); r.status != http.StatusOK {
		t.Fatalf("a JWT ID that was refused before is still new: %d %s", r.status, r.text)
	}
	for _, replay := range []string{jwt, good(app).with("jti", "once").with("sub", "bob@example.com").sign(t), good(app).with("kore_jti", "once").sign(t)} {
		if r := f.askGrant(app, replay); r.text != `{"errors":[{"msg":"error verifying the jwt: possibly a replay","code":401}]}` {
			t.Errorf("replay: %d %s", r.status, r.text)
		}
	}
	if r := f.askGrant(other, good(other).with("jti", "once").sign(t)); r.status != http.StatusOK {
		t.Errorf("another app's JWT ID: %d %s", r.status, r.text)
	}
	plain := good(app).sign(t)
	for range 2 { // without a JWT ID nothing is documented to forbid it
		if r := f.askGrant(app, plain); r.status != http.StatusOK {
			t.Errorf("without a JWT ID: %d %s", r.status, r.text)
		}
	}
	f.clock.Advance(2 * time.Hour)
	late := good(app).with("jti", "once").with("iat", f.clock.Now().Unix()).with("exp", f.clock.Now().Unix()+60).sign(t)
	if r := f.askGrant(app, late); r.status != http.StatusOK {
		t.Errorf("long after its JWT died: %d %s", r.status, r.text)
	}
}

func TestGrantAnswer(t *testing.T) {
	app := NewApp()
	f := begin(t, Options{Apps: []App{app}})
	jwt := good(app).sign(t)
	for _, path := range []string{"/api/oAuth/token/jwtgrant", grantPath} {
		r := f.do(http.MethodPost, path, grantBody(app, jwt), "Origin", "https://shop.example")
		var got map[string]map[string]string
		if err := json.Unmarshal([]byte(r.text), &got); err != nil || r.status != http.StatusOK {
			t.Fatalf("%d %s", r.status, r.text)
		}
		auth, user := got["authorization"], got["userInfo"]
		if auth["accessToken"] == "" || auth["token_type"] != "bearer" || auth["issuedDate"] != "2026-03-01T12:00:00.000Z" || auth["expiresDate"] == "" ||
			user["identity"] != app.ClientID+"/ada@example.com" || user["userId"] == "" || user["orgId"] == "" || user["accountId"] == "" {
			t.Errorf("%s", r.text)
		}
		if r.header.Get("Access-Control-Allow-Origin") != "https://shop.example" || r.header.Get("Cache-Control") != "no-store" {
			t.Errorf("headers %v", r.header)
		}
	}
	grants := f.Grants()
	want := Grant{
		At: start, Path: "/api/oAuth/token/jwtgrant", Origin: "https://shop.example", Fingerprint: core.NewSecret(jwt).Fingerprint(),
		ClientID: app.ClientID, Identity: "ada@example.com", Lifetime: time.Minute,
	}
	if len(grants) != 2 {
		t.Fatalf("%d grants", len(grants))
	}
	first := grants[0]
	if first.Claims["aud"] != audience {
		t.Errorf("claims %v", first.Claims)
	}
	first.Claims = nil
	if got, _ := json.Marshal(first); string(got) != mustJSON(t, want) {
		t.Errorf("recorded %s\nwant     %s", got, mustJSON(t, want))
	}
}

func mustJSON(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestGrantBodies(t *testing.T) {
	app := NewApp()
	f := begin(t, Options{Apps: []App{app}})
	jwt := good(app).sign(t)
	wrongCase := app
	wrongCase.BotName = strings.ToUpper(app.BotName)
	wrongBot := app
	wrongBot.BotID = NewApp().BotID
	for name, c := range map[string]struct{ kind, body, want string }{
		"with a charset":      {"application/json; charset=utf-8", grantBody(app, jwt), ""},
		"form":                {"application/x-www-form-urlencoded", "assertion=" + jwt, "the body must be application/json"},
		"no type":             {"", grantBody(app, jwt), "the body must be application/json"},
		"not JSON":            {"application/json", "{", "the body must be a JSON object"},
		"list":                {"application/json", "[]", "the body must be a JSON object"},
		"null":                {"application/json", "null", "the body must be a JSON object"},
		"two objects":         {"application/json", grantBody(app, jwt) + "{}", "the body must be a JSON object"},
		"huge":                {"application/json", `{"a":"` + strings.Repeat("a", maxBody) + `"}`, "the body is too large"},
		"no assertion":        {"application/json", "{}", "error verifying the jwt: an assertion is required"},
		"name of wrong case":  {"application/json", strings.Replace(grantBody(app, jwt), `"assertion"`, `"Assertion"`, 1), "error verifying the jwt: an assertion is required"},
		"assertion no text":   {"application/json", `{"assertion":7,"botInfo":{"chatBot":"a","taskBotId":"b"}}`, "error verifying the jwt: an assertion is required"},
		"no bot":              {"application/json", `{"assertion":"` + jwt + `"}`, "botInfo needs chatBot and taskBotId"},
		"bot name's case":     {"application/json", grantBody(wrongCase, jwt), "the app may not use this bot"},
		"other bot":           {"application/json", grantBody(wrongBot, jwt), "the app may not use this bot"},
		"no JWT":              {"application/json", grantBody(app, "abc"), "error verifying the jwt: jwt malformed"},
		"four parts":          {"application/json", grantBody(app, jwt+".x"), "error verifying the jwt: jwt malformed"},
		"padded signature":    {"application/json", grantBody(app, jwt+"="), unverifiedPrefix},
		"five parts, no JWE":  {"application/json", grantBody(app, "a.b.c.d.e"), "error verifying the jwt: jwe malformed"},
		"reversed JSON order": {"application/json", `{"token":{},` + grantBody(app, jwt)[1:], ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := f.do(http.MethodPost, grantPath, c.body, "Content-Type", c.kind)
			if (c.want == "") != (r.status == http.StatusOK) || !strings.HasPrefix(r.msg(), c.want) {
				t.Errorf("%d %s, want %q", r.status, r.text, c.want)
			}
		})
	}
}
