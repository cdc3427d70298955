package crosscheck_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the store's driver, to hold and to damage its file

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/keychain"
	"github.com/sureline/sureline/core/profile"
	"github.com/sureline/sureline/core/ringcentral"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/store"
)

// database opens the file behind the store's back.
func database(t *testing.T, dir string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, "sureline.db"))
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func execute(t *testing.T, db *sql.DB, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := db.Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

// fresh makes a store and closes it again.
func fresh(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

// files damages what Sureline keeps.
func files(t *testing.T) {
	t.Run("damaged store", func(t *testing.T) {
		dir := fresh(t)
		if err := os.WriteFile(filepath.Join(dir, "sureline.db"), []byte(strings.Repeat("not a database\n", 99)), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := store.Open(t.Context(), store.Options{Dir: dir})
		noteError(t, err, finding.StoreUnreadable)
	})
	t.Run("newer store", func(t *testing.T) {
		dir := fresh(t)
		execute(t, database(t, dir), "PRAGMA user_version = 99")
		_, err := store.Open(t.Context(), store.Options{Dir: dir})
		noteError(t, err, finding.StoreNewer)
	})
	t.Run("busy store", func(t *testing.T) {
		dir := fresh(t)
		s, err := store.Open(t.Context(), store.Options{Dir: dir})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		db := database(t, dir)
		execute(t, db, "BEGIN IMMEDIATE")
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		noteError(t, s.Apply(ctx, core.Change{SaveProfile: new(core.Profile{ID: "acme"})}), finding.StoreBusy)
		execute(t, db, "ROLLBACK")
	})
	t.Run("full disk", fullDisk)
	t.Run("profile", func(t *testing.T) {
		_, err := profile.Open(filepath.Join(t.TempDir(), "none.sureline"))
		noteError(t, err, finding.ProfileUnreadable)
		_, err = profile.Read(strings.NewReader("name = "), "broken.sureline")
		noteError(t, err, finding.ProfileInvalid)
		_, err = profile.Read(strings.NewReader("id = \"acme\"\nsecret = 1\n"), "wrong.sureline")
		noteError(t, err, finding.ProfileInvalid)
	})
	t.Run("settings", func(t *testing.T) {
		noteError(t, settings.Save(t.TempDir(), settings.Settings{Theme: "pink"}), finding.SettingInvalid)
		_, err := ringcentral.New(ringcentral.Options{Network: ringcentral.Network{CAFiles: []string{filepath.Join(t.TempDir(), "none.pem")}}})
		noteError(t, err, finding.SettingInvalid)
	})
	t.Run("too large for the keychain", func(t *testing.T) {
		k := keychain.New(keychain.Options{Service: "Sureline crosscheck"})
		noteError(t, k.Set(t.Context(), "x", core.NewSecret(strings.Repeat("x", keychain.MaxSecret+1))), finding.KeychainTooLarge)
	})
}
