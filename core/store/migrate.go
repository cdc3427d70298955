package store

import (
	"context"
	"database/sql"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
)

var (
	//go:embed migrations/0001_initial.sql
	initial string
	//go:embed migrations/0002_handover.sql
	handover string
	//go:embed migrations/0003_no_budget.sql
	noBudget string
	//go:embed migrations/0004_changes.sql
	changes string
	//go:embed migrations/0005_findings.sql
	findingsKept string
	//go:embed migrations/0006_items.sql
	items string
	//go:embed migrations/budget_0001_initial.sql
	initialBudget string
)

// migrations are applied in this order; a file's user_version is how many it
// has seen. Released ones are never changed.
var (
	migrations       = []string{initial, handover, noBudget, changes, findingsKept, items}
	budgetMigrations = []string{initialBudget}
)

// applicationID marks the file as Sureline's ("SurL"), so that a database of
// another program is never written to (sqlite.org/fileformat.html, offset 68).
const applicationID = 0x5375724C

// Where the header of a SQLite file holds what Open must know before SQLite
// touches it (sqlite.org/fileformat.html section 1.3).
const (
	headerSize        = 100
	headerMagic       = "SQLite format 3\x00"
	headerUserVersion = 60
	headerApplication = 68
)

// inspectHeader refuses a file that is not ours or newer than this program
// without opening it as a database, which would already change the files beside
// it. An empty file is a new store.
func inspectHeader(path string, known int) error {
	if _, err := os.Lstat(path + "-journal"); err == nil {
		return nil // making the file was cut short; SQLite must undo that first
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	header := make([]byte, headerSize)
	switch _, err := io.ReadFull(f, header); {
	case errors.Is(err, io.EOF):
		return nil
	case errors.Is(err, io.ErrUnexpectedEOF):
		return errNotAStore
	case err != nil:
		return err
	}
	if string(header[:len(headerMagic)]) != headerMagic {
		return errNotAStore
	}
	version := binary.BigEndian.Uint32(header[headerUserVersion:])
	application := binary.BigEndian.Uint32(header[headerApplication:])
	return judge(int(version), int(application), known)
}

// judge decides whether a file with these numbers may be opened. Both are 0 in
// a file that was just made, or whose making was cut short.
func judge(version, application, known int) error {
	switch {
	case application != applicationID && (application != 0 || version != 0):
		return errNotAStore
	case version > known:
		return fmt.Errorf("%w: version %d, this program knows %d", errNewer, version, known)
	}
	return nil
}

// migrate brings the database to the newest version. Each migration is one
// transaction together with its number: a crash leaves the old version or the
// new one, and of two processes that start at once one waits and finds it done.
func migrate(ctx context.Context, db *sql.DB, scripts []string) error {
	var version int
	err := patiently(ctx, func() (err error) { version, err = checkVersion(ctx, db, len(scripts)); return err })
	if err != nil || version == len(scripts) {
		return err
	}
	if version == 0 {
		if err := patiently(ctx, func() error { return startJournal(ctx, db) }); err != nil {
			return err
		}
	}
	for n := version + 1; n <= len(scripts); n++ {
		err := patiently(ctx, func() error {
			return transact(ctx, db, func(tx *sql.Tx) error { return apply(ctx, tx, n, scripts) })
		})
		if err != nil {
			return fmt.Errorf("migration %d: %w", n, err)
		}
	}
	// Brings the version into the file's header, where an older Sureline looks.
	_, err = db.ExecContext(ctx, "PRAGMA wal_checkpoint(PASSIVE)")
	return err
}

type queryer interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// checkVersion reads the version, also as it stands in the journal, and refuses
// as inspectHeader does. Counting the tables makes SQLite read its schema, so
// that a damaged one is noticed now, and tells a new file from a foreign one.
func checkVersion(ctx context.Context, q queryer, known int) (int, error) {
	var version, application, tables int
	err := q.QueryRowContext(ctx, `SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema)
		FROM pragma_user_version, pragma_application_id`).Scan(&version, &application, &tables)
	if err != nil {
		return 0, err
	}
	if application == 0 && tables > 0 {
		return 0, errNotAStore
	}
	return version, judge(version, application, known)
}

// startJournal sets the write-ahead log, in which readers and a writer do not
// wait for each other. It is kept in the file, so it is set once.
func startJournal(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "PRAGMA journal_mode = WAL")
	return err
}

// apply runs migration n, unless another process was faster.
func apply(ctx context.Context, tx *sql.Tx, n int, scripts []string) error {
	version, err := checkVersion(ctx, tx, len(scripts))
	if err != nil || version >= n {
		return err
	}
	if _, err := tx.ExecContext(ctx, scripts[n-1]); err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, n))
	return err
}
