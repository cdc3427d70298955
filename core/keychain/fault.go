package keychain

import (
	"errors"

	"github.com/zalando/go-keyring"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// fault is a failure whose meaning is known where it happens.
type fault struct {
	code  core.Code
	cause error
}

func (f *fault) Error() string { return f.cause.Error() }
func (f *fault) Unwrap() error { return f.cause }

// fail gives the failure its finding. It returns nil for nil.
func (k *Keychain) fail(op string, err error) error {
	if err == nil {
		return nil
	}
	f := finding.NewKeychain(codeOf(err))
	// go-keyring's errors, those of D-Bus and exit codes hold no secret: none of
	// them quotes what was stored.
	return core.Fail(op, finding.WithDetail(f, map[string]string{"error": err.Error()}), err)
}

func codeOf(err error) core.Code {
	if f, ok := errors.AsType[*fault](err); ok {
		return f.code
	}
	switch {
	case errors.Is(err, keyring.ErrNotFound):
		return finding.KeychainItemMissing
	case errors.Is(err, keyring.ErrSetDataTooBig):
		return finding.KeychainTooLarge
	case errors.Is(err, errReadBack):
		return finding.KeychainFailed
	case errors.Is(err, errChanged):
		return finding.KeychainItemChanged
	case errors.Is(err, keyring.ErrUnsupportedPlatform):
		return finding.KeychainAbsent
	}
	return systemCode(err)
}
