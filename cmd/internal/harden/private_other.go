//go:build !linux

package harden

// private does nothing: macOS protects the memory of a program by how it is
// signed (the hardened runtime), and Windows has nothing that the same user
// could not take back.
func private() {}
