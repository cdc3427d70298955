package store

import (
	"context"
	"database/sql"

	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sureline/sureline/core"
)

// historyLimit is how many verifications are kept of a connection.
const historyLimit = 200

const connectionColumns = `id, name, profile_id, app, account, person, extension, owner_id, scopes, fingerprint,
	expires_at, created_at, verified_at, last_code, last_checked_at, identity_known_at`

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

func saveConnection(ctx context.Context, tx *sql.Tx, c core.Connection) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO connections (name_key, `+connectionColumns+`)
		VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT (id) DO UPDATE SET name_key=excluded.name_key, name=excluded.name, profile_id=excluded.profile_id,
		app=excluded.app, account=excluded.account, person=excluded.person, extension=excluded.extension,
		owner_id=excluded.owner_id, scopes=excluded.scopes, fingerprint=excluded.fingerprint,
		expires_at=excluded.expires_at, created_at=excluded.created_at, verified_at=excluded.verified_at,
		last_code=excluded.last_code, last_checked_at=excluded.last_checked_at,
		identity_known_at=excluded.identity_known_at`,
		nameKey(c.Name), c.ID, c.Name, c.ProfileID, c.App, c.Account, c.Person, c.Extension, c.OwnerID,
		list[string]{&c.Scopes}, c.Fingerprint, optional{&c.ExpiresAt}, c.CreatedAt.UnixMilli(),
		moment{&c.VerifiedAt}, string(c.LastCode), moment{&c.LastCheckedAt}, optional{&c.IdentityKnownAt})
	switch constraint(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE:
		return core.ErrNameTaken
	case sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY:
		return core.ErrNotFound
	}
	return err
}

// addVerification forgets the oldest ones beyond historyLimit.
func addVerification(ctx context.Context, tx *sql.Tx, v core.Verification) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO verifications (connection_id, at, connected, code, calls, findings) VALUES (?,?,?,?,?,?)`,
		v.ConnectionID, v.At.UnixMilli(), v.Connected, string(v.Code), list[core.Call]{&v.Calls}, findings{&v.Findings})
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
}

// Verifications returns the connection's history, the newest first, at most
// limit. The order is that in which they were added: a clock may have been put back.
func (s *Store) Verifications(ctx context.Context, connectionID string, limit int) ([]core.Verification, error) {
	var all []core.Verification
	err := s.read(ctx, "read the history", func(db *sql.DB) (err error) {
		all, err = collect(ctx, db, scanVerification, `SELECT connection_id, at, connected, code, calls, findings FROM verifications
			WHERE connection_id = ? ORDER BY seq DESC LIMIT ?`, connectionID, max(limit, 0))
		return err
	})
	return all, err
}

func scanConnection(r row) (core.Connection, error) {
	var c core.Connection
	err := r.Scan(&c.ID, &c.Name, &c.ProfileID, &c.App, &c.Account, &c.Person, &c.Extension, &c.OwnerID,
		list[string]{&c.Scopes}, &c.Fingerprint, optional{&c.ExpiresAt}, moment{&c.CreatedAt}, moment{&c.VerifiedAt},
		&c.LastCode, moment{&c.LastCheckedAt}, optional{&c.IdentityKnownAt})
	return c, err
}

func scanVerification(r row) (core.Verification, error) {
	var v core.Verification
	err := r.Scan(&v.ConnectionID, moment{&v.At}, &v.Connected, &v.Code, list[core.Call]{&v.Calls}, findings{&v.Findings})
	return v, err
}
