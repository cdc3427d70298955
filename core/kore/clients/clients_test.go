package clients_test

import (
	"context"
	"errors"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/clients"
	"github.com/sureline/sureline/core/kore/sts"
	"github.com/sureline/sureline/core/text"
)

const canary = coretest.CanarySecret

func reveal(k *coretest.Keychain, item string) string {
	secret := k.Items()[item]
	return secret.Reveal()
}

func newList(t *testing.T) (*clients.List, *coretest.Keychain, string) {
	t.Helper()
	keychain := &coretest.Keychain{}
	file := filepath.Join(t.TempDir(), "kore.toml")
	return clients.New(clients.Deps{
		Path: file, Keychain: keychain,
		Network: func(context.Context) (kore.Network, error) { return kore.Network{}, nil },
	}), keychain, file
}

func client() kore.Client {
	return kore.Client{ClientID: "cs-1", Name: "Support", Policy: kore.PolicyAnonymous, Origins: []string{"http://localhost:8080"}}
}

func TestSecretOfAClientGoesToTheKeychainOnly(t *testing.T) {
	k, keychain, file := newList(t)
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
	if err != nil || len(all) != 1 || all[0].Secret.Keychain != "cs-1" || reveal(keychain, "kore/cs-1") != canary {
		t.Fatalf("%v %+v", err, all)
	}
	changed := all[0]
	changed.JTI = true
	if err := k.SaveClient(ctx, changed, core.Secret{}); err != nil || reveal(keychain, "kore/cs-1") != canary {
		t.Errorf("a change without a secret lost it: %v", err)
	}
	minted, err := k.Mint(ctx, "cs-1", kore.Person{})
	if err != nil || !minted.Claims.Anonymous || minted.Claims.ID == "" {
		t.Fatalf("%v %+v", err, minted.Claims)
	}
	if i := k.Inspect(ctx, "cs-1", minted.JWT); i.Signature != kore.SignatureCurrent {
		t.Errorf("%+v", i)
	}
	if err := k.RemoveClient(ctx, "cs-1"); err != nil || len(keychain.Items()) != 0 {
		t.Errorf("%v, %d items left", err, len(keychain.Items()))
	}
	if i := k.Inspect(ctx, "cs-1", minted.JWT); i.Signature != kore.SignatureNotChecked {
		t.Errorf("%+v", i)
	}
	if _, err := k.Mint(ctx, "cs-1", kore.Person{}); !core.HasCode(err, finding.KoreClientNotServed) {
		t.Errorf("%v", err)
	}
}

