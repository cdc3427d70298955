package demo

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
	"github.com/sureline/sureline/core"
)

func TestCredentialLooksAsObserved(t *testing.T) {
	f := start(t)
	text := f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync}})
	parts := strings.Split(text, ".")
	header, _ := base64.RawURLEncoding.DecodeString(parts[0])
	if !regexp.MustCompile(`^\{"kid":"[0-9a-f]{32}","typ":"JWT","alg":"RS256"\}$`).Match(header) || len(parts[0]) != 91 {
		t.Errorf("header %s of %d characters", header, len(parts[0]))
	}
	payload, _ := base64.RawURLEncoding.DecodeString(parts[1])
	want := regexp.MustCompile(`^\{"aud":"http://127\.0\.0\.1:\d+/restapi/oauth/token","sub":"\d{9,11}","iss":"http://127\.0\.0\.1:\d+","exp":\d+,"iat":\d+,"jti":"[\w-]{22}"\}$`)
	if !want.Match(payload) {
		t.Errorf("payload %s", payload)
	}
	var c claims
	if err := json.Unmarshal(payload, &c); err != nil || c.ExpiresAt-c.IssuedAt != 2147483647 {
		t.Errorf("exp - iat = %d", c.ExpiresAt-c.IssuedAt)
	}
	if len(parts[2]) != 342 {
		t.Errorf("signature of %d characters", len(parts[2]))
	}
}

