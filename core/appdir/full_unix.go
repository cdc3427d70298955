//go:build !windows

package appdir

import (
	"errors"
	"syscall"
)

// DiskFull reports whether the error says that there is no space, or that the
// user's share of it is used up.
func DiskFull(err error) bool {
	return errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT)
}
