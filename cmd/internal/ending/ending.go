// Package ending owns how the programs are told to end: by the keyboard, by the
// system, and by a terminal or session that goes away.
package ending

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// Context returns a context that ends with the first of these signals. A hang-up
// that whoever started the program wants ignored (nohup) is no ending. After
// stop, the next signal ends the program at once.
func Context() (ctx context.Context, stop func()) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		signals = append(signals, syscall.SIGHUP)
	}
	return signal.NotifyContext(context.Background(), signals...)
}
