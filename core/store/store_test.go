package store_test

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/store"
)

func open(t *testing.T, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatalf("open: %v (%v)", err, errors.Unwrap(err))
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v (cause: %v)", err, errors.Unwrap(err))
	}
}

var noon = time.Date(2026, 3, 1, 12, 0, 0, 5e6, time.UTC)

func acme() core.Profile {
	return core.Profile{
		ID: "acme", Name: "Acme Sync", ClientID: "id-1", Server: core.DefaultServer, Console: core.DefaultConsole,
		Scopes: []string{"ReadAccounts"}, SupportEmail: "help@acme.example", SupportURL: "https://acme.example/help",
		TokenURL: "https://acme.example/token", ClientAuth: core.ClientAuthNone, ConfirmedHosts: []string{"acme.example"},
	}
}

func northwind() core.Connection {
	expires := noon.AddDate(1, 0, 0)
	return core.Connection{
		ID: "c1", Name: "Northwind", ProfileID: "acme", App: "Acme Sync", Account: "Northwind Traders", Person: "Ada Jones",
		Extension: "101", OwnerID: "77", Scopes: []string{"ReadAccounts", "SMS"}, Fingerprint: "0123456789ab",
		ExpiresAt: &expires, CreatedAt: noon, VerifiedAt: noon.Add(time.Second), LastCode: finding.Maintenance,
		LastCheckedAt: noon.Add(2 * time.Second), IdentityKnownAt: new(noon.Add(3 * time.Second)),
	}
}

// change gives every field of the struct another value, but for those named.
func change[T any](v T, but ...string) T {
	fields := reflect.ValueOf(&v).Elem()
	for i := range fields.NumField() {
		f := fields.Field(i)
		if slices.Contains(but, fields.Type().Field(i).Name) {
			continue
		}
		switch old := f.Interface().(type) {
		case []string:
			f.Set(reflect.ValueOf(append(slices.Clone(old), "another")))
		case time.Time:
			f.Set(reflect.ValueOf(old.Add(time.Hour)))
		case *time.Time:
			f.Set(reflect.ValueOf(new(noon.Add(time.Hour))))
		default:
			f.SetString(f.String() + "2")
		}
	}
	return v
}

// TestProfilesComeBackAsSaved, also when they replace one of the same ID.
func TestProfilesComeBackAsSaved(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	bare := core.Profile{ID: "acme", Scopes: []string{}, ConfirmedHosts: []string{}}
	for _, want := range []core.Profile{acme(), change(acme(), "ID"), bare} {
		saved := want
		if len(want.Scopes) == 0 {
			saved.Scopes, saved.ConfirmedHosts = nil, nil
		}
		must(t, s.Apply(t.Context(), core.Change{SaveProfile: &saved}))
		all, err := s.Profiles(t.Context())
		must(t, err)
		if len(all) != 1 || !reflect.DeepEqual(all[0], want) {
			t.Errorf("got %+v\nwant only %+v", all, want)
		}
		if got, err := s.Profile(t.Context(), "acme"); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v\nwant %+v", got, err, want)
		}
	}
}

// TestConnectionsComeBackAsSaved, also when they replace one of the same ID.
func TestConnectionsComeBackAsSaved(t *testing.T) {
	s := open(t, t.TempDir())
	other := change(acme())
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: &other}))
	changed := change(northwind(), "ID", "ProfileID")
	changed.ProfileID = other.ID
	bare := core.Connection{ID: "c1", Name: "bare", ProfileID: "acme", Scopes: []string{}, CreatedAt: noon}
	for _, want := range []core.Connection{northwind(), changed, bare} {
		must(t, s.Apply(t.Context(), core.Change{SaveConnection: &want}))
		got, err := s.Connection(t.Context(), want.ID)
		must(t, err)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("got  %+v\nwant %+v", got, want)
		}
	}
	second := northwind()
	second.ID, second.Name = "c2", "Anton"
	must(t, s.Apply(t.Context(), core.Change{SaveConnection: &second}))
	all, err := s.Connections(t.Context())
	must(t, err)
	if len(all) != 2 || all[0].Name != "Anton" || all[1].Name != "bare" {
		t.Errorf("not sorted by name: %+v", all)
	}

	must(t, s.Apply(t.Context(), core.Change{DeleteConnection: "c1"}))
	must(t, s.Apply(t.Context(), core.Change{DeleteConnection: "c1"}))
	if _, err := s.Connection(t.Context(), "c1"); !errors.Is(err, core.ErrNotFound) {
		t.Errorf("a removed connection gives %v", err)
	}
}

func TestNothingThereIsNotFound(t *testing.T) {
	s := open(t, t.TempDir())
	if _, err := s.Profile(t.Context(), "none"); !errors.Is(err, core.ErrNotFound) {
		t.Errorf("profile: %v", err)
	}
	if _, err := s.Connection(t.Context(), "none"); !errors.Is(err, core.ErrNotFound) {
		t.Errorf("connection: %v", err)
	}
	if err := s.Apply(t.Context(), core.Change{SaveConnection: new(northwind())}); !errors.Is(err, core.ErrNotFound) {
		t.Errorf("connection of an unknown profile: %v", err)
	}
	if err := s.Apply(t.Context(), core.Change{AddVerification: new(core.Verification{ConnectionID: "none"})}); !errors.Is(err, core.ErrNotFound) {
		t.Errorf("verification of an unknown connection: %v", err)
	}
	if all, err := s.Connections(t.Context()); err != nil || all == nil || len(all) != 0 {
		t.Errorf("no connections: %v, %v", all, err)
	}
}

