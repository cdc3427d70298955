package main

import (
	"context"
	"errors"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/wire"
)

// streams are what the program reads and writes.
type streams struct {
	in       io.Reader
	out, err io.Writer
}

// program holds what the commands share: the flags of all, the streams, and
// what was opened. One program runs one command.
type program struct {
	streams
	json bool
	wire.Options
	opened *wire.Sureline
}

const longHelp = `Sureline connects a RingCentral account to an app with a credential that a user
of that account creates, and proves at any later time that the connection works.

Results go to standard output, progress and diagnostics to standard error.
With --json each result is a JSON object; a failure is {"findings":[…]}.
Credentials and secrets are read from standard input or a prompt that does not
show them, never from an argument or the environment.

Exit codes: 0 done, 1 internal error, 2 wrong usage, 3 the check found errors,
4 the platform refused, 5 the platform could not be reached or answered for now,
6 keychain or store, 7 cancelled.`

// run runs one command and returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	p := &program{streams: s}
	if i := secretAmong(args); i >= 0 {
		return p.finish(usagef("argument %d looks like a credential: arguments can be seen by others and stay in the shell's history, so "+
			"it was not used; give it on standard input, and create a new one if others may have seen this one", i+1))
	}
	root := p.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	if p.opened != nil {
		err = errors.Join(err, p.opened.Close())
	}
	return p.finish(err)
}

func (p *program) root() *cobra.Command {
	root := &cobra.Command{
		Use: "surelinectl", Short: "Connect RingCentral accounts to apps, and prove that it works", Long: longHelp,
		SilenceErrors: true, SilenceUsage: true, Version: buildinfo.Version(), Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetIn(p.in)
	root.SetOut(p.out)
	root.SetErr(p.err)
	flags := root.PersistentFlags()
	flags.BoolVar(&p.json, "json", false, "print results as JSON")
	flags.StringVar(&p.CAFile, "ca", "", "also trust the certificate authorities in this `FILE`")
	flags.StringVar(&p.Proxy, "proxy", "", "go through the proxy at this `URL` (no password in it: set that in the window)")
	flags.DurationVar(&p.Timeout, "timeout", 0, "give up on a request after this `DURATION`, such as 20s")
	flags.StringVar(&p.DataDir, "data-dir", "", "keep connections, profiles and settings in this `FOLDER` instead of your own")
	flags.StringVar(&p.KeychainService, "keychain-service", "", "keep secrets under this `NAME` in the keychain instead of Sureline")
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.AddCommand(
		p.checkCommand(), p.profileCommand(), p.secretCommand(), p.connectCommand(), p.listCommand(), p.showCommand(),
		p.verifyCommand(), p.callCommand(), p.reportCommand(), p.renameCommand(), p.replaceCommand(), p.removeCommand(),
		p.tokenCommand(), p.execCommand(), p.sealCommand(), p.handoverCommand(),
		p.koreCommand(), p.demoCommand(), p.doctorCommand(), p.versionCommand(),
	)
	return root
}

// open opens keychain, store and network; commands that need none do not call
// it.
func (p *program) open(ctx context.Context) (*wire.Sureline, error) {
	if p.Timeout < 0 || p.Timeout > time.Hour {
		return nil, usagef("--timeout must lie between 0s and 1h")
	}
	if p.opened != nil {
		return p.opened, nil
	}
	s, err := wire.Open(ctx, p.Options)
	if err != nil {
		return nil, err
	}
	p.opened = s
	if s.SettingsProblem != nil {
		p.warn(s.SettingsProblem)
	}
	p.printFindings(p.err, s.Settled)
	if s.SettleProblem != nil {
		p.warn(s.SettleProblem)
	}
	return s, nil
}

// connection opens what open does, and finds the connection of that name.
func (p *program) connection(ctx context.Context, name string) (*wire.Sureline, core.Connection, error) {
	s, err := p.open(ctx)
	if err != nil {
		return nil, core.Connection{}, err
	}
	c, err := s.Service.ConnectionByName(ctx, name)
	return s, c, err
}
