package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/keychain"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

// The exit codes.
const (
	exitDone     = 0
	exitInternal = 1
	exitUsage    = 2
	exitCheck    = 3
	exitStorage  = 6
)

// streams are what the program writes.
type streams struct{ out, err io.Writer }

// options are the flags.
type options struct {
	streams
	path    string
	listen  []string
	check   bool
	probe   bool
	verbose bool
	// service names the keychain's items; for tests and the demo.
	service string
}

const longHelp = `sureline-sts gives the Kore.ai Web SDK its JWT, at POST /api/users/sts.

It signs only for the pages (origins) and persons that the configuration allows.
Without --config it uses the list of clients that Sureline's window keeps.
Secrets are read from the keychain, from files or from environment variables that
the configuration names, and again on SIGHUP or when a file changes.

Exit codes: 0 done, 1 it could not start or broke off, 2 wrong usage,
3 the configuration is wrong, 6 a secret or key is not there or not safe.`

// usageError is a mistake in how the program was called.
type usageError struct{ error }

// run is the program; it returns the exit code.
func run(ctx context.Context, args []string, s streams) int {
	o := options{streams: s}
	cmd := &cobra.Command{
		Use: "sureline-sts", Short: "Give the Kore.ai Web SDK its JWT", Long: longHelp, Version: buildinfo.Version(),
		SilenceErrors: true, SilenceUsage: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usageError{errors.New("there are no arguments, only flags")}
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd.Context()) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.path, "config", "", "read the clients from this `FILE`")
	flags.StringArrayVar(&o.listen, "listen", nil, "listen on this `HOST:PORT` instead of what the file says; may be given several times")
	flags.BoolVar(&o.check, "check", false, "check the configuration and all secrets, then end")
	flags.BoolVar(&o.probe, "probe", false, "ask the service that runs with this configuration whether it is ready, then end: 0 yes, 1 no")
	flags.BoolVar(&o.verbose, "verbose", false, "also log the questions that browsers ask before the real request")
	flags.StringVar(&o.service, "keychain-service", "", "look for secrets under this `NAME` in the keychain instead of Sureline")
	cmd.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	cmd.SetArgs(args)
	cmd.SetOut(s.out)
	cmd.SetErr(s.err)
	cmd.CompletionOptions.DisableDefaultCmd = true
	return o.finish(cmd.ExecuteContext(ctx))
}

func (o *options) run(ctx context.Context) error {
	if o.path == "" {
		path, err := config.DefaultPath()
		if err != nil {
			return usageError{errors.New("say with --config where the configuration is: this user has no home folder")}
		}
		o.path = path
	}
	c, err := o.load()
	if err != nil {
		return err
	}
	if o.probe {
		return sts.Probe(ctx, c)
	}
	level := slog.LevelInfo
	if o.verbose {
		level = slog.LevelDebug
	}
	log := slog.New(slog.NewJSONHandler(o.err, &slog.HandlerOptions{Level: level}))
	if o.check {
		log = nil
	}
	service, err := sts.New(ctx, sts.Options{
		Config: c, Log: log, UserAgent: kore.UserAgent(buildinfo.Version()),
		Loader: kore.Loader{Keychain: keychain.New(keychain.Options{Service: o.service})},
	})
	if err != nil {
		return err
	}
	if o.check {
		return o.report(c)
	}
	log.Info("starting", "version", buildinfo.Version(), "config", o.path, "clients", len(c.Clients))
	return o.serve(ctx, service, c)
}

// load reads the configuration, with what the flags change.
func (o *options) load() (config.Config, error) {
	c, err := config.Load(o.path)
	if err != nil || len(o.listen) == 0 {
		return c, err
	}
	c.Listen = o.listen
	problems := c.Check()
	switch {
	case len(problems) == 0:
		return c, nil
	case problems[0].Key == "listen":
		return c, usageError{errors.New("--listen: " + problems[0].Reason.String())}
	}
	return c, problems[0].Error("read the flags", "")
}

// report says what was checked.
func (o *options) report(c config.Config) error {
	for _, client := range c.Clients {
		_, err := fmt.Fprintf(o.out, "%s (%s): %s, signs with the %s, identity %s, %d origins\n",
			client.ClientID, client.Name, client.Algorithm, client.Secret, client.Policy, len(client.Origins))
		if err != nil {
			return err
		}
		if len(client.Origins) == 0 && !client.WithoutOrigin {
			if _, err := fmt.Fprintln(o.out, "  no web page may ask for this client yet: origins is empty"); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintf(o.out, "%s: all is well, %d clients\n", o.path, len(c.Clients))
	return err
}

// finish says on standard error what went wrong, and returns the exit code.
func (o *options) finish(err error) int {
	if err == nil {
		return exitDone
	}
	findings := config.Findings(err)
	if len(findings) == 0 {
		fmt.Fprintf(o.err, "sureline-sts: %v\n", err)
		if _, ok := errors.AsType[usageError](err); ok {
			fmt.Fprintln(o.err, "See 'sureline-sts --help' for the flags.")
			return exitUsage
		}
		return exitInternal
	}
	for _, f := range findings {
		fmt.Fprintf(o.err, "sureline-sts: %s. %s %s (%s)\n", f.Title, f.Explanation, f.NextStep, f.Code)
	}
	return exitOf(findings[0].Code)
}

func exitOf(code core.Code) int {
	switch code {
	case finding.KoreSettingInvalid, finding.KoreSecretInFile, finding.KoreFileUnreadable, finding.SettingInvalid:
		return exitCheck
	case finding.KoreListenFailed, finding.Internal:
		return exitInternal
	}
	// What is left is about where secrets lie.
	return exitStorage
}