func TestProfileInUseStays(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	must(t, s.Apply(t.Context(), core.Change{SaveConnection: new(northwind())}))
	if err := s.Apply(t.Context(), core.Change{DeleteProfile: "acme"}); !errors.Is(err, core.ErrInUse) {
		t.Errorf("got %v, want ErrInUse", err)
	}
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())})) // replacing it must not trip over the connection
	must(t, s.Apply(t.Context(), core.Change{DeleteConnection: "c1"}))
	must(t, s.Apply(t.Context(), core.Change{DeleteProfile: "acme"}))
	must(t, s.Apply(t.Context(), core.Change{DeleteProfile: "acme"}))
}

func TestNamesAreUniqueWithoutCase(t *testing.T) {
	for _, tt := range []struct {
		name, first, second string
		taken               bool
	}{
		{"same", "Acme", "Acme", true},
		{"ASCII case", "Acme", "aCME", true},
		{"outer space", "Acme", " Acme ", true},
		{"German sharp s", "Straße", "STRASSE", true},
		{"Greek final sigma", "ΟΔΟΣ", "οδος", true},
		{"composed and decomposed", "Café", "CAFE\u0301", true},
		{"Cyrillic", "Привет", "ПРИВЕТ", true},
		{"another name", "Acme", "Acme 2", false},
		{"accent counts", "Cafe", "Café", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := open(t, t.TempDir())
			must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
			one, two := northwind(), northwind()
			one.Name, two.ID, two.Name = tt.first, "c2", tt.second
			must(t, s.Apply(t.Context(), core.Change{SaveConnection: new(one)}))
			if err := s.Apply(t.Context(), core.Change{SaveConnection: new(two)}); errors.Is(err, core.ErrNameTaken) != tt.taken || !tt.taken && err != nil {
				t.Errorf("got %v, taken should be %t", err, tt.taken)
			}
			one.Name = tt.second + " (new)"
			must(t, s.Apply(t.Context(), core.Change{SaveConnection: new(one)})) // renaming oneself is free
		})
	}
}

func TestHistoryKeepsTheNewest(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	must(t, s.Apply(t.Context(), core.Change{SaveConnection: new(northwind())}))
	other := northwind()
	other.ID, other.Name = "c2", "Other"
	must(t, s.Apply(t.Context(), core.Change{SaveConnection: new(other)}))
	must(t, s.Apply(t.Context(), core.Change{AddVerification: new(core.Verification{ConnectionID: "c2", At: noon})}))
	last := core.Verification{}
	for i := range store.HistoryLimit + 3 {
		last = core.Verification{
			ConnectionID: "c1", At: noon.Add(time.Duration(i) * time.Second), Connected: i%2 == 0, Code: finding.Offline,
			Calls:    []core.Call{{Method: "GET", URL: "https://platform.ringcentral.com/restapi/v1.0/status", Status: 200, ErrorCodes: []string{"CMN-211"}, At: noon}},
			Findings: []core.Finding{finding.WithDetail(finding.NewOffline("platform.ringcentral.com"), map[string]string{"request_id": "r-1"})},
		}
		must(t, s.Apply(t.Context(), core.Change{AddVerification: new(last)}))
	}
	all, err := s.Verifications(t.Context(), "c1", 1000)
	must(t, err)
	if len(all) != store.HistoryLimit || !reflect.DeepEqual(all[0], last) {
		t.Errorf("%d kept, newest %+v; want %d and %+v", len(all), all[0], store.HistoryLimit, last)
	}
	if few, err := s.Verifications(t.Context(), "c1", 2); err != nil || len(few) != 2 {
		t.Errorf("limit 2 gives %d, %v", len(few), err)
	}
	if of2, err := s.Verifications(t.Context(), "c2", 10); err != nil || len(of2) != 1 {
		t.Errorf("the other's history has %d lines, %v", len(of2), err)
	}
	must(t, s.Apply(t.Context(), core.Change{DeleteConnection: "c1"}))
	if gone, err := s.Verifications(t.Context(), "c1", 10); err != nil || len(gone) != 0 {
		t.Errorf("history outlives its connection: %d lines, %v", len(gone), err)
	}
}

func TestOthersAreKeptOut(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("Windows has no file modes; the folder is under the user's profile")
	}
	dir := filepath.Join(t.TempDir(), "a #%?b", "sureline")
	s := open(t, dir)
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	checkModes(t, dir)
	must(t, s.Close())

	must(t, os.Chmod(dir, 0o755))
	must(t, os.Chmod(filepath.Join(dir, "sureline.db"), 0o644))
	s = open(t, dir)
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	checkModes(t, dir)
}

func checkModes(t *testing.T, dir string) {
	t.Helper()
	for name, want := range map[string]os.FileMode{"": 0o700, "sureline.db": 0o600, "sureline.db-wal": 0o600, "sureline.db-shm": 0o600} {
		info, err := os.Stat(filepath.Join(dir, name))
		must(t, err)
		if info.Mode().Perm() != want {
			t.Errorf("%q has mode %o, want %o", name, info.Mode().Perm(), want)
		}
	}
}
