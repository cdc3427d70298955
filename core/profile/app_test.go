package profile_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/profile"
	"github.com/sureline/sureline/core/text"
)

func TestNewAppLink(t *testing.T) {
	link := profile.NewAppLink(profile.NewApp{
		Name: "Ärger & Söhne " + strings.Repeat("ß", 80), Description: "one=1&two #3", Permissions: []string{"ReadAccounts", "SMS"},
	})
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "https" || u.Host != "developer.ringcentral.com" || u.Path != "/new-app" || u.Fragment != "" {
		t.Fatalf("got %s, %v", link, err)
	}
	for key, want := range map[string]string{
		"name": "Ärger & Söhne " + strings.Repeat("ß", 50), "desc": "one=1&two #3", "public": "true", "type": "ServerOther",
		"permissions": "ReadAccounts,SMS", "grant-type": "jwt", "grantType": "PersonalJWT",
	} {
		if got := u.Query()[key]; len(got) != 1 || got[0] != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if !strings.Contains(link, "permissions=ReadAccounts,SMS") {
		t.Errorf("the list is not as the guide writes it: %s", link)
	}
	if q, _ := url.Parse(profile.NewAppLink(profile.NewApp{Name: "x"})); q.Query().Has("desc") || q.Query().Has("permissions") {
		t.Errorf("empty pragmas in %s", q)
	}
}

func TestSuggestID(t *testing.T) {
	for name, want := range map[string]string{
		"Acme Sync": "acme-sync", "  Café  Sync 2! ": "cafe-sync-2", "日本": "app", "": "app", "--": "app", "A/B.C": "a-b-c",
		strings.Repeat("ab ", 40): strings.TrimRight(strings.Repeat("ab-", 22)[:64], "-"),
	} {
		got := profile.SuggestID(name)
		if got != want {
			t.Errorf("%q gives %q, want %q", name, got, want)
		}
		if _, err := read(strings.Replace(minimal, "acme", got, 1)); err != nil {
			t.Errorf("%q is no ID", got)
		}
	}
}

func TestPermissionsAreUsable(t *testing.T) {
	seen := map[string]bool{}
	for _, p := range profile.Permissions {
		if _, err := read(minimal + "scopes = ['" + p.Name + "']"); err != nil || p.Title == "" || seen[p.Name] || !text.English().Has("permission."+strings.ToLower(p.Name)) {
			t.Errorf("%+v: %v", p, err)
		}
		seen[p.Name] = true
	}
}
