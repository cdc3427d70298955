package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/sureline/sureline/core"
)

const profileColumns = `id, name, client_id, server, console, scopes, support_email, support_url, token_url, client_auth, confirmed_hosts,
	connect_via, handover_recipient, handover_url, invite, needs`

// Profiles returns all profiles, sorted by name.
func (s *Store) Profiles(ctx context.Context) ([]core.Profile, error) {
	var all []core.Profile
	err := s.read(ctx, "read the profiles", func(db *sql.DB) (err error) {
		all, err = collect(ctx, db, scanProfile, `SELECT `+profileColumns+` FROM profiles ORDER BY name COLLATE NOCASE, id`)
		return err
	})
	return all, err
}

// Profile returns the profile, or core.ErrNotFound.
func (s *Store) Profile(ctx context.Context, id string) (core.Profile, error) {
	var p core.Profile
	err := s.read(ctx, "read the profile", func(db *sql.DB) (err error) {
		p, err = one(ctx, db, scanProfile, `SELECT `+profileColumns+` FROM profiles WHERE id = ?`, id)
		return err
	})
	return p, err
}

func saveProfile(ctx context.Context, tx *sql.Tx, p core.Profile) error {
	_, err := tx.ExecContext(ctx, `INSERT INTO profiles (`+profileColumns+`) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
		ON CONFLICT (id) DO UPDATE SET name=excluded.name, client_id=excluded.client_id, server=excluded.server,
		console=excluded.console, scopes=excluded.scopes, support_email=excluded.support_email,
		support_url=excluded.support_url, token_url=excluded.token_url, client_auth=excluded.client_auth,
		confirmed_hosts=excluded.confirmed_hosts, connect_via=excluded.connect_via,
		handover_recipient=excluded.handover_recipient, handover_url=excluded.handover_url,
		invite=excluded.invite, needs=excluded.needs`,
		p.ID, p.Name, p.ClientID, p.Server, p.Console, list[string]{&p.Scopes}, p.SupportEmail, p.SupportURL,
		p.TokenURL, string(p.ClientAuth), list[string]{&p.ConfirmedHosts}, string(p.ConnectVia),
		p.HandoverRecipient, p.HandoverURL, p.Invite, p.Needs)
	return err
}

type row interface{ Scan(dest ...any) error }

func scanProfile(r row) (core.Profile, error) {
	var p core.Profile
	err := r.Scan(&p.ID, &p.Name, &p.ClientID, &p.Server, &p.Console, list[string]{&p.Scopes}, &p.SupportEmail,
		&p.SupportURL, &p.TokenURL, &p.ClientAuth, list[string]{&p.ConfirmedHosts},
		&p.ConnectVia, &p.HandoverRecipient, &p.HandoverURL, &p.Invite, &p.Needs)
	return p, err
}

// one returns the only row of the query, or core.ErrNotFound.
func one[T any](ctx context.Context, db *sql.DB, scan func(row) (T, error), query string, args ...any) (T, error) {
	v, err := scan(db.QueryRowContext(ctx, query, args...))
	if errors.Is(err, sql.ErrNoRows) {
		err = core.ErrNotFound
	}
	return v, err
}

// collect returns all rows of the query; none give an empty list.
func collect[T any](ctx context.Context, db *sql.DB, scan func(row) (T, error), query string, args ...any) ([]T, error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	all := []T{}
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}
