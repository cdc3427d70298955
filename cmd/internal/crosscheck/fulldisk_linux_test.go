package crosscheck_test

import (
	"os"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/profile"
)

// fullDisk writes to the device that has no space.
func fullDisk(t *testing.T) {
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = full.Close() }()
	p := core.Profile{ID: "acme-sync", Name: "Acme Sync", ClientID: "AcmeSyncDemo0000000001", Server: core.DefaultServer, Console: core.DefaultConsole, ClientAuth: core.ClientAuthBasic}
	noteError(t, profile.Write(full, p), finding.DiskFull)
}
