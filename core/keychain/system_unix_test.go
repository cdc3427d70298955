//go:build !windows && !darwin

package keychain

import (
	"fmt"
	"testing"

	"github.com/godbus/dbus/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

func TestSystemCode(t *testing.T) {
	for name, want := range map[string]core.Code{
		"org.freedesktop.Secret.Error.IsLocked":       finding.KeychainLocked,
		"org.freedesktop.DBus.Error.ServiceUnknown":   finding.KeychainAbsent,
		"org.freedesktop.DBus.Error.NameHasNoOwner":   finding.KeychainAbsent,
		"org.freedesktop.DBus.Error.Spawn.ExecFailed": finding.KeychainAbsent,
		"org.freedesktop.DBus.Error.NoReply":          finding.KeychainFailed,
		"org.freedesktop.Secret.Error.NoSuchObject":   finding.KeychainFailed,
		"org.freedesktop.DBus.Error.LimitsExceeded":   finding.KeychainFailed,
	} {
		if got := codeOf(fmt.Errorf("wrapped: %w", dbus.Error{Name: name})); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}
