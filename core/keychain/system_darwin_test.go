package keychain

import (
	"fmt"
	"os/exec"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

func TestSystemCode(t *testing.T) {
	for status, want := range map[int]core.Code{
		36:  finding.KeychainLocked,
		37:  finding.KeychainNoCollection,
		44:  finding.KeychainItemMissing,
		50:  finding.KeychainNoCollection,
		51:  finding.KeychainDenied,
		128: finding.KeychainDenied,
		1:   finding.KeychainFailed,
	} {
		err := exec.Command("/bin/sh", "-c", fmt.Sprintf("exit %d", status)).Run()
		if got := codeOf(fmt.Errorf("wrapped: %w", err)); got != want {
			t.Errorf("%d: got %s, want %s", status, got, want)
		}
	}
}
