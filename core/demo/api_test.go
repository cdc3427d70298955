package demo

import (
	"crypto/rsa"
	"encoding/base64"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestSixthSessionEndsTheOldest(t *testing.T) {
	f := start(t)
	const path = "/restapi/v1.0/dictionary/language"
	other := f.token(IntegrationService, AcmeSync)
	var tokens []string
	for range 6 {
		f.clock.Advance(12 * time.Second)
		tokens = append(tokens, f.token(AdaJones, AcmeSync))
	}
	if r := f.get(path, tokens[0]); r.status != http.StatusUnauthorized || r.json["errorCode"] != "TokenInvalid" || r.code() != "OAU-213" {
		t.Errorf("the oldest of six: %d %s", r.status, r.text)
	}
	for _, token := range append(tokens[1:], other) {
		if r := f.get(path, token); r.status != http.StatusOK {
			t.Errorf("one of five, or another user's: %d %s", r.status, r.text)
		}
	}
}

func TestRevokeEndsTheSession(t *testing.T) {
	f := start(t)
	token := f.token(AdaJones, AcmeSync)
	revoke := func(clientID, token string) reply {
		req := f.request(http.MethodPost, "/restapi/oauth/revoke", url.Values{"token": {token}}.Encode())
		req.SetBasicAuth(clientID, f.ClientSecretOf(clientID).Reveal())
		return f.do(req)
	}
	for _, c := range []struct{ client, token, code string }{
		{AcmeNotify, token, "OAU-164"},
		{AcmeSync, "", "CMN-101"},
		{AcmeSync, "abc", "OAU-149"},
		{AcmeSync, tokenPrefix + "abc", "OAU-213"},
	} {
		f.mu.Lock()
		f.clock.Advance(12 * time.Second)
		f.mu.Unlock()
		if r := revoke(c.client, c.token); r.status != http.StatusBadRequest || r.code() != c.code {
			t.Errorf("%s: %d %s", c.code, r.status, r.text)
		}
	}
	f.clock.Advance(12 * time.Second)
	if r := revoke(AcmeSync, token); r.status != http.StatusOK || r.text != "" || r.header.Get("X-Rate-Limit-Group") != "auth" {
		t.Errorf("revoke: %d %q", r.status, r.text)
	}
	if r := f.get("/restapi/v1.0/account/~/extension/~", token); r.code() != "OAU-213" {
		t.Errorf("after revoke: %d %s", r.status, r.text)
	}
}

func TestCallsRefuseBadTokens(t *testing.T) {
	f := start(t)
	const path = "/restapi/v1.0/account/~/extension/~"
	jwt := f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync}})
	token := f.token(AdaJones, AcmeSync)
	for _, c := range []struct{ header, top, code string }{
		{"", "AGW-401", "AGW-401"},
		{"Basic abc", "AGW-402", "AGW-402"},
		{"Bearer ", "AGW-402", "AGW-402"},
		{"Bearer abc", "TokenInvalid", "OAU-149"},
		{"Bearer " + jwt, "TokenInvalid", "OAU-149"},
		{"Bearer " + token + "x", "TokenInvalid", "OAU-213"},
	} {
		req := f.request(http.MethodGet, path, "")
		if c.header != "" {
			req.Header.Set("Authorization", c.header)
		}
		if r := f.do(req); r.status != http.StatusUnauthorized || r.json["errorCode"] != c.top || r.code() != c.code {
			t.Errorf("%.20s: %d %s, want %s %s", c.header, r.status, r.text, c.top, c.code)
		}
	}
	f.clock.Advance(time.Hour)
	if r := f.get(path, token); r.status != http.StatusUnauthorized || r.code() != "OAU-128" {
		t.Errorf("expired: %d %s", r.status, r.text)
	}
	if r := f.get("/restapi/v1.0/status", token); r.status != http.StatusOK || r.text != "" {
		t.Errorf("status lets an expired token through: %d %q", r.status, r.text)
	}
	if r := f.get("/restapi/v1.0/status", ""); r.code() != "AGW-401" {
		t.Errorf("status without a token: %d %s", r.status, r.text)
	}
}

func TestCallsNeedPermissions(t *testing.T) {
	f := start(t)
	notify, hana := f.token(AdaJones, AcmeNotify), f.token(HanaPark, AcmeSync)
	for _, c := range []struct {
		path, token string
		status      int
		code, name  string
	}{
		{"/restapi/v1.0/account/~/extension/~", notify, 403, "CMN-401", "ReadAccounts"},
		{"/restapi/v1.0/account/~/call-log", notify, 403, "CMN-401", "ReadCallLog"},
		{"/restapi/v1.0/account/~/extension/~/authz-profile/check?permissionId=ReadCallLog", notify, 200, "", ""},
		{"/restapi/v1.0/account/~", hana, 403, "CMN-408", "ReadCompanyInfo"},
		{"/restapi/v2/accounts/~", hana, 403, "CMN-408", "ReadCompanyInfo"},
		{"/restapi/v1.0/account/~/extension/~", hana, 200, "", ""},
	} {
		r := f.get(c.path, c.token)
		if r.status != c.status || r.code() != c.code || c.name != "" && !strings.Contains(r.text, `"permissionName":"`+c.name+`"`) {
			t.Errorf("%s: %d %s, want %d %s", c.path, r.status, r.text, c.status, c.code)
		}
	}
}

