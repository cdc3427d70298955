//go:build !windows

package main

import (
	"os"
	"syscall"
)

var reloadSignal os.Signal = syscall.SIGHUP
