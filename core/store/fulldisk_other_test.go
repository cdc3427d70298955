//go:build !linux

package store_test

import "context"

// onFullDisk needs Linux, where a test can have a disk of its own.
func onFullDisk(context.Context, string) error { return nil }