func TestCallsAnswer(t *testing.T) {
	f := start(t)
	token := f.token(AdaJones, AcmeSync)
	for path, want := range map[string][]string{
		"/restapi/v1.0/account/~/extension/~":                                              {`"id":400310101`, `"name":"Ada Jones"`, `"extensionNumber":"101"`, `"account":{"id":"310200001"`, `"status":"Enabled"`},
		"/restapi/v1.0/account/310200001/extension/400310900":                              {`"name":"Integration Service"`},
		"/restapi/v1.0/account/~":                                                          {`"id":310200001`, `"mainNumber":"+12065550100"`},
		"/restapi/v2/accounts/~":                                                           {`"id":"310200001"`, `"companyName":"Northwind Traders"`},
		"/restapi/v1.0/account/~/extension/~/authz-profile":                                {`"id":"ThirdPartyAppAccess"`},
		"/restapi/v1.0/account/~/extension/~/authz-profile/check?permissionId=ReadCallLog": {`"successful":true`},
		"/restapi/v1.0/account/~/extension/~/authz-profile/check?permissionId=FlyToMoon":   {`"successful":false`},
		"/restapi/v1.0/account/~/extension":                                                {`"totalElements":6`},
		"/restapi/v1.0/dictionary/language?perPage=2":                                      {`"totalPages":3`, `en-US`},
		"/restapi/v1.0/dictionary/country":                                                 {`"US"`},
		"/restapi/v1.0/dictionary/timezone?page=9":                                         {`"records":[]`},
	} {
		r := f.get(path, token)
		for _, w := range want {
			if r.status != http.StatusOK || !strings.Contains(r.text, w) {
				t.Errorf("%s: %d %s lacks %s", path, r.status, r.text, w)
			}
		}
	}
	if r := f.get("/restapi/v1.0/account/~", token); strings.Contains(r.text, "Northwind") {
		t.Error("the v1 account has no company name")
	}
	if r := f.get("/restapi/v1.0/account/~/call-log?perPage=1000", token); r.status != 200 || len(r.text) < 500_000 || len(r.text) > 1<<20 || r.json == nil {
		t.Errorf("call log: %d, %d bytes", r.status, len(r.text))
	}
	if r := f.get("/restapi/v1.0/dictionary/language?access_token="+token, ""); r.status != http.StatusOK {
		t.Errorf("access token in the address: %d", r.status)
	}
}

func TestCallsThatFindNothing(t *testing.T) {
	f := start(t)
	token := f.token(AdaJones, AcmeSync)
	for path, want := range map[string]struct {
		status int
		code   string
	}{
		"/restapi/v1.0/nothing":                                         {404, "AGW-404"},
		"/restapi/v9":                                                   {404, "AGW-404"},
		"/restapi/v1.0/account/310200002":                               {404, "CMN-102"},
		"/restapi/v1.0/account/~/extension/400320101":                   {404, "CMN-102"},
		"/restapi/v1.0/account/~/extension/400310105":                   {404, "CMN-102"},
		"/restapi/v1.0/account/~/extension/abc":                         {404, "CMN-102"},
		"/restapi/v1.0/account/~/extension/400310102/authz-profile":     {404, "CMN-102"},
		"/restapi/v1.0/account/~/extension/~/authz-profile/check":       {400, "CMN-101"},
		"/restapi/v1.0/account/~/call-log?perPage=1001":                 {400, "CMN-101"},
		"/restapi/v1.0/account/~/call-log?page=99999999999999999999999": {400, "CMN-101"},
	} {
		if r := f.get(path, token); r.status != want.status || r.code() != want.code {
			t.Errorf("%s: %d %s, want %v", path, r.status, r.text, want)
		}
	}
	if r := f.do(f.request(http.MethodDelete, "/restapi/v1.0/status", "")); r.status != http.StatusMethodNotAllowed {
		t.Errorf("DELETE: %d", r.status)
	}
}

func TestOpenToEverybody(t *testing.T) {
	f := start(t)
	if r := f.get("/restapi", ""); r.status != 200 || !strings.Contains(r.text, `"serverVersion"`) {
		t.Errorf("/restapi: %d %s", r.status, r.text)
	}
	if r := f.get("/restapi/v1.0", ""); r.status != 200 || r.json["versionString"] != apiVersion || r.header.Get("X-Rate-Limit-Group") != "" {
		t.Errorf("/restapi/v1.0: %d %s", r.status, r.text)
	}
	if r := f.get("/.well-known/openid-configuration", ""); r.json["issuer"] != f.URL() || r.json["jwks_uri"] != f.URL()+"/restapi/oauth/jwks" {
		t.Errorf("discovery: %s", r.text)
	}
	r := f.get("/restapi/oauth/jwks", "")
	entry := r.json["keys"].([]any)[0].(map[string]any)
	n, _ := base64.RawURLEncoding.DecodeString(entry["n"].(string))
	key := &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 65537}
	text := f.credential(CredentialRequest{})
	token, err := jwt.Parse(text, func(t *jwt.Token) (any, error) { return key, nil })
	if err != nil || token.Header["kid"] != entry["kid"] || entry["e"] != "AQAB" {
		t.Errorf("the key set does not verify a credential: %v %v", err, entry)
	}
}
