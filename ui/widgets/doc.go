// Package widgets owns the small parts that Sureline's screens are made of. It
// imports Fyne, core (for findings) and ui/theme; it starts no goroutines and
// knows no use case.
//
// What is made of other parts is a plain *fyne.Container rather than a widget
// with children inside: the accessibility bridges of Fyne 2.8 descend into
// containers only. Everything that can be read or pressed is a leaf that
// implements fyne.Accessible.
package widgets