func TestFailedSaveLeavesEverythingAsItWas(t *testing.T) {
	k, keychain, file := newList(t)
	ctx := t.Context()
	if err := k.SaveClient(ctx, client(), core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	bad := client()
	bad.Policy = "nobody"
	if err := k.SaveClient(ctx, bad, core.NewSecret("other")); err == nil || reveal(keychain, "kore/cs-1") != canary {
		t.Errorf("a client that is wrong took the secret: %v", err)
	}
	rs := client()
	rs.Algorithm = kore.RS256
	if err := k.SaveClient(ctx, rs, core.NewSecret("no key")); !core.HasCode(err, finding.KoreKeyUnreadable) || reveal(keychain, "kore/cs-1") != canary {
		t.Errorf("%v", err)
	}
	keychain.Before = func(_ context.Context, op, _ string) error {
		if op != "Set" {
			return nil
		}
		return core.Fail("set", finding.NewKeychain(finding.KeychainLocked), nil)
	}
	if err := k.SaveClient(ctx, client(), core.NewSecret("other")); !core.HasCode(err, finding.KeychainLocked) {
		t.Errorf("%v", err)
	}
	keychain.Before = nil
	if err := os.WriteFile(file, []byte("client ="), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := k.Clients(ctx); !core.HasCode(err, finding.KoreSettingInvalid) {
		t.Errorf("%v", err)
	}
	if err := k.SaveClient(ctx, client(), core.NewSecret("other")); err == nil || reveal(keychain, "kore/cs-1") != canary {
		t.Error("a broken list was overwritten")
	}
}

func TestSecretBeforeIsKeptWhenWanted(t *testing.T) {
	k, keychain, _ := newList(t)
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
		if reveal(keychain, now) != want || reveal(keychain, before) != wantBefore {
			t.Errorf("the keychain has %q and before it %q, want %q and %q", reveal(keychain, now), reveal(keychain, before), want, wantBefore)
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
	if err := k.RemoveClient(ctx, "cs-1"); err != nil || len(keychain.Items()) != 0 {
		t.Errorf("%v, %d items left", err, len(keychain.Items()))
	}
}

// A file that cannot be written leaves both secrets as they were.
func TestFailedRotationIsUndone(t *testing.T) {
	k, keychain, file := newList(t)
	ctx := t.Context()
	rotating := client()
	rotating.Previous = kore.PreviousSource("cs-1")
	for _, secret := range []string{"one", "two"} {
		if err := k.SaveClient(ctx, rotating, core.NewSecret(secret)); err != nil {
			t.Fatal(err)
		}
	}
	block := sync.OnceFunc(func() {
		// A folder that is not empty: nothing can take its place.
		if err := errors.Join(os.Remove(file), os.MkdirAll(filepath.Join(file, "x"), 0o700)); err != nil {
			t.Error(err)
		}
	})
	keychain.After = func(op, _ string) error {
		if op == "Set" {
			block()
		}
		return nil
	}
	if err := k.SaveClient(ctx, rotating, core.NewSecret("three")); err == nil {
		t.Fatal("saved")
	}
	if reveal(keychain, "kore/cs-1") != "two" || reveal(keychain, "kore/cs-1~previous") != "one" {
		t.Error("the keychain is not as it was")
	}
}

func TestLongClientIDIsReadBack(t *testing.T) {
	k, _, _ := newList(t)
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
	k, keychain, file := newList(t)
	public := filepath.Join(t.TempDir(), "kore.pem")
	if err := os.WriteFile(public, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{public, public + ".none"} {
		c := client()
		c.Encryption = &kore.Encryption{KeyFile: path}
		err := k.SaveClient(t.Context(), c, core.NewSecret(canary))
		if _, statErr := os.Stat(file); !core.HasCode(err, finding.KoreKeyUnreadable) || len(keychain.Items()) != 0 || statErr == nil {
			t.Errorf("%s: %v", path, err)
		}
	}
}

func TestServiceRunsOnThisComputerAndFollowsTheList(t *testing.T) {
	k, _, _ := newList(t)
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
	k, keychain, file := newList(t)
	if err := keychain.Set(t.Context(), "kore/cs-1", core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
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

// Whatever breaks while a client is changed or removed, list and keychain are as
// they were, and the service goes on as before.
func TestEveryBreakageIsUndone(t *testing.T) {
	type change struct {
		name string
		make func(*clients.List) error
	}
	replaced := client()
	replaced.Previous = kore.PreviousSource("cs-1")
	forgetful := client()
	forgetful.Secret = kore.Source{Keychain: "cs-1"}
	for _, c := range []change{
		{"another secret", func(l *clients.List) error { return l.SaveClient(t.Context(), replaced, core.NewSecret("three")) }},
		{"the one before forgotten", func(l *clients.List) error { return l.SaveClient(t.Context(), forgetful, core.Secret{}) }},
		{"removed", func(l *clients.List) error { return l.RemoveClient(t.Context(), "cs-1") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			for n := 1; ; n++ {
				l, keychain, file := newList(t)
				for _, secret := range []string{"one", "two"} {
					if err := l.SaveClient(t.Context(), replaced, core.NewSecret(secret)); err != nil {
						t.Fatal(err)
					}
				}
				items, list := keychain.Items(), content(t, file)
				left := n
				keychain.Before = func(context.Context, string, string) error {
					if left--; left == 0 {
						return core.Fail("test", finding.NewKeychain(finding.KeychainLocked), nil)
					}
					return nil
				}
				err := c.make(l)
				if left > 0 { // nothing was left to break
					if err != nil || n < 3 {
						t.Errorf("%d breakages, then %v", n-1, err)
					}
					return
				}
				if !core.HasCode(err, finding.KeychainLocked) || !maps.Equal(keychain.Items(), items) || content(t, file) != list {
					t.Errorf("breakage %d: %v; items %d, before %d", n, err, len(keychain.Items()), len(items))
				}
			}
		})
	}
}

func content(t *testing.T, file string) string {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// A list that the running service refuses is not kept either.
func TestListThatTheServiceRefusesIsUndone(t *testing.T) {
	l, keychain, file := newList(t)
	other := client()
	other.ClientID, other.Name = "cs-2", "Other"
	for _, c := range []kore.Client{client(), other} {
		if err := l.SaveClient(t.Context(), c, core.NewSecret("of "+c.ClientID)); err != nil {
			t.Fatal(err)
		}
	}
	service, err := l.StartService(t.Context(), "0", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := service.Stop(); err != nil {
			t.Error(err)
		}
	}()
	if err := keychain.Delete(t.Context(), "kore/cs-2"); err != nil {
		t.Fatal(err)
	}
	before := content(t, file)
	changed := client()
	changed.JTI = true
	if err := l.SaveClient(t.Context(), changed, core.NewSecret("another")); !core.HasCode(err, finding.KoreSecretMissing) {
		t.Errorf("error is %v", err)
	}
	if content(t, file) != before || reveal(keychain, "kore/cs-1") != "of cs-1" {
		t.Error("the refused change was kept")
	}
}

func TestStoppedServiceAnswersNobody(t *testing.T) {
	l, _, _ := newList(t)
	if err := l.SaveClient(t.Context(), client(), core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	for range 2 { // it can be started again
		service, err := l.StartService(t.Context(), "0", nil)
		if err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(service.URL())
		if err != nil {
			t.Fatal(err)
		}
		conn, err := net.Dial("tcp", u.Host)
		if err != nil {
			t.Fatal("does not listen:", err)
		}
		_ = conn.Close()
		if err := service.Stop(); err != nil {
			t.Error(err)
		}
		if conn, err := net.Dial("tcp", u.Host); err == nil {
			_ = conn.Close()
			t.Error("listens although it was stopped")
		}
	}
}

func TestVerifyGoesTheWayOfTheNetwork(t *testing.T) {
	broken := core.Fail("test", finding.NewSettingInvalid("proxy", "", text.Sentence{Key: "reason.not_a_web_address"}), nil)
	file := filepath.Join(t.TempDir(), "kore.toml")
	l := clients.New(clients.Deps{
		Path: file, Keychain: &coretest.Keychain{},
		Network: func(context.Context) (kore.Network, error) { return kore.Network{}, broken },
	})
	c := client()
	c.BotName, c.BotID = "Shop", "st-1"
	if err := l.SaveClient(t.Context(), c, core.NewSecret(canary)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Verify(t.Context(), "cs-1", kore.Trial{}); !errors.Is(err, broken) {
		t.Errorf("error is %v", err)
	}
	if _, err := l.Verify(t.Context(), "cs-9", kore.Trial{}); !core.HasCode(err, finding.KoreClientNotServed) {
		t.Errorf("error is %v", err)
	}
}
