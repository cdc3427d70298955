package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

func (p *program) renameCommand() *cobra.Command {
	return &cobra.Command{
		Use: "rename NAME NEW-NAME", Short: "Give a connection another name", Args: arguments("NAME", "NEW-NAME"),
		ValidArgsFunction: p.connectionNames,
		RunE:              func(cmd *cobra.Command, args []string) error { return p.rename(cmd.Context(), args[0], args[1]) },
	}
}

func (p *program) rename(ctx context.Context, name, newName string) error {
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	if err := s.Service.Rename(ctx, c.ID, newName); err != nil {
		return err
	}
	if c, err = s.Service.Connection(ctx, c.ID); err != nil {
		return err
	}
	if p.json {
		return p.printJSON(map[string]any{"connection": c})
	}
	p.printf("The connection is now called %s.\n", finding.Printable(c.Name, 200))
	return nil
}

func (p *program) replaceCommand() *cobra.Command {
	var acceptOther bool
	cmd := &cobra.Command{
		Use: "replace NAME [--accept-other-owner]", Short: "Put the credential on standard input in the place of a connection's",
		Long: "Put the credential on standard input in the place of a connection's, once RingCentral has accepted it.\n" +
			"The old one stays unless that worked, and unless the new one stands for the same user, or --accept-other-owner is given or you say so at a terminal.",
		Args: arguments("NAME"), ValidArgsFunction: p.connectionNames,
		RunE: func(cmd *cobra.Command, args []string) error { return p.replace(cmd.Context(), args[0], acceptOther) },
	}
	cmd.Flags().BoolVar(&acceptOther, "accept-other-owner", false, "let the connection stand for another account or person")
	return cmd
}

func (p *program) replace(ctx context.Context, name string, acceptOther bool) error {
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	profile, err := s.Service.Profile(ctx, c.ProfileID)
	if err != nil {
		return err
	}
	check, err := p.readCredential(ctx, s, profile)
	if err != nil {
		return err
	}
	request := onboard.ReplaceRequest{ConnectionID: c.ID, Check: check, AcceptOtherOwner: acceptOther}
	v := s.Service.Replace(ctx, request, p.progress(s.Service.KeychainName()))
	answer, err := p.ask(ctx, v.Findings, finding.OtherOwner, "Let the connection change hands?", "yes", "no")
	if err != nil {
		return err
	}
	if answer == "yes" {
		request.AcceptOtherOwner = true
		v = s.Service.Replace(ctx, request, p.progress(s.Service.KeychainName()))
	}
	return p.tellVerdict(withEarly(v, check.Findings), profile)
}

func (p *program) removeCommand() *cobra.Command {
	var revoke bool
	cmd := &cobra.Command{
		Use: "remove NAME [--revoke]", Short: "Forget a connection and its credential",
		Long: "Forget a connection: its credential in the keychain and what Sureline knows of it. The credential itself stays valid at\n" +
			"RingCentral until its user deletes it there. --revoke also ends the session that this program holds, if any.",
		Args: arguments("NAME"), ValidArgsFunction: p.connectionNames,
		RunE: func(cmd *cobra.Command, args []string) error { return p.remove(cmd.Context(), args[0], revoke) },
	}
	cmd.Flags().BoolVar(&revoke, "revoke", false, "also end the session at RingCentral, if one is held")
	return cmd
}

func (p *program) remove(ctx context.Context, name string, revoke bool) error {
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	findings, err := s.Service.Remove(ctx, c.ID, revoke)
	if err != nil {
		if !p.json {
			p.printFindings(p.err, findings)
		}
		return err
	}
	if p.json {
		return p.printJSON(map[string]any{"removed": c.Name, "findings": orEmpty(findings)})
	}
	p.printFindings(p.out, findings)
	p.printf("%s was removed. If nobody else uses the credential, delete it on RingCentral's page too.\n", finding.Printable(c.Name, 200))
	return nil
}
