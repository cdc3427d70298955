//go:build linux

package keychain_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/keyringtest"
	"github.com/sureline/sureline/core/keychain"
)

const (
	service = "Sureline test"
	item    = "credential/1"
	// canary stands in every secret of these tests, and in nothing else.
	canary = "CANARY-9d2e"
)

// checkCode checks the finding, and that no text of the error holds the canary
// or an unfilled placeholder.
func checkCode(t *testing.T, err error, want core.Code) {
	t.Helper()
	f, ok := core.FindingOf(err)
	if !ok || f.Code != want {
		t.Errorf("got %v (cause %v), want %s", err, errors.Unwrap(err), want)
	}
	text := fmt.Sprintf("%v %+v %v", err, f, errors.Unwrap(err))
	if strings.Contains(text, canary) {
		t.Errorf("the error holds the secret: %s", text)
	}
	if strings.ContainsAny(f.Title+f.Explanation+f.NextStep, "{}") {
		t.Errorf("a placeholder is not filled: %+v", f)
	}
}

// operations are all that a Keychain does.
var operations = map[string]func(context.Context, *keychain.Keychain) error{
	"get": func(ctx context.Context, k *keychain.Keychain) error { _, err := k.Get(ctx, item); return err },
	"set": func(ctx context.Context, k *keychain.Keychain) error {
		return k.Set(ctx, item, core.NewSecret(canary))
	},
	"delete": func(ctx context.Context, k *keychain.Keychain) error { return k.Delete(ctx, item) },
	"list":   func(ctx context.Context, k *keychain.Keychain) error { _, _, err := k.List(ctx); return err },
	"probe":  func(ctx context.Context, k *keychain.Keychain) error { return k.Probe(ctx) },
}

func TestListOfARealKeyring(t *testing.T) {
	keyringtest.Start(t, keyringtest.State{})
	k := keychain.New(keychain.Options{Service: service, ItemLimit: 256})
	other := keychain.New(keychain.Options{Service: service + " 2"})
	for _, set := range []struct {
		chain *keychain.Keychain
		item  string
		text  string
	}{{k, "credential/2", canary}, {k, "credential/1", strings.Repeat(canary, 99)}, {other, "credential/3", canary}} {
		if err := set.chain.Set(t.Context(), set.item, core.NewSecret(set.text)); err != nil {
			t.Fatal(err)
		}
	}
	got, ok, err := k.List(t.Context())
	if want := []string{"credential/1", "credential/2"}; err != nil || !ok || !slices.Equal(got, want) {
		t.Errorf("%q, %v, %v; want %q", got, ok, err, want)
	}
}

func TestUnlockedKeyring(t *testing.T) {
	s := keyringtest.Start(t, keyringtest.State{})
	k := keychain.New(keychain.Options{Service: service})
	before := s.Items()

	_, err := k.Get(t.Context(), item)
	checkCode(t, err, finding.KeychainItemMissing)
	for _, secret := range []string{canary + " first", canary + " second"} {
		if err := k.Set(t.Context(), item, core.NewSecret(secret)); err != nil {
			t.Fatal(err)
		}
		if got, ok := s.Lookup(service, item); !ok || got != secret {
			t.Errorf("secret-tool finds %q, want %q", got, secret)
		}
		if got, err := k.Get(t.Context(), item); err != nil || got.Reveal() != secret {
			t.Errorf("get returns %q, %v", got.Reveal(), err)
		}
	}
	if err := k.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	if n := s.Items(); n != before+1 {
		t.Errorf("the keyring has %d new items, want 1", n-before)
	}
	for range 2 {
		if err := k.Delete(t.Context(), item); err != nil {
			t.Error(err)
		}
	}
	if n := s.Items(); n != before {
		t.Errorf("%d items stay behind", n-before)
	}
	checkCode(t, k.Set(t.Context(), item, core.NewSecret(strings.Repeat("x", keychain.MaxSecret+1))), finding.KeychainTooLarge)
}

func TestSplitSecretOnARealKeyring(t *testing.T) {
	s := keyringtest.Start(t, keyringtest.State{})
	k := keychain.New(keychain.Options{Service: service, ItemLimit: 256})
	before := s.Items()
	secret := canary + strings.Repeat("ab", 400)
	if err := k.Set(t.Context(), item, core.NewSecret(secret)); err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get(t.Context(), item); err != nil || got.Reveal() != secret {
		t.Errorf("get returns %d bytes, %v", got.Len(), err)
	}
	if text, _ := s.Lookup(service, item); strings.Contains(text, canary) {
		t.Errorf("the manifest holds a part of the secret: %q", text)
	}
	if err := k.Delete(t.Context(), item); err != nil {
		t.Error(err)
	}
	if n := s.Items(); n != before {
		t.Errorf("%d items stay behind", n-before)
	}
}

func TestKeyringThatCannotBeUsed(t *testing.T) {
	for _, tt := range []struct {
		name  string
		state keyringtest.State
		want  core.Code
	}{
		{"no service", keyringtest.State{NoService: true}, finding.KeychainAbsent},
		{"no collection", keyringtest.State{NoCollection: true}, finding.KeychainNoCollection},
		{"locked without a screen", keyringtest.State{Locked: true}, finding.KeychainLocked},
	} {
		t.Run(tt.name, func(t *testing.T) {
			keyringtest.Start(t, tt.state)
			k := keychain.New(keychain.Options{Service: service})
			for name, operation := range operations {
				t.Run(name, func(t *testing.T) { checkCode(t, operation(t.Context(), k), tt.want) })
			}
		})
	}
}

