package ringcentral_test

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/ringcentral"
)

// success is a token answer as RingCentral's API reference describes it ("TokenInfo").
const success = `{"access_token":"` + coretest.CanaryAccessToken + `","token_type":"bearer","expires_in":600,` +
	`"scope":"ReadAccounts CallControl","owner_id":"400129284008","endpoint_id":"6f0c2a52","session_id":"c7c0a1"}`

func TestExchangeSendsWhatTheGuideAsksFor(t *testing.T) {
	p := newPlatform(t, say(http.StatusOK, success))
	target := p.target()
	if _, _, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), target, credential()); err != nil {
		t.Fatal(err)
	}
	got := p.requests()
	if len(got) != 1 {
		t.Fatalf("%d requests, want 1", len(got))
	}
	r := got[0]
	want := map[string]string{
		"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": credential().Reveal(),
		"access_token_ttl": "3600", "endpoint_id": target.EndpointID,
	}
	for name, value := range want {
		if r.form.Get(name) != value {
			t.Errorf("%s is %q", name, r.form.Get(name))
		}
	}
	if len(r.form) != len(want) {
		t.Errorf("the form has %d fields, want %d", len(r.form), len(want))
	}
	basic := "Basic " + base64.StdEncoding.EncodeToString([]byte(clientID+":"+coretest.CanarySecret))
	if r.header.Get("Authorization") != basic || r.method != http.MethodPost || r.uri != core.TokenPath ||
		r.header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.header.Get("Content-Length") == "" ||
		!strings.HasPrefix(r.header.Get("User-Agent"), "Sureline/") {
		t.Errorf("got %s %s", r.method, r.uri)
	}
}

func TestExchangeWithoutClientSecret(t *testing.T) {
	p := newPlatform(t, say(http.StatusOK, success))
	target := p.target()
	target.Profile.ClientAuth = core.ClientAuthNone
	target.Profile.TokenURL = p.URL + "/provider/token?code=" + coretest.CanarySecret
	_, call, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), target, credential())
	if err != nil {
		t.Fatal(err)
	}
	r := p.requests()[0]
	if r.form.Get("client_id") != clientID || r.header.Get("Authorization") != "" || !strings.HasPrefix(r.uri, "/provider/token?code=") {
		t.Errorf("got %s", r.uri)
	}
	wantNoSecret(t, call)
}

// TestTheInviteGoesToTheProvidersEndpointOnly: RingCentral has no use for it, and
// an answer that repeats it must not make it known.
func TestTheInviteGoesToTheProvidersEndpointOnly(t *testing.T) {
	const invite = "Zk4vQ0pXb1RyNnVIc0w5"
	p := newPlatform(t, say(http.StatusForbidden, `{"error":"access_denied","error_description":"The invite `+invite+` is not known"}`))
	target := p.target()
	target.Profile.ClientAuth, target.Profile.Invite = core.ClientAuthNone, invite
	c := newClient(t, ringcentral.Options{})
	for i, tokenURL := range []string{"", p.URL + "/provider/token"} {
		target.Profile.TokenURL = tokenURL
		_, call, err := c.Exchange(t.Context(), target, credential())
		f := wantCode(t, err, finding.Refused)
		if got := p.requests()[i].form.Get("invite"); got != map[bool]string{true: invite}[tokenURL != ""] {
			t.Errorf("token_url %q got the invite %q", tokenURL, got)
		}
		if text := fmt.Sprint(f, call, err); tokenURL != "" && strings.Contains(text, invite) {
			t.Errorf("the invite is told: %s", text)
		}
	}
	if _, err := c.Revoke(t.Context(), target, grant()); err == nil || p.requests()[2].form.Has("invite") {
		t.Errorf("the invite went to the platform with a revoke (%v)", err)
	}
}