func TestExchangeSucceeds(t *testing.T) {
	f := start(t)
	jwt := f.credential(CredentialRequest{UserID: IntegrationService, AllowedClientIDs: []string{AcmeSync, AcmePocket}})
	r := f.exchange(AcmeSync, jwt, "access_token_ttl", "60", "endpoint_id", "here", "scope", "ReadAccounts", "client_id", AcmeSync)
	if r.status != http.StatusOK || r.json["expires_in"] != 600.0 || r.json["endpoint_id"] != "here" ||
		r.json["scope"] != "ReadAccounts" || r.json["owner_id"] != "400310900" || r.json["token_type"] != "bearer" || r.json["session_id"] == "" {
		t.Fatalf("%d %v", r.status, r.json)
	}
	for name, want := range map[string]string{
		"Cache-Control": "no-store", "Pragma": "no-cache", "Content-Language": "en-US", "Server": "nginx", "AceRoutingKey": "SJC00P00",
		"X-Rate-Limit-Group": "auth", "X-Rate-Limit-Limit": "5", "X-Rate-Limit-Remaining": "4", "X-Rate-Limit-Window": "60",
		"Date": "Sun, 01 Mar 2026 12:00:00 GMT",
	} {
		if got := r.header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if len(r.header.Get("RCRequestId")) != 36 {
		t.Errorf("RCRequestId %q", r.header.Get("RCRequestId"))
	}
	r = f.exchange(AcmePocket, jwt, "access_token_ttl", "99999")
	if r.status != http.StatusOK || r.json["expires_in"] != 3600.0 || len(r.json["endpoint_id"].(string)) != 36 {
		t.Errorf("public client: %d %v", r.status, r.json)
	}
	own := f.credential(CredentialRequest{AllOrgApps: true})
	if r := f.exchange(NorthwindReports, own); r.status != http.StatusOK {
		t.Errorf("the organization's own app: %d %s", r.status, r.text)
	}
}

// refusalCase is one way to be refused. Each runs on limits of its own.
type refusalCase struct {
	name string
	do   func(f *fixture) reply
	code string
	word string
}

func TestCredentialIsRefused(t *testing.T) {
	sync := []string{AcmeSync}
	with := func(req CredentialRequest, clientID string) func(*fixture) reply {
		return func(f *fixture) reply { return f.exchange(clientID, f.credential(req)) }
	}
	altered := func(change func(f *fixture, c *claims)) func(*fixture) reply {
		return func(f *fixture) reply {
			c := claims{Audience: f.url + core.TokenPath, Issuer: f.url, Subject: id(AdaJones), ExpiresAt: f.clock.Now().Unix() + 99, ID: f.storedJTI()}
			change(f, &c)
			text, _ := f.sign(c)
			return f.exchange(AcmeSync, text)
		}
	}
	raw := func(text string) func(*fixture) reply {
		return func(f *fixture) reply { return f.exchange(AcmeSync, text) }
	}
	runRefusals(t, []refusalCase{
		{"other app", with(CredentialRequest{AllowedClientIDs: []string{AcmePocket}}, AcmeSync), "OAU-473", "invalid_request"},
		{"all apps of the organization, provider's app", with(CredentialRequest{AllOrgApps: true}, AcmeSync), "OAU-473", "invalid_request"},
		{"private app of another organization", with(CredentialRequest{AllowedClientIDs: []string{AcmeInternal}}, AcmeInternal), "OAU-473", "invalid_request"},
		{"disabled user", with(CredentialRequest{UserID: BoLarsen, AllowedClientIDs: sync}, AcmeSync), "OAU-141", "invalid_grant"},
		{"deleted user", with(CredentialRequest{UserID: FinnOakes, AllowedClientIDs: sync}, AcmeSync), "OAU-232", "invalid_grant"},
		{"suspended account", with(CredentialRequest{UserID: OttoMill, AllowedClientIDs: sync}, AcmeSync), "OAU-142", "invalid_grant"},
		{"role", with(CredentialRequest{UserID: CleoGray, AllowedClientIDs: sync}, AcmeSync), "CMN-408", "invalid_client"},
		{"app without flow", with(CredentialRequest{AllowedClientIDs: []string{AcmeDialer}}, AcmeDialer), "OAU-251", "unauthorized_client"},
		{"blocked app", with(CredentialRequest{AllowedClientIDs: []string{AcmeLegacy}}, AcmeLegacy), "OAU-127", "invalid_client"},
		{"sandbox client", with(CredentialRequest{AllowedClientIDs: []string{AcmeSandbox}}, AcmeSandbox), "OAU-165", "invalid_client"},
		{"expired", with(CredentialRequest{AllowedClientIDs: sync, Expires: time.Date(2026, 2, 28, 0, 0, 0, 0, time.UTC)}, AcmeSync), "OAU-140", "invalid_grant"},
		{"wrong audience", altered(func(f *fixture, c *claims) { c.Audience = f.url }), "OAU-140", "invalid_grant"},
		{"wrong issuer", altered(func(_ *fixture, c *claims) { c.Issuer = "https://platform.ringcentral.com" }), "OAU-140", "invalid_grant"},
		{"wrong subject", altered(func(_ *fixture, c *claims) { c.Subject = id(MiraQuist) }), "OAU-140", "invalid_grant"},
		{"unknown ID", altered(func(_ *fixture, c *claims) { c.ID = "AAAAAAAAAAAAAAAAAAAAAA" }), "OAU-140", "invalid_grant"},
		{"deleted", deletedCredential, "OAU-140", "invalid_grant"},
		{"HS256", raw(signedWith(jwt.SigningMethodHS256, []byte("a test key"))), "OAU-347", "invalid_request"},
		{"none", raw(signedWith(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType)), "OAU-347", "invalid_request"},
		{"unknown algorithm", raw("eyJhbGciOiJYWVoifQ.e30.AAAA"), "OAU-347", "invalid_request"},
		{"rubbish", raw("rubbish"), "OAU-345", "invalid_request"},
		{"empty", raw(""), "CMN-101", "invalid_request"},
		{"last character lost", func(f *fixture) reply {
			text := f.credential(CredentialRequest{AllowedClientIDs: sync})
			return f.exchange(AcmeSync, text[:len(text)-1])
		}, "OAU-345", "invalid_request"},
		{"another platform's key", func(f *fixture) reply {
			return f.exchange(AcmeSync, start(f.t).credential(CredentialRequest{AllowedClientIDs: sync}))
		}, "OAU-345", "invalid_request"},
	})
}

func runRefusals(t *testing.T, cases []refusalCase) {
	t.Helper()
	f := start(t)
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			f.Reset()
			f.t = t
			r := c.do(f)
			if r.status != http.StatusBadRequest || r.code() != c.code || r.json["error"] != c.word || r.json["error_description"] == "" {
				t.Errorf("%d %s, want 400 %s %s", r.status, r.text, c.code, c.word)
			}
		})
	}
}

// storedJTI issues a credential and returns its ID.
func (f *fixture) storedJTI() string {
	f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync}})
	return f.credentialsOf(AdaJones)[0].JTI
}

func deletedCredential(f *fixture) reply {
	text := f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync}})
	if r := f.post("/console/my-credentials/delete", url.Values{"jti": {f.credentialsOf(AdaJones)[0].JTI}}); r.status != http.StatusSeeOther {
		f.t.Errorf("delete: %d", r.status)
	}
	return f.exchange(AcmeSync, text)
}