// Without a bus, godbus and go-keyring would start one, and a keyring in it,
// both of which stay behind.
func TestNoSessionBusIsStarted(t *testing.T) {
	keyringtest.Require(t)
	bin, dir := t.TempDir(), t.TempDir()
	started := filepath.Join(dir, "started")
	script := "#!/bin/sh\necho >" + started + "\nexit 1\n"
	if err := os.WriteFile(filepath.Join(bin, "dbus-launch"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", bin)
	addresses := map[string]string{"address of nothing": "unix:path=" + filepath.Join(dir, "bus"), "not an address": "nonsense"}
	if _, err := os.Stat(fmt.Sprintf("/run/user/%d", os.Getuid())); errors.Is(err, os.ErrNotExist) {
		// Else godbus finds the bus of the person who runs the test.
		addresses["no address"], addresses["autolaunch"] = "", "autolaunch:"
	}
	for name, address := range addresses {
		t.Run(name, func(t *testing.T) {
			t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
			k := keychain.New(keychain.Options{Service: service})
			for _, operation := range operations {
				checkCode(t, operation(t.Context(), k), finding.KeychainNoSession)
			}
			if _, err := os.Stat(started); err == nil {
				t.Error("a session bus was to be started")
			}
		})
	}
}

// A bus that accepts connections and never answers must not hold the keychain.
func TestSilentBus(t *testing.T) {
	path := filepath.Join(t.TempDir(), "bus")
	listener, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path="+path)
	k := keychain.New(keychain.Options{Service: service, Limit: 50 * time.Millisecond})
	for range 2 {
		checkCode(t, k.Probe(t.Context()), finding.KeychainTimedOut)
	}
	k = keychain.New(keychain.Options{Service: service})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	checkCode(t, k.Probe(ctx), finding.Cancelled)
}

// BenchmarkGet measures go-keyring with what this package adds to it.
func BenchmarkGet(b *testing.B) {
	keyringtest.Start(b, keyringtest.State{})
	k := keychain.New(keychain.Options{Service: service})
	if err := k.Set(b.Context(), item, core.NewSecret(canary)); err != nil {
		b.Fatal(err)
	}
	b.Run("floor", func(b *testing.B) {
		for b.Loop() {
			if _, err := keyring.Get(service, item); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("sureline", func(b *testing.B) {
		for b.Loop() {
			if _, err := k.Get(b.Context(), item); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func TestPromptAnswered(t *testing.T) {
	s := keyringtest.Start(t, keyringtest.State{Locked: true, Screen: true})
	k := keychain.New(keychain.Options{Service: service})
	done := make(chan error, 1)
	go func() { done <- k.Set(t.Context(), item, core.NewSecret(canary)) }()
	s.AnswerPrompt()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
	if got, err := k.Get(t.Context(), item); err != nil || got.Reveal() != canary {
		t.Errorf("get returns %q, %v", got.Reveal(), err)
	}
}

func TestPromptDismissed(t *testing.T) {
	s := keyringtest.Start(t, keyringtest.State{Locked: true, Screen: true})
	k := keychain.New(keychain.Options{Service: service})
	done := make(chan error, 1)
	go func() { done <- k.Set(t.Context(), item, core.NewSecret(canary)) }()
	s.WaitForPrompt()
	time.Sleep(tooQuick) // A person takes longer; the real limit is what is tested.
	s.DismissPrompt()
	checkCode(t, <-done, finding.KeychainDenied)
}

// tooQuick is above the time within which a dismissal counts as no prompt.
const tooQuick = 400 * time.Millisecond

// The prompt of an attempt that was given up stays; answering it serves the
// next attempt.
func TestPromptUnanswered(t *testing.T) {
	s := keyringtest.Start(t, keyringtest.State{Locked: true, Screen: true})
	k := keychain.New(keychain.Options{Service: service, Limit: 2 * time.Second})
	checkCode(t, operations["set"](t.Context(), k), finding.KeychainTimedOut)

	k = keychain.New(keychain.Options{Service: service})
	done := make(chan error, 1)
	go func() { done <- k.Probe(t.Context()) }()
	s.AnswerPrompt()
	if err := <-done; err != nil {
		t.Error(err)
	}
	_, err := k.Get(t.Context(), item)
	checkCode(t, err, finding.KeychainItemMissing)
}

func TestCancelWhileThePromptIsOpen(t *testing.T) {
	s := keyringtest.Start(t, keyringtest.State{Locked: true, Screen: true})
	k := keychain.New(keychain.Options{Service: service})
	for name, operation := range operations {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			done := make(chan error, 1)
			go func() { done <- operation(ctx, k) }()
			s.WaitForPrompt()
			cancel()
			checkCode(t, <-done, finding.Cancelled)
		})
	}
	s.AnswerPrompt()
	_, err := k.Get(t.Context(), item)
	checkCode(t, err, finding.KeychainItemMissing)
}

func TestKeyringEndsWhileItAsks(t *testing.T) {
	s := keyringtest.Start(t, keyringtest.State{Locked: true, Screen: true})
	k := keychain.New(keychain.Options{Service: service})
	done := make(chan error, 1)
	go func() { done <- operations["get"](t.Context(), k) }()
	s.WaitForPrompt()
	s.KillService()
	checkCode(t, <-done, finding.KeychainFailed)
	checkCode(t, operations["get"](t.Context(), k), finding.KeychainAbsent)
}
