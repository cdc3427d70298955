// Package widgets owns what Sureline's pages are made of: the scrolled page and
// its margins, texts, buttons, fields, tables, panels that tell or ask, and the
// layouts that put them together. It imports Fyne, ui/theme, ui/worker (to count
// down) and core (for findings and the text to pass them on); it knows no use
// case.
//
// What is made of other parts is a plain *fyne.Container rather than a widget
// with children inside: the accessibility bridges of Fyne 2.8 descend into
// containers only. Everything that can be read or pressed is a leaf that
// implements fyne.Accessible.
package widgets
