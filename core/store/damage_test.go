package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/store"
)

// file makes a store with a profile in it and returns the path of its file.
func file(t *testing.T, dir string) string {
	t.Helper()
	s := open(t, dir)
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
	must(t, s.Close())
	return filepath.Join(dir, "sureline.db")
}

func TestBadFilesAreToldAndLeftAlone(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(t *testing.T, path string)
		want  core.Code
	}{
		{"text", func(t *testing.T, path string) { overwrite(t, path, []byte(strings.Repeat("not a database\n", 20))) }, finding.StoreUnreadable},
		{"short", func(t *testing.T, path string) { overwrite(t, path, []byte("SQLite")) }, finding.StoreUnreadable},
		{"damaged page", func(t *testing.T, path string) {
			data, err := os.ReadFile(path)
			must(t, err)
			for i := 100; i < 4096; i++ {
				data[i] = 0xA5
			}
			overwrite(t, path, data)
		}, finding.StoreUnreadable},
		{"of another program", func(t *testing.T, path string) {
			must(t, os.Remove(path))
			query(t, path, "CREATE TABLE notes (text); PRAGMA user_version = 0")
		}, finding.StoreUnreadable},
		{"newer", func(t *testing.T, path string) { query(t, path, "PRAGMA user_version = 99") }, finding.StoreNewer},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			path := file(t, dir)
			tt.spoil(t, path)
			before, err := os.ReadFile(path)
			must(t, err)
			_, err = store.Open(t.Context(), store.Options{Dir: dir})
			if !core.HasCode(err, tt.want) {
				t.Fatalf("got %v (cause %v), want %s", err, errors.Unwrap(err), tt.want)
			}
			after, err := os.ReadFile(path)
			must(t, err)
			if !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
			if rest, _ := filepath.Glob(path + "-*"); len(rest) > 0 {
				t.Errorf("left behind: %v", rest)
			}
		})
	}
}

func overwrite(t *testing.T, path string, data []byte) {
	t.Helper()
	must(t, os.WriteFile(path, data, 0o600))
}

func query(t *testing.T, path, script string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	must(t, err)
	_, err = db.ExecContext(t.Context(), script)
	must(t, err)
	must(t, db.Close())
}

func TestNewerStoreThatIsStillInUse(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	// The number stands in the journal only, as while a newer Sureline runs.
	if _, err := s.DB().Exec("PRAGMA wal_autocheckpoint = 0; PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Open(t.Context(), store.Options{Dir: dir}); !core.HasCode(err, finding.StoreNewer) {
		t.Errorf("got %v, want store-newer", err)
	}
}

func TestFolderThatCannotBe(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "file")
	overwrite(t, blocked, nil)
	_, err := store.Open(t.Context(), store.Options{Dir: filepath.Join(blocked, "sureline")})
	if !core.HasCode(err, finding.StoreUnreadable) {
		t.Errorf("got %v, want store-unreadable", err)
	}
}

// TestOldStoreIsBroughtUp: what the first version kept is there, with the
// defaults of what came later.
func TestOldStoreIsBroughtUp(t *testing.T) {
	dir := t.TempDir()
	query(t, filepath.Join(dir, "sureline.db"), store.Initial+`
		PRAGMA application_id = 0x5375724C; PRAGMA user_version = 1;
		INSERT INTO profiles VALUES ('acme', 'Acme', 'id-1', 's', 'c', '[]', '', '', '', 'basic', '[]');
		INSERT INTO connections VALUES ('c1', 'Known', 'known', 'acme', 'Acme', 'Northwind Traders', '', '', '77', '[]', 'f', NULL, 1000, 2000, '', NULL),
			('c2', 'Unknown', 'unknown', 'acme', 'Acme', '', '', '', '77', '[]', 'f', NULL, 1000, 2000, '', NULL)`)
	s := open(t, dir)
	want := core.Profile{
		ID: "acme", Name: "Acme", ClientID: "id-1", Server: "s", Console: "c", ClientAuth: core.ClientAuthBasic,
		Scopes: []string{}, ConfirmedHosts: []string{}, ConnectVia: core.ConnectHere,
	}
	if got, err := s.Profile(t.Context(), "acme"); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	all, err := s.Connections(t.Context())
	must(t, err)
	if at := all[0].IdentityKnownAt; at == nil || at.UnixMilli() != 2000 || all[1].IdentityKnownAt != nil {
		t.Errorf("the identities are dated %v and %v", at, all[1].IdentityKnownAt)
	}
	if begun, err := s.Begun(t.Context()); err != nil || len(begun) != 0 {
		t.Errorf("begun %+v, %v", begun, err)
	}
}

