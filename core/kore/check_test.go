package kore_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

// TestCheckNamesWhatIsWrong changes one setting of a good client at a time. An
// empty key means that nothing is wrong.
func TestCheckNamesWhatIsWrong(t *testing.T) {
	session := func(change func(*kore.Session)) func(*kore.Client) {
		return func(c *kore.Client) {
			c.Policy = kore.PolicySession
			c.Session = &kore.Session{Issuer: "https://id.example.com", Audience: "shop"}
			if change != nil {
				change(c.Session)
			}
		}
	}
	encryption := func(change func(*kore.Encryption)) func(*kore.Client) {
		return func(c *kore.Client) {
			c.Encryption = &kore.Encryption{KeyFile: "kore.pem"}
			if change != nil {
				change(c.Encryption)
			}
		}
	}
	for _, tt := range []struct {
		name, key string
		change    func(*kore.Client)
	}{
		{"good", "", func(*kore.Client) {}},
		{"no client ID", "client_id", func(c *kore.Client) { c.ClientID, c.Name = "", "x" }},
		{"blank in the client ID", "client_id", func(c *kore.Client) { c.ClientID = "cs 1" }},
		{"longest client ID", "", func(c *kore.Client) { c.ClientID, c.Name = strings.Repeat("a", 128), "x" }},
		{"client ID too long", "client_id", func(c *kore.Client) { c.ClientID, c.Name = strings.Repeat("a", 129), "x" }},
		{"tilde in the client ID", "client_id", func(c *kore.Client) { c.ClientID = "cs-1~previous" }},
		{"placeholder", "client_id", func(c *kore.Client) { c.ClientID = kore.PlaceholderClientID }},
		{"longest name", "", func(c *kore.Client) { c.Name = strings.Repeat("a", 80) }},
		{"name too long", "name", func(c *kore.Client) { c.Name = strings.Repeat("a", 81) }},
		{"name on two lines", "name", func(c *kore.Client) { c.Name = "a\nb" }},
		{"algorithm", "algorithm", func(c *kore.Client) { c.Algorithm = "ES256" }},
		{"no signature", "algorithm", func(c *kore.Client) { c.Algorithm = "none" }},
		{"shortest lifetime", "", func(c *kore.Client) { c.Lifetime = 30 * time.Second }},
		{"lifetime too short", "lifetime", func(c *kore.Client) { c.Lifetime = 29 * time.Second }},
		{"longest lifetime", "", func(c *kore.Client) { c.Lifetime = time.Hour }},
		{"lifetime too long", "lifetime", func(c *kore.Client) { c.Lifetime = time.Hour + time.Second }},
		{"fraction of a second", "lifetime", func(c *kore.Client) { c.Lifetime = time.Minute + time.Millisecond }},
		{"audience in the clear", "audience", func(c *kore.Client) { c.Audience = "http://idproxy.kore.com/authorize" }},
		{"audience without host", "audience", func(c *kore.Client) { c.Audience = "https:///authorize" }},
		{"audience with a user", "audience", func(c *kore.Client) { c.Audience = "https://a@idproxy.kore.com" }},
		{"audience that is no address", "audience", func(c *kore.Client) { c.Audience = "https://%zz" }},
		{"other name of private claims", "", func(c *kore.Client) { c.PrivateAs = kore.SecureCustomData }},
		{"unknown name of private claims", "private_claims_as", func(c *kore.Client) { c.PrivateAs = "custom" }},
		{"private claim", "", func(c *kore.Client) { c.PrivateFromRequest = []string{"plan"} }},
		{"private claim with a blank", "private_claims_from_request", func(c *kore.Client) { c.PrivateFromRequest = []string{"plan", "a b"} }},
		{"private claim that pollutes", "private_claims_from_request", func(c *kore.Client) { c.PrivateFromRequest = []string{"constructor"} }},
		{"private claim of no session", "private_claims_from_session", func(c *kore.Client) { c.PrivateFromSession = []string{"plan"} }},
		{"private claim of a session that pollutes", "private_claims_from_session", func(c *kore.Client) { session(nil)(c); c.PrivateFromSession = []string{"__proto__"} }},
		{"private claim of a session", "", func(c *kore.Client) { session(nil)(c); c.PrivateFromSession = []string{"plan"} }},
		{"origin", "", func(c *kore.Client) {
			c.Origins = []string{"https://www.example.com", "http://localhost:8080", "https://a.example:8443"}
		}},
		{"origin with a path", "origins", func(c *kore.Client) { c.Origins = []string{"https://www.example.com/"} }},
		{"origin in capitals", "origins", func(c *kore.Client) { c.Origins = []string{"https://WWW.example.com"} }},
		{"origin with the usual port", "origins", func(c *kore.Client) { c.Origins = []string{"https://www.example.com:443"} }},
		{"origin with the usual port in the clear", "origins", func(c *kore.Client) { c.Origins = []string{"http://www.example.com:80"} }},
		{"origin with the other usual port", "", func(c *kore.Client) { c.Origins = []string{"http://www.example.com:443", "https://www.example.com:80"} }},
		{"origin of an application", "origins", func(c *kore.Client) { c.Origins = []string{"capacitor://localhost"} }},
		{"origin with a user", "origins", func(c *kore.Client) { c.Origins = []string{"https://a@www.example.com"} }},
		{"hidden origin", "origins", func(c *kore.Client) { c.Origins = []string{"null"} }},
		{"every origin", "origins", func(c *kore.Client) { c.Origins = []string{"*"} }},
		{"origin that is no address", "origins", func(c *kore.Client) { c.Origins = []string{"https://%zz"} }},
		{"origin without host", "origins", func(c *kore.Client) { c.Origins = []string{"https://"} }},
		{"host", "host", func(c *kore.Client) { c.Host = "http://platform.kore.ai" }},
		{"no bot ID", "", func(c *kore.Client) { c.BotID = "" }},
		{"bot ID", "bot_id", func(c *kore.Client) { c.BotID = "cs-1" }},
		{"no policy", "identity", func(c *kore.Client) { c.Policy = "" }},
		{"unknown policy", "identity", func(c *kore.Client) { c.Policy = "everybody" }},
		{"list", "", func(c *kore.Client) { c.Policy, c.Identities = kore.PolicyList, []string{"ada"} }},
		{"list of nobody", "identities", func(c *kore.Client) { c.Policy = kore.PolicyList }},
		{"list with a blank", "identities", func(c *kore.Client) { c.Policy, c.Identities = kore.PolicyList, []string{"ada", "bob "} }},
		{"identities of no list", "identities", func(c *kore.Client) { c.Identities = []string{"ada"} }},
		{"session", "", session(nil)},
		{"session with all", "", session(func(s *kore.Session) {
			s.JWKSURL, s.Claim, s.Cookie = "https://id.example.com/keys?v=1", "https://example.com/email", "session"
		})},
		{"session of this computer", "", session(func(s *kore.Session) { s.Issuer = "http://127.0.0.1:9000" })},
		{"no session", "session", func(c *kore.Client) { c.Policy = kore.PolicySession }},
		{"session of another policy", "session", func(c *kore.Client) { session(nil)(c); c.Policy = kore.PolicyAny }},
		{"issuer in the clear", "session.issuer", session(func(s *kore.Session) { s.Issuer = "http://id.example.com" })},
		{"issuer with a query", "session.issuer", session(func(s *kore.Session) { s.Issuer = "https://id.example.com?a=b" })},
		{"issuer with a fragment", "session.issuer", session(func(s *kore.Session) { s.Issuer = "https://id.example.com#a" })},
		{"issuer with a user", "session.issuer", session(func(s *kore.Session) { s.Issuer = "https://a@id.example.com" })},
		{"issuer without host", "session.issuer", session(func(s *kore.Session) { s.Issuer = "https://" })},
		{"issuer that is no address", "session.issuer", session(func(s *kore.Session) { s.Issuer = "https://%zz" })},
		{"no audience", "session.audience", session(func(s *kore.Session) { s.Audience = "" })},
		{"keys in the clear", "session.jwks_url", session(func(s *kore.Session) { s.JWKSURL = "http://id.example.com/keys" })},
		{"claim", "session.claim", session(func(s *kore.Session) { s.Claim = "e mail" })},
		{"cookie", "session.cookie", session(func(s *kore.Session) { s.Cookie = "a;b" })},
		{"encryption", "", encryption(nil)},
		{"encryption without key", "encryption.key_file", encryption(func(e *kore.Encryption) { e.KeyFile = "" })},
		{"encryption of the key", "encryption.algorithm", encryption(func(e *kore.Encryption) { e.Algorithm = "dir" })},
		{"encryption of the content", "encryption.content", encryption(func(e *kore.Encryption) { e.Content = "A192GCM" })},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := client(tt.change).WithDefaults()
			var keys []string
			for _, p := range c.Check() {
				keys = append(keys, p.Key)
				if p.Reason.Empty() {
					t.Errorf("%s: no reason", p.Key)
				}
			}
			var want []string
			if tt.key != "" {
				want = []string{tt.key}
			}
			if keys = slices.Compact(keys); !slices.Equal(keys, want) {
				t.Errorf("wrong are %v, want %v", keys, want)
			}
			_, err := kore.NewSigner(c, kore.Keys{})
			if refused := err != nil && strings.Contains(err.Error(), "kore-setting-invalid"); refused != (tt.key != "") {
				t.Errorf("a signer of it: %v", err)
			}
		})
	}
}

