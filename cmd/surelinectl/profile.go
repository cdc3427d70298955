package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/wire"
)

func (p *program) profileCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "profile", Short: "Make and manage the profiles of apps", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(p.profileNewCommand(), p.profileAddCommand(), p.profileListCommand(), p.profileShowCommand(), p.profileRemoveCommand())
	return cmd
}

func (p *program) profileAddCommand() *cobra.Command {
	var agreed agreement
	cmd := &cobra.Command{
		Use: "add FILE [--confirm-host HOST] [--accept-changes]", Short: "Add the profile in a .sureline file",
		Long: "Add the profile in a file that a provider sent. A client secret in it goes to the keychain. A profile that speaks to a host\n" +
			"which is neither RingCentral's nor this computer is added only if --confirm-host names that host. One that is known here with\n" +
			"another client ID, address or key is replaced only with --accept-changes, or when you say so at a terminal: its connections\n" +
			"use the new values then.",
		Args: arguments("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error { return p.profileAdd(cmd.Context(), args[0], agreed) },
	}
	agreed.flags(cmd)
	return cmd
}

// agreement is what the user agrees to about a profile.
type agreement struct {
	hosts   []string
	changes bool
}

func (a *agreement) flags(cmd *cobra.Command) {
	cmd.Flags().StringArrayVar(&a.hosts, "confirm-host", nil, "agree that credentials are sent to `HOST`, which is not RingCentral's own")
	cmd.Flags().BoolVar(&a.changes, "accept-changes", false, "accept that a known profile comes with another client ID, address or key")
}

func (p *program) profileAdd(ctx context.Context, file string, agreed agreement) error {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	added, fromFile, err := p.addProfileFile(ctx, s, file, agreed)
	if err != nil {
		return err
	}
	kept := fromFile
	if !kept {
		// The profile is there, whatever ends or fails now.
		if kept, err = s.Service.HasClientSecret(context.WithoutCancel(ctx), added.ID); err != nil {
			p.warn(err)
		}
	}
	if p.json {
		return p.printJSON(map[string]any{"profile": added, "client_secret_kept": kept, "client_secret_in_file": fromFile})
	}
	p.printf("The profile %s (%s) was added.\n", added.Name, added.ID)
	switch {
	case fromFile:
		p.printf("The client secret that the file holds is now in %s. Whoever has the file has the secret: delete the file, or take the secret out of it.\n",
			s.Service.KeychainName())
	case added.ClientAuth != core.ClientAuthNone && !kept:
		p.printf("The app needs its client secret: give it to 'surelinectl secret set %s' on standard input.\n", added.ID)
	}
	return nil
}

// addProfileFile adds the profile in the file. It tells whether the file held a
// client secret.
func (p *program) addProfileFile(ctx context.Context, s *wire.Sureline, file string, agreed agreement) (core.Profile, bool, error) {
	opened, err := openProfile(file)
	if err != nil {
		return core.Profile{}, false, err
	}
	p.warnIfSwapped(opened.profile, opened.secret)
	request := onboard.ProfileRequest{
		Profile: opened.profile, ClientSecret: opened.secret, ConfirmedHosts: agreed.hosts, AcceptChanges: agreed.changes,
	}
	added, err := s.Service.AddProfile(ctx, request)
	if f, ok := core.FindingOf(err); ok {
		answer, stop := p.ask(ctx, []core.Finding{f}, finding.ProfileChanges, "Take the new values?", "yes", "no")
		if stop != nil {
			return core.Profile{}, false, stop
		}
		if answer == "yes" {
			request.AcceptChanges = true
			added, err = s.Service.AddProfile(ctx, request)
		}
	}
	return added, !opened.secret.Empty(), naming(err)
}

// naming adds to host-not-confirmed the flags that agree to the hosts.
func naming(err error) error {
	f, _ := core.FindingOf(err)
	if f.Code != finding.HostNotConfirmed {
		return err
	}
	flags := "--confirm-host " + strings.ReplaceAll(f.Detail["host"], ",", " --confirm-host ")
	return core.Fail("confirming hosts", finding.WithDetail(f, map[string]string{"flag": flags}), err)
}

// chooseProfile finds the profile that the user named by ID or by file; a file
// is added.
func (p *program) chooseProfile(ctx context.Context, s *wire.Sureline, named string, agreed agreement) (core.Profile, error) {
	if isFile(named) {
		added, _, err := p.addProfileFile(ctx, s, named, agreed)
		return added, err
	}
	profile, err := s.Service.ConfirmHosts(ctx, named, agreed.hosts)
	return profile, naming(err)
}

// isFile tells a file from an ID: it has the suffix, names a folder, or is there.
func isFile(named string) bool {
	if strings.HasSuffix(named, ".sureline") || strings.ContainsAny(named, `/\`) {
		return true
	}
	info, err := os.Stat(filepath.Clean(named))
	return err == nil && info.Mode().IsRegular()
}

func (p *program) profileListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the profiles", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := p.open(cmd.Context())
			if err != nil {
				return err
			}
			all, err := s.Service.Profiles(cmd.Context())
			if err != nil {
				return err
			}
			if p.json {
				return p.printJSON(map[string]any{"profiles": orEmpty(all)})
			}
			if len(all) == 0 {
				p.note("There are no profiles yet. 'surelinectl profile add --help' tells how to add one.")
			}
			for _, profile := range all {
				p.printf("%s\t%s\t%s\n", profile.ID, finding.Printable(profile.Name, 100), profile.Server)
			}
			return nil
		},
	}
}

func (p *program) profileShowCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show ID", Short: "Show a profile", Args: arguments("ID"),
		RunE: func(cmd *cobra.Command, args []string) error { return p.profileShow(cmd.Context(), args[0]) },
	}
}

func (p *program) profileShow(ctx context.Context, id string) error {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	profile, err := s.Service.Profile(ctx, id)
	if err != nil {
		return err
	}
	kept, err := s.Service.HasClientSecret(ctx, id)
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(map[string]any{
			"profile": profile, "client_secret_kept": kept, "credential_link": profile.CredentialLink(),
			"unconfirmed_hosts": orEmpty(profile.UnconfirmedHosts()),
		})
	}
	p.field("ID", profile.ID)
	p.field("Name", profile.Name)
	p.field("Client ID", profile.ClientID)
	p.field("Server", profile.Server)
	p.field("Console", profile.Console)
	p.field("Token URL", profile.TokenURL)
	p.field("Scopes", strings.Join(profile.Scopes, " "))
	p.field("Support", strings.TrimSpace(profile.SupportEmail+" "+profile.SupportURL))
	p.field("Client auth", string(profile.ClientAuth))
	if profile.ClientAuth != core.ClientAuthNone {
		p.field("Client secret", map[bool]string{true: "in " + s.Service.KeychainName(), false: "missing"}[kept])
	}
	p.field("Used by", map[core.ConnectVia]string{
		core.ConnectHere: "programs on this computer", core.ConnectSealed: "the provider, from a sealed file", core.ConnectHub: "the provider's hub",
	}[profile.ConnectVia])
	p.field("Hand-over to", profile.HandoverURL)
	p.field("Hand-over key", handover.Fingerprint(profile.HandoverRecipient))
	p.field("Confirmed hosts", strings.Join(profile.ConfirmedHosts, ", "))
	p.field("To confirm", strings.Join(profile.UnconfirmedHosts(), ", "))
	p.field("Credential page", profile.CredentialLink())
	return nil
}

func (p *program) profileRemoveCommand() *cobra.Command {
	return &cobra.Command{
		Use: "remove ID", Short: "Forget a profile and its client secret", Args: arguments("ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			s, err := p.open(cmd.Context())
			if err != nil {
				return err
			}
			if err := s.Service.RemoveProfile(cmd.Context(), args[0]); err != nil {
				return err
			}
			if p.json {
				return p.printJSON(map[string]any{"removed": args[0]})
			}
			p.printf("The profile %s was removed.\n", args[0])
			return nil
		},
	}
}