// TestMakingThatWasCutShort: what SQLite has to undo first does not count, be it
// a header that would be refused.
func TestMakingThatWasCutShort(t *testing.T) {
	dir, making := t.TempDir(), filepath.Join(t.TempDir(), "sureline.db")
	db, err := sql.Open("sqlite", making)
	must(t, err)
	defer db.Close()
	db.SetMaxOpenConns(1)
	_, err = db.Exec(`PRAGMA cache_size = 1; BEGIN; PRAGMA user_version = 5; CREATE TABLE x (y);
		WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) INSERT INTO x SELECT randomblob(1000) FROM n`)
	must(t, err)
	for _, suffix := range []string{"", "-journal"} {
		data, err := os.ReadFile(making + suffix)
		must(t, err)
		if len(data) == 0 {
			t.Fatalf("nothing was written to %q yet", suffix)
		}
		overwrite(t, filepath.Join(dir, "sureline.db"+suffix), data)
	}
	s := open(t, dir)
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
}

func TestFailedMigrationChangesNothing(t *testing.T) {
	dir := t.TempDir()
	path := file(t, dir)
	s := open(t, dir)
	for _, script := range []string{
		"CREATE TABLE extra (x); DROP TABLE profiles_of_nobody",
		"DELETE FROM profiles; INSERT INTO profiles (id) VALUES ('half')",
	} {
		if err := s.WithMigration(t.Context(), script); err == nil {
			t.Fatal("the migration should have failed")
		}
	}
	must(t, s.Close())
	s = open(t, dir)
	if all, err := s.Profiles(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("profiles: %v, %v", all, err)
	}
	var extra, version int
	must(t, s.DB().QueryRow("SELECT (SELECT count(*) FROM sqlite_schema WHERE name='extra'), user_version FROM pragma_user_version").Scan(&extra, &version))
	if extra != 0 || version != store.Version {
		t.Errorf("half a migration was kept: extra=%d version=%d", extra, version)
	}

	must(t, s.WithMigration(t.Context(), "CREATE TABLE extra (x)"))
	must(t, s.Close())
	if _, err := store.Open(t.Context(), store.Options{Dir: dir}); !core.HasCode(err, finding.StoreNewer) {
		t.Errorf("after the next version's migration: %v, want store-newer (%s)", err, path)
	}
}

func TestBusyStore(t *testing.T) {
	dir := t.TempDir()
	s, holder := open(t, dir), open(t, dir)
	tx, err := holder.DB().Begin()
	must(t, err)
	defer func() { _ = tx.Rollback() }()

	if _, err := s.Profiles(t.Context()); err != nil {
		t.Errorf("reading while another writes: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	stop := time.AfterFunc(50*time.Millisecond, cancel)
	defer stop.Stop()
	begun := time.Now()
	if err := s.Apply(ctx, core.Change{SaveProfile: new(acme())}); !core.HasCode(err, finding.Cancelled) {
		t.Errorf("cancelled while it waits: %v (%v)", err, errors.Unwrap(err))
	}
	if took := time.Since(begun); took > 2*time.Second {
		t.Errorf("cancelling took %v", took)
	}
	ctx, cancel = context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	if err := s.Apply(ctx, core.Change{SaveProfile: new(acme())}); !core.HasCode(err, finding.StoreBusy) {
		t.Errorf("out of time while it waits: %v", err)
	}
	must(t, tx.Rollback())
	must(t, s.Apply(t.Context(), core.Change{SaveProfile: new(acme())}))
}

func TestDiskFull(t *testing.T) {
	s := open(t, t.TempDir())
	if _, err := s.DB().Exec("PRAGMA max_page_count = 1"); err != nil {
		t.Fatal(err)
	}
	p := acme()
	p.SupportURL = strings.Repeat("x", 1<<20)
	if err := s.Apply(t.Context(), core.Change{SaveProfile: new(p)}); !core.HasCode(err, finding.DiskFull) {
		t.Errorf("got %v (%v), want disk-full", err, errors.Unwrap(err))
	}
	if all, err := s.Profiles(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("half a profile was kept: %v, %v", all, err)
	}
}

func TestClosedStoreSaysSo(t *testing.T) {
	s := open(t, t.TempDir())
	must(t, s.Close())
	if _, err := s.Profiles(t.Context()); err == nil {
		t.Error("a closed store answers")
	} else if _, ok := core.FindingOf(err); !ok {
		t.Errorf("no finding in %v", err)
	}
}
