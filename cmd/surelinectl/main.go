// Program surelinectl is Sureline for the command line: the same connections,
// profiles and keychain as the window's, for support, for scripts, and for
// computers without a screen.
package main

import (
	"context"
	"os"

	"github.com/sureline/sureline/cmd/internal/ending"
	"github.com/sureline/sureline/cmd/internal/harden"
)

func main() {
	harden.Process()
	ctx, stop := ending.Context()
	// A second interrupt ends the program at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], streams{in: os.Stdin, out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}
