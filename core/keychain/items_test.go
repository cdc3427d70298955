package keychain

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	testLimit = 256
	item      = "credential/1"
)

var errBroken = errors.New("broken")

// fake is a backend in memory whose items are limited, and which can break.
type fake struct {
	texts map[string]string
	// calls counts the calls; the one with the number breakAt fails, before or
	// after its effect. With dead, so do all after it.
	calls, breakAt int
	afterEffect    bool
	dead           bool
}

func newFake() *fake { return &fake{texts: map[string]string{}, breakAt: -1} }

func (f *fake) do(effect func() error) error {
	n := f.calls
	f.calls++
	broken := n == f.breakAt || f.dead && f.breakAt >= 0 && n > f.breakAt
	if broken && !f.afterEffect {
		return errBroken
	}
	err := effect()
	if broken {
		return errBroken
	}
	return err
}

func (f *fake) ready(context.Context) error { return nil }

func (f *fake) get(name string) (text string, err error) {
	err = f.do(func() error {
		var ok bool
		if text, ok = f.texts[name]; !ok {
			return keyring.ErrNotFound
		}
		return nil
	})
	return text, err
}

func (f *fake) set(name, text string) error {
	return f.do(func() error {
		if len(text) > testLimit {
			return keyring.ErrSetDataTooBig
		}
		f.texts[name] = text
		return nil
	})
}

func (f *fake) delete(name string) error {
	return f.do(func() error {
		if _, ok := f.texts[name]; !ok {
			return keyring.ErrNotFound
		}
		delete(f.texts, name)
		return nil
	})
}

func (f *fake) list(context.Context) ([]string, bool, error) {
	return slices.Collect(maps.Keys(f.texts)), true, nil
}

// mended is the same keychain after it works again.
func (f *fake) mended() *fake { return &fake{texts: f.texts, breakAt: -1} }

func set(f *fake, text string) error {
	s := items{backend: f, limit: testLimit}
	out, err := s.write(context.Background(), item, text)
	if err == nil && out.commit != nil {
		out.commit()
	}
	return err
}

func read(f *fake) (string, error) {
	return items{backend: f, limit: testLimit}.read(context.Background(), item)
}

func TestRoundTripOfEverySize(t *testing.T) {
	for _, n := range []int{1, testLimit - 1, testLimit, testLimit + 1, 2 * testLimit, 2*testLimit + 1, MaxSecret} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			f := newFake()
			text := strings.Repeat("é", n)[:n]
			if err := set(f, text); err != nil {
				t.Fatal(err)
			}
			if got, err := read(f); err != nil || got != text {
				t.Errorf("read returns %d bytes, %v", len(got), err)
			}
			if n <= testLimit && (len(f.texts) != 1 || f.texts[item] != text) {
				t.Errorf("a short secret is not one plain item: %d items", len(f.texts))
			}
			if err := (items{f, testLimit}).remove(item); err != nil || len(f.texts) != 0 {
				t.Errorf("remove: %v; %d items stay behind", err, len(f.texts))
			}
		})
	}
}

func TestListNamesEachSecretOnce(t *testing.T) {
	f := newFake()
	k := newWith(f, Options{ItemLimit: testLimit})
	for name, text := range map[string]string{"credential/2": "short", "credential/1": strings.Repeat("x", 3*testLimit), "a#b": "y"} {
		if err := k.Set(t.Context(), name, core.NewSecret(text)); err != nil {
			t.Fatal(err)
		}
	}
	f.texts["credential/0#b1"] = "left by a write that was cut short"
	got, ok, err := k.List(t.Context())
	if want := []string{"a#b", "credential/0", "credential/1", "credential/2"}; err != nil || !ok || !slices.Equal(got, want) {
		t.Errorf("%q, %v, %v; want %q", got, ok, err, want)
	}
}

// TestSetThatSaysNoAndDidIt: what the keychain took, though it reported a
// failure, is taken back.
func TestSetThatSaysNoAndDidIt(t *testing.T) {
	for _, old := range []string{"", "old", strings.Repeat("o", 3*testLimit)} {
		for _, next := range []string{"new", strings.Repeat("n", 2*testLimit)} {
			f := newFake()
			if old != "" {
				if err := set(f, old); err != nil {
					t.Fatal(err)
				}
			}
			before := maps.Clone(f.texts)
			b := &liar{fake: f, about: item}
			if _, err := (items{backend: b, limit: testLimit}).write(t.Context(), item, next); !errors.Is(err, errBroken) {
				t.Errorf("error %v", err)
			}
			if !maps.Equal(f.texts, before) {
				t.Errorf("from %d to %d bytes: %d items are left, were %d", len(old), len(next), len(f.texts), len(before))
			}
		}
	}
}

// liar does the first set of one item and says that it failed.
type liar struct {
	*fake
	about string
	told  bool
}

func (l *liar) set(name, text string) error {
	err := l.fake.set(name, text)
	if name == l.about && !l.told {
		l.told = true
		return errBroken
	}
	return err
}

func TestSecretThatLooksLikeAManifest(t *testing.T) {
	f := newFake()
	text := newManifest("a", 2, "x").String()
	if err := set(f, text); err != nil {
		t.Fatal(err)
	}
	if got, err := read(f); err != nil || got != text {
		t.Errorf("read returns %q, %v", got, err)
	}
}

