package keychain

import (
	"fmt"
	"syscall"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

func TestSystemCode(t *testing.T) {
	for errno, want := range map[syscall.Errno]core.Code{
		1312: finding.KeychainNoSession,
		5:    finding.KeychainDenied,
		1223: finding.KeychainDenied,
		1783: finding.KeychainTooLarge,
		87:   finding.KeychainFailed,
	} {
		if got := codeOf(fmt.Errorf("wrapped: %w", errno)); got != want {
			t.Errorf("%d: got %s, want %s", errno, got, want)
		}
	}
}
