package profile_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/profile"
)

func full() core.Profile {
	return core.Profile{
		ID: "acme", Name: `O'Neil "Sync" \ 日本`, ClientID: `a=b&c%d`, Server: "https://platform.ringcentral.biz", Console: "https://console.example",
		Scopes: []string{"ReadAccounts", "SMS"}, SupportEmail: "help@acme.example", SupportURL: "https://acme.example/help",
		TokenURL: "https://acme.example/token", ClientAuth: core.ClientAuthNone,
		ConnectVia: core.ConnectHub, HandoverRecipient: recipient, HandoverURL: "https://hub.acme.example/v1/handovers",
		Invite: "Zm9v-bar_1", Needs: "0.2",
	}
}

func plainProfile() core.Profile {
	return core.Profile{
		ID: "acme", Name: "Acme Sync", ClientID: "AbC-1", Server: core.DefaultServer, Console: core.DefaultConsole,
		Scopes: []string{}, ClientAuth: core.ClientAuthBasic, ConnectVia: core.ConnectHere,
	}
}

func TestWhatIsWrittenIsReadBack(t *testing.T) {
	public := plainProfile()
	public.ClientAuth = core.ClientAuthNone
	for _, want := range []core.Profile{full(), plainProfile(), public} {
		p := want
		p.ConfirmedHosts = []string{"must-not-be-written.example"}
		var b bytes.Buffer
		if err := profile.Write(&b, p); err != nil {
			t.Fatal(err, profile.Problems(err))
		}
		f, err := profile.Read(&b, "x")
		if err != nil || !reflect.DeepEqual(f.Profile, want) {
			t.Errorf("got %+v, %v, want %+v", f.Profile, profile.Problems(err), want)
		}
	}
}

func TestWriteIsStable(t *testing.T) {
	var one, two strings.Builder
	for _, b := range []*strings.Builder{&one, &two} {
		if err := profile.Write(b, full()); err != nil {
			t.Fatal(err)
		}
	}
	if one.String() != two.String() || !strings.Contains(one.String(), "\n# From the app's page") || strings.Contains(one.String(), "client_secret") {
		t.Errorf("got\n%s\nand\n%s", one.String(), two.String())
	}
}

func TestWriteRefusesWhatReadWould(t *testing.T) {
	p := plainProfile()
	p.ID, p.Name, p.SupportURL = "A B", "", "http://x.example"
	var b bytes.Buffer
	err := profile.Write(&b, p)
	var keys []string
	for _, f := range profile.Problems(err) {
		keys = append(keys, f.Detail["key"])
		if strings.Contains(f.Explanation, "Line") || !strings.Contains(f.NextStep, f.Detail["key"]) {
			t.Errorf("worded as for a file: %q %q", f.Explanation, f.NextStep)
		}
	}
	if !reflect.DeepEqual(keys, []string{"id", "name", "support_url"}) || b.Len() > 0 {
		t.Errorf("problems with %q, %d bytes written", keys, b.Len())
	}
}

func TestSave(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "acme.sureline")
	if err := profile.Save(path, plainProfile(), false); err != nil {
		t.Fatal(err)
	}
	before, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := profile.Save(path, full(), false); !errors.Is(err, fs.ErrExist) || !core.HasCode(err, finding.ProfileUnreadable) {
		t.Errorf("over a file: %v", err)
	}
	if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
		t.Error("the refused Save changed the file")
	}
	if err := profile.Save(path, full(), true); err != nil {
		t.Error(err)
	}
	if f, err := profile.Open(path); err != nil || !reflect.DeepEqual(f.Profile, full()) {
		t.Errorf("got %+v, %v", f.Profile, err)
	}
	if err := profile.Save(filepath.Join(dir, "none", "x.sureline"), full(), false); !core.HasCode(err, finding.ProfileUnreadable) {
		t.Errorf("into no folder: %v", err)
	}
	// A folder of that name cannot be replaced.
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := profile.Save(filepath.Join(dir, "folder"), full(), true); err == nil {
		t.Error("a folder was replaced")
	}
	if err := profile.Save(filepath.Join(dir, "wrong.sureline"), core.Profile{}, false); !core.HasCode(err, finding.ProfileInvalid) {
		t.Errorf("a wrong profile: %v", err)
	}
	entries, _ := os.ReadDir(dir)
	if len(entries) != 2 {
		t.Errorf("left behind: %v", entries)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, errors.New("broken") }

func TestWriteTellsThatItCannot(t *testing.T) {
	if err := profile.Write(brokenWriter{}, full()); !core.HasCode(err, finding.ProfileUnreadable) {
		t.Errorf("got %v", err)
	}
}
