package core_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/sureline/sureline/core"
)

func TestEnvironmentOf(t *testing.T) {
	for url, want := range map[string]core.Environment{
		"https://platform.ringcentral.com":              core.Production,
		"https://PLATFORM.ringcentral.com:443/x":        core.Production,
		"https://platform.ringcentral.biz":              core.Segregated,
		"https://platform.devtest.ringcentral.com":      core.Sandbox,
		"http://platform.ringcentral.com":               core.CustomHosts,
		"https://platform.ringcentral.com:8443":         core.CustomHosts,
		"https://platform.ringcentral.com.evil.example": core.CustomHosts,
		"https://platform.ringcentral.com@evil.example": core.CustomHosts,
		"https://evil.example/platform.ringcentral.com": core.CustomHosts,
		"https://evil.example#platform.ringcentral.com": core.CustomHosts,
		"https://media.ringcentral.com":                 core.CustomHosts,
		"http://127.0.0.1:8080":                         core.CustomHosts,
		"platform.ringcentral.com":                      core.CustomHosts,
		"://":                                           core.CustomHosts,
		"":                                              core.CustomHosts,
	} {
		if got := core.EnvironmentOf(url); got != want {
			t.Errorf("%q is %s, want %s", url, got, want)
		}
	}
}

func TestUnconfirmedHosts(t *testing.T) {
	for name, tt := range map[string]struct {
		profile core.Profile
		want    []string
	}{
		"RingCentral":             {core.Profile{Server: core.DefaultServer}, nil},
		"loopback":                {core.Profile{Server: "http://127.0.0.1:9"}, nil},
		"loopback, IPv6":          {core.Profile{Server: "http://[::1]:9"}, nil},
		"a provider's token URL":  {core.Profile{Server: core.DefaultServer, TokenURL: "https://Acme.example/token"}, []string{"acme.example"}},
		"both on one host":        {core.Profile{Server: "https://acme.example:8443", TokenURL: "https://acme.example:8443/t"}, []string{"acme.example:8443"}},
		"two hosts":               {core.Profile{Server: "https://a.example", TokenURL: "https://b.example"}, []string{"a.example", "b.example"}},
		"one confirmed":           {core.Profile{Server: "https://a.example", TokenURL: "https://b.example", ConfirmedHosts: []string{"a.example"}}, []string{"b.example"}},
		"another port":            {core.Profile{Server: "https://a.example:8443", ConfirmedHosts: []string{"a.example"}}, []string{"a.example:8443"}},
		"a console":               {core.Profile{Server: core.DefaultServer, Console: "https://developers.ringcentral.com.evil.example"}, []string{"developers.ringcentral.com.evil.example"}},
		"a console over http":     {core.Profile{Console: "http://developers.ringcentral.com"}, []string{"developers.ringcentral.com"}},
		"RingCentral's console":   {core.Profile{Server: core.DefaultServer, Console: core.DefaultConsole + "/"}, nil},
		"all four":                {core.Profile{Server: "https://a.example", Console: "https://b.example", TokenURL: "https://c.example", HandoverURL: "https://d.example/in"}, []string{"a.example", "b.example", "c.example", "d.example"}},
		"a user before the host":  {core.Profile{Server: "https://platform.ringcentral.com@evil.example"}, []string{"platform.ringcentral.com@evil.example"}},
		"a user at RingCentral's": {core.Profile{Server: "https://user@platform.ringcentral.com"}, []string{"user@platform.ringcentral.com"}},
		"no URL":                  {core.Profile{Server: "://x", Console: "https:///x"}, []string{"://x", "https:///x"}},
		"a name that looks local": {core.Profile{Server: "https://localhost.evil.example"}, []string{"localhost.evil.example"}},
	} {
		if got := tt.profile.UnconfirmedHosts(); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestLooksLikeRingCentral(t *testing.T) {
	for host, want := range map[string]bool{
		"developers.ringcentral.com.evil.example": true,
		"platform.ringcentral.com@evil.example":   true,
		"ringcentral.evil.example":                true,
		"ringcentral.com.":                        false, // theirs, as DNS writes it
		"ringcentral.co":                          true,
		"platform-ringcentral.com":                true,
		"ring-central.com":                        true,
		"ring.central.example":                    true,
		"platform.r1ngcentral.com":                true,
		"platform.ringcentra1.com:8443":           true,
		"platform.ringcentrall.com":               true,
		"platform.rincentral.com":                 true,
		"platform.rimgcentral.com":                true,
		"xn--rngcentral-2nb.com":                  true,
		"platform.xn--abc.example":                true,
		"rıngcentral.com":                         true,
		"пример.example":                          true,
		"user@platform.ringcentral.com":           true,
		"media.ringcentral.com":                   false,
		"api.ringcentral.biz":                     false,
		"acme.example:8443":                       false,
		"login.acme.example":                      false,
		"central.example":                         false,
		"ring.example":                            false,
		"":                                        false,
	} {
		if got := core.LooksLikeRingCentral(host); got != want {
			t.Errorf("%q: %t, want %t", host, got, want)
		}
	}
}

func TestLinks(t *testing.T) {
	p := core.Profile{ClientID: "a b&c=d/ü", Server: core.DefaultServer, Console: core.DefaultConsole + "/"}
	if got, want := p.CredentialLink(), "https://developers.ringcentral.com/console/my-credentials/create?client_id=a+b%26c%3Dd%2F%C3%BC"; got != want {
		t.Errorf("link %s, want %s", got, want)
	}
	if got := p.TokenEndpoint(); got != "https://platform.ringcentral.com/restapi/oauth/token" {
		t.Errorf("token endpoint %s", got)
	}
	p.TokenURL = "https://acme.example/token"
	if p.TokenEndpoint() != p.TokenURL || p.Audience() != "https://platform.ringcentral.com/restapi/oauth/token" {
		t.Errorf("token endpoint %s, audience %s", p.TokenEndpoint(), p.Audience())
	}
}

func TestOnBehalfOf(t *testing.T) {
	for want, c := range map[string]core.Connection{
		"Northwind Traders / Ada Jones (ext. 101)": {Account: "Northwind Traders", Person: "Ada Jones", Extension: "101", OwnerID: "4"},
		"Northwind Traders / user 4":               {Account: "Northwind Traders", OwnerID: "4"},
		"user 4":                                   {OwnerID: "4"},
		"Ada Jones":                                {Person: "Ada Jones"},
		"Northwind Traders":                        {Account: "Northwind Traders"},
		"":                                         {},
	} {
		if got := c.OnBehalfOf(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestErrorTellsNothingOfItsCause(t *testing.T) {
	cause := errors.New(canary)
	err := core.Fail("token exchange", core.Finding{Code: "refused", Severity: core.SeverityError}, cause)
	if err.Error() != "token exchange: refused" || !errors.Is(err, cause) || !core.HasCode(err, "refused") {
		t.Errorf("%v", err)
	}
	if f, ok := core.FindingOf(cause); ok {
		t.Errorf("a plain error carries %+v", f)
	}
}

func TestConsoleHost(t *testing.T) {
	for console, want := range map[string]string{
		core.DefaultConsole:                               "",
		"https://developers.ringcentral.com:8443":         "developers.ringcentral.com:8443",
		"http://developers.ringcentral.com":               "developers.ringcentral.com",
		"https://developers.ringcentral.com@evil.example": "developers.ringcentral.com@evil.example",
		"https://developers.ringcentral.com.evil.example": "developers.ringcentral.com.evil.example",
		"http://127.0.0.1:8080":                           "127.0.0.1:8080",
		"%zz":                                             "%zz",
	} {
		host, own := core.Profile{Console: console}.ConsoleHost()
		if own != (want == "") || !own && host != want {
			t.Errorf("%s: %s, %v", console, host, own)
		}
	}
}
