// Package keyringtest owns real keyrings for tests: a session bus and a GNOME
// Keyring of their own, in each state that users meet, with a real prompt on a
// virtual screen. Nothing of the user's own session is touched. It is empty but
// on Linux.
package keyringtest
