package store

import (
	"context"
	"database/sql"
	"time"
)

const (
	// busyLimit is how long a call waits for another process before it says
	// store-busy.
	busyLimit = 5 * time.Second
	// busyStepMS is how long SQLite itself waits at a time, in milliseconds.
	// SQLite does not hear a cancelled context while it waits, so it waits in
	// short steps.
	busyStepMS = "200"
)

// write runs fn in one transaction that holds the write lock from the start,
// and commits it, or undoes all of it when fn fails.
func (d *database) write(ctx context.Context, op string, fn func(*sql.Tx) error) error {
	if err := d.writable(ctx); err != nil {
		return d.fail(op, err)
	}
	d.mu.RLock()
	defer d.mu.RUnlock()
	if err := patiently(ctx, func() error { return transact(ctx, d.db, fn) }); err != nil {
		return d.fail(op, err)
	}
	return nil
}

// read runs fn, which only reads, outside any transaction.
func (d *database) read(ctx context.Context, op string, fn func(*sql.DB) error) error {
	d.mu.RLock()
	defer d.mu.RUnlock()
	if err := patiently(ctx, func() error { return fn(d.db) }); err != nil {
		return d.fail(op, err)
	}
	return nil
}

// patiently repeats try while another process holds the database, for at most
// busyLimit. A busy transaction has changed nothing, so that it can be repeated.
func patiently(ctx context.Context, try func() error) error {
	end := time.Now().Add(busyLimit)
	for {
		err := try()
		if !isBusy(err) || time.Now().After(end) {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		// SQLite returns at once, without waiting, where it sees a deadlock.
		pause(ctx, 5*time.Millisecond)
	}
}

func pause(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

func transact(ctx context.Context, db *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := fn(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}
