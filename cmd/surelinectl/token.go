package main

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/use"
)

// maxMinTTL leaves the platform's longest access token, of an hour, some use.
const maxMinTTL = 55 * time.Minute

// tokenFlags are the flags of token.
type tokenFlags struct {
	format            string
	minTTL            time.Duration
	fresh, wait, show bool
}

func (p *program) tokenCommand() *cobra.Command {
	var f tokenFlags
	cmd := &cobra.Command{
		Use: "token NAME [--format raw|json|oauth|header]", Short: "Give a program on this computer an access token",
		Long: "Print an access token of a connection for a program. All programs of this user share one token, kept in the keychain until it\n" +
			"ends after an hour at most, so that asking often costs nothing. It is not printed on a terminal, where it would stay.\n" +
			"Formats: raw; json, with times and permissions; oauth, which RingCentral's SDKs take; header, for curl -H @-.\n" +
			"See 'surelinectl exec' for programs that log in by themselves.",
		Args: arguments("NAME"), ValidArgsFunction: p.connectionNames,
		RunE: func(cmd *cobra.Command, args []string) error { return p.token(cmd.Context(), args[0], f) },
	}
	flags := cmd.Flags()
	flags.StringVar(&f.format, "format", "", "`FORMAT`: raw (default), json, oauth or header")
	flags.DurationVar(&f.minTTL, "min-ttl", core.UsualTTL, "a token that lasts at least this `DURATION`")
	flags.BoolVar(&f.fresh, "fresh", false, "give up the token that there is, because RingCentral refused it")
	flags.BoolVar(&f.wait, "wait", false, "wait when the app has used up its requests of this minute")
	flags.BoolVar(&f.show, "show", false, "print the token even on a terminal")
	return cmd
}

func (p *program) token(ctx context.Context, name string, f tokenFlags) error {
	format := use.Format(f.format)
	switch {
	case f.format == "" && p.json:
		format = use.JSON
	case f.format == "":
		format = use.Raw
	case !slices.Contains(use.Formats, format):
		return usagef("--format must be raw, json, oauth or header")
	}
	if f.minTTL <= 0 || f.minTTL > maxMinTTL {
		return usagef("--min-ttl must lie between 1s and %s", maxMinTTL)
	}
	if terminal(p.out) && !f.show {
		return usagef("an access token is not shown on a terminal, where it would stay: give it to a program, or ask for it with --show")
	}
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	request := onboard.TokenRequest{MinTTL: f.minTTL, Fresh: f.fresh}
	if f.wait {
		request.Waiting = p.waiting
	}
	access := s.Service.Access(c.ID)
	grant, err := access.Token(ctx, request)
	if err != nil {
		return p.broken(err)
	}
	c, profile, err := access.Connection(ctx)
	if err != nil {
		return err
	}
	text, err := use.NewToken(grant, c, profile, time.Now()).In(format)
	if err != nil {
		return err
	}
	_, err = p.out.Write(text)
	return err
}

// waiting says that the request budget makes somebody wait.
func (p *program) waiting(until time.Time) {
	p.note("The app has used up its requests of this minute; waiting %s …", strings.TrimSpace(time.Until(until).Round(time.Second).String()))
}

// broken ends a command for want of a token: whatever is wrong with the stored
// credential is as good as a refusal by the platform.
func (p *program) broken(err error) error {
	f, ok := core.FindingOf(err)
	if !ok || finding.Exit(f.Code) != finding.ExitCheck {
		return err
	}
	p.fail([]core.Finding{f})
	return exitError{finding.ExitRefused}
}
