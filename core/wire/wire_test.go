package wire_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/wire"
)

func open(t *testing.T, o wire.Options) *wire.Sureline {
	t.Helper()
	s, err := wire.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func TestOpenWritesIntoItsFolderOnly(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "data"))
	t.Setenv("XDG_CONFIG_HOME", filepath.Join(home, "config"))
	dir := filepath.Join(t.TempDir(), "d")
	s := open(t, wire.Options{DataDir: dir})
	if s.DataDir != dir || s.ConfigDir != dir || s.NetworkProblem() != nil || s.SettingsProblem != nil {
		t.Errorf("%+v", s)
	}
	if _, err := s.Service.Connections(t.Context()); err != nil {
		t.Error(err)
	}
	if left, err := os.ReadDir(home); err != nil || len(left) != 0 {
		t.Errorf("%v, %v were left in the home folder", left, err)
	}
}

func TestFoldersWithoutOverrides(t *testing.T) {
	data, config, err := wire.Folders(wire.Options{})
	if err != nil || data == "" || config == "" {
		t.Errorf("%q %q %v", data, config, err)
	}
}

func TestNetworkThatCannotBeUsedIsToldByEachRequest(t *testing.T) {
	s := open(t, wire.Options{DataDir: t.TempDir(), CAFile: filepath.Join(t.TempDir(), "none.pem")})
	if !core.HasCode(s.NetworkProblem(), finding.SettingInvalid) {
		t.Errorf("problem %v", s.NetworkProblem())
	}
	chosen := settings.Default()
	chosen.Proxy = "http://proxy.example:8080"
	if err := s.UseSettings(t.Context(), chosen); !core.HasCode(err, finding.SettingInvalid) {
		t.Errorf("with the file still missing: %v", err)
	}
}

func TestBrokenSettingsAreTold(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "settings.toml"), []byte("theme = "), 0o600); err != nil {
		t.Fatal(err)
	}
	if s := open(t, wire.Options{DataDir: dir}); !core.HasCode(s.SettingsProblem, finding.SettingInvalid) {
		t.Errorf("problem %v", s.SettingsProblem)
	}
}
