package main

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
)

func (p *program) checkCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "check [--profile FILE]", Short: "Check a credential on standard input, without any network",
		Long: "Check what is on standard input: is it a credential, whole, not expired, and (with --profile) made for that app's platform?\n" +
			"Nothing is sent or stored, and neither keychain nor connections are looked at. Exit code 3 when there are errors.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.check(cmd.Context(), file) },
	}
	cmd.Flags().StringVar(&file, "profile", "", "profile `FILE` of the app that the credential is for")
	return cmd
}

func (p *program) check(ctx context.Context, file string) error {
	options := credential.Options{Now: time.Now()}
	if file != "" {
		opened, err := openProfile(file)
		if err != nil {
			return err
		}
		options.Profile, options.ClientSecret = opened.profile, opened.secret
	}
	text, err := p.readSecret(ctx, "Credential")
	if err != nil {
		return err
	}
	check := credential.Check(text.Reveal(), options)
	return p.tellCheck(check)
}

// tellCheck prints the outcome of a check, and is exit code 3 for errors.
func (p *program) tellCheck(check core.Check) error {
	if check.Findings == nil {
		check.Findings = []core.Finding{}
	}
	if p.json {
		if err := p.printJSON(check); err != nil {
			return err
		}
	} else {
		p.printFindings(p.out, check.Findings)
		p.describeCredential(check)
		if check.Usable {
			p.printf("%s\n", paint(p.out, "32", "✓ This credential can be used."))
		}
	}
	if !check.Usable {
		return exitError{finding.ExitCheck}
	}
	return nil
}

func (p *program) describeCredential(check core.Check) {
	c := check.Credential
	if c == nil {
		return
	}
	p.field("Issuer", c.Issuer)
	p.field("Audience", c.Audience)
	p.field("Environment", string(c.Environment))
	p.field("Subject", c.Subject)
	if c.IssuedAt != nil {
		p.field("Created", moment(*c.IssuedAt))
	}
	if c.ExpiresAt != nil || slices.ContainsFunc(check.Findings, func(f core.Finding) bool { return f.Code == finding.NeverExpires }) {
		p.field("Expires", expiry(c.ExpiresAt)) // else it does not say
	}
	p.field("Fingerprint", c.Fingerprint)
}
