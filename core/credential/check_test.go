package credential_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
)

// payload returns the JSON of a sound payload with some members replaced; ""
// leaves a member out.
func payload(changes map[string]string) string {
	members := []string{}
	for _, m := range [][2]string{
		{"aud", `"https://platform.ringcentral.com/restapi/oauth/token"`},
		{"sub", `"123456789"`},
		{"iss", `"https://platform.ringcentral.com"`},
		{"exp", `3888307447`},
		{"iat", `1740823800`},
	} {
		value, changed := changes[m[0]]
		if !changed {
			value = m[1]
		}
		if value != "" {
			members = append(members, `"`+m[0]+`":`+value)
		}
	}
	return "{" + strings.Join(members, ",") + "}"
}

func TestCleanCredential(t *testing.T) {
	c := mint(coretest.Claims{})
	got := credential.Check(c, options())
	wantCodes(t, got, finding.NeverExpires)
	if !got.Usable || got.JWT.Reveal() != c {
		t.Fatalf("usable %v, JWT of %d characters", got.Usable, got.JWT.Len())
	}
	cred := got.Credential
	if cred.Issuer != core.DefaultServer || cred.Audience != core.DefaultServer+core.TokenPath || cred.Subject != "123456789" ||
		cred.Environment != core.Production || cred.ExpiresAt != nil || cred.Length != len(c) || cred.Fingerprint != got.JWT.Fingerprint() {
		t.Errorf("credential is %+v", cred)
	}
	if cred.IssuedAt == nil || !cred.IssuedAt.Equal(time.Date(2025, time.March, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("issued at %v", cred.IssuedAt)
	}
}

func TestClaims(t *testing.T) {
	day := 24 * time.Hour
	tests := []struct {
		name string
		text string
		want []core.Code
	}{
		{"with an expiry date", mint(coretest.Claims{ExpiresAt: now.Add(400 * day)}), nil},
		{"30 days left", mint(coretest.Claims{ExpiresAt: now.Add(30 * day)}), nil},
		{"29 days left", mint(coretest.Claims{ExpiresAt: now.Add(30*day - time.Second)}), []core.Code{finding.ExpiresSoon}},
		{"expires tomorrow", mint(coretest.Claims{ExpiresAt: now.Add(30 * time.Hour)}), []core.Code{finding.ExpiresSoon}},
		{"expired a second ago", mint(coretest.Claims{ExpiresAt: now.Add(-time.Second)}), []core.Code{finding.Expired}},
		{"expires this second", mint(coretest.Claims{ExpiresAt: now}), []core.Code{finding.Expired}},
		{"issued 4 minutes ahead", mint(coretest.Claims{IssuedAt: now.Add(4 * time.Minute)}), []core.Code{finding.NeverExpires}},
		{"issued 6 minutes ahead", mint(coretest.Claims{IssuedAt: now.Add(6 * time.Minute)}), []core.Code{finding.IssuedInFuture, finding.NeverExpires}},
		{"51 years ahead, no iat", mintWith(payload(map[string]string{"iat": "", "exp": fmt.Sprint(now.AddDate(51, 0, 0).Unix())})), []core.Code{finding.NeverExpires}},
		{"49 years ahead", mint(coretest.Claims{ExpiresAt: now.AddDate(49, 0, 0)}), nil},
		{"one second short of never", mint(coretest.Claims{IssuedAt: time.Unix(1, 0), ExpiresAt: time.Unix(coretest.NeverExpires, 0)}), nil},
		{"sandbox", mint(coretest.Claims{Server: "https://platform.devtest.ringcentral.com"}), []core.Code{finding.WrongEnvironment, finding.NeverExpires}},
		{"segregated", mint(coretest.Claims{Server: "https://platform.ringcentral.biz"}), []core.Code{finding.WrongEnvironment, finding.NeverExpires}},
		{"audience of the sandbox", mint(coretest.Claims{Audience: "https://platform.devtest.ringcentral.com/restapi/oauth/token"}), []core.Code{finding.WrongEnvironment, finding.NeverExpires}},
		{"foreign", mint(coretest.Claims{Server: "https://login.example.com"}), []core.Code{finding.ForeignIssuer, finding.WrongAudience, finding.NeverExpires}},
		{"foreign audience", mint(coretest.Claims{Audience: "https://example.com/token"}), []core.Code{finding.WrongAudience, finding.NeverExpires}},
		{"another path", mint(coretest.Claims{Audience: "https://platform.ringcentral.com/restapi/oauth/revoke"}), []core.Code{finding.WrongAudience, finding.NeverExpires}},
		{"host at the end of another", mint(coretest.Claims{Issuer: "https://platform.ringcentral.com.evil.example"}), []core.Code{finding.ForeignIssuer, finding.NeverExpires}},
		{"host as user name", mint(coretest.Claims{Issuer: "https://platform.ringcentral.com@evil.example"}), []core.Code{finding.ForeignIssuer, finding.NeverExpires}},
		{"host with user name", mint(coretest.Claims{Issuer: "https://evil@platform.ringcentral.com"}), []core.Code{finding.ForeignIssuer, finding.NeverExpires}},
		{"plain http", mint(coretest.Claims{Issuer: "http://platform.ringcentral.com"}), []core.Code{finding.ForeignIssuer, finding.NeverExpires}},
		{"another port", mint(coretest.Claims{Issuer: "https://platform.ringcentral.com:8443"}), []core.Code{finding.ForeignIssuer, finding.NeverExpires}},
		{"capitals, port 443, slash", mint(coretest.Claims{Issuer: "HTTPS://Platform.RingCentral.com:443/", Audience: "https://PLATFORM.ringcentral.com:443/restapi/oauth/token/"}), []core.Code{finding.NeverExpires}},
		{"audience in a list", mintWith(payload(map[string]string{"aud": `["x","https://platform.ringcentral.com/restapi/oauth/token"]`})), []core.Code{finding.NeverExpires}},
		{"audience not in the list", mintWith(payload(map[string]string{"aud": `["x","y"]`})), []core.Code{finding.WrongAudience, finding.NeverExpires}},
		{"empty list of audiences", mintWith(payload(map[string]string{"aud": `[]`})), []core.Code{finding.MissingClaim, finding.NeverExpires}},
		{"audience is a number", mintWith(payload(map[string]string{"aud": `7`})), []core.Code{finding.MissingClaim, finding.NeverExpires}},
		{"no subject", mintWith(payload(map[string]string{"sub": ""})), []core.Code{finding.MissingClaim, finding.NeverExpires}},
		{"subject is a number", mintWith(payload(map[string]string{"sub": "123456789"})), []core.Code{finding.MissingClaim, finding.NeverExpires}},
		{"no issuer", mintWith(payload(map[string]string{"iss": ""})), []core.Code{finding.MissingClaim, finding.NeverExpires}},
		{"no expiry", mintWith(payload(map[string]string{"exp": ""})), []core.Code{finding.MissingClaim}},
		{"expiry null", mintWith(payload(map[string]string{"exp": "null"})), []core.Code{finding.MissingClaim}},
		{"expiry as a string", mintWith(payload(map[string]string{"exp": `"3888307447"`})), []core.Code{finding.MissingClaim}},
		{"issue date as a string", mintWith(payload(map[string]string{"iat": `"1740823800"`})), []core.Code{finding.MissingClaim, finding.NeverExpires}},
		{"no issue date", mintWith(payload(map[string]string{"iat": ""})), []core.Code{finding.NeverExpires}},
		{"expiry with a fraction", mintWith(payload(map[string]string{"exp": "1797249600.5"})), nil},
		{"absurd expiry", mintWith(payload(map[string]string{"exp": "1e999"})), []core.Code{finding.NeverExpires}},
		{"huge expiry", mintWith(payload(map[string]string{"exp": "9223372036854775807"})), []core.Code{finding.NeverExpires}},
		{"expiry before all time", mintWith(payload(map[string]string{"exp": "-9223372036854775808", "iat": "-1e300"})), []core.Code{finding.Expired}},
		{"absurd issue date", mintWith(payload(map[string]string{"iat": "1e300"})), []core.Code{finding.IssuedInFuture, finding.NeverExpires}},
		{"nothing inside", mintWith(`{}`), []core.Code{finding.MissingClaim, finding.MissingClaim, finding.MissingClaim, finding.MissingClaim}},
		{"HS256", mintAlg(`{"alg":"HS256"}`), []core.Code{finding.WrongAlgorithm, finding.NeverExpires}},
		{"RS384", mintAlg(`{"alg":"RS384"}`), []core.Code{finding.WrongAlgorithm, finding.NeverExpires}},
		{"ES256", mintAlg(`{"alg":"ES256"}`), []core.Code{finding.WrongAlgorithm, finding.NeverExpires}},
		{"unheard of", mintAlg(`{"alg":"XY1"}`), []core.Code{finding.WrongAlgorithm, finding.NeverExpires}},
		{"no algorithm", mintAlg(`{"typ":"JWT"}`), []core.Code{finding.WrongAlgorithm, finding.NeverExpires}},
		{"algorithm is a number", mintAlg(`{"alg":256}`), []core.Code{finding.WrongAlgorithm, finding.NeverExpires}},
		{"none", coretest.Unsigned(coretest.Claims{Header: `{"alg":"none"}`}) + ".", []core.Code{finding.Unsigned, finding.NeverExpires}},
		{"None with a signature", mintAlg(`{"alg":"None"}`), []core.Code{finding.Unsigned, finding.NeverExpires}},
		{
			"expired in the sandbox", mint(coretest.Claims{Server: "https://platform.devtest.ringcentral.com", ExpiresAt: now.Add(-day)}),
			[]core.Code{finding.WrongEnvironment, finding.Expired},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			wantCodes(t, credential.Check(tt.text, options()), tt.want...)
		})
	}
}

