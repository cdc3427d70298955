package kore_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
)

func TestSecretsComeFromTheirPlaces(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string, mode os.FileMode) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		return path
	}
	chain := &coretest.Keychain{}
	if err := chain.Set(t.Context(), kore.SecretItem("shop"), core.NewSecret(secret)); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o700); err != nil {
		t.Fatal(err)
	}
	file("relative", secret, 0o600)
	for _, tt := range []struct {
		name   string
		source kore.Source
		code   core.Code // empty when it is found
		why    string
		unix   bool
	}{
		{"keychain", kore.Source{Keychain: "shop"}, "", "", false},
		{"keychain without it", kore.Source{Keychain: "other"}, finding.KoreSecretMissing, "no such item", false},
		{"variable", kore.Source{Env: "GOOD"}, "", "", false},
		{"variable not set", kore.Source{Env: "MISSING"}, finding.KoreSecretMissing, "not set", false},
		{"file", kore.Source{File: file("good", secret, 0o600)}, "", "", false},
		{"file with line break", kore.Source{File: file("lf", secret+"\n", 0o400)}, "", "", false},
		{"file with Windows' line break", kore.Source{File: file("crlf", secret+"\r\n", 0o600)}, "", "", false},
		{"file of Notepad", kore.Source{File: file("bom", "\ufeff"+secret+"\r\n", 0o600)}, "", "", false},
		{"file in UTF-16", kore.Source{File: file("utf16", "a\x00b\x00c\x00", 0o600)}, finding.KoreKeyUnreadable, "UTF-8", false},
		{"file with a blank at the end", kore.Source{File: file("blank", secret+" \n", 0o600)}, finding.KoreKeyUnreadable, "ends with a blank", false},
		{"relative file", kore.Source{File: "relative"}, "", "", false},
		{"no file", kore.Source{File: filepath.Join(dir, "none")}, finding.KoreSecretMissing, "no such file", false},
		{"empty file", kore.Source{File: file("empty", "\n", 0o600)}, finding.KoreSecretMissing, "empty", false},
		{"too large", kore.Source{File: file("large", strings.Repeat("x", 65<<10), 0o600)}, finding.KoreSecretMissing, "64 KB", false},
		{"folder", kore.Source{File: filepath.Join(dir, "folder")}, finding.KoreSecretExposed, "", true},
		{"for all", kore.Source{File: file("all", secret, 0o644)}, finding.KoreSecretExposed, "other users", true},
		{"group may write", kore.Source{File: file("group", secret, 0o620)}, finding.KoreSecretExposed, "other users", true},
		{"nowhere", kore.Source{}, finding.KoreSecretMissing, "no place", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.unix && runtime.GOOS == "windows" {
				t.Skip("Windows keeps access in lists, not in the mode")
			}
			l := kore.Loader{Keychain: chain, Dir: dir, LookupEnv: func(name string) (string, bool) { return secret, name == "GOOD" }}
			c := client(func(c *kore.Client) { c.Secret = tt.source })
			k, err := l.Keys(t.Context(), c)
			if tt.code == "" {
				want := signer(t, c, keys(t, c, secret, ""))
				if err != nil || signer(t, c, k).IdentityHash("x") != want.IdentityHash("x") {
					t.Errorf("error %v, or another secret", err)
				}
				return
			}
			f, _ := core.FindingOf(err)
			if f.Code != tt.code || !strings.Contains(f.Explanation, tt.why) || strings.Contains(f.Explanation+err.Error(), secret) {
				t.Errorf("got %s: %s", f.Code, f.Explanation)
			}
		})
	}
}

func TestPreviousSecretMayBeGone(t *testing.T) {
	l := kore.Loader{LookupEnv: func(name string) (string, bool) { return secret, name == "GOOD" }}
	c := client(func(c *kore.Client) { c.Secret, c.Previous = kore.Source{Env: "GOOD"}, kore.Source{Env: "GONE"} })
	if _, err := l.Keys(t.Context(), c); err != nil {
		t.Error(err)
	}
}

