// Package connect owns the Connect page: three numbered steps from "create your
// credential" to the sentence that says what now works. It talks to the use
// cases through the small interfaces in Deps, decides nothing about what a
// failure means, and never keeps the pasted text anywhere but in memory.
//
// state.go says what is so, view.go shows it, actions.go changes it.
package connect
