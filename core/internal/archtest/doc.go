// Package archtest holds the tests of the tree itself: which way imports go,
// how long files and functions are, who may start goroutines or end the
// process, and that every package says what it owns. It has no code of its own.
package archtest
