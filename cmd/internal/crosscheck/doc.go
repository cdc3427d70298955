// Package crosscheck holds the tests in which adapters meet that never import
// one another: the demo platform's faults against the client that has to tell
// them, broken networks, damaged files, and the use cases over all of it. They
// show that every code of the catalogue comes of something that happens. It has
// no code of its own.
package crosscheck
