package main

import (
	"context"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/use"
	"github.com/sureline/sureline/core/wire"
)

// connectFlags are the flags of connect.
type connectFlags struct {
	profile, name string
	agreed        agreement
	// keepBoth and replaceSame answer same-owner.
	keepBoth, replaceSame bool
	// delivery is for an app whose provider uses the credential.
	delivery delivery
}

func (p *program) connectCommand() *cobra.Command {
	var f connectFlags
	cmd := &cobra.Command{
		Use: "connect --profile ID-or-FILE [--name NAME] [--confirm-host HOST] [--accept-changes] [--keep-both | --replace-same]", Short: "Connect the account of the credential on standard input",
		Long: "Check the credential on standard input, have RingCentral accept it, ask whom it stands for, and keep it in the keychain.\n" +
			"Nothing is kept unless RingCentral accepted it. A profile FILE is added first, as 'profile add' does.\n" +
			"An app whose provider uses the credential, and which cannot be tried from here (connect_via = \"hub\", or \"sealed\" without a\n" +
			"client secret here): the credential is checked and handed over sealed, as 'handover' does, and not kept.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.connect(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.profile, "profile", "", "`ID` of a profile, or a profile file (required)")
	cmd.Flags().StringVar(&f.name, "name", "", "call the connection `NAME` (default: account / person)")
	f.agreed.flags(cmd)
	cmd.Flags().BoolVar(&f.keepBoth, "keep-both", false, "connect although the same user has a connection of this app")
	f.delivery.flags(cmd)
	cmd.Flags().BoolVar(&f.replaceSame, "replace-same", false, "put the credential in the place of the one that the same user's connection has")
	return cmd
}

func (p *program) connect(ctx context.Context, f connectFlags) error {
	if f.profile == "" {
		return usagef("--profile is wanted: the ID of a profile ('surelinectl profile list' shows them) or a profile file")
	}
	if f.keepBoth && f.replaceSame {
		return usagef("--keep-both and --replace-same contradict each other")
	}
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	profile, err := p.chooseProfile(ctx, s, f.profile, f.agreed)
	if err != nil {
		return err
	}
	proves := profile.ProvesHere(true)
	if proves && !profile.ProvesHere(false) { // no keychain is opened unless it matters
		if proves, err = s.Service.HasClientSecret(ctx, profile.ID); err != nil {
			return err
		}
	}
	if !proves {
		return p.connectThere(ctx, s, profile, f)
	}
	check, err := p.readCredential(ctx, s, profile)
	if err != nil {
		return err
	}
	request := onboard.ConnectRequest{Profile: profile, Name: f.name, Check: check}
	switch {
	case f.keepBoth:
		request.SameOwner = onboard.KeepBoth
	case f.replaceSame:
		request.SameOwner = onboard.ReplaceSame
	}
	v := s.Service.Connect(ctx, request, p.progress(s.Service.KeychainName()))
	answer, err := p.ask(ctx, v.Findings, finding.SameOwner, "What shall become of the new credential?", "replace", "keep both", "stop")
	if err != nil {
		return err
	}
	if answer != "" {
		request.SameOwner = map[string]onboard.SameOwner{"replace": onboard.ReplaceSame, "keep both": onboard.KeepBoth}[answer]
		v = s.Service.Connect(ctx, request, p.progress(s.Service.KeychainName()))
	}
	return p.tellVerdict(withEarly(v, check.Findings), profile)
}

// connectThere hands the credential to the provider, who proves it: nothing is
// tried or kept here.
func (p *program) connectThere(ctx context.Context, s *wire.Sureline, profile core.Profile, f connectFlags) error {
	if f.name != "" || f.keepBoth || f.replaceSame {
		return usagef("--name, --keep-both and --replace-same are for connections of this computer, and the provider of this app keeps the connection")
	}
	check, err := p.readCredential(ctx, s, profile)
	if err != nil {
		return err
	}
	sealed, err := handover.Seal(profile, check.JWT, handover.Unproved(check), time.Now())
	if err != nil {
		return err
	}
	if !p.json {
		p.printFindings(p.err, check.Findings)
	}
	return p.deliver(ctx, s, profile, sealed, f.delivery, check.Findings)
}

// readCredential reads, checks and, where the platform's key set allows,
// verifies the credential on standard input; a bad one ends the command.
func (p *program) readCredential(ctx context.Context, s *wire.Sureline, profile core.Profile) (core.Check, error) {
	text, err := p.readSecret(ctx, "Credential (the long text that begins with eyJ)")
	if err != nil {
		return core.Check{}, err
	}
	check := s.Service.VerifySignature(ctx, profile, s.Service.Checker(ctx, profile).Check(text.Reveal()))
	if !check.Usable {
		return check, p.tellVerdict(core.Verdict{Findings: errorsFirst(check.Findings), Calls: []core.Call{}}, profile)
	}
	return check, nil
}

func errorsFirst(findings []core.Finding) []core.Finding {
	sorted := slices.Clone(findings)
	rank := func(f core.Finding) int {
		if f.Severity == core.SeverityError {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(sorted, func(a, b core.Finding) int { return rank(a) - rank(b) })
	return sorted
}

// withEarly adds to the verdict what the check before it found, each code once.
func withEarly(v core.Verdict, early []core.Finding) core.Verdict {
	for _, f := range early {
		if !hasCode(v.Findings, f.Code) {
			v.Findings = append(v.Findings, f)
		}
	}
	return v
}

func hasCode(findings []core.Finding, code core.Code) bool {
	return slices.ContainsFunc(findings, func(f core.Finding) bool { return f.Code == code })
}

// tellVerdict prints the verdict and gives its exit code.
func (p *program) tellVerdict(v core.Verdict, profile core.Profile) error {
	if p.json {
		if err := p.printJSON(v); err != nil {
			return err
		}
	} else {
		p.describeVerdict(v, profile)
	}
	return p.end(exitOfVerdict(v))
}

func (p *program) end(code int) error {
	if code == exitDone {
		return nil
	}
	return exitError{code}
}

// describeVerdict says what is proved, and no more: that a provider's server can
// call is not seen from here.
func (p *program) describeVerdict(v core.Verdict, profile core.Profile) {
	p.printFindings(p.out, v.Findings)
	switch {
	case v.Connected:
		app, owner, name := finding.Printable(v.Connection.App, 100), finding.Printable(v.Connection.OnBehalfOf(), 200), finding.Printable(v.Connection.Name, 200)
		if profile.HandsOver() {
			p.printf("%s RingCentral accepts the credential of %s for %s.\n", paint(p.out, "32", "✓ Accepted:"), owner, app)
			p.field("Hand it over", "surelinectl handover "+use.Quoted(name))
		} else {
			p.printf("%s %s on this computer can now call RingCentral on behalf of %s.\n", paint(p.out, "32", "✓ Connected:"), app, owner)
			p.field("Use it", use.Command(name, "COMMAND"))
		}
		p.field("Connection", name)
		p.field("Expires", expiry(v.Connection.ExpiresAt))
	case v.Connection != nil:
		p.printf("%s %s\n", paint(p.out, "31", "✗ Not connected:"), finding.Printable(v.Connection.Name, 200))
	case hasCode(v.Findings, finding.LeftOver):
		p.printf("%s\n", paint(p.out, "31", "✗ Not connected."))
	default:
		p.printf("%s Nothing was kept.\n", paint(p.out, "31", "✗ Not connected."))
	}
}

// stepWords say what a step does.
var stepWords = map[onboard.StepID]string{
	onboard.StepExchange: "Asking RingCentral to accept the credential",
	onboard.StepIdentity: "Asking whom it stands for",
	onboard.StepKeep:     "Keeping it in ",
	onboard.StepStatus:   "Calling the status service",
}

// progress writes one line for each step that ends.
func (p *program) progress(keychain string) onboard.Progress {
	return func(s onboard.Step) {
		words := stepWords[s.ID]
		if s.ID == onboard.StepKeep {
			words += keychain
		}
		switch s.State {
		case onboard.StepDone:
			p.note("%s: done (%.1f s)", words, s.Took.Seconds())
		case onboard.StepFailed:
			p.note("%s: %s", words, s.Finding.Title)
		case onboard.StepWaiting, onboard.StepRunning:
		}
	}
}
