package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/profile"
)

func (p *program) secretCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "secret", Short: "Keep the client secret of an app", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(&cobra.Command{
		Use: "set PROFILE-ID", Short: "Keep the client secret on standard input in the keychain", Args: arguments("PROFILE-ID"),
		RunE: func(cmd *cobra.Command, args []string) error { return p.setSecret(cmd.Context(), args[0]) },
	})
	return cmd
}

func (p *program) setSecret(ctx context.Context, id string) error {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	of, err := s.Service.Profile(ctx, id)
	if err != nil {
		return err
	}
	secret, err := p.readClientSecret(ctx)
	if err != nil {
		return err
	}
	if err := profile.CheckSecret(of, secret); err != nil {
		return err
	}
	p.warnIfSwapped(of, secret)
	if err := s.Service.SetClientSecret(ctx, of.ID, secret); err != nil {
		return err
	}
	if p.json {
		return p.printJSON(map[string]any{"profile": of.ID, "client_secret_kept": true})
	}
	p.printf("The client secret of %s is now in %s.\n", of.Name, s.Service.KeychainName())
	return nil
}

// warnIfSwapped says so when client ID and client secret look like each other's.
func (p *program) warnIfSwapped(of core.Profile, secret core.Secret) {
	if profile.LooksSwapped(of, secret) {
		p.note("warning: the client ID of %s is as long as client secrets are, and the client secret as short as client IDs. Compare both with the app's page.", of.Name)
	}
}
