package main

import "os"

// passedOn are the signals that a program run by exec gets too; fromKeys are those
// of them that the keys of a terminal send to all programs on it.
var (
	passedOn = []os.Signal{os.Interrupt}
	fromKeys = []os.Signal{os.Interrupt}
)

// exitOfProgram is the program's exit code.
func exitOfProgram(state *os.ProcessState) int { return state.ExitCode() }