// A previous secret that others can read is as dangerous as the present one: it
// still vouches for identities.
func TestPreviousSecretMustBeSafe(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the mode of a file says nothing on Windows")
	}
	file := filepath.Join(t.TempDir(), "previous")
	if err := os.WriteFile(file, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	l := kore.Loader{LookupEnv: func(name string) (string, bool) { return "current-" + secret, name == "GOOD" }}
	c := client(func(c *kore.Client) { c.Secret, c.Previous = kore.Source{Env: "GOOD"}, kore.Source{File: file} })
	if _, err := l.Keys(t.Context(), c); err != nil {
		t.Error(err)
	}
	if err := os.Chmod(file, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Keys(t.Context(), c); !core.HasCode(err, finding.KoreSecretExposed) {
		t.Errorf("error is %v", err)
	}
}

// Root may open a file to a group, as in /etc: it chose the group on purpose.
func TestFileOfAGroup(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the mode of a file says nothing on Windows")
	}
	file := filepath.Join(t.TempDir(), "shop")
	if err := os.WriteFile(file, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(file, 0o640); err != nil {
		t.Fatal(err)
	}
	c := client(func(c *kore.Client) { c.Secret = kore.Source{File: file} })
	if _, err := (kore.Loader{}).Keys(t.Context(), c); (err == nil) != (os.Geteuid() == 0) {
		t.Errorf("for user %d: %v", os.Geteuid(), err)
	}
	if os.Geteuid() != 0 || os.Chown(file, 65534, 65534) != nil {
		return // what follows needs a file of somebody else
	}
	if _, err := (kore.Loader{}).Keys(t.Context(), c); !core.HasCode(err, finding.KoreSecretExposed) {
		t.Errorf("a user's file that a group reads: %v", err)
	}
}

func TestLockedKeychainIsSaidAsItIs(t *testing.T) {
	locked := core.Fail("test", finding.NewKeychain(finding.KeychainLocked), nil)
	chain := &coretest.Keychain{Before: func(context.Context, string, string) error { return locked }}
	c := client(func(c *kore.Client) { c.Secret = kore.Source{Keychain: "shop"} })
	if _, err := (kore.Loader{Keychain: chain}).Keys(t.Context(), c); !core.HasCode(err, finding.KeychainLocked) {
		t.Errorf("error is %v", err)
	}
}

func TestHostsForTheLiveCheck(t *testing.T) {
	for _, tt := range []struct {
		host, url string
		known     bool
	}{
		{"platform.kore.ai", "https://platform.kore.ai", true},
		{"DE-platform.kore.ai", "https://DE-platform.kore.ai", true},
		{"https://bots.kore.ai/", "https://bots.kore.ai", true},
		{"platform.kore.ai:8443", "https://platform.kore.ai:8443", false},
		{"platform.kore.ai.evil.example", "https://platform.kore.ai.evil.example", false},
		{"http://127.0.0.1:9000", "http://127.0.0.1:9000", true},
		{"kore.example.com", "https://kore.example.com", false},
		{"http://platform.kore.ai", "", false},
		{"ftp://platform.kore.ai", "", false},
		{"user@platform.kore.ai", "", false},
		{"platform.kore.ai/path", "", false},
		{"a b", "", false},
	} {
		c := client(func(c *kore.Client) { c.Host = tt.host })
		u, why := c.BaseURL()
		if (u == nil) == why.Empty() || u == nil && tt.url != "" || u != nil && u.String() != tt.url || c.KnownHost() != tt.known {
			t.Errorf("%s: %v, %q, known %t", tt.host, u, why, c.KnownHost())
		}
	}
}

func TestReadKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "k.pem")
	if err := os.WriteFile(file, []byte(secret), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := kore.ReadKey(t.Context(), file); err != nil || s.Reveal() != secret {
		t.Error(err)
	}
	for _, path := range []string{filepath.Dir(file), file + ".none"} {
		if _, err := kore.ReadKey(t.Context(), path); !core.HasCode(err, finding.KoreKeyUnreadable) {
			t.Errorf("%v", err)
		}
	}
}
