// Package archtest holds the tests of the tree itself: which way imports go,
// that main only starts, who may start goroutines or end the process, and that
// every package says what it owns. It has no code of its own.
package archtest
