//go:build !linux

package nettest

import "testing"

// StallConnecting returns an address that swallows every attempt to connect: one
// of those set aside for documentation (RFC 5737), which networks do not route.
func StallConnecting(testing.TB) string { return "192.0.2.1:80" }
