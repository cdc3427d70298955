package sts

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"
)

func TestLimiterKeepsItsMemory(t *testing.T) {
	l := newLimiter[string](60, 2)
	now := time.Unix(1_000_000, 0)
	for n := range 3 * maxKeys {
		l.allow(fmt.Sprint(n), now.Add(time.Duration(n)*time.Millisecond))
		if len(l.keys) > maxKeys {
			t.Fatalf("%d keys are kept", len(l.keys))
		}
	}
}

func TestUsersOfIPv6AreTheirNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"203.0.113.5": "203.0.113.5", "::ffff:203.0.113.5": "203.0.113.5",
		"2001:db8:1:2:3:4:5:6": "2001:db8:1:2::", "2001:db8:1:2::1": "2001:db8:1:2::", "fe80::1%eth0": "fe80::",
	} {
		if got := addressKey(netip.MustParseAddr(in)); got.String() != want {
			t.Errorf("%s counts as %s, want %s", in, got, want)
		}
	}
}

func TestWatcherSeesReplacedFiles(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "sts.toml")
	write := func(text string) {
		temp := filepath.Join(dir, "new")
		if err := os.WriteFile(temp, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Rename(temp, path); err != nil {
			t.Fatal(err)
		}
	}
	write("one")
	w := NewWatcher([]string{path})
	// changed looks as often as it takes to settle.
	changed := func(want bool) {
		t.Helper()
		for range 2 {
			if w.Changed() {
				t.Error("changed while it was not still yet")
			}
			if w.Changed() != want {
				t.Errorf("changed is not %t", want)
			}
			want = false // it is told once
		}
	}
	changed(false)
	write("two")
	changed(true)
	// A file beside it, and the same content again, are no change.
	write("two")
	if err := os.WriteFile(filepath.Join(dir, "other"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	changed(false)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	changed(runtime.GOOS != "windows")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	changed(true)
	w.Set([]string{path})
	changed(false)
	other := filepath.Join(dir, "other")
	w.Set([]string{other})
	changed(true)
	// In place and of the same length, while it is being written.
	for _, text := range []string{"y", "z"} {
		if err := os.WriteFile(other, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(other, time.Time{}, time.Now().Add(time.Duration(text[0])*time.Second)); err != nil {
			t.Fatal(err)
		}
		if w.Changed() {
			t.Error("changed while it was being written")
		}
	}
	if !w.Changed() {
		t.Error("what was written is not seen")
	}
}

// Kubernetes swaps the folder behind a link, not the file.
func TestWatcherFollowsLinks(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"one", "two"} {
		if err := errors.Join(os.Mkdir(filepath.Join(dir, name), 0o700), os.WriteFile(filepath.Join(dir, name, "secret"), []byte(name), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	link := filepath.Join(dir, "data")
	if err := os.Symlink("one", link); err != nil {
		t.Skip("this system has no links for this user:", err)
	}
	w := NewWatcher([]string{filepath.Join(link, "secret")})
	if err := errors.Join(os.Remove(link), os.Symlink("two", link)); err != nil {
		t.Fatal(err)
	}
	if w.Changed() || !w.Changed() {
		t.Error("the other folder is not seen")
	}
}

func TestWaitsGrowWithTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter[string](2, 2)
		for range 2 {
			if _, ok := l.allow("a", time.Now()); !ok {
				t.Fatal("refused within the burst")
			}
		}
		wait, ok := l.allow("a", time.Now())
		if ok || wait != 30 {
			t.Errorf("wait %d s, allowed %t", wait, ok)
		}
		<-time.After(30 * time.Second)
		if _, ok := l.allow("a", time.Now()); !ok {
			t.Error("refused after the wait that was told")
		}
	})
}

func TestOwnAddress(t *testing.T) {
	for in, want := range map[string]string{
		"0.0.0.0:7000": "127.0.0.1:7000", "[::]:7000": "[::1]:7000", "127.0.0.1:1": "127.0.0.1:1", "localhost:2": "localhost:2", "10.0.0.5:3": "10.0.0.5:3",
	} {
		if got := ownAddress(in); got != want {
			t.Errorf("%s is reached at %s, want %s", in, got, want)
		}
	}
}