func TestCustomServer(t *testing.T) {
	tests := []struct {
		name   string
		claims coretest.Claims
		want   []core.Code
		usable bool
	}{
		{"its own", coretest.Claims{Server: custom}, []core.Code{finding.NeverExpires}, true},
		{"its own, another path", coretest.Claims{Server: custom, Audience: custom + "/token"}, []core.Code{finding.NeverExpires}, true},
		{"another's", coretest.Claims{Server: "https://id.example.com"}, []core.Code{finding.ForeignIssuer, finding.WrongAudience, finding.NeverExpires}, true},
		{"RingCentral's", coretest.Claims{}, []core.Code{finding.WrongEnvironment, finding.NeverExpires}, true},
		{"PS256", coretest.Claims{Server: custom, Header: `{"alg":"PS256"}`}, []core.Code{finding.WrongAlgorithm, finding.NeverExpires}, true},
		{"HS256", coretest.Claims{Server: custom, Header: `{"alg":"HS256"}`}, []core.Code{finding.WrongAlgorithm, finding.NeverExpires}, false},
		{"none", coretest.Claims{Server: custom, Header: `{"alg":"none"}`}, []core.Code{finding.Unsigned, finding.NeverExpires}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := credential.Check(mint(tt.claims), customOptions())
			wantCodes(t, got, tt.want...)
			if got.Usable != tt.usable {
				t.Errorf("usable is %v", got.Usable)
			}
		})
	}
}

