package profile_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"github.com/sureline/sureline/core/profile"
)

// decoded is the file as go-toml reads it into a struct, strictly: the oracle for
// our own way through values and lines.
type decoded struct {
	ID           string   `toml:"id"`
	Name         string   `toml:"name"`
	ClientID     string   `toml:"client_id"`
	Server       string   `toml:"server"`
	Console      string   `toml:"console"`
	Scopes       []string `toml:"scopes"`
	SupportEmail string   `toml:"support_email"`
	SupportURL   string   `toml:"support_url"`
	TokenURL     string   `toml:"token_url"`
	ClientAuth   string   `toml:"client_auth"`
	ClientSecret string   `toml:"client_secret"`
	ConnectVia   string   `toml:"connect_via"`
	Recipient    string   `toml:"handover_recipient"`
	HandoverURL  string   `toml:"handover_url"`
	Invite       string   `toml:"invite"`
	Needs        string   `toml:"needs"`
}

func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		minimal, minimal + "scopes = ['a', \"b\"]\n", "", "[x]\n", "id = \"\"\"\n", "a.b = 1\n", minimal + "id = 'x'", "\ufeff# x",
		minimal + "token_url = 'https://x.example'\nclient_auth = 'none'", minimal + "server = 'http://[::1]:1/'", "client_secret = ", "\"", "'''",
	} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		text := before + "\nclient_secret = \"" + canary + "\"\n" + after
		for _, text := range []string{text, before} {
			file, err := read(text)
			if err != nil {
				if leaks(err, canary) {
					t.Fatalf("the secret is in what is said: %+v", profile.Problems(err))
				}
				if len(profile.Problems(err)) == 0 || !reflect.DeepEqual(profile.Problems(err), file.Findings) {
					t.Fatal("the problems are not told")
				}
				continue
			}
			compare(t, text, file)
		}
	})
}

// compare checks a file that was accepted against the decoder, and that writing
// and reading it gives the same.
func compare(t *testing.T, text string, file profile.File) {
	t.Helper()
	var want decoded
	d := toml.NewDecoder(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).DisallowUnknownFields()
	if err := d.Decode(&want); err != nil {
		t.Fatalf("accepted, but go-toml says %v", err)
	}
	p := file.Profile
	for _, pair := range [][2]string{
		{p.ID, want.ID},
		{p.Name, want.Name},
		{p.ClientID, want.ClientID},
		{p.SupportEmail, want.SupportEmail},
		{p.SupportURL, want.SupportURL},
		{p.TokenURL, want.TokenURL},
		{p.HandoverRecipient, want.Recipient},
		{p.HandoverURL, want.HandoverURL},
		{p.Invite, want.Invite},
		{file.ClientSecret.Reveal(), want.ClientSecret},
	} {
		if pair[0] != pair[1] {
			t.Fatalf("got %q, go-toml reads %q", pair[0], pair[1])
		}
	}
	for _, scope := range want.Scopes {
		if !strings.Contains(strings.Join(p.Scopes, " ")+" ", scope+" ") {
			t.Fatalf("scope %q is lost", scope)
		}
	}
	var b bytes.Buffer
	if err := profile.Write(&b, p); err != nil {
		t.Fatalf("what was read cannot be written: %v", profile.Problems(err))
	}
	again, err := profile.Read(&b, "x")
	if err != nil || !reflect.DeepEqual(again.Profile, p) {
		t.Fatalf("got %+v, %v; want %+v", again.Profile, err, p)
	}
}
