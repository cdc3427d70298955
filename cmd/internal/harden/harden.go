// Package harden owns what keeps the memory of the programs, which holds
// credentials while they are used, out of crash dumps and away from other
// programs, as far as the operating system has means for it. SECURITY.md says
// what it cannot keep.
//
// The Go runtime's own crash text needs nothing: it shows addresses, and
// core.Secret masks itself in a panic. GOTRACEBACK=crash, which a program cannot
// turn off from inside (debug.SetTraceback), asks for a dump besides; that is
// what fails.
//
// It imports the standard library and golang.org/x/sys.
package harden

// Process calls NoDump and Private. It is the first call of a main.
func Process() {
	NoDump()
	Private()
}

// NoDump makes the system write no dump of this process when it crashes. Where
// that fails the program goes on: it is no worse off than before.
func NoDump() { noDump() }

// Private keeps other programs of the same user from reading the memory of this
// process or attaching a debugger (Linux). Programs started by this one are as
// open as any other.
//
// On Linux it also keeps xdg-desktop-portal from answering this process
// (github.com/flatpak/xdg-desktop-portal, issue 785).
func Private() { private() }