func TestTokenURLLeavesThePlatformRingCentral(t *testing.T) {
	o := options()
	o.Profile.TokenURL = "https://provider.example/token"
	wantCodes(t, credential.Check(mint(coretest.Claims{}), o), finding.NeverExpires)
	wantCodes(t, credential.Check(mint(coretest.Claims{Server: "https://provider.example"}), o),
		finding.ForeignIssuer, finding.WrongAudience, finding.NeverExpires)
}

func TestWithoutAProfile(t *testing.T) {
	o := credential.Options{Now: now}
	wantCodes(t, credential.Check(mint(coretest.Claims{}), o), finding.NeverExpires)
	wantCodes(t, credential.Check(mint(coretest.Claims{Server: "https://platform.devtest.ringcentral.com"}), o), finding.NeverExpires)
	wantCodes(t, credential.Check(mint(coretest.Claims{Issuer: "https://platform.ringcentral.biz"}), o), finding.WrongAudience, finding.NeverExpires)
	wantCodes(t, credential.Check(mint(coretest.Claims{Server: "https://example.com"}), o),
		finding.ForeignIssuer, finding.WrongAudience, finding.NeverExpires)
}

func TestAlreadyConnected(t *testing.T) {
	c := mint(coretest.Claims{})
	o := options()
	o.Known = func(fingerprint string) (string, bool) {
		return "Northwind", fingerprint == core.NewSecret(c).Fingerprint()
	}
	got := credential.Check(c, o)
	wantCodes(t, got, finding.AlreadyConnected, finding.NeverExpires)
	if !strings.Contains(got.Findings[0].Explanation, "Northwind") {
		t.Errorf("the connection is not named: %q", got.Findings[0].Explanation)
	}
	wantCodes(t, credential.Check(mint(coretest.Claims{Subject: "2"}), o), finding.NeverExpires)
}

