package store

import (
	"context"
	"database/sql"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sureline/sureline/core"
)

// historyLimit is how many verifications are kept of a connection.
const historyLimit = 200

const connectionColumns = `id, name, profile_id, app, account, person, extension, owner_id, scopes, fingerprint,
	expires_at, created_at, verified_at, last_code, last_checked_at`

// Connections returns all connections, sorted by name without regard to case.
func (s *Store) Connections(ctx context.Context) ([]core.Connection, error) {
	var all []core.Connection
	err := s.read(ctx, "read the connections", func(db *sql.DB) (err error) {
		all, err = collect(ctx, db, scanConnection, `SELECT `+connectionColumns+` FROM connections ORDER BY name_key`)
		return err
	})
	return all, err
}

// Connection returns the connection, or core.ErrNotFound.
func (s *Store) Connection(ctx context.Context, id string) (core.Connection, error) {
	var c core.Connection
	err := s.read(ctx, "read the connection", func(db *sql.DB) (err error) {
		c, err = one(ctx, db, scanConnection, `SELECT `+connectionColumns+` FROM connections WHERE id = ?`, id)
		return err
	})
	return c, err
}

// SaveConnection inserts the connection, or replaces the one with its ID. It
// returns core.ErrNameTaken when another connection has the name (case, outer
// space and Unicode composition do not count), and core.ErrNotFound when the
// profile is not in the store. Times are kept to the millisecond.
func (s *Store) SaveConnection(ctx context.Context, c core.Connection) error {
	var expires time.Time
	if c.ExpiresAt != nil {
		expires = *c.ExpiresAt
	}
	return s.write(ctx, "save the connection", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO connections (name_key, `+connectionColumns+`)
			VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
			ON CONFLICT (id) DO UPDATE SET name_key=excluded.name_key, name=excluded.name, profile_id=excluded.profile_id,
			app=excluded.app, account=excluded.account, person=excluded.person, extension=excluded.extension,
			owner_id=excluded.owner_id, scopes=excluded.scopes, fingerprint=excluded.fingerprint,
			expires_at=excluded.expires_at, created_at=excluded.created_at, verified_at=excluded.verified_at,
			last_code=excluded.last_code, last_checked_at=excluded.last_checked_at`,
			nameKey(c.Name), c.ID, c.Name, c.ProfileID, c.App, c.Account, c.Person, c.Extension, c.OwnerID,
			list[string]{&c.Scopes}, c.Fingerprint, moment{&expires}, c.CreatedAt.UnixMilli(),
			moment{&c.VerifiedAt}, string(c.LastCode), moment{&c.LastCheckedAt})
		switch constraint(err) {
		case sqlite3.SQLITE_CONSTRAINT_UNIQUE:
			return core.ErrNameTaken
		case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
			return core.ErrNotFound
		}
		return err
	})
}

// DeleteConnection removes the connection and its history. It is no error if
// there is none.
func (s *Store) DeleteConnection(ctx context.Context, id string) error {
	return s.write(ctx, "remove the connection", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `DELETE FROM connections WHERE id = ?`, id)
		return err
	})
}

// AddVerification adds to the connection's history and forgets the oldest ones
// beyond historyLimit. It returns core.ErrNotFound when the connection is gone.
func (s *Store) AddVerification(ctx context.Context, v core.Verification) error {
	return s.write(ctx, "keep the verification", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO verifications (connection_id, at, connected, code, calls) VALUES (?,?,?,?,?)`,
			v.ConnectionID, v.At.UnixMilli(), v.Connected, string(v.Code), list[core.Call]{&v.Calls})
		if constraint(err) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY {
			return core.ErrNotFound
		}
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `DELETE FROM verifications WHERE connection_id = ?1 AND seq <=
			(SELECT seq FROM verifications WHERE connection_id = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ?2)`,
			v.ConnectionID, historyLimit)
		return err
	})
}

// Verifications returns the connection's history, the newest first, at most
// limit. The order is that of AddVerification: a clock may have been put back.
func (s *Store) Verifications(ctx context.Context, connectionID string, limit int) ([]core.Verification, error) {
	var all []core.Verification
	err := s.read(ctx, "read the history", func(db *sql.DB) (err error) {
		all, err = collect(ctx, db, scanVerification, `SELECT connection_id, at, connected, code, calls FROM verifications
			WHERE connection_id = ? ORDER BY seq DESC LIMIT ?`, connectionID, max(limit, 0))
		return err
	})
	return all, err
}

func scanConnection(r row) (core.Connection, error) {
	var c core.Connection
	var expires time.Time
	err := r.Scan(&c.ID, &c.Name, &c.ProfileID, &c.App, &c.Account, &c.Person, &c.Extension, &c.OwnerID,
		list[string]{&c.Scopes}, &c.Fingerprint, moment{&expires}, moment{&c.CreatedAt}, moment{&c.VerifiedAt},
		&c.LastCode, moment{&c.LastCheckedAt})
	if !expires.IsZero() {
		c.ExpiresAt = &expires
	}
	return c, err
}

func scanVerification(r row) (core.Verification, error) {
	var v core.Verification
	err := r.Scan(&v.ConnectionID, moment{&v.At}, &v.Connected, &v.Code, list[core.Call]{&v.Calls})
	return v, err
}
