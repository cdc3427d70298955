// Package core owns the domain: the words of the product as Go types, and the
// interfaces (ports) that the rest of the program talks through.
//
// It imports the standard library only. Adapters (keychain, store,
// ringcentral, kore, demo) import core and never each other; onboard and cmd
// bring them together. See docs/architecture.md.
package core
