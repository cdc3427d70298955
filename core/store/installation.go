package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/google/uuid"
)

// InstallationID returns a random UUID, made by whoever asks first.
func (s *Store) InstallationID(ctx context.Context) (string, error) {
	const query = `SELECT id FROM installation`
	var id string
	err := s.read(ctx, "read the installation", func(db *sql.DB) error {
		return db.QueryRowContext(ctx, query).Scan(&id)
	})
	if !errors.Is(err, sql.ErrNoRows) {
		return id, err
	}
	fresh, err := uuid.NewRandom()
	if err != nil {
		return "", s.fail("name the installation", err)
	}
	err = s.write(ctx, "name the installation", func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, `INSERT OR IGNORE INTO installation (one, id) VALUES (1, ?)`, fresh.String()); err != nil {
			return err
		}
		return tx.QueryRowContext(ctx, query).Scan(&id)
	})
	return id, err
}
