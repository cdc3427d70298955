package main

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
)

// sealFlags are the flags of seal.
type sealFlags struct {
	profile  string
	send     bool
	hosts    []string
	delivery delivery
}

func (p *program) sealCommand() *cobra.Command {
	var f sealFlags
	cmd := &cobra.Command{
		Use: "seal --profile FILE [--out FILE | --send [--confirm-host HOST]]", Short: "Seal the credential on standard input for the app's provider",
		Long: "Check the credential on standard input and seal it so that only the provider of the app can open it. Nothing is kept here.\n" +
			"The sealed file goes to standard output unless --out names a file; it may be mailed. With --send it goes to the address that\n" +
			"the profile names, once --confirm-host has named its host, and the answer from there is waited for.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.seal(cmd.Context(), f) },
	}
	cmd.Flags().StringVar(&f.profile, "profile", "", "profile `FILE` of the app (required)")
	cmd.Flags().BoolVar(&f.send, "send", false, "send it to the provider's server")
	cmd.Flags().StringArrayVar(&f.hosts, "confirm-host", nil, "agree that the credential is sent to `HOST`, which is not RingCentral's own")
	f.delivery.flags(cmd)
	return cmd
}

func (p *program) seal(ctx context.Context, f sealFlags) error {
	out := f.delivery.out
	switch {
	case f.profile == "":
		return usagef("--profile is wanted: a profile file of the app")
	case f.send && out != "":
		return usagef("--send and --out contradict each other")
	case f.send:
	case out == "" && terminal(p.out):
		return usagef("a sealed file is not for a terminal: name one with --out")
	case out == "" && p.json:
		return usagef("--json needs --out: standard output takes either")
	}
	opened, err := openProfile(f.profile)
	if err != nil {
		return err
	}
	if opened.profile.HandoverRecipient == "" || f.send && opened.profile.HandoverURL == "" {
		return core.Fail("sealing the credential", handover.NotOffered(opened.profile), nil)
	}
	if f.send { // agreed before a credential is asked for
		s, err := p.open(ctx)
		if err != nil {
			return err
		}
		if opened.profile, err = s.Service.Agreed(ctx, opened.profile, f.hosts); err != nil {
			return naming(err)
		}
	}
	text, err := p.readSecret(ctx, "Credential (the long text that begins with eyJ)")
	if err != nil {
		return err
	}
	check := credential.Check(text.Reveal(), credential.Options{Now: time.Now(), Profile: opened.profile, ClientSecret: opened.secret})
	if !check.Usable {
		p.fail(check.Findings)
		return exitError{finding.ExitCheck}
	}
	sealed, err := handover.Seal(opened.profile, check.JWT, handover.Unproved(check), time.Now())
	if err != nil {
		return err
	}
	if f.send {
		if !p.json {
			p.printFindings(p.err, check.Findings)
		}
		return p.deliver(ctx, p.opened, opened.profile, sealed, f.delivery, check.Findings)
	}
	if out != "" {
		if err := writeNew(out, sealed.File); err != nil {
			return err
		}
	}
	if p.json {
		return p.printJSON(sealedOutcome{ID: sealed.ID, File: out, KeyFingerprint: handover.Fingerprint(sealed.Recipient), Findings: orEmpty(check.Findings)})
	}
	p.printFindings(p.err, check.Findings)
	p.noteSealed(opened.profile)
	if out != "" {
		p.note("It is in %s. %s", finding.Printable(out, 300), sendItTo(opened.profile))
		return nil
	}
	_, err = p.out.Write(sealed.File)
	return err
}

// sealedOutcome is what --json prints of a sealed credential.
type sealedOutcome struct {
	ID             string           `json:"id"`
	File           string           `json:"file"`
	KeyFingerprint string           `json:"key_fingerprint"`
	Status         *handover.Status `json:"status"`
	Findings       []core.Finding   `json:"findings"`
}

// noteSealed tells who can open it.
func (p *program) noteSealed(profile core.Profile) {
	p.note("Sealed with the key %s: only the provider of %s can open it.", handover.Fingerprint(profile.HandoverRecipient), finding.Printable(profile.Name, 100))
}

func sendItTo(profile core.Profile) string {
	if profile.SupportEmail == "" {
		return "Send it to the provider of the app; it may be mailed."
	}
	return "Send it to " + finding.Printable(profile.SupportEmail, 200) + "; it may be mailed."
}

// writeNew writes a file that is not there yet, for this user only.
func writeNew(path string, data []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	switch {
	case errors.Is(err, fs.ErrExist):
		return usagef("%s is there already and was not changed", finding.Printable(path, 200))
	case err != nil:
		return usagef("%s cannot be written: %s", finding.Printable(path, 200), reasonOf(err))
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(path)
		return usagef("%s cannot be written: %s", finding.Printable(path, 200), reasonOf(err))
	}
	return nil
}

// reasonOf leaves out the path, which the message has.
func reasonOf(err error) string {
	if path, ok := errors.AsType[*fs.PathError](err); ok {
		return path.Err.Error()
	}
	return err.Error()
}
