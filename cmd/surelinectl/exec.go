package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"slices"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/use"
)

// The exit codes of a shell for a command that does not start.
const (
	exitNotExecutable = 126
	exitNotFound      = 127
	// exitSignal is added to the number of the signal that ended the program.
	exitSignal = 128
)

// execFlags are the flags of exec.
type execFlags struct{ readOnly, hideToken, wait bool }

func (p *program) execCommand() *cobra.Command {
	var f execFlags
	cmd := &cobra.Command{
		Use: "exec NAME [--read-only] [--hide-token] -- COMMAND [ARGUMENT…]", Short: "Run a program that calls RingCentral under a connection",
		Long: "Run a program with RC_SERVER_URL, RC_APP_CLIENT_ID, RC_APP_CLIENT_SECRET and RC_USER_JWT in its environment, as RingCentral's\n" +
			"own samples read them. They name a proxy that lives as long as the program and answers to nobody else: neither the credential\n" +
			"nor the client secret leaves the keychain. The program's exit code is passed on; 127 means that there is no such command.",
		Args: func(cmd *cobra.Command, args []string) error {
			if dash := cmd.ArgsLenAtDash(); dash != 1 || len(args) < 2 {
				return usagef("wanted: NAME -- COMMAND [ARGUMENT…]")
			}
			return nil
		},
		ValidArgsFunction: p.connectionNames,
		RunE:              func(cmd *cobra.Command, args []string) error { return p.exec(cmd.Context(), args[0], args[1:], f) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.readOnly, "read-only", false, "let the program read only: GET and HEAD")
	flags.BoolVar(&f.hideToken, "hide-token", false, "keep the access token from the program too; media and WebSocket addresses do not work then")
	flags.BoolVar(&f.wait, "wait", false, "wait when the app has used up its requests of this minute")
	return cmd
}

func (p *program) exec(ctx context.Context, name string, command []string, f execFlags) error {
	path, err := exec.LookPath(command[0])
	if err != nil {
		p.note("surelinectl: %s: %s", finding.Printable(command[0], 200), reasonOf(errors.Unwrap(err)))
		if errors.Is(err, fs.ErrPermission) {
			return exitError{exitNotExecutable}
		}
		return exitError{exitNotFound}
	}
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	access := s.Service.Access(c.ID)
	_, profile, err := access.Connection(ctx)
	if err != nil {
		return err
	}
	upstream, transport, err := s.Upstream(profile)
	if err != nil {
		return err
	}
	proxy, err := use.Listen(ctx, use.Options{
		Access: access, ClientID: profile.ClientID, Upstream: upstream, Transport: transport, ReadOnly: f.readOnly, HideToken: f.hideToken,
	})
	if err != nil {
		return err
	}
	defer proxy.Close()
	waiting := p.waiting
	if !f.wait {
		waiting = nil
	}
	if err := proxy.Prepare(ctx, waiting); err != nil {
		return p.broken(err)
	}
	go func() { _ = proxy.Serve() }()
	return p.runProgram(path, command, proxy.Environment(os.Environ()))
}

// runProgram runs the command to its end, passes signals on, and ends as it ended.
// Not the context decides when it ends, but the program: it may have to tidy up.
func (p *program) runProgram(path string, command, env []string) error {
	cmd := &exec.Cmd{Path: path, Args: command, Env: env, Stdin: p.in, Stdout: p.out, Stderr: p.err}
	caught := make(chan os.Signal, 16)
	signal.Notify(caught, passedOn...)
	defer signal.Stop(caught)
	if err := cmd.Start(); err != nil {
		p.note("surelinectl: %s: %s", finding.Printable(command[0], 200), reasonOf(err))
		return exitError{exitNotExecutable}
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	// At a terminal, its keys reach the program by themselves.
	interactive := terminal(p.in) || terminal(p.out) || terminal(p.err)
	for {
		select {
		case s := <-caught:
			if !interactive || !slices.Contains(fromKeys, s) {
				_ = cmd.Process.Signal(s)
			}
		case err := <-done:
			if _, ended := errors.AsType[*exec.ExitError](err); err != nil && !ended {
				return err
			}
			return p.end(exitOfProgram(cmd.ProcessState))
		}
	}
}
