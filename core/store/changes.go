package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sureline/sureline/core"
)

const (
	// lockName is a file beside the database. It is empty and stays: a lock on it
	// is the operating system's, which ends it with the process.
	lockName = "sureline.lock"
	// lockStep is how often a lock that somebody else holds is asked for.
	lockStep = 10 * time.Millisecond
)

// Apply makes the change in one transaction. Names of connections are compared
// without case, outer space and Unicode composition; times are kept to the
// millisecond.
func (s *Store) Apply(ctx context.Context, c core.Change) error {
	return s.write(ctx, "save a change", func(tx *sql.Tx) error {
		if c.SaveProfile != nil {
			if err := saveProfile(ctx, tx, *c.SaveProfile); err != nil {
				return err
			}
		}
		if c.SaveConnection != nil {
			if err := saveConnection(ctx, tx, *c.SaveConnection); err != nil {
				return err
			}
		}
		if c.AddVerification != nil {
			if err := addVerification(ctx, tx, *c.AddVerification); err != nil {
				return err
			}
		}
		for _, gone := range []struct{ query, id string }{
			{`DELETE FROM connections WHERE id = ?`, c.DeleteConnection},
			{`DELETE FROM profiles WHERE id = ?`, c.DeleteProfile},
			{`DELETE FROM changes WHERE id = ?`, c.ID},
		} {
			if gone.id == "" {
				continue
			}
			_, err := tx.ExecContext(ctx, gone.query, gone.id)
			if constraint(err) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY {
				return core.ErrInUse
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// begun is a change as the table holds it. The invite is left out of a profile's
// JSON, since it is not to be shown.
type begun struct {
	core.Change
	Invite string
}

// Begin notes a change of the keychain before it is made, and for good what it
// puts there.
func (s *Store) Begin(ctx context.Context, c core.Change) error {
	row := begun{Change: c}
	if c.SaveProfile != nil {
		row.Invite = c.SaveProfile.Invite
	}
	content, err := json.Marshal(row)
	if err != nil {
		return s.fail("begin a change", err)
	}
	return s.write(ctx, "begin a change", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT INTO changes (id, content) VALUES (?, ?)`, c.ID, string(content)); err != nil || c.Fingerprint == "" {
			return err
		}
		_, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO items (name, fingerprint) VALUES (?, ?)`, c.Item, c.Fingerprint)
		return err
	})
}

// Wrote reports whether a change was ever begun here that puts the secret with
// the fingerprint into the keychain's item.
func (s *Store) Wrote(ctx context.Context, item, fingerprint string) (wrote bool, err error) {
	err = s.read(ctx, "read what was written", func(db *sql.DB) error {
		return db.QueryRowContext(ctx, `SELECT EXISTS (SELECT * FROM items WHERE name = ? AND fingerprint = ?)`, item, fingerprint).Scan(&wrote)
	})
	return wrote, err
}

// Abandon ends a change that was begun, and changes nothing else.
func (s *Store) Abandon(ctx context.Context, changeID string) error {
	return s.Apply(ctx, core.Change{ID: changeID})
}

// Begun returns the changes that were begun and not ended, the oldest first.
func (s *Store) Begun(ctx context.Context) ([]core.Change, error) {
	var all []core.Change
	err := s.read(ctx, "read the changes that were begun", func(db *sql.DB) (err error) {
		all, err = collect(ctx, db, scanChange, `SELECT content FROM changes ORDER BY seq`)
		return err
	})
	return all, err
}

func scanChange(r row) (core.Change, error) {
	var content string
	if err := r.Scan(&content); err != nil {
		return core.Change{}, err
	}
	var c begun
	if err := json.Unmarshal([]byte(content), &c); err != nil {
		return core.Change{}, fmt.Errorf("a change cannot be read: %w", err)
	}
	if c.SaveProfile != nil {
		c.SaveProfile.Invite = c.Invite
	}
	return c.Change, nil
}

// Lock takes the lock over keychain and store; see core.Store.
func (s *Store) Lock(ctx context.Context, wait time.Duration) (unlock func(), err error) {
	return s.lockFile(ctx, "wait for another change", filepath.Join(filepath.Dir(s.path), lockName), wait)
}

// lockFile takes a lock of the operating system's on an empty file, which ends it
// with the process, however that ends.
func (s *Store) lockFile(ctx context.Context, op, path string, wait time.Duration) (unlock func(), err error) {
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	lock := flock.New(path, flock.SetPermissions(0o600))
	got, err := lock.TryLock()
	if err == nil && !got && wait > 0 {
		got, err = lock.TryLockContext(limited, lockStep)
	}
	switch {
	case got:
		return func() { _ = lock.Close() }, nil
	case err == nil:
		err = errHeld
	}
	_ = lock.Close()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return nil, s.fail(op, err)
}
