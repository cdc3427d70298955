package keychain

import (
	"context"
	"errors"
	"os/exec"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const systemName = "the macOS Keychain"

// systemItemLimit keeps the command that go-keyring hands to `security -i`
// under 4,096 bytes: base64 adds a third, and names, quoting and prefix up to
// 300 bytes.
const systemItemLimit = 2800

// Exit statuses of `security`: the low byte of an OSStatus (SecBase.h).
const (
	exitInteractionNotAllowed = 36  // errSecInteractionNotAllowed, -25308
	exitNoDefaultKeychain     = 37  // errSecNoDefaultKeychain, -25307
	exitItemNotFound          = 44  // errSecItemNotFound, -25300
	exitNoSuchKeychain        = 50  // errSecNoSuchKeychain, -25294
	exitAuthFailed            = 51  // errSecAuthFailed, -25293
	exitUserCanceled          = 128 // errSecUserCanceled, -128
)

// systemReady has nothing to ask: `security` raises the prompt itself.
func systemReady(context.Context) error { return nil }

// systemList: `security` lists only whole keychains, everybody's items among
// them.
func systemList(context.Context, string) ([]string, bool, error) { return nil, false, nil }

func systemCode(err error) core.Code {
	exit, ok := errors.AsType[*exec.ExitError](err)
	if !ok {
		return finding.KeychainFailed
	}
	switch exit.ExitCode() {
	case exitInteractionNotAllowed:
		return finding.KeychainLocked
	case exitAuthFailed, exitUserCanceled:
		return finding.KeychainDenied
	case exitItemNotFound:
		return finding.KeychainItemMissing
	case exitNoDefaultKeychain, exitNoSuchKeychain:
		return finding.KeychainNoCollection
	}
	return finding.KeychainFailed
}
