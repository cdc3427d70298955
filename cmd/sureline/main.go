// Program sureline is the window: it connects a RingCentral account to an app
// provider's app, keeps the credential in the keychain, and verifies and tests
// the connection at any later time.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/sureline/sureline/cmd/internal/ending"
	"github.com/sureline/sureline/cmd/internal/harden"
)

// The exit codes of the program; surelinectl has more.
const (
	exitDone     = 0
	exitInternal = 1
	exitUsage    = 2
	exitStore    = 6
	exitNoWindow = 8
)

func main() {
	harden.NoDump() // the rest follows in open.go
	ctx, stop := ending.Context()
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run is the program. It has to be called on the main goroutine, which window
// systems insist on.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	opts, err := parse(args, stdout)
	switch {
	case errors.Is(err, errHelp):
		return exitDone
	case err != nil:
		fmt.Fprintf(stderr, "sureline: %v\n", err)
		return exitUsage
	}
	if err := checkDisplay(os.Getenv); err != nil {
		return noWindow(stderr, err)
	}
	err = open(ctx, opts)
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, errNoWindow):
		return noWindow(stderr, err)
	case errors.Is(err, errFolder):
		fmt.Fprintf(stderr, "sureline: %v\n", err)
		return exitStore
	}
	fmt.Fprintf(stderr, "sureline: %v\n", err)
	return exitInternal
}

// noWindow says in one sentence why, and what to use instead.
func noWindow(stderr io.Writer, err error) int {
	fmt.Fprintf(stderr, "sureline: %v; use the command line program instead: 'surelinectl help'.\n", err)
	return exitNoWindow
}