func TestPagesOfTheListOnly(t *testing.T) {
	c := client(func(c *kore.Client) { c.Origins = []string{"https://www.example.com", "null", ""} })
	for origin, want := range map[string]bool{
		"https://www.example.com": true, "https://WWW.example.com": false, "https://example.com": false, "null": false, "": false,
	} {
		if c.AllowsOrigin(origin) != want {
			t.Errorf("%q is allowed: %t, want %t", origin, !want, want)
		}
	}
}

func TestIdentitiesThatCannotStandInAToken(t *testing.T) {
	for identity, why := range map[string]string{
		"ada@example.com": "", strings.Repeat("a", 256): "", "+49 40 1234": "", "Zoë": "",
		"": "missing", strings.Repeat("a", 257): "longer", "a\xff": "not valid", "a\ufffd": "not valid", " a": "space", "a ": "space",
		"a\u200bb": "cannot be seen", "a\nb": "cannot be seen", "a\u202eb": "cannot be seen",
	} {
		if got := kore.IdentityProblem(identity).String(); (got == "") != (why == "") || !strings.Contains(got, why) {
			t.Errorf("%q: %q, want %q", identity, got, why)
		}
	}
}

func TestProblemsAreWordedForTheirReader(t *testing.T) {
	p := kore.Problem{Key: "client[0].session.jwks_url", Reason: text.Say("reason.kore.https_address")}
	f := p.Finding("")
	if !strings.Contains(f.Explanation, "“session, jwks url”") || strings.Contains(f.Explanation, "client[0]") {
		t.Errorf("without a file: %s", f.Explanation)
	}
	p.Line = 7
	if f := p.Finding("sts.toml"); !strings.Contains(f.Explanation, "client[0].session.jwks_url") || !strings.Contains(f.Explanation, "Line 7") {
		t.Errorf("with a file: %s", f.Explanation)
	}
	p.Missing = true
	if f := p.Finding("sts.toml"); f.Code != finding.KoreSettingInvalid || strings.Contains(f.Explanation, "Line") {
		t.Errorf("missing: %s", f.Explanation)
	}
	if err := p.Error("", ""); !strings.HasPrefix(err.Error(), "check a client") {
		t.Errorf("error is %v", err)
	}
}
