package main

import (
	"context"

	"github.com/spf13/cobra"
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
	profile, err := s.Service.Profile(ctx, id)
	if err != nil {
		return err
	}
	secret, err := p.readClientSecret(ctx)
	if err != nil {
		return err
	}
	if err := s.Service.SetClientSecret(ctx, profile.ID, secret); err != nil {
		return err
	}
	if p.json {
		return p.printJSON(map[string]any{"profile": profile.ID, "client_secret_kept": true})
	}
	p.printf("The client secret of %s is now in %s.\n", profile.Name, s.Service.KeychainName())
	return nil
}