func signedWith(method jwt.SigningMethod, key any) string {
	text, err := jwt.NewWithClaims(method, jwt.MapClaims{"sub": "1", "exp": 9999999999}).SignedString(key)
	if err != nil {
		panic(err)
	}
	return text
}

func TestClientIsRefused(t *testing.T) {
	form := url.Values{"grant_type": {grantJWT}, "assertion": {"x"}}
	send := func(header string, more ...string) func(*fixture) reply {
		return func(f *fixture) reply {
			values := url.Values{"grant_type": form["grant_type"], "assertion": form["assertion"]}
			for i := 0; i < len(more); i += 2 {
				values[more[i]] = append(values[more[i]], more[i+1])
			}
			req := f.request(http.MethodPost, core.TokenPath, values.Encode())
			if header != "" {
				req.Header.Set("Authorization", header)
			}
			return f.do(req)
		}
	}
	basic := func(id, secret string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte(id+":"+secret))
	}
	good := func(more ...string) func(*fixture) reply {
		return func(f *fixture) reply { return send(basic(AcmeSync, f.ClientSecret().Reveal()), more...)(f) }
	}
	runRefusals(t, []refusalCase{
		{"no client", send(""), "OAU-123", "invalid_client"},
		{"secret in the body", func(f *fixture) reply {
			return send("", "client_id", AcmeSync, "client_secret", f.ClientSecret().Reveal())(f)
		}, "OAU-123", "invalid_client"},
		{"confidential app without a secret", send("", "client_id", AcmeSync), "OAU-123", "invalid_client"},
		{"empty secret", send(basic(AcmeSync, "")), "OAU-123", "invalid_client"},
		{"wrong secret", send(basic(AcmeSync, "wrong")), "OAU-146", "invalid_client"},
		{"secret of another app", func(f *fixture) reply {
			return send(basic(AcmeSync, f.ClientSecretOf(AcmeNotify).Reveal()))(f)
		}, "OAU-146", "invalid_client"},
		{"secret for an app that has none", send(basic(AcmePocket, "any")), "OAU-146", "invalid_client"},
		{"unknown client", send(basic("nobody", "any")), "OAU-153", "invalid_client"},
		{"unknown public client", send("", "client_id", "nobody"), "OAU-153", "invalid_client"},
		{"bearer", send("Bearer x"), "OAU-151", "invalid_client"},
		{"malformed", send("Basic ***"), "OAU-134", "invalid_client"},
		{"two client IDs", send(basic(AcmeSync, "x"), "client_id", AcmePocket), "OAU-121", "invalid_client"},
		{"duplicate", good("assertion", "y"), "OAU-111", "invalid_request"},
		{"scope too wide", func(f *fixture) reply {
			return f.exchange(AcmeSync, f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync}}), "scope", "ReadAccounts SMS")
		}, "", "invalid_scope"},
		{"time to live", func(f *fixture) reply {
			return f.exchange(AcmeSync, f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync}}), "access_token_ttl", "soon")
		}, "CMN-101", "invalid_request"},
	})
	r := send("", "client_id", "nobody")(start(t))
	if !strings.Contains(r.text, `"parameters":[{"parameterName":"client_id","parameterValue":"nobody"}]`) {
		t.Errorf("OAU-153 without its parameter: %s", r.text)
	}
}

func TestGrantTypesAndContentType(t *testing.T) {
	f := start(t)
	for grant, code := range map[string]string{
		"password": "OAU-251", "refresh_token": "OAU-251", "client_credentials": "OAU-270", "": "OAU-250", "partner_jwt": "OAU-250",
	} {
		f.Reset()
		if r := f.exchange(AcmeSync, "x", "grant_type", grant); r.code() != code || r.status != http.StatusBadRequest {
			t.Errorf("%q: %d %s, want %s", grant, r.status, r.text, code)
		}
	}
	req := f.exchangeRequest(AcmeSync, "x")
	req.Header.Set("Content-Type", "application/json")
	if r := f.do(req); r.status != http.StatusUnsupportedMediaType {
		t.Errorf("JSON: %d", r.status)
	}
	if r := f.exchange(AcmeSync, strings.Repeat("x", maxForm)); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("huge: %d", r.status)
	}
}
