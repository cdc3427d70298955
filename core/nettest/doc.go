// Package nettest owns broken networks for tests, all on loopback: a proxy that
// asks for a password or opens secure connections, servers that stall, reset or
// cut off, login pages in the way, and name servers that know nothing. The core,
// the command line and the window test against the same ones. No program imports
// it.
package nettest
