package store

import (
	"cmp"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

var (
	errNotAStore = errors.New("the file is not a Sureline store")
	errNewer     = errors.New("the store was written by a newer Sureline")
	errHeld      = errors.New("another change is under way")
)

// fail turns what went wrong into what it means. The answers that core.Store
// promises (ErrNotFound, ErrNameTaken, ErrInUse) pass as they are.
func (d *database) fail(op string, err error) error {
	for _, plain := range []error{core.ErrNotFound, core.ErrNameTaken, core.ErrInUse} {
		if errors.Is(err, plain) {
			return plain
		}
	}
	facts := map[string]string{"file": d.path}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		facts["sqlite"] = cmp.Or(sqlite.ErrorCodeString[e.Code()], strconv.Itoa(e.Code()))
	}
	code := meaning(err)
	if code == finding.StoreUnreadable && couldNotWrite(err) && diskFull(filepath.Dir(d.path)) {
		code = finding.DiskFull
	}
	f := finding.New(code)
	return core.Fail(op, finding.WithDetail(f, facts), err)
}

func meaning(err error) core.Code {
	switch {
	case errors.Is(err, context.Canceled):
		return finding.Cancelled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, errHeld):
		return finding.StoreBusy
	case errors.Is(err, errNewer):
		return finding.StoreNewer
	case errors.Is(err, errNotAStore):
		return finding.StoreUnreadable
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return meaningOfSQLite(e.Code())
	}
	if errno, ok := errors.AsType[syscall.Errno](err); ok {
		if isDiskFull(errno) {
			return finding.DiskFull
		}
		return finding.StoreUnreadable
	}
	return finding.Internal
}

// meaningOfSQLite reads a result code (sqlite.org/rescode.html); the low byte is
// the primary one.
func meaningOfSQLite(code int) core.Code {
	switch code & 0xff {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return finding.StoreBusy
	case sqlite3.SQLITE_FULL:
		return finding.DiskFull
	case sqlite3.SQLITE_INTERRUPT:
		return finding.Cancelled
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN,
		sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_IOERR:
		return finding.StoreUnreadable
	}
	return finding.Internal
}

// couldNotWrite reports whether SQLite failed in a way that a full disk has too:
// only the file system knows.
func couldNotWrite(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && (e.Code()&0xff == sqlite3.SQLITE_IOERR || e.Code()&0xff == sqlite3.SQLITE_CANTOPEN)
}

// diskFull tries to write as much into the folder as SQLite's shared memory needs.
func diskFull(dir string) bool {
	f, err := os.CreateTemp(dir, "space-*")
	if err == nil {
		defer func() {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}()
		if _, err = f.Write(make([]byte, 64<<10)); err == nil {
			err = f.Sync()
		}
	}
	errno, ok := errors.AsType[syscall.Errno](err)
	return ok && isDiskFull(errno)
}

func isBusy(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && meaningOfSQLite(e.Code()) == finding.StoreBusy
}

// constraint returns the extended code of a broken constraint, else 0.
func constraint(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok && e.Code()&0xff == sqlite3.SQLITE_CONSTRAINT {
		return e.Code()
	}
	return 0
}
