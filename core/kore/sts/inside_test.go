package sts

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
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
	w, err := NewWatcher()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = w.Close() }()
	if err := w.Set([]string{path}); err != nil {
		t.Fatal(err)
	}
	write("two")
	within(t, w, true)
	// A file beside it, and the same content again, are no change.
	write("two")
	if err := os.WriteFile(filepath.Join(dir, "other"), []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	within(t, w, false)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	within(t, w, true)
}

func within(t *testing.T, w *Watcher, want bool) {
	t.Helper()
	limit := 10 * time.Second
	if !want {
		limit = 3 * settle
	}
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	if changed := w.Wait(ctx) == nil; changed != want {
		t.Errorf("changed is %t, want %t", changed, want)
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
