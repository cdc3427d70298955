package profile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/profile"
)

const canary = "canary-client-secret-51ab"

// recipient is a public key of age; nobody keeps its identity.
const recipient = "age12lyjswzwzgzl30glquytd7quhd977ra6x46xppd453zllceq4gyskenu3v"

const minimal = "id = \"acme\"\nname = \"Acme Sync\"\nclient_id = \"AbC-1\"\n"

func read(text string) (profile.File, error) {
	return profile.Read(strings.NewReader(text), "acme.sureline")
}

func TestReadFillsInTheDefaults(t *testing.T) {
	for _, text := range []string{minimal, "\ufeff" + minimal, strings.ReplaceAll(minimal, "\n", "\r\n"), minimal + "support_email = \"\"\n"} {
		f, err := read(text)
		if err != nil {
			t.Fatal(err, f.Findings)
		}
		want := core.Profile{
			ID: "acme", Name: "Acme Sync", ClientID: "AbC-1", Server: core.DefaultServer, Console: core.DefaultConsole,
			Scopes: []string{}, ClientAuth: core.ClientAuthBasic, ConnectVia: core.ConnectHere,
		}
		if !reflect.DeepEqual(f.Profile, want) || !f.ClientSecret.Empty() {
			t.Errorf("got %+v, want %+v", f.Profile, want)
		}
	}
}

func TestReadTakesEverything(t *testing.T) {
	f, err := read(`# full
id = "acme.v2-x"
name = 'Ärger & "Söhne" 日本'
client_id = "AbC-1"
server = "http://localhost:8080/"
console = "https://console.example/"
scopes = ["ReadAccounts", "SMS"]
support_email = "help@acme.example"
support_url = "https://acme.example/help?from=sureline#top"
client_secret = "` + canary + `"
`)
	if err != nil {
		t.Fatal(err, f.Findings)
	}
	want := core.Profile{
		ID: "acme.v2-x", Name: `Ärger & "Söhne" 日本`, ClientID: "AbC-1", Server: "http://localhost:8080",
		Console: "https://console.example", Scopes: []string{"ReadAccounts", "SMS"}, SupportEmail: "help@acme.example",
		SupportURL: "https://acme.example/help?from=sureline#top", ClientAuth: core.ClientAuthBasic, ConnectVia: core.ConnectHere,
	}
	if !reflect.DeepEqual(f.Profile, want) || f.ClientSecret.Reveal() != canary {
		t.Errorf("got %+v, want %+v", f.Profile, want)
	}
}

