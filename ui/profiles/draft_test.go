package profiles

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
)

func goodDraft() draft {
	return draft{name: "Acme Sync", clientID: "aBcD1234-_.xYz", server: core.DefaultServer, scopes: "ReadAccounts"}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct {
		name   string
		change func(*draft)
		fields []string
	}{
		{"good", func(*draft) {}, nil},
		{"empty", func(d *draft) { *d = draft{} }, []string{fieldClientID, fieldName}},
		{"long name", func(d *draft) { d.name = strings.Repeat("x", 81) }, []string{fieldName}},
		{"client ID with a space", func(d *draft) { d.clientID = "abc def ghi" }, []string{fieldClientID}},
		{"plain server", func(d *draft) { d.server = "http://platform.ringcentral.com" }, []string{fieldServer}},
		{"loopback server", func(d *draft) { d.server = "http://127.0.0.1:8080" }, nil},
		{"server with a path", func(d *draft) { d.server += "/restapi" }, []string{fieldServer}},
		{"server with a slash", func(d *draft) { d.server += "/" }, nil},
		{"server without scheme", func(d *draft) { d.server = "platform.ringcentral.com" }, []string{fieldServer}},
		{"token URL with a password", func(d *draft) { d.tokenURL = "https://a:b@example.com/t" }, []string{fieldTokenURL}},
		{"token URL", func(d *draft) { d.tokenURL = "https://example.com/token" }, nil},
		{"permission with a quote", func(d *draft) { d.scopes = `"ReadAccounts"` }, []string{fieldScopes}},
		{"email", func(d *draft) { d.email = "help at example" }, []string{fieldEmail}},
		{"email with a name", func(d *draft) { d.email = "Help <help@example.com>" }, []string{fieldEmail}},
		{"support", func(d *draft) { d.support = "example.com" }, []string{fieldSupport}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := goodDraft()
			c.change(&d)
			if got := slices.Sorted(maps.Keys(d.problems())); !slices.Equal(got, c.fields) {
				t.Errorf("got %v, want %v", got, c.fields)
			}
		})
	}
}

func TestDraftProfile(t *testing.T) {
	d := goodDraft()
	d.server, d.scopes = core.DefaultServer+"/ ", "ReadAccounts, ReadCallLog\nReadAccounts"
	p := d.profile()
	if p.ID != "acme-sync" || p.Server != core.DefaultServer || !slices.Equal(p.Scopes, []string{"ReadAccounts", "ReadCallLog"}) || p.ClientAuth != core.ClientAuthBasic {
		t.Errorf("%+v", p)
	}
	d.tokenURL = "https://example.com/token"
	if p := d.profile(); p.ClientAuth != core.ClientAuthNone {
		t.Error("a token URL needs no client secret here")
	}
}

func TestUnlisted(t *testing.T) {
	d := draft{scopes: "ReadAccounts, Read Accounts RingOut"}
	if got := d.unlisted(); !slices.Equal(got, []string{"Read", "Accounts"}) {
		t.Errorf("%q", got)
	}
}

func TestProblemsAreSentences(t *testing.T) {
	d := draft{name: " ", clientID: "a b", server: "x", scopes: "!", email: "x", support: "x", tokenURL: "x"}
	for field, text := range d.problems() {
		if !strings.HasSuffix(text, ".") || strings.ToUpper(text[:1]) != text[:1] {
			t.Errorf("%s: %q", field, text)
		}
	}
}