func TestNothingIsSentWithoutTheClientSecretItNeeds(t *testing.T) {
	p := newPlatform(t, say(http.StatusOK, success))
	target := p.target()
	target.ClientSecret = core.Secret{}
	_, _, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), target, credential())
	wantCode(t, err, finding.ClientSecretMissing)
	if n := len(p.requests()); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestGrant(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name, body string
		lasts      time.Duration
		scopes     []string
		owner      string
	}{
		{"as documented", success, 600 * time.Second, []string{"ReadAccounts", "CallControl"}, "400129284008"},
		{"numbers as strings, strings as numbers", `{"access_token":"a","token_type":"Bearer","expires_in":"3600","owner_id":400129284008,"session_id":7}`, time.Hour, nil, "400129284008"},
		{"only the access token", `{"access_token":"a"}`, 600 * time.Second, nil, ""},
		{"fraction", `{"access_token":"a","expires_in":59.9}`, 59 * time.Second, nil, ""},
		{"expired at once", `{"access_token":"a","expires_in":-5}`, 0, nil, ""},
		{"for ever", `{"access_token":"a","expires_in":1e300}`, 24 * time.Hour, nil, ""},
		{"beyond all numbers", `{"access_token":"a","expires_in":1e400}`, 24 * time.Hour, nil, ""},
		{"not a number", `{"access_token":"a","expires_in":"soon"}`, 600 * time.Second, nil, ""},
		{"scopes as a list", `{"access_token":"a","expires_in":1,"scope":["A","B C",5,null]}`, time.Second, []string{"A", "B", "C", "5"}, ""},
		{"fields of wrong types", `{"access_token":"a","expires_in":[],"scope":{},"owner_id":{},"session_id":[1]}`, 600 * time.Second, nil, ""},
		{"byte order mark", "\xef\xbb\xbf" + `{"access_token":"a","expires_in":1}`, time.Second, nil, ""},
		{"error is null", `{"access_token":"a","expires_in":1,"error":null,"errors":[]}`, time.Second, nil, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, say(http.StatusOK, tt.body))
			c := newClient(t, ringcentral.Options{Now: func() time.Time { return now }})
			g, _, err := c.Exchange(t.Context(), p.target(), credential())
			if err != nil {
				t.Fatal(err)
			}
			if got := g.ExpiresAt.Sub(now); got != tt.lasts {
				t.Errorf("lasts %v, want %v", got, tt.lasts)
			}
			if !slices.Equal(g.Scopes, tt.scopes) || g.OwnerID != tt.owner || g.AccessToken.Empty() {
				t.Errorf("got %+v", g)
			}
			wantNoSecret(t, g)
		})
	}
}

func TestWhatSupportNeedsIsKept(t *testing.T) {
	date := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	p := newPlatform(t, say(http.StatusBadRequest, `{"error":"invalid_grant","errors":[{"errorCode":"OAU-140"}]}`,
		"routingkey", "SJC11P01", "X-Rate-Limit-Group", "auth", "X-Rate-Limit-Limit", "5",
		"X-Rate-Limit-Remaining", "3", "X-Rate-Limit-Window", "60", "Date", date.Format(http.TimeFormat)))
	_, call, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), p.target(), credential())
	f := wantCode(t, err, finding.CredentialRejected)
	if call.Method != http.MethodPost || call.URL != p.URL+core.TokenPath || call.Status != 400 || call.Error != "invalid_grant" ||
		!slices.Equal(call.ErrorCodes, []string{"OAU-140"}) || call.RequestID == "" || call.Routing != "SJC11P01" || !call.Date.Equal(date) || call.At.IsZero() {
		t.Errorf("got %+v", call)
	}
	if call.Rate == nil || *call.Rate != (core.Rate{Group: "auth", Limit: 5, Remaining: 3, WindowSeconds: 60}) {
		t.Errorf("rate is %+v", call.Rate)
	}
	for name, want := range map[string]string{"status": "400", "error": "invalid_grant", "error_codes": "OAU-140", "request_id": call.RequestID, "routing": "SJC11P01"} {
		if f.Detail[name] != want {
			t.Errorf("detail %s is %q", name, f.Detail[name])
		}
	}
	if n := len(p.requests()); n != 1 {
		t.Errorf("%d requests: a refusal was repeated", n)
	}
}

func TestRevoke(t *testing.T) {
	p := newPlatform(t, say(http.StatusOK, ""))
	c := newClient(t, ringcentral.Options{})
	call, err := c.Revoke(t.Context(), p.target(), grant())
	if err != nil {
		t.Fatal(err)
	}
	r := p.requests()[0]
	if r.uri != "/restapi/oauth/revoke" || r.form.Get("token") != coretest.CanaryAccessToken || len(r.form) != 1 || r.header.Get("Authorization") == "" {
		t.Errorf("got %s %s", r.method, r.uri)
	}
	wantNoSecret(t, call)

	refusing := newPlatform(t, say(http.StatusBadRequest, `{"error":"invalid_request","errors":[{"errorCode":"OAU-164","message":"Invalid client app used for token revocation"}]}`))
	_, err = c.Revoke(t.Context(), refusing.target(), grant())
	wantCode(t, err, finding.Refused)
}
