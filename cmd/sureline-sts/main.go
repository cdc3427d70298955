// Program sureline-sts is the service that the Kore.ai Web SDK asks for its
// JWT: it signs for the pages and persons that its configuration allows, and
// says in its log why it did not.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/sureline/sureline/cmd/internal/harden"
)

func main() {
	harden.Process()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second interrupt ends the program at once.
	context.AfterFunc(ctx, stop)
	code := run(ctx, os.Args[1:], streams{out: os.Stdout, err: os.Stderr})
	stop()
	os.Exit(code)
}
