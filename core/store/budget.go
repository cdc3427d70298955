package store

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"path/filepath"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/boottime"
	"github.com/sureline/sureline/core/finding"
)

// budgetFile is the name of the budget's own database.
const budgetFile = "budget.db"

// The platform's Auth group: at most authLimit requests in any authWindow, taken
// for the whole app (RingCentral guide "Rate limits", and the announcement that
// counts per application: the strictest reading).
const (
	authLimit  = 5
	authWindow = time.Minute
	// maxPenalty bounds a penalty, so that no answer can lock an app out for
	// ever.
	maxPenalty = time.Hour
)

// ReserveAuth counts one request of the Auth group for the profile's client ID,
// or says how long to wait: until the window has room, or a penalty is over. A
// refused reservation counts nothing.
func (s *Store) ReserveAuth(ctx context.Context, p core.Profile) (time.Duration, error) {
	var wait time.Duration
	err := s.budgets.use(ctx, p, "reserve a request", func(tx *sql.Tx, now int64) error {
		ready, err := readyAt(ctx, tx, p.ClientID, now)
		if err != nil || ready > now {
			wait = time.Duration(max(ready-now, 0)) * time.Millisecond
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO requests (client_id, sent_at) VALUES (?, ?)`, p.ClientID, now)
		return err
	})
	return wait, err
}

// PenaliseAuth notes that nothing may be sent for the profile's client ID for so
// long from now, at most maxPenalty; a penalty that lasts longer stands.
func (s *Store) PenaliseAuth(ctx context.Context, p core.Profile, silence time.Duration) error {
	return s.budgets.use(ctx, p, "note the pause", func(tx *sql.Tx, now int64) error {
		_, err := tx.ExecContext(ctx, `INSERT INTO penalties (client_id, silent_to) VALUES (?, ?)
			ON CONFLICT (client_id) DO UPDATE SET silent_to = max(silent_to, excluded.silent_to)`,
			p.ClientID, now+min(silence, maxPenalty).Milliseconds())
		return err
	})
}

// readyAt returns when the next request may be sent.
func readyAt(ctx context.Context, tx *sql.Tx, clientID string, now int64) (int64, error) {
	var ready int64
	err := tx.QueryRowContext(ctx, `SELECT silent_to FROM penalties WHERE client_id = ?`, clientID).Scan(&ready)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	ready = min(ready, now+maxPenalty.Milliseconds())
	var sent, oldest int64
	err = tx.QueryRowContext(ctx, `SELECT count(*), coalesce(min(sent_at), 0) FROM
		(SELECT sent_at FROM requests WHERE client_id = ? ORDER BY sent_at DESC LIMIT ?)`, clientID, authLimit).Scan(&sent, &oldest)
	if sent >= authLimit {
		ready = max(ready, oldest+authWindow.Milliseconds())
	}
	return ready, err
}

// budgets are the files that a store counts in, opened when they are first
// needed: that of the user, since the platform counts for the app whatever
// folder a Sureline keeps its data in; and for a platform on this computer,
// such as the demo, that of the store's own folder.
type budgets struct {
	options Options

	mu     sync.Mutex
	opened map[string]*database // by folder
}

// use runs fn in one transaction on the profile's budget, with the time since
// boot in milliseconds.
func (b *budgets) use(ctx context.Context, p core.Profile, op string, fn func(tx *sql.Tx, now int64) error) error {
	file, err := b.file(ctx, p)
	if err != nil {
		return err
	}
	return file.write(ctx, op, func(tx *sql.Tx) error {
		// Read while the file is locked, so that no caller overtakes another.
		now, err := settle(ctx, tx, b.options.Clock())
		if err != nil {
			return err
		}
		return fn(tx, now)
	})
}

func (b *budgets) file(ctx context.Context, p core.Profile) (*database, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.options.UserDir == "" || onThisComputer(p) {
		return b.open(ctx, b.options.Dir)
	}
	file, err := b.open(ctx, b.options.UserDir)
	if core.HasCode(err, finding.StoreUnreadable) { // an account may have no home to write to
		return b.open(ctx, b.options.Dir)
	}
	return file, err
}

func (b *budgets) open(ctx context.Context, dir string) (*database, error) {
	if file, ok := b.opened[dir]; ok {
		return file, nil
	}
	file, err := openDatabase(ctx, filepath.Join(dir, budgetFile), budgetMigrations)
	if err != nil {
		return nil, err
	}
	if b.opened == nil {
		b.opened = map[string]*database{}
	}
	b.opened[dir] = file
	return file, nil
}

func (b *budgets) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var errs []error
	for _, file := range b.opened {
		errs = append(errs, file.close())
	}
	return errors.Join(errs...)
}

// onThisComputer reports that no request for the profile leaves the computer.
func onThisComputer(p core.Profile) bool {
	for _, address := range []string{p.Server, p.TokenEndpoint()} {
		if u, err := url.Parse(address); err != nil || !core.IsLoopback(u.Hostname()) {
			return false
		}
	}
	return true
}

// settle brings the file in line with the clock and returns the time since boot
// in milliseconds. The wall clock is asked for one thing only: how much of a
// penalty went by while the computer was off. The requests before a start count
// as if no time had passed while it was off.
func settle(ctx context.Context, tx *sql.Tx, clock boottime.Reading) (int64, error) {
	var boot string
	var seen, wall int64
	err := tx.QueryRowContext(ctx, `SELECT boot, seen, wall FROM clock`).Scan(&boot, &seen, &wall)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	now := clock.SinceBoot.Milliseconds()
	// A clock that runs back is another start too, of a computer that does not
	// name them.
	if boot != clock.Boot || now < seen {
		if _, err := tx.ExecContext(ctx, `UPDATE requests SET sent_at = sent_at - ?`, seen); err != nil {
			return 0, err
		}
		off := max(clock.Wall.UnixMilli()-wall-now, 0)
		if _, err := tx.ExecContext(ctx, `UPDATE penalties SET silent_to = silent_to - ?`, seen+off); err != nil {
			return 0, err
		}
	}
	if _, err := tx.ExecContext(ctx, `INSERT INTO clock (one, boot, seen, wall) VALUES (1, ?1, ?2, ?3)
		ON CONFLICT (one) DO UPDATE SET boot = ?1, seen = ?2, wall = ?3`, clock.Boot, now, clock.Wall.UnixMilli()); err != nil {
		return 0, err
	}
	if _, err := tx.ExecContext(ctx, `DELETE FROM penalties WHERE silent_to <= ?`, now); err != nil {
		return 0, err
	}
	_, err = tx.ExecContext(ctx, `DELETE FROM requests WHERE sent_at <= ?`, now-authWindow.Milliseconds())
	return now, err
}
