package browser

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"time"
)

// errUnsuitable says that a program is not there or must not be used.
var errUnsuitable = errors.New("not a suitable program")

// launch runs the command, detached, and watches it for a moment.
func (o opener) launch(ctx context.Context, words []string, link string) error {
	path, err := exec.LookPath(words[0])
	if err != nil || isTextBrowser(path) {
		return errUnsuitable
	}
	args := withLink(words[1:], link)
	// Not exec.CommandContext: the browser must outlive the context and us.
	cmd := exec.Command(path, args...)
	cmd.Env = append(environment(os.Environ()), launcherEnv...)
	cmd.SysProcAttr = detached()
	if err := cmd.Start(); err != nil {
		return err
	}
	exited := make(chan error, 1)
	go func() { exited <- cmd.Wait() }()
	watch := time.NewTimer(o.settle)
	defer watch.Stop()
	select {
	case err := <-exited:
		return err
	case <-watch.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
