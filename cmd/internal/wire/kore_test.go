package wire_test

import (
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/sureline/sureline/cmd/internal/wire"
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/sts"
)

const canary = "canarySecretDoNotLeak"

// memory is a keychain in memory; broken makes Set fail.
type memory struct {
	mu     sync.Mutex
	items  map[string]core.Secret
	broken bool
	// afterSet is called after each Set.
	afterSet func()
}

func (m *memory) Name() string { return "the keychain" }

func (m *memory) Get(_ context.Context, item string) (core.Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if s, ok := m.items[item]; ok {
		return s, nil
	}
	return core.Secret{}, core.Fail("get", finding.New(finding.KeychainItemMissing, finding.Args{"keychain": m.Name()}), nil)
}

func (m *memory) Set(_ context.Context, item string, s core.Secret) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken {
		return core.Fail("set", finding.New(finding.KeychainLocked, finding.Args{"keychain": m.Name()}), nil)
	}
	m.items[item] = s
	if m.afterSet != nil {
		m.afterSet()
	}
	return nil
}

func (m *memory) Delete(_ context.Context, item string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.items, item)
	return nil
}

func (m *memory) Probe(context.Context) error { return nil }

func openKore(t *testing.T) (*wire.Kore, *memory, string) {
	t.Helper()
	dir := t.TempDir()
	s := open(t, wire.Options{DataDir: dir})
	keychain := &memory{items: map[string]core.Secret{}}
	s.Keychain = keychain
	return s.Kore(), keychain, filepath.Join(dir, "kore.toml")
}

func client() kore.Client {
	return kore.Client{ClientID: "cs-1", Name: "Support", Policy: kore.PolicyAnonymous, Origins: []string{"http://localhost:8080"}}
}

