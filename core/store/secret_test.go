package store_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/store"
)

// The columns are all that the store can keep: none may be made for a secret.
func TestNoColumnForASecret(t *testing.T) {
	s := open(t, t.TempDir())
	rows, err := s.DB().Query(`SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'`)
	must(t, err)
	defer func() { _ = rows.Close() }()
	secret := regexp.MustCompile(`secret|token|jwt|credential|password|assertion`)
	n := 0
	for ; rows.Next(); n++ {
		var column string
		must(t, rows.Scan(&column))
		if secret.MatchString(column) && column != "profiles.token_url" {
			t.Errorf("column %s", column)
		}
	}
	if must(t, rows.Err()); n < 20 {
		t.Errorf("only %d columns were looked at", n)
	}
}

func TestCanaryNeverReachesTheDisk(t *testing.T) {
	canary := core.NewSecret("canary-2f9c1d-store-never-sees-this")
	dir := t.TempDir()
	s := open(t, dir)
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	c := northwind()
	c.Fingerprint = canary.Fingerprint()
	must(t, s.Apply(t.Context(), core.Change{SaveConnection: new(c)}))
	// Formatted by mistake, a secret is masked before it gets here.
	must(t, s.Apply(t.Context(), core.Change{AddVerification: new(core.Verification{ConnectionID: c.ID, At: noon, Calls: []core.Call{{Error: canary.String()}}})}))

	files, err := filepath.Glob(filepath.Join(dir, "*"))
	must(t, err)
	found := false
	for _, path := range files {
		data, err := os.ReadFile(path)
		must(t, err)
		if bytes.Contains(data, []byte(canary.Reveal())) {
			t.Errorf("the canary is in %s", filepath.Base(path))
		}
		found = found || bytes.Contains(data, []byte(canary.Fingerprint()))
	}
	if !found {
		t.Error("the search does not find even the fingerprint")
	}
}

func BenchmarkOpen(b *testing.B) {
	dir := b.TempDir()
	for b.Loop() {
		benchOpen(b, dir)
	}
}

// BenchmarkNothingToSettle is what a start adds to find out that no change was
// left in the middle.
func BenchmarkNothingToSettle(b *testing.B) {
	s, err := store.Open(b.Context(), store.Options{Dir: b.TempDir()})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = s.Close() })
	for b.Loop() {
		if begun, err := s.Begun(b.Context()); err != nil || len(begun) > 0 {
			b.Fatal(begun, err)
		}
	}
}

func BenchmarkOpenNew(b *testing.B) {
	for b.Loop() {
		benchOpen(b, b.TempDir())
	}
}

func benchOpen(b *testing.B, dir string) {
	b.Helper()
	s, err := store.Open(b.Context(), store.Options{Dir: dir})
	if err != nil {
		b.Fatal(err)
	}
	if _, err := s.Connections(b.Context()); err != nil {
		b.Fatal(err)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}
