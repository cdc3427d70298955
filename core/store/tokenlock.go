package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

const (
	// lockFolder holds an empty file for each connection whose access token was
	// asked for.
	lockFolder = "locks"
	// tokenLockLimit is beyond the longest exchange, with a person who unlocks a
	// keychain meanwhile.
	tokenLockLimit = 2 * time.Minute
)

// idShape keeps a connection's ID from being anything but a file's name.
var idShape = regexp.MustCompile(`^[A-Za-z0-9-]{1,64}$`)

// LockToken returns once nobody else gets a new access token for the connection.
// After tokenLockLimit it is store-busy.
func (s *Store) LockToken(ctx context.Context, connectionID string) (unlock func(), err error) {
	const op = "wait for another access token"
	if !idShape.MatchString(connectionID) {
		return nil, s.fail(op, errors.New("the connection's ID is no name"))
	}
	path := filepath.Join(filepath.Dir(s.path), lockFolder, connectionID)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, s.fail(op, err)
	}
	return s.lockFile(ctx, op, path, tokenLockLimit)
}
