//go:build !linux

// Package keyringtest owns real keyrings for tests on Linux; it is empty
// elsewhere.
package keyringtest
