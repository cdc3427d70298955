package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/google/uuid"
)

// The platform's Auth group: at most authLimit requests in any authWindow, taken
// for the whole app (RingCentral guide "Rate limits", and the announcement that
// counts per application: the strictest reading).
const (
	authLimit  = 5
	authWindow = time.Minute
	// maxPenalty bounds a penalty, so that no answer and no clock can lock an
	// app out for ever.
	maxPenalty = time.Hour
	// clockSlack is how far apart the times of callers that overtook each other
	// may lie; a time further back means that the clock was put back.
	clockSlack = 10 * time.Second
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

// budget is what is known of a client ID's use of the Auth group, in Unix
// milliseconds.
type budget struct {
	seen     int64
	silentTo int64
	sent     int
	oldest   int64
}

// ReserveAuth counts one request of the Auth group, or says how long to wait:
// until the window has room, or a penalty is over. A refused reservation counts
// nothing.
func (s *Store) ReserveAuth(ctx context.Context, clientID string, now time.Time) (time.Duration, error) {
	var wait time.Duration
	err := s.write(ctx, "reserve a request", func(tx *sql.Tx) error {
		at, err := settle(ctx, tx, clientID, now.UnixMilli())
		if err != nil {
			return err
		}
		b, err := readBudget(ctx, tx, clientID)
		if err != nil {
			return err
		}
		if wait = b.wait(at); wait > 0 {
			return nil
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO auth_requests (client_id, sent_at) VALUES (?, ?)`, clientID, at)
		return err
	})
	return wait, err
}

// PenaliseAuth notes that nothing may be sent for the client ID until then; a
// later penalty stands. At most maxPenalty is kept, counted from the next
// reservation.
func (s *Store) PenaliseAuth(ctx context.Context, clientID string, until time.Time) error {
	return s.write(ctx, "note the pause", func(tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO auth_budgets (client_id, seen, silent_to) VALUES (?, 0, ?)
			ON CONFLICT (client_id) DO UPDATE SET silent_to = max(silent_to, excluded.silent_to)`, clientID, until.UnixMilli())
		return err
	})
}

// settle brings the client ID's rows in line with the time now and returns the
// time to count with, which never runs back. When the clock was put back, all
// that was noted shifts with it: what had been ten seconds ago still is.
func settle(ctx context.Context, tx *sql.Tx, clientID string, now int64) (int64, error) {
	b, err := readBudget(ctx, tx, clientID)
	if err != nil {
		return 0, err
	}
	back := max(b.seen-now, 0)
	if back <= clockSlack.Milliseconds() {
		now, back = now+back, 0
	}
	silentTo := min(b.silentTo-back, now+maxPenalty.Milliseconds())
	_, err = tx.ExecContext(ctx, `INSERT INTO auth_budgets (client_id, seen, silent_to) VALUES (?1, ?2, ?3)
		ON CONFLICT (client_id) DO UPDATE SET seen = ?2, silent_to = ?3`, clientID, now, silentTo)
	if err != nil {
		return 0, err
	}
	if back > 0 {
		if _, err := tx.ExecContext(ctx, `UPDATE auth_requests SET sent_at = sent_at - ? WHERE client_id = ?`, back, clientID); err != nil {
			return 0, err
		}
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM auth_requests WHERE sent_at <= ?`, now-authWindow.Milliseconds())
	return now, err
}

func readBudget(ctx context.Context, tx *sql.Tx, clientID string) (budget, error) {
	var b budget
	err := tx.QueryRowContext(ctx, `SELECT seen, silent_to FROM auth_budgets WHERE client_id = ?`, clientID).Scan(&b.seen, &b.silentTo)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return b, err
	}
	err = tx.QueryRowContext(ctx, `SELECT count(*), coalesce(min(sent_at), 0) FROM
		(SELECT sent_at FROM auth_requests WHERE client_id = ? ORDER BY sent_at DESC LIMIT ?)`, clientID, authLimit).Scan(&b.sent, &b.oldest)
	return b, err
}

// wait returns how long after now the next request may be sent.
func (b budget) wait(now int64) time.Duration {
	ready := b.silentTo
	if b.sent >= authLimit {
		ready = max(ready, b.oldest+authWindow.Milliseconds())
	}
	return time.Duration(max(ready-now, 0)) * time.Millisecond
}
