//go:build unix

package main

import (
	"os"
	"syscall"
)

// passedOn are the signals that a program run by exec gets too; fromKeys are those
// of them that the keys of a terminal send to all programs on it.
var (
	passedOn = []os.Signal{
		syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGQUIT, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGWINCH,
	}
	fromKeys = []os.Signal{syscall.SIGINT, syscall.SIGQUIT, syscall.SIGWINCH}
)

// exitOfProgram is the program's exit code, as a shell tells it.
func exitOfProgram(state *os.ProcessState) int {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		return exitSignal + int(status.Signal())
	}
	return state.ExitCode()
}
