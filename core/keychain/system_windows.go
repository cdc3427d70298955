package keychain

import (
	"context"
	"errors"
	"strings"
	"syscall"

	"github.com/danieljoos/wincred"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const systemName = "the Windows Credential Manager"

// systemItemLimit is CRED_MAX_CREDENTIAL_BLOB_SIZE (wincred.h), 5 × 512 bytes.
const systemItemLimit = 2560

// Windows error codes that CredWrite and CredRead are seen to return
// (winerror.h).
const (
	errorAccessDenied       = syscall.Errno(5)
	errorCancelled          = syscall.Errno(1223)
	errorNoSuchLogonSession = syscall.Errno(1312)
	errorBadStubData        = syscall.Errno(1783)
)

// systemReady has nothing to wait for: the Credential Manager is unlocked with
// the session.
func systemReady(context.Context) error { return nil }

// systemList takes the names out of the targets, which go-keyring makes of
// service and item.
func systemList(_ context.Context, service string) ([]string, bool, error) {
	all, err := wincred.FilteredList(service + ":*")
	if err != nil {
		return nil, false, err
	}
	var names []string
	for _, credential := range all {
		if name, ok := strings.CutPrefix(credential.TargetName, service+":"); ok {
			names = append(names, name)
		}
	}
	return names, true, nil
}

func systemCode(err error) core.Code {
	errno, _ := errors.AsType[syscall.Errno](err)
	switch errno {
	case errorNoSuchLogonSession:
		return finding.KeychainNoSession
	case errorAccessDenied, errorCancelled:
		return finding.KeychainDenied
	case errorBadStubData:
		return finding.KeychainTooLarge
	}
	return finding.KeychainFailed
}
