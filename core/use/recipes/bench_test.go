//go:build e2e && linux

package recipes

import "testing"

// BenchmarkToken is a whole process that gives out the token in the keychain. Its
// floor is one that prints the version.
func BenchmarkToken(b *testing.B) {
	w := newWorld(b, 0)
	for b.Loop() {
		w.run("", "surelinectl", "token", name)
	}
}

func BenchmarkTokenFloor(b *testing.B) {
	w := newWorld(b, 0)
	for b.Loop() {
		w.run("", "surelinectl", "version")
	}
}
