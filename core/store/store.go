// Package store owns what Sureline remembers between runs: profiles,
// connections, the history of verifications, the installation's identifier, and
// in a file of its own the shared budget of requests that RingCentral counts.
// Both are SQLite files, safe to use from the window and the command line at
// once, and never hold a secret: those are the keychain's.
//
// It imports core, core/finding and core/boottime. See docs/adr/0002-store.md.
package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/boottime"
)

// fileName is the database's name in the store's folder; SQLite keeps its
// journal beside it in fileName-wal and fileName-shm.
const fileName = "sureline.db"

// Store implements core.Store. It is safe for concurrent use, by several
// goroutines and by several processes.
type Store struct {
	database
	budgets budgets
}

var _ core.Store = (*Store)(nil)

// Options say where a store lies.
type Options struct {
	// Dir is the folder of the store.
	Dir string
	// UserDir is the folder of the budget that all stores of this user share;
	// empty, or not to be written to, means Dir.
	UserDir string
	// Clock may be nil (boottime.Now).
	Clock func() boottime.Reading
}

// Open opens the store, and makes folder and file if they are missing,
// readable by this user only. A file that is not a store, is damaged, or was
// written by a newer Sureline is left as it is and told by store-unreadable or
// store-newer. It waits at most busyLimit for another process.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Clock == nil {
		o.Clock = boottime.Now
	}
	file, err := openDatabase(ctx, filepath.Join(o.Dir, fileName), migrations)
	if err != nil {
		return nil, err
	}
	return &Store{database: file, budgets: budgets{options: o}}, nil
}

// Close ends the use of the store. Calls after it fail.
func (s *Store) Close() error {
	return errors.Join(s.budgets.close(), s.database.close())
}

// database is one file of SQLite.
type database struct {
	db   *sql.DB
	path string
}

// openDatabase opens the file, and makes it and its folder if they are missing.
func openDatabase(ctx context.Context, path string, scripts []string) (database, error) {
	if whole, err := filepath.Abs(path); err == nil {
		path = whole // the address of a file has no relative form
	}
	d := database{path: path}
	if err := d.preparePath(filepath.Dir(path)); err != nil {
		return d, d.fail("open the store", err)
	}
	if err := inspectHeader(path, len(scripts)); err != nil {
		return d, d.fail("open the store", err)
	}
	db, err := sql.Open("sqlite", dataSource(path))
	if err != nil {
		return d, d.fail("open the store", err)
	}
	// One connection: within the process callers queue fairly and can be
	// cancelled, instead of polling SQLite's lock against each other.
	db.SetMaxOpenConns(1)
	d.db = db
	if err := d.migrate(ctx, scripts); err != nil {
		_ = db.Close()
		return d, d.fail("open the store", err)
	}
	return d, nil
}

func (d *database) close() error {
	if err := d.db.Close(); err != nil {
		return d.fail("close the store", err)
	}
	return nil
}

// preparePath makes the folder and an empty file with the modes that keep other
// users out, whatever the umask is. SQLite gives its journal files the mode of
// the database.
func (d *database) preparePath(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(d.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	tighten(dir, 0o700)
	for _, path := range []string{d.path, d.path + "-wal", d.path + "-shm"} {
		tighten(path, 0o600)
	}
	return nil
}

// tighten takes from others what they may do with the path. A failure is let
// pass: the file system may know no modes, and nothing secret is inside.
func tighten(path string, mode os.FileMode) {
	if info, err := os.Stat(path); err == nil && info.Mode().Perm() != mode {
		_ = os.Chmod(path, mode)
	}
}

// dataSource returns the driver's name for the file. Every write starts with
// BEGIN IMMEDIATE, so that two writers wait for each other at the start and
// never fail in the middle. synchronous stays at FULL, SQLite's default: a
// connection whose credential is already in the keychain must survive a power
// cut, and there are few writes.
func dataSource(path string) string {
	path = filepath.ToSlash(path)
	if !strings.HasPrefix(path, "/") { // C:/Users/…
		path = "/" + path
	}
	// The empty authority has to be written: without it SQLite would take the
	// server's name in //server/share for one (sqlite.org/uri.html section 3.1).
	params := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(" + busyStepMS + ")", "foreign_keys(1)"},
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: params.Encode()}).String()
}
