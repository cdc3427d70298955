//go:build linux

// Program torture ends surelinectl at random moments, fills its disk and steps
// its clock, and looks afterwards whether keychain and store still agree. It
// prints a line for each fault: how often it was tried, how often it was
// survived, and what the user was told. It needs a Secret Service that may be
// filled (.ci/keyring), and root for the disk.
//
// .ci/torture runs it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
)

func main() {
	program := flag.String("surelinectl", "build/surelinectl", "the `PROGRAM` to torture")
	kills := flag.Int("kills", 200, "how often it is killed")
	signals := flag.Int("signals", 100, "how often it gets a signal")
	fillings := flag.Int("fillings", len(free), "how often its disk is filled, for each command")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	survived, err := run(ctx, os.Stdout, *program, *kills, *signals, *fillings)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "torture: %v\n", err)
	}
	if err != nil || !survived {
		os.Exit(1)
	}
}