func TestSecretOfAClientGoesToTheKeychainOnly(t *testing.T) {
	k, keychain, file := openKore(t)
	ctx := t.Context()
	if err := k.SaveClient(ctx, client(), core.Secret{}); !core.HasCode(err, finding.KoreSettingInvalid) {
		t.Errorf("saved without a secret: %v", err)
	}
	if err := k.SaveClient(ctx, client(), core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(file)
	if err != nil || strings.Contains(string(data), canary) {
		t.Errorf("%v, or the secret is in the file", err)
	}
	all, err := k.Clients(ctx)
	if err != nil || len(all) != 1 || all[0].Secret.Keychain != "cs-1" || keychain.items["kore/cs-1"].Reveal() != canary {
		t.Fatalf("%v %+v", err, all)
	}
	changed := all[0]
	changed.JTI = true
	if err := k.SaveClient(ctx, changed, core.Secret{}); err != nil || keychain.items["kore/cs-1"].Reveal() != canary {
		t.Errorf("a change without a secret lost it: %v", err)
	}
	minted, err := k.Mint(ctx, "cs-1", kore.Person{})
	if err != nil || !minted.Claims.Anonymous || minted.Claims.ID == "" {
		t.Fatalf("%v %+v", err, minted.Claims)
	}
	if i := k.Inspect(ctx, "cs-1", minted.JWT); i.Signature != kore.SignatureCurrent {
		t.Errorf("%+v", i)
	}
	if err := k.RemoveClient(ctx, "cs-1"); err != nil || len(keychain.items) != 0 {
		t.Errorf("%v, %d items left", err, len(keychain.items))
	}
	if i := k.Inspect(ctx, "cs-1", minted.JWT); i.Signature != kore.SignatureNotChecked {
		t.Errorf("%+v", i)
	}
	if _, err := k.Mint(ctx, "cs-1", kore.Person{}); !core.HasCode(err, finding.KoreClientNotServed) {
		t.Errorf("%v", err)
	}
}

func TestFailedSaveLeavesEverythingAsItWas(t *testing.T) {
	k, keychain, file := openKore(t)
	ctx := t.Context()
	if err := k.SaveClient(ctx, client(), core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	bad := client()
	bad.Policy = "nobody"
	if err := k.SaveClient(ctx, bad, core.NewSecret("other")); err == nil || keychain.items["kore/cs-1"].Reveal() != canary {
		t.Errorf("a client that is wrong took the secret: %v", err)
	}
	rs := client()
	rs.Algorithm = kore.RS256
	if err := k.SaveClient(ctx, rs, core.NewSecret("no key")); !core.HasCode(err, finding.KoreKeyUnreadable) || keychain.items["kore/cs-1"].Reveal() != canary {
		t.Errorf("%v", err)
	}
	keychain.broken = true
	if err := k.SaveClient(ctx, client(), core.NewSecret("other")); !core.HasCode(err, finding.KeychainLocked) {
		t.Errorf("%v", err)
	}
	keychain.broken = false
	if err := os.WriteFile(file, []byte("client ="), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Clients(ctx); !core.HasCode(err, finding.KoreSettingInvalid) {
		t.Errorf("%v", err)
	}
	if err := k.SaveClient(ctx, client(), core.NewSecret("other")); err == nil || keychain.items["kore/cs-1"].Reveal() != canary {
		t.Error("a broken list was overwritten")
	}
}

func TestSecretBeforeIsKeptWhenWanted(t *testing.T) {
	k, keychain, _ := openKore(t)
	ctx := t.Context()
	const now, before = "kore/cs-1", "kore/cs-1~previous"
	save := func(c kore.Client, secret string) {
		t.Helper()
		if err := k.SaveClient(ctx, c, core.NewSecret(secret)); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(want, wantBefore string) {
		t.Helper()
		if keychain.items[now].Reveal() != want || keychain.items[before].Reveal() != wantBefore {
			t.Errorf("the keychain has %q and before it %q, want %q and %q", keychain.items[now].Reveal(), keychain.items[before].Reveal(), want, wantBefore)
		}
	}
	rotating := client()
	rotating.Previous = kore.PreviousSource("cs-1")
	save(rotating, "one") // there is none before
	holds("one", "")
	minted, err := k.Mint(ctx, "cs-1", kore.Person{})
	if err != nil {
		t.Fatal(err)
	}
	save(rotating, "two")
	holds("two", "one")
	if i := k.Inspect(ctx, "cs-1", minted.JWT); i.Signature != kore.SignaturePrevious {
		t.Errorf("what the old secret signed is %s", i.Signature)
	}
	save(rotating, "two") // the same again replaces nothing
	holds("two", "one")
	all, err := k.Clients(ctx)
	if err != nil || all[0].Previous != kore.PreviousSource("cs-1") {
		t.Fatalf("%v %+v", err, all)
	}
	bad := rotating
	bad.Policy = "nobody"
	if err := k.SaveClient(ctx, bad, core.NewSecret("three")); err == nil {
		t.Error("a wrong client was saved")
	}
	holds("two", "one")
	forgetful := all[0]
	forgetful.Previous = kore.Source{}
	save(forgetful, "")
	holds("two", "")
	save(rotating, "three")
	holds("three", "two")
	if err := k.RemoveClient(ctx, "cs-1"); err != nil || len(keychain.items) != 0 {
		t.Errorf("%v, %d items left", err, len(keychain.items))
	}
}

// A file that cannot be written leaves both secrets as they were.
func TestFailedRotationIsUndone(t *testing.T) {
	k, keychain, file := openKore(t)
	ctx := t.Context()
	rotating := client()
	rotating.Previous = kore.PreviousSource("cs-1")
	for _, secret := range []string{"one", "two"} {
		if err := k.SaveClient(ctx, rotating, core.NewSecret(secret)); err != nil {
			t.Fatal(err)
		}
	}
	keychain.afterSet = sync.OnceFunc(func() {
		// A folder that is not empty: nothing can take its place.
		if err := errors.Join(os.Remove(file), os.MkdirAll(filepath.Join(file, "x"), 0o700)); err != nil {
			t.Error(err)
		}
	})
	if err := k.SaveClient(ctx, rotating, core.NewSecret("three")); err == nil {
		t.Fatal("saved")
	}
	if keychain.items["kore/cs-1"].Reveal() != "two" || keychain.items["kore/cs-1~previous"].Reveal() != "one" {
		t.Error("the keychain is not as it was")
	}
}

func TestLongClientIDIsReadBack(t *testing.T) {
	k, _, _ := openKore(t)
	c := client()
	c.ClientID = "cs-" + strings.Repeat("a", 125)
	c.Previous = kore.PreviousSource(c.ClientID)
	for _, secret := range []string{"one", "two"} {
		if err := k.SaveClient(t.Context(), c, core.NewSecret(secret)); err != nil {
			t.Fatal(err)
		}
	}
	if all, err := k.Clients(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("the list cannot be read any more: %v", err)
	}
}

func TestEncryptionKeyIsCheckedBeforeItIsKept(t *testing.T) {
	k, keychain, file := openKore(t)
	public := filepath.Join(t.TempDir(), "kore.pem")
	if err := os.WriteFile(public, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{public, public + ".none"} {
		c := client()
		c.Encryption = &kore.Encryption{KeyFile: path}
		err := k.SaveClient(t.Context(), c, core.NewSecret(canary))
		if _, statErr := os.Stat(file); !core.HasCode(err, finding.KoreKeyUnreadable) || len(keychain.items) != 0 || statErr == nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestServiceRunsOnThisComputerAndFollowsTheList(t *testing.T) {
	k, _, _ := openKore(t)
	ctx := t.Context()
	if err := k.SaveClient(ctx, client(), core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var seen []sts.Event
	service, err := k.StartService(ctx, "0", func(e sts.Event) {
		mu.Lock()
		defer mu.Unlock()
		seen = append(seen, e)
	})
	if err != nil {
		t.Fatal(err)
	}
	ask := func(origin string) int {
		t.Helper()
		r, err := http.NewRequestWithContext(ctx, http.MethodPost, service.URL(), strings.NewReader(`{"clientId":"cs-1"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Origin", origin)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	if got := ask("http://localhost:8080"); got != http.StatusOK {
		t.Errorf("its own page got %d", got)
	}
	if got := ask("https://www.example.com"); got != http.StatusForbidden {
		t.Errorf("a foreign page got %d", got)
	}
	wider := client()
	wider.Origins = append(wider.Origins, "https://www.example.com")
	if err := k.SaveClient(ctx, wider, core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	if got := ask("https://www.example.com"); got != http.StatusOK {
		t.Errorf("after the change it got %d", got)
	}
	again, err := k.StartService(ctx, "0", nil)
	if err != nil || again.URL() != service.URL() {
		t.Errorf("a second service: %v", err)
	}
	if err := service.Stop(); err != nil {
		t.Error(err)
	}
	if err := errors.Join(service.Stop(), again.Stop()); err != nil {
		t.Errorf("stopped twice: %v", err)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(seen) != 3 || seen[0].Verdict != sts.Signed || seen[1].Code != finding.KoreOriginRefused {
		t.Errorf("%+v", seen)
	}
}

// A list that was written for a server runs here as well, also after a change.
func TestListOfAServerRunsHereOnly(t *testing.T) {
	k, keychain, file := openKore(t)
	keychain.items["kore/cs-1"] = core.NewSecret(canary)
	list := "listen = [\"127.0.0.1:0\"]\nproxies = [\"127.0.0.1\"]\nhosts = [\"sts.example.com\"]\n[[client]]\nclient_id = \"cs-1\"\n" +
		"identity = \"anonymous\"\nsecret = {keychain = \"cs-1\"}\n"
	if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	service, err := k.StartService(t.Context(), "0", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := service.Stop(); err != nil {
			t.Error(err)
		}
	}()
	ask := func() int {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, service.URL(), strings.NewReader(`{}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close()
		return answer.StatusCode
	}
	if got := ask(); got != http.StatusOK {
		t.Errorf("status %d", got)
	}
	changed := client()
	changed.Secret = kore.Source{Keychain: "cs-1"}
	if err := k.SaveClient(t.Context(), changed, core.Secret{}); err != nil {
		t.Fatal(err)
	}
	if got := ask(); got != http.StatusOK {
		t.Errorf("after a change: status %d", got)
	}
}

func TestReadKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "k.pem")
	if err := os.WriteFile(file, []byte(canary), 0o600); err != nil {
		t.Fatal(err)
	}
	if s, err := wire.ReadKey(t.Context(), file); err != nil || s.Reveal() != canary {
		t.Error(err)
	}
	for _, path := range []string{filepath.Dir(file), file + ".none"} {
		if _, err := wire.ReadKey(t.Context(), path); !core.HasCode(err, finding.KoreKeyUnreadable) {
			t.Errorf("%v", err)
		}
	}
}
