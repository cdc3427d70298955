package settings_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/settings"
)

func TestFirstStart(t *testing.T) {
	s, err := settings.Load(filepath.Join(t.TempDir(), "never made"))
	if err != nil || s != settings.Default() {
		t.Errorf("got %+v, %v", s, err)
	}
}

func TestSaveAndLoad(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sureline")
	want := settings.Settings{
		Theme: "dark", TextSize: 150, Proxy: "http://proxy.example:3128", ProxyUser: "ada",
		CAFile: filepath.Join(dir, "office.pem"), LastProfile: "acme-sync",
	}
	if err := settings.Save(dir, want); err != nil {
		t.Fatal(err)
	}
	got, err := settings.Load(dir)
	if err != nil || got != want {
		t.Errorf("got %+v, %v; want %+v", got, err, want)
	}
	info, err := os.Stat(filepath.Join(dir, "settings.toml"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file has mode %v, %v", info.Mode(), err)
	}
}

func TestBadValuesAreNamedAndNothingIsWritten(t *testing.T) {
	for _, tt := range []struct {
		name    string
		change  func(*settings.Settings)
		setting string
	}{
		{"theme", func(s *settings.Settings) { s.Theme = "pink" }, "theme"},
		{"text too small", func(s *settings.Settings) { s.TextSize = 99 }, "text_size"},
		{"text too large", func(s *settings.Settings) { s.TextSize = 201 }, "text_size"},
		{"proxy without a scheme", func(s *settings.Settings) { s.Proxy = "proxy.example:3128" }, "proxy"},
		{"proxy of another kind", func(s *settings.Settings) { s.Proxy = "ftp://proxy.example" }, "proxy"},
		{"password in the proxy", func(s *settings.Settings) { s.Proxy = "http://ada:canary-4711@proxy.example" }, "proxy"},
		{"relative file of authorities", func(s *settings.Settings) { s.CAFile = "office.pem" }, "ca_file"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			s := settings.Default()
			tt.change(&s)
			err := settings.Save(dir, s)
			f, ok := core.FindingOf(err)
			if !ok || f.Code != finding.SettingInvalid || !strings.Contains(f.Explanation, tt.setting) {
				t.Errorf("got %v, %+v", err, f)
			}
			if strings.Contains(f.Explanation+f.NextStep, "canary") {
				t.Errorf("the password stands in the finding: %s", f.Explanation)
			}
			if entries, _ := os.ReadDir(dir); len(entries) != 0 {
				t.Errorf("%d files were written", len(entries))
			}
		})
	}
}

func TestABrokenFileIsKeptAside(t *testing.T) {
	for name, content := range map[string]string{
		"not TOML":      "theme = dark\n",
		"wrong type":    "text_size = \"big\"\n",
		"wrong value":   "theme = \"pink\"\n",
		"binary":        "\x00\x01\x02",
		"half a string": "theme = \"da",
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			path := filepath.Join(dir, "settings.toml")
			if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := settings.Load(dir)
			if !core.HasCode(err, finding.SettingInvalid) || s != settings.Default() {
				t.Errorf("got %+v, %v", s, err)
			}
			if kept, err := os.ReadFile(path + ".broken"); err != nil || string(kept) != content {
				t.Errorf("the copy holds %q, %v", kept, err)
			}
			if now, err := os.ReadFile(path); err != nil || string(now) != content {
				t.Errorf("the file itself holds %q, %v", now, err)
			}
		})
	}
}

func TestAFileTooLargeIsMovedAside(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "settings.toml")
	if err := os.WriteFile(path, make([]byte, 65<<10), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := settings.Load(dir); !core.HasCode(err, finding.SettingInvalid) || s != settings.Default() {
		t.Errorf("got %+v, %v", s, err)
	}
	if err := settings.Save(dir, settings.Default()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path + ".broken"); err != nil || info.Size() != 65<<10 {
		t.Errorf("the old file is gone: %v", err)
	}
}

func TestKeysOfANewerVersionAreIgnored(t *testing.T) {
	dir := t.TempDir()
	content := "theme = \"light\"\nhologram = true\n"
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := settings.Load(dir)
	if err != nil || s.Theme != "light" || s.TextSize != settings.MinTextSize {
		t.Errorf("got %+v, %v", s, err)
	}
}
