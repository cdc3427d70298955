// Package store owns what Sureline remembers between runs: profiles,
// connections, the history of verifications, the installation's identifier, and
// the shared budget of requests that RingCentral counts. It is one SQLite file,
// safe to use from the window and the command line at once, and it never holds
// a secret: those are the keychain's.
//
// It imports core and core/finding. See docs/adr/0002-store.md.
package store

import (
	"context"
	"database/sql"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/sureline/sureline/core"
)

// fileName is the database's name in the store's folder; SQLite keeps its
// journal beside it in fileName-wal and fileName-shm.
const fileName = "sureline.db"

// Store implements core.Store. It is safe for concurrent use, by several
// goroutines and by several processes.
type Store struct {
	db   *sql.DB
	path string
}

var _ core.Store = (*Store)(nil)

// Open opens the store in dir, and makes folder and file if they are missing,
// readable by this user only. A file that is not a store, is damaged, or was
// written by a newer Sureline is left as it is and told by store-unreadable or
// store-newer. It waits at most busyLimit for another process.
func Open(ctx context.Context, dir string) (*Store, error) {
	s := &Store{path: filepath.Join(dir, fileName)}
	if err := s.preparePath(dir); err != nil {
		return nil, s.fail("open the store", err)
	}
	if err := inspectHeader(s.path); err != nil {
		return nil, s.fail("open the store", err)
	}
	db, err := sql.Open("sqlite", dataSource(s.path))
	if err != nil {
		return nil, s.fail("open the store", err)
	}
	// One connection: within the process callers queue fairly and can be
	// cancelled, instead of polling SQLite's lock against each other.
	db.SetMaxOpenConns(1)
	s.db = db
	if err := s.migrate(ctx, migrations); err != nil {
		_ = db.Close()
		return nil, s.fail("open the store", err)
	}
	return s, nil
}

// Close ends the use of the store. Calls after it fail.
func (s *Store) Close() error {
	if err := s.db.Close(); err != nil {
		return s.fail("close the store", err)
	}
	return nil
}

// preparePath makes the folder and an empty file with the modes that keep other
// users out, whatever the umask is. SQLite gives its journal files the mode of
// the database.
func (s *Store) preparePath(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	tighten(dir, 0o700)
	for _, path := range []string{s.path, s.path + "-wal", s.path + "-shm"} {
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
	params := url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(" + busyStepMS + ")", "foreign_keys(1)"},
	}
	return (&url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: params.Encode()}).String()
}