// shapes are secrets that take different paths.
var shapes = map[string]string{
	"none": "", "short": "old", "long": strings.Repeat("o", 3*testLimit), "longer": strings.Repeat("p", 5*testLimit),
}

// forEveryBreak runs the write of one shape over another, with a break at each
// call in turn.
func forEveryBreak(t *testing.T, dead, afterEffect bool, check func(t *testing.T, f *fake, old, next string, err error)) {
	for oldName, old := range shapes {
		for nextName, next := range shapes {
			if next == "" {
				continue
			}
			next += "!"
			t.Run(oldName+" to "+nextName, func(t *testing.T) {
				for at := 0; ; at++ {
					f := newFake()
					if old != "" {
						if err := set(f, old); err != nil {
							t.Fatal(err)
						}
					}
					f.calls, f.breakAt, f.dead, f.afterEffect = 0, at, dead, afterEffect
					err := set(f, next)
					if f.calls <= at {
						return
					}
					check(t, f.mended(), old, next, err)
					if t.Failed() {
						t.Fatalf("broke at call %d", at)
					}
				}
			})
		}
	}
}

func TestCrashLeavesTheOldOrTheNew(t *testing.T) {
	for _, afterEffect := range []bool{false, true} {
		forEveryBreak(t, true, afterEffect, func(t *testing.T, f *fake, old, next string, err error) {
			got, readErr := read(f)
			switch {
			case got == next && readErr == nil, got == old && old != "" && readErr == nil:
			case old == "" && errors.Is(readErr, keyring.ErrNotFound):
			default:
				t.Errorf("read returns %d bytes, %v", len(got), readErr)
			}
			// The next write works, and the next remove leaves nothing behind.
			if err := set(f, next); err != nil {
				t.Error(err)
			}
			if got, err := read(f); err != nil || got != next {
				t.Errorf("after writing again, read returns %d bytes, %v", len(got), err)
			}
			if err := (items{f, testLimit}).remove(item); err != nil || len(f.texts) != 0 {
				t.Errorf("remove: %v; %d items stay behind", err, len(f.texts))
			}
		})
	}
}

func TestFailedWriteLeavesTheOld(t *testing.T) {
	for _, afterEffect := range []bool{false, true} {
		forEveryBreak(t, false, afterEffect, func(t *testing.T, f *fake, old, next string, err error) {
			want := old
			if err == nil {
				want = next
			}
			got, readErr := read(f)
			if want == "" && !errors.Is(readErr, keyring.ErrNotFound) || want != "" && (readErr != nil || got != want) {
				t.Errorf("write says %v; read returns %d bytes, %v; want %d bytes", err, len(got), readErr, len(want))
			}
		})
	}
}

func TestChangedPartsAreNoticed(t *testing.T) {
	for name, change := range map[string]func(texts map[string]string){
		"part missing":      func(texts map[string]string) { delete(texts, item+"#a2") },
		"part altered":      func(texts map[string]string) { texts[item+"#a2"] = strings.Repeat("x", testLimit) },
		"part cut":          func(texts map[string]string) { texts[item+"#a3"] = "" },
		"item emptied":      func(texts map[string]string) { texts[item] = "" },
		"manifest cut":      func(texts map[string]string) { texts[item] = texts[item][:40] },
		"manifest extended": func(texts map[string]string) { texts[item] += " " },
		"count":             func(texts map[string]string) { texts[item] = strings.Replace(texts[item], "count=3", "count=2", 1) },
		"count too high":    func(texts map[string]string) { texts[item] = strings.Replace(texts[item], "count=3", "count=99999", 1) },
	} {
		t.Run(name, func(t *testing.T) {
			f := newFake()
			if err := set(f, shapes["long"]); err != nil {
				t.Fatal(err)
			}
			change(f.texts)
			if text, err := read(f); codeOf(err) != finding.KeychainItemChanged {
				t.Errorf("read returns %d bytes, %v", len(text), err)
			}
			// Replacing mends it.
			if err := set(f, "new"); err != nil {
				t.Error(err)
			}
			if got, err := read(f); err != nil || got != "new" {
				t.Errorf("after a replacement, read returns %q, %v", got, err)
			}
		})
	}
}

func TestCodeOfWhatGoKeyringReturns(t *testing.T) {
	for err, want := range map[error]core.Code{
		keyring.ErrNotFound:            finding.KeychainItemMissing,
		keyring.ErrSetDataTooBig:       finding.KeychainTooLarge,
		keyring.ErrUnsupportedPlatform: finding.KeychainAbsent,
		errReadBack:                    finding.KeychainFailed,
		errBroken:                      finding.KeychainFailed,
	} {
		if got := codeOf(fmt.Errorf("wrapped: %w", err)); got != want {
			t.Errorf("%v: got %s, want %s", err, got, want)
		}
	}
}

func FuzzParseManifest(f *testing.F) {
	f.Add(newManifest("a", 3, "text").String())
	f.Add("")
	f.Add(manifestPrefix)
	f.Fuzz(func(t *testing.T, text string) {
		m, err := parseManifest(text)
		if err == nil && (m.String() != text || m.count < 1 || m.count > maxParts || !isManifest(text)) {
			t.Errorf("%q was read as %+v", text, m)
		}
	})
}
