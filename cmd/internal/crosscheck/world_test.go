package crosscheck_test

import (
	"context"
	"sync"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/ringcentral"
	"github.com/sureline/sureline/core/store"
)

// memory is a keychain that forgets.
type memory struct {
	mu    sync.Mutex
	items map[string]core.Secret
}

func (m *memory) Name() string { return "the keychain of the tests" }

func (m *memory) Get(_ context.Context, item string) (core.Secret, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if secret, ok := m.items[item]; ok {
		return secret, nil
	}
	return core.Secret{}, core.Fail("get", finding.NewKeychain(finding.KeychainItemMissing), nil)
}

func (m *memory) Set(_ context.Context, item string, secret core.Secret) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.items[item] = secret
	return nil
}

func (m *memory) Delete(_ context.Context, item string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.items, item)
	return nil
}

func (m *memory) List(context.Context) ([]string, bool, error) { return nil, false, nil }

func (m *memory) Probe(context.Context) error { return nil }

// world is all of Sureline but the operating system's keychain, against the
// demo platform.
type world struct {
	*rig
	*onboard.Service
	t        *testing.T
	store    *store.Store
	keychain *memory
	profile  core.Profile
}

// newWorld keeps what it stores in dir.
func newWorld(t *testing.T, r *rig, dir string) *world {
	t.Helper()
	kept, err := store.Open(t.Context(), store.Options{Dir: dir, Clock: r.clock.reading})
	if err != nil {
		t.Fatal(err)
	}
	client, err := ringcentral.New(ringcentral.Options{Now: r.clock.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.CloseIdle()
		if err := kept.Close(); err != nil {
			t.Error(err)
		}
	})
	w := &world{rig: r, t: t, store: kept, keychain: &memory{items: map[string]core.Secret{}}, profile: r.Profile()}
	w.Service = onboard.New(onboard.Deps{Keychain: w.keychain, Store: kept, Platform: client, Now: r.clock.Now})
	if _, err := w.AddProfile(t.Context(), onboard.ProfileRequest{Profile: w.profile, ClientSecret: r.ClientSecret()}); err != nil {
		t.Fatal(err)
	}
	return w
}

// issue returns a credential for the app.
func (w *world) issue(user int64, clientID string) core.Secret {
	w.t.Helper()
	jwt, err := w.CreateCredential(demo.CredentialRequest{UserID: user, AllowedClientIDs: []string{clientID}})
	if err != nil {
		w.t.Fatal(err)
	}
	return jwt
}

// app returns the world's profile with another app in it, kept with its secret.
func (w *world) app(id, clientID string) core.Profile {
	w.t.Helper()
	p := w.profile
	p.ID, p.ClientID = id, clientID
	if _, err := w.AddProfile(w.t.Context(), onboard.ProfileRequest{Profile: p, ClientSecret: w.ClientSecretOf(clientID)}); err != nil {
		w.t.Fatal(err)
	}
	return p
}

func (w *world) connect(p core.Profile, jwt core.Secret) core.Verdict {
	w.t.Helper()
	v := w.Connect(w.t.Context(), onboard.ConnectRequest{Profile: p, Check: w.CheckerFor(p).Check(jwt.Reveal()), SameOwner: onboard.KeepBoth}, nil)
	note(w.t, v.Findings...)
	return v
}

// want fails unless the code is among the findings.
func want(t *testing.T, findings []core.Finding, code core.Code) {
	t.Helper()
	note(t, findings...)
	if !has(findings, code) {
		var got []core.Code
		for _, f := range findings {
			got = append(got, f.Code)
		}
		t.Errorf("got %v, want %s", got, code)
	}
}