func TestEnvironments(t *testing.T) {
	for server, want := range map[string]core.Environment{
		core.DefaultServer:                         core.Production,
		"https://platform.devtest.ringcentral.com": core.Sandbox,
		"https://platform.ringcentral.biz":         core.Segregated,
		"https://example.com":                      core.CustomHosts,
	} {
		got := credential.Check(mint(coretest.Claims{Server: server}), options())
		if got.Credential == nil || got.Credential.Environment != want {
			t.Errorf("%s: got %+v", server, got.Credential)
		}
	}
}

func TestWithoutAnIssuerTheEnvironmentIsUnknown(t *testing.T) {
	for _, o := range []credential.Options{options(), {Now: now}} {
		got := credential.Check(mintWith(payload(map[string]string{"iss": ""})), o)
		if got.Credential == nil || got.Credential.Environment != core.CustomHosts {
			t.Errorf("got %+v", got.Credential)
		}
	}
}

func TestDatesAreHuman(t *testing.T) {
	berlin := time.FixedZone("CEST", 2*60*60)
	o := options()
	home := time.Local
	time.Local = berlin
	t.Cleanup(func() { time.Local = home })
	for _, tt := range []struct {
		expires time.Time
		want    string
	}{
		{time.Date(2026, time.January, 2, 23, 30, 0, 0, time.UTC), "3 January 2026"},
		{now.Add(-time.Hour), "15 June 2026 at 13:00"},
		{now.Add(20 * 24 * time.Hour), "5 July 2026, in 20 days"},
		{now.Add(5*24*time.Hour - 2*time.Hour), "20 June 2026, in 5 days"},
		{now.Add(30 * time.Hour), "16 June 2026 at 20:00, tomorrow"},
		{now.Add(time.Hour), "15 June 2026 at 15:00, today"},
	} {
		got := credential.Check(mint(coretest.Claims{ExpiresAt: tt.expires}), o)
		if !strings.Contains(got.Findings[0].Explanation, tt.want) {
			t.Errorf("%q does not hold %q", got.Findings[0].Explanation, tt.want)
		}
	}
}

func TestNamesAreQuotedOnlyWhenHarmless(t *testing.T) {
	c := mint(coretest.Claims{Issuer: "https://id.example.com"})
	got := credential.Check(c, options())
	if f := got.Findings[0]; !strings.Contains(f.Explanation, "https://id.example.com") || f.Detail["issuer"] == "" {
		t.Errorf("issuer is not named: %+v", f)
	}
	for _, issuer := range []string{coretest.CanarySecret, strings.Repeat("x", 200)} {
		got := credential.Check("secret "+coretest.CanarySecret+"\n"+mint(coretest.Claims{Issuer: issuer}), options())
		if f := got.Findings[0]; f.Code != finding.ForeignIssuer || strings.Contains(fmt.Sprint(f), issuer[:20]) {
			t.Errorf("issuer is named: %+v", f)
		}
	}
}

// "It works until somebody deletes it" is no thing to say of what does not work.
func TestWhatCannotBeUsedIsNotSaidToWork(t *testing.T) {
	c := mint(coretest.Claims{})
	for name, text := range map[string]string{
		"truncated": c[:len(c)-20], "damaged": c + "A", "unsigned": mintAlg(`{"alg":"none"}`),
		"elsewhere": mint(coretest.Claims{Server: "https://platform.ringcentral.biz"}),
	} {
		got := credential.Check(text, options())
		last := got.Findings[len(got.Findings)-1]
		if last.Code != finding.NeverExpires || strings.Contains(last.Explanation, "works") {
			t.Errorf("%s: %s %q", name, last.Code, last.Explanation)
		}
	}
}
