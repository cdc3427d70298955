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
	"sync"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/boottime"
	"github.com/sureline/sureline/core/finding"
)

// fileName is the database's name in the store's folder; SQLite keeps its
// journal beside it in fileName-wal and fileName-shm.
const fileName = "sureline.db"

// Store implements core.Store. It is safe for concurrent use, by several
// goroutines and by several processes.
type Store struct {
	*database
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
	path    string
	scripts []string

	// mu guards what follows; it is held for reading while db is used.
	mu sync.RWMutex
	db *sql.DB
	// snapshot tells that db only reads, because the disk is too full even for
	// what SQLite needs beside the file; a write tries to open it anew.
	snapshot bool
}

// openDatabase opens the file, and makes it and its folder if they are missing.
// What is there can be read also where the disk is full.
func openDatabase(ctx context.Context, path string, scripts []string) (*database, error) {
	const op = "open the store"
	if whole, err := filepath.Abs(path); err == nil {
		path = whole // the address of a file has no relative form
	}
	d := &database{path: path, scripts: scripts}
	if err := d.preparePath(filepath.Dir(path)); err != nil {
		return d, d.fail(op, err)
	}
	if err := inspectHeader(path, len(scripts)); err != nil {
		return d, d.fail(op, err)
	}
	db, err := d.connect(ctx, "")
	if err != nil {
		err = d.fail(op, err)
		if !core.HasCode(err, finding.DiskFull) || d.hasJournal() {
			return d, err
		}
		if db, d.snapshot = d.readable(ctx); !d.snapshot {
			return d, err
		}
	}
	d.db = db
	return d, nil
}

// connect opens the file with what is added to its address, and brings it to the
// newest version.
func (d *database) connect(ctx context.Context, added string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dataSource(d.path)+added)
	if err != nil {
		return nil, err
	}
	// One connection: within the process callers queue fairly and can be
	// cancelled, instead of polling SQLite's lock against each other.
	db.SetMaxOpenConns(1)
	if err := migrate(ctx, db, d.scripts); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// hasJournal reports whether there is something that the file itself lacks.
func (d *database) hasJournal() bool {
	info, err := os.Stat(d.path + "-wal")
	return err == nil && info.Size() > 0
}

// readable opens the file for reading only, without the files that SQLite keeps
// beside it (sqlite.org/uri.html section 3.3): nobody can change it while the
// disk is full. It says false when the file is not of the newest version.
func (d *database) readable(ctx context.Context) (*sql.DB, bool) {
	db, err := d.connect(ctx, "&mode=ro&immutable=1")
	return db, err == nil
}

// writable opens the file anew where it could only be read.
func (d *database) writable(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.snapshot {
		return nil
	}
	db, err := d.connect(ctx, "")
	if err != nil {
		return err
	}
	_ = d.db.Close()
	d.db, d.snapshot = db, false
	return nil
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