// A problem is given as "line key"; line 0 for a missing key.
func TestReadNamesTheMistake(t *testing.T) {
	long := strings.Repeat("x", 201)
	for _, tt := range []struct {
		name, text string
		want       []string
	}{
		{"empty file", "", []string{"id", "name", "client_id"}},
		{"unknown key", minimal + "colour = 'red'", []string{"4 colour"}},
		{"everything at once", "clientid = 'x'\n\nid = 'A B'\nname = 3\nserver = 'http://acme.example'\n", []string{"1 clientid", "3 id", "4 name", "5 server"}},
		{"given twice", minimal + "id = 'b'\n", []string{"4 id"}},
		{"section", minimal + "[app]\nid = 'b'\n", []string{"4 app"}},
		{"dotted key", minimal + "app.id = 'b'\n", []string{"4 app.id"}},
		{"syntax, key known", minimal + "server = https://x\n", []string{"4 server"}},
		{"syntax, key unknown", minimal + "hello\n", []string{"4 "}},
		{"syntax hides what follows", "id = acme\nname = 'x'\n", []string{"1 id"}},
		{"JSON", `{"id": "acme"}`, []string{"1 "}},
		{"required but empty", "id = ''\nname = ''\nclient_id = 'x'\n", []string{"1 id", "2 name"}},
		{"id with upper case", strings.Replace(minimal, "acme", "Acme", 1), []string{"1 id"}},
		{"id too long", strings.Replace(minimal, "acme", strings.Repeat("a", 65), 1), []string{"1 id"}},
		{"id with a dash first", strings.Replace(minimal, "acme", "-acme", 1), []string{"1 id"}},
		{"name too long", strings.Replace(minimal, "Acme Sync", long[:81], 1), []string{"2 name"}},
		{"name with direction mark", strings.Replace(minimal, "Acme", "\u202eAcme", 1), []string{"2 name"}},
		{"client_id with space", strings.Replace(minimal, "AbC", "A C", 1), []string{"3 client_id"}},
		{"client_id with a quotation mark", strings.Replace(minimal, "AbC", "A”C", 1), []string{"3 client_id"}},
		{"client_id with a backslash", strings.Replace(minimal, "AbC", `A\\C`, 1), []string{"3 client_id"}},
		{"client_id too long", strings.Replace(minimal, "AbC-1", long, 1), []string{"3 client_id"}},
		{"scopes as text", minimal + "scopes = 'SMS'", []string{"4 scopes"}},
		{"scopes with numbers", minimal + "scopes = ['SMS', 1]", []string{"4 scopes"}},
		{"scope of two words", minimal + "scopes = ['Read Accounts']", []string{"4 scopes"}},
		{"scope twice", minimal + "scopes = ['SMS', 'SMS']", []string{"4 scopes"}},
		{"outer space", strings.Replace(minimal, "Acme Sync", " Acme", 1), []string{"2 name"}},
		{"too many scopes", minimal + "scopes = [" + manyScopes(51) + "]", []string{"4 scopes"}},
		{"server with path", minimal + "server = 'https://acme.example/api'", []string{"4 server"}},
		{"client_auth", minimal + "client_auth = 'post'", []string{"4 client_auth"}},
		{"token_url with basic", minimal + "client_auth = 'basic'\ntoken_url = 'https://a.example/t'", []string{"5 token_url"}},
		{"token_url alone", minimal + "token_url = 'https://a.example/t'", []string{"4 token_url"}},
		{"token_url with a secret", minimal + "client_auth = 'none'\ntoken_url = 'https://a.example/t'\nclient_secret = '" + canary + "'", []string{"6 client_secret"}},
		{"secret for nothing", minimal + "client_auth = 'none'\nclient_secret = '" + canary + "'", []string{"5 client_secret"}},
		{"secret with a space", minimal + "client_secret = ' " + canary + "'", []string{"4 client_secret"}},
		{"secret with a quotation mark", minimal + "client_secret = \"'" + canary + "\"", []string{"4 client_secret"}},
		{"secret with a backslash", minimal + "client_secret = '" + canary + "\\'", []string{"4 client_secret"}},
		{"secret that is the client ID", minimal + "client_secret = 'AbC-1'", []string{"4 client_secret"}},
		{"secret that is a number", minimal + "client_secret = 12", []string{"4 client_secret"}},
		{"secret without quotes", minimal + "client_secret = " + canary, []string{"4 client_secret"}},
		{"mail with a name", minimal + "support_email = 'Help <help@a.example>'", []string{"4 support_email"}},
		{"mail without host", minimal + "support_email = 'help'", []string{"4 support_email"}},
		{"connect_via", minimal + "connect_via = 'mail'", []string{"4 connect_via"}},
		{"sealed without a key", minimal + "connect_via = 'sealed'", []string{"handover_recipient"}},
		{"hub without an address", minimal + "connect_via = 'hub'\nhandover_recipient = '" + recipient + "'", []string{"handover_url"}},
		{"address without a key", minimal + "handover_url = 'https://acme.example/h'", []string{"handover_recipient"}},
		{"key with a typo", minimal + "handover_recipient = '" + strings.Replace(recipient, "q", "p", 1) + "'", []string{"4 handover_recipient"}},
		{"two keys", minimal + "handover_recipient = \"" + recipient + "\\n" + recipient + "\"", []string{"4 handover_recipient"}},
		{"identity as key", minimal + "handover_recipient = 'AGE-SECRET-KEY-1" + canary + "'", []string{"4 handover_recipient"}},
		{"hand-over over http", minimal + "handover_recipient = '" + recipient + "'\nhandover_url = 'http://acme.example/h'", []string{"5 handover_url"}},
		{"hand-over with a query", minimal + "handover_recipient = '" + recipient + "'\nhandover_url = 'https://acme.example/h?x=1'", []string{"5 handover_url"}},
		{"invite of two words", minimal + "invite = 'a b'", []string{"4 invite"}},
		{"needs", minimal + "needs = 'soon'", []string{"4 needs"}},
		{"support over http", minimal + "support_url = 'http://a.example'", []string{"4 support_url"}},
		{"script as support", minimal + "support_url = 'javascript:alert(1)'", []string{"4 support_url"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, err := read(tt.text)
			if !core.HasCode(err, finding.ProfileInvalid) {
				t.Fatalf("got %v, want profile-invalid", err)
			}
			var got []string
			for _, p := range profile.Problems(err) {
				got = append(got, strings.TrimLeft(p.Detail["line"]+" "+p.Detail["key"], " "))
				if strings.ContainsAny(p.Explanation, "{}") || strings.Contains(p.Explanation, "“”") {
					t.Errorf("not filled in: %s", p.Explanation)
				}
			}
			if !reflect.DeepEqual(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if !reflect.DeepEqual(f, profile.File{Findings: profile.Problems(err)}) {
				t.Errorf("a wrong file gives more than findings: %+v", f)
			}
			if leaks(err, canary) {
				t.Errorf("the secret is in %+v", profile.Problems(err))
			}
		})
	}
}

// leaks searches everything that an error can be made to say.
func leaks(err error, secret string) bool {
	for e := err; e != nil; e = errors.Unwrap(e) {
		if strings.Contains(fmt.Sprintf("%v %+v %#v", e, e, e), secret) {
			return true
		}
	}
	return strings.Contains(fmt.Sprintf("%+v", profile.Problems(err)), secret)
}

func manyScopes(n int) string {
	scopes := make([]string, n)
	for i := range scopes {
		scopes[i] = fmt.Sprintf("'S%d'", i)
	}
	return strings.Join(scopes, ", ")
}

func TestAddresses(t *testing.T) {
	for address, ok := range map[string]bool{
		"https://acme.example":          true,
		"https://acme.example:8443":     true,
		"https://[::1]:8443":            true,
		"http://127.0.0.1:1":            true,
		"http://demo.localhost":         true,
		"http://[::1]:8080":             true,
		"http://acme.example":           false,
		"http://localhost.acme.example": false,
		"http://10.0.0.1":               false,
		"ftp://acme.example":            false,
		"acme.example":                  false,
		"//acme.example":                false,
		"https://":                      false,
		"https:acme.example":            false,
		"https://user@acme.example":     false,
		"https://u:p@acme.example":      false,
		"https://acme.example?x=1":      false,
		"https://acme.example?":         false,
		"https://acme.example#x":        false,
		"https://acme.example#":         false,
		"https://acme.example:99999":    false,
		"https://acme.example:":         false,
		"https://pl\u0430tform.example": false, // a Cyrillic a
		"https://a b.example":           false,
	} {
		for _, key := range []string{"server", "console", "token_url"} {
			text := minimal + key + ` = "` + address + `"`
			if key == "token_url" {
				text += "\nclient_auth = 'none'"
			}
			if _, err := read(text); (err == nil) != ok {
				t.Errorf("%s = %q: %v, want accepted=%t", key, address, profile.Problems(err), ok)
			}
		}
	}
}

func TestUnknownKeysAreGuessed(t *testing.T) {
	for key, want := range map[string]string{
		"clientid": "client_id", "Client-ID": "client_id", "cleint_id": "client_id", "scope": "scopes", "Server": "server",
		"support_mail": "support_email", "tokenurl": "token_url", "client_secrets": "client_secret", "colour": "", "zz": "",
	} {
		_, err := read(minimal + `"` + key + `" = "x"`)
		reason := profile.Problems(err)[0].Detail["reason"]
		if _, guess, found := strings.Cut(reason, "“"); found != (want != "") || found && !strings.HasPrefix(guess, want+"”") {
			t.Errorf("%s: %q, want a guess of %q", key, reason, want)
		}
	}
}

func TestWhatIsNoProfileFile(t *testing.T) {
	for name, text := range map[string]string{
		"too large": minimal + "#" + strings.Repeat("x", profile.MaxSize),
		"binary":    "MZ\x00\x01",
		"UTF-16":    "\xff\xfei\x00d\x00",
		"Latin-1":   "name = 'Caf\xe9'",
	} {
		if f, err := read(text); !core.HasCode(err, finding.ProfileUnreadable) || len(f.Findings) != 1 {
			t.Errorf("%s: got %v with %v, want profile-unreadable", name, err, f.Findings)
		}
	}
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "none.sureline"), dir} {
		if _, err := profile.Open(path); !core.HasCode(err, finding.ProfileUnreadable) {
			t.Errorf("%s: got %v, want profile-unreadable", path, err)
		}
	}
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "acme.sureline")
	if err := os.WriteFile(path, []byte(minimal), 0o600); err != nil {
		t.Fatal(err)
	}
	if f, err := profile.Open(path); err != nil || f.Profile.ID != "acme" {
		t.Errorf("got %+v, %v", f, err)
	}
	if err := os.WriteFile(path, []byte("x = 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := profile.Open(path)
	if f, _ := core.FindingOf(err); !strings.Contains(f.Explanation, "Line 1 of “acme.sureline”, “x”") {
		t.Errorf("got %q", f.Explanation)
	}
}
