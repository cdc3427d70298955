package demo

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
)

// relayed is an exchange at the relay with the fields, which replace those of a
// proper one; an empty value leaves a field out, and Authorization is the header.
func (f *fixture) relayed(jwt string, fields map[string]string) reply {
	form := url.Values{
		"grant_type": {grantJWT}, "assertion": {jwt}, "client_id": {AcmeSync}, "invite": {f.RelayProfile().Invite},
	}
	for name, value := range fields {
		form.Set(name, value)
		if value == "" {
			form.Del(name)
		}
	}
	req := f.request(http.MethodPost, relayPath, form.Encode())
	if authorization := form.Get("Authorization"); authorization != "" {
		req.Header.Set("Authorization", authorization)
	}
	return f.do(req)
}

// TestALeakedCredentialAloneGetsNothing: the relay knows the client secret, and so
// must ask for more than the credential.
func TestALeakedCredentialAloneGetsNothing(t *testing.T) {
	f := start(t)
	jwt := f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync}})
	for name, fields := range map[string]map[string]string{
		"no invite":             {"invite": ""},
		"another invite":        {"invite": strings.Repeat("A", 44)},
		"a part of the invite":  {"invite": f.RelayProfile().Invite[:43]},
		"another app":           {"client_id": AcmeNotify},
		"no app":                {"client_id": ""},
		"a client secret too":   {"client_secret": f.ClientSecret().Reveal()},
		"a header of one's own": {"Authorization": "Basic eDp5"},
		"another kind of grant": {"grant_type": "refresh_token"},
	} {
		r := f.relayed(jwt, fields)
		if r.status != http.StatusForbidden || r.json["error"] != "access_denied" || r.json["access_token"] != nil {
			t.Errorf("%s: %d %s", name, r.status, r.text)
		}
	}
	direct := f.do(f.request(http.MethodPost, core.TokenPath, url.Values{
		"grant_type": {grantJWT}, "assertion": {jwt}, "client_id": {AcmeSync}, "invite": {f.RelayProfile().Invite},
	}.Encode()))
	if direct.status == http.StatusOK {
		t.Error("the platform itself takes an invite for a client secret")
	}
	if n := len(f.sessions.all); n != 0 {
		t.Errorf("%d sessions were opened", n)
	}
	if r := f.relayed(jwt, nil); r.status != http.StatusOK || r.json["access_token"] == nil {
		t.Errorf("with the invite: %d %s", r.status, r.text)
	}
}
