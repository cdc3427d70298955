package main

import (
	"context"
	"errors"
	"io/fs"
	"net/mail"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/profile"
)

// newProfile is what profile new asks for, or takes from flags.
type newProfile struct {
	core.Profile
	out   string
	force bool
}

func (p *program) profileNewCommand() *cobra.Command {
	var n newProfile
	cmd := &cobra.Command{
		Use: "new", Short: "Make a profile file for your app (for providers)",
		Long: "Make the .sureline file that an app's provider sends to its customers. At a terminal, what no flag gives is asked for.\n" +
			"The client secret is not part of it: prefer --token-url with an endpoint of yours that adds the secret, and --client-auth none.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.profileNew(cmd.Context(), n) },
	}
	flags := cmd.Flags()
	flags.StringVar(&n.ID, "id", "", "short `ID`, such as acme-sync (default: made from the name)")
	flags.StringVar(&n.Name, "name", "", "the app's `NAME`, as customers know it (required)")
	flags.StringVar(&n.ClientID, "client-id", "", "the app's client `ID` (required)")
	flags.StringVar(&n.Server, "server", core.DefaultServer, "the platform's `URL`")
	flags.StringVar(&n.Console, "console", core.DefaultConsole, "the developer console's `URL`")
	flags.StringSliceVar(&n.Scopes, "scope", nil, "an app `PERMISSION` that the app needs, such as ReadAccounts; may be repeated")
	flags.StringVar(&n.SupportEmail, "support-email", "", "`ADDRESS` of your support")
	flags.StringVar(&n.SupportURL, "support-url", "", "`URL` of your support")
	flags.StringVar(&n.TokenURL, "token-url", "", "`URL` of your own endpoint that adds the client secret")
	flags.StringVar((*string)(&n.ClientAuth), "client-auth", string(core.ClientAuthBasic), "`basic` with a client secret, or none")
	flags.StringVar(&n.out, "out", "", "write this `FILE` (default: ID.sureline)")
	flags.BoolVar(&n.force, "force", false, "replace the file if it is there")
	return cmd
}

// providerSteps are those of RingCentral's page "Configuring apps to use JWT".
const providerSteps = `To make the app at RingCentral, if you have not yet:
  1. Open %s and sign in to the developer console.
  2. Under Apps choose "Create App", then "REST API App".
  3. Under "Auth" choose "JWT auth flow".
  4. Let the app be public, so that other companies can use it.
  5. Choose the permissions that your app needs, and save.
Then copy the client ID from the app's page.
`

func (p *program) profileNew(ctx context.Context, n newProfile) error {
	if n.Name == "" || n.ClientID == "" {
		if !terminal(p.in) {
			return usagef("--name and --client-id are wanted (at a terminal they would be asked for)")
		}
		p.note(providerSteps, profile.NewAppLink(profile.NewApp{Name: n.Name, Permissions: n.Scopes}))
		if err := p.askProfile(ctx, &n); err != nil {
			return err
		}
	}
	if n.ID == "" {
		n.ID = profile.SuggestID(n.Name)
	}
	if n.out == "" {
		n.out = n.ID + ".sureline"
	}
	err := profile.Save(n.out, n.Profile, n.force)
	if errors.Is(err, fs.ErrExist) {
		return usagef("%s is there already; --force replaces it, --out names another file", n.out)
	}
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(map[string]any{"profile": n.Profile, "file": n.out})
	}
	p.printf("%s was written. Send it to your customers; it holds no secret.\n", n.out)
	p.printf("Advise them to create the credential as a service user: it survives the leaving of a person.\n")
	return nil
}

func (p *program) askProfile(ctx context.Context, n *newProfile) error {
	a := p.asker()
	for _, q := range []struct {
		into     *string
		question string
		check    func(string) string
	}{
		{&n.Name, "The app's name, as your customers know it", required},
		{&n.ClientID, "Its client ID", required},
		{&n.SupportEmail, "Mail address of your support (may be empty)", optionalMail},
		{&n.TokenURL, "URL of your own endpoint that adds the client secret (may be empty)", anything},
	} {
		answer, err := a.ask(ctx, q.question, *q.into, q.check)
		if err != nil {
			return err
		}
		*q.into = answer
	}
	if n.TokenURL != "" {
		n.ClientAuth = core.ClientAuthNone
	}
	return nil
}

func anything(string) string { return "" }

func required(answer string) string {
	if answer == "" {
		return "This is needed."
	}
	return ""
}

func optionalMail(answer string) string {
	if _, err := mail.ParseAddress(answer); answer != "" && err != nil {
		return "This is no mail address."
	}
	return ""
}
