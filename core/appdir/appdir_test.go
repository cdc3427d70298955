package appdir_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/appdir"
)

func TestFoldersFollowXDG(t *testing.T) {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		t.Skip("the folders of this system do not depend on XDG variables")
	}
	for _, tt := range []struct {
		name, config, data   string
		wantConfig, wantData string
	}{
		{"set", "/x/conf", "/x/data", "/x/conf/sureline", "/x/data/sureline"},
		{"empty", "", "", "/home/ada/.config/sureline", "/home/ada/.local/share/sureline"},
		{"relative is ignored", "conf", "./data", "/home/ada/.config/sureline", "/home/ada/.local/share/sureline"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Setenv("HOME", "/home/ada")
			t.Setenv("XDG_CONFIG_HOME", tt.config)
			t.Setenv("XDG_DATA_HOME", tt.data)
			if got, err := appdir.Config(); err != nil || got != tt.wantConfig {
				t.Errorf("config folder is %q, %v; want %q", got, err, tt.wantConfig)
			}
			if got, err := appdir.Data(); err != nil || got != tt.wantData {
				t.Errorf("data folder is %q, %v; want %q", got, err, tt.wantData)
			}
		})
	}
}

func TestUserFollowsNoVariable(t *testing.T) {
	want, err := appdir.User()
	if err != nil {
		t.Skipf("this account has no home: %v", err)
	}
	for _, variable := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "LocalAppData", "AppData", "USERPROFILE"} {
		t.Setenv(variable, t.TempDir())
	}
	if got, err := appdir.User(); err != nil || got != want || !filepath.IsAbs(got) {
		t.Errorf("the user's folder is %q, %v; without the variables %q", got, err, want)
	}
}

func TestNoHomeFails(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has %AppData% in place of a home folder")
	}
	for _, home := range []string{"", "ada"} {
		t.Setenv("HOME", home)
		t.Setenv("XDG_CONFIG_HOME", "")
		if got, err := appdir.Config(); err == nil {
			t.Errorf("with HOME=%q: got %q, want an error", home, got)
		}
	}
}

func TestEnsureIsForThisUserOnly(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows keeps access in lists, not in the mode")
	}
	base := t.TempDir()
	open := filepath.Join(base, "open")
	if err := os.Mkdir(open, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{filepath.Join(base, "a", "b"), open} {
		if err := appdir.Ensure(dir); err != nil {
			t.Fatal(err)
		}
		checkMode(t, dir, os.ModeDir|0o700)
	}
}

func TestWriteFileReplacesAsAWhole(t *testing.T) {
	path := filepath.Join(t.TempDir(), "sureline", "settings.json")
	for _, content := range []string{"first, and longer", "second"} {
		if err := appdir.WriteFile(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != content {
			t.Errorf("file holds %q, %v; want %q", got, err, content)
		}
	}
	if runtime.GOOS != "windows" {
		checkMode(t, path, 0o600)
	}
	checkNames(t, filepath.Dir(path), "settings.json")
}

func TestFailedWriteLeavesTheOldAndNothingElse(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "sureline")
	// A folder in the place of the file makes the last step, the rename, fail.
	path := filepath.Join(dir, "settings.json")
	if err := os.MkdirAll(filepath.Join(path, "kept"), 0o700); err != nil {
		t.Fatal(err)
	}
	err := appdir.WriteFile(path, []byte("new"))
	if err == nil {
		t.Fatal("no error")
	}
	if appdir.DiskFull(err) {
		t.Errorf("%v is taken for a full disk", err)
	}
	checkNames(t, dir, "settings.json")
	checkNames(t, path, "kept")
}

func TestDiskFull(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("/dev/full is a Linux device")
	}
	err := os.WriteFile("/dev/full", []byte("x"), 0o600)
	if err == nil || !appdir.DiskFull(err) {
		t.Errorf("%v is not taken for a full disk", err)
	}
	if appdir.DiskFull(nil) || appdir.DiskFull(os.ErrPermission) {
		t.Error("other errors are taken for a full disk")
	}
}

func TestTemporaryIsTheSameAtEachStart(t *testing.T) {
	base := t.TempDir()
	t.Setenv("TMPDIR", base)
	t.Setenv("TMP", base)
	first, err := appdir.Temporary("demo")
	if err != nil || filepath.Dir(first) != base || strings.Contains(first, "-1") && runtime.GOOS == "windows" {
		t.Fatalf("got %q, %v; want a folder in %s", first, err, base)
	}
	if runtime.GOOS != "windows" {
		checkMode(t, first, os.ModeDir|0o700)
	}
	if second, err := appdir.Temporary("demo"); err != nil || second != first {
		t.Errorf("got %q, %v; want %q again", second, err, first)
	}
}

// Somebody else made the folder's name his before us.
func TestTemporaryIsNotOneThatSomebodyPrepared(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("each user of Windows has a folder for temporary files")
	}
	for name, prepare := range map[string]func(t *testing.T, path string) error{
		"a link to a folder of ours": func(t *testing.T, path string) error { return os.Symlink(t.TempDir(), path) },
		"a link to nowhere":          func(_ *testing.T, path string) error { return os.Symlink("/nowhere", path) },
		"a file":                     func(_ *testing.T, path string) error { return os.WriteFile(path, nil, 0o600) },
		"a folder open to others": func(_ *testing.T, path string) error {
			return errors.Join(os.Mkdir(path, 0o700), os.Chmod(path, 0o777))
		},
		"a folder of somebody else": func(t *testing.T, path string) error {
			if os.Getuid() != 0 {
				t.Skip("only root can make a folder of somebody else")
			}
			return errors.Join(os.Mkdir(path, 0o700), os.Chown(path, 65534, 65534))
		},
	} {
		t.Run(name, func(t *testing.T) {
			base := t.TempDir()
			t.Setenv("TMPDIR", base)
			path := filepath.Join(base, fmt.Sprintf("demo-%d", os.Getuid()))
			if err := prepare(t, path); err != nil {
				t.Fatal(err)
			}
			got, err := appdir.Temporary("demo")
			if err != nil || got == path || filepath.Dir(got) != base {
				t.Fatalf("got %q, %v; want a fresh folder", got, err)
			}
			checkMode(t, got, os.ModeDir|0o700)
			checkNames(t, got)
		})
	}
}

func checkMode(t *testing.T, path string, want os.FileMode) {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode() != want {
		t.Errorf("mode of %s is %v, want %v", filepath.Base(path), info.Mode(), want)
	}
}

func checkNames(t *testing.T, dir string, want ...string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	if !slices.Equal(names, want) {
		t.Errorf("%s holds %v, want %v", filepath.Base(dir), names, want)
	}
}
