//go:build !linux

package crosscheck_test

import (
	"testing"

	"github.com/sureline/sureline/core/finding"
)

// Other systems have no device without space.
func init() {
	elsewhere[finding.DiskFull] = proof{"core/store/damage_test.go", "TestDiskFull"}
}

func fullDisk(*testing.T) {}
