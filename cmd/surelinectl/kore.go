package main

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/clients"
)

// koreFlags say which client, and for whom. Without secret the client comes from
// the window's list, with its secret from the keychain.
type koreFlags struct {
	secret    bool
	identity  string
	algorithm string
	lifetime  time.Duration
	jti       bool
	host      string
	botName   string
	botID     string
	yes       bool
}

func (p *program) koreCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use: "kore", Short: "Make, read and try the JWTs of the Kore.ai Web SDK", Args: noArguments,
		Long: "JWTs are what the chat window of the Kore.ai Web SDK is let in with. The clients are those of the window’s Kore.ai page,\n" +
			"their secrets lie in the keychain; with --secret-stdin the secret (or the private key) of any other client comes on\n" +
			"standard input. sureline-sts is the service that web pages ask.",
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(p.koreListCommand(), p.koreMintCommand(), p.koreInspectCommand(), p.koreVerifyCommand())
	return cmd
}

func (p *program) koreListCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the Kore.ai clients", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			k, err := p.openKore(cmd.Context())
			if err != nil {
				return err
			}
			all, err := k.Clients(cmd.Context())
			if err != nil {
				return err
			}
			return p.tellClients(all)
		},
	}
}

func (p *program) koreMintCommand() *cobra.Command {
	var f koreFlags
	cmd := &cobra.Command{
		Use: "mint CLIENT-ID [--identity WHO]", Short: "Make a JWT and print it", Args: arguments("CLIENT-ID"),
		Long: "Make a JWT for the person, or for a fresh anonymous visitor without --identity. The JWT goes to standard output:\n" +
			"whoever gets hold of it can chat as that person until it runs out.",
		PreRunE: func(cmd *cobra.Command, _ []string) error { return f.check(cmd) },
		RunE:    func(cmd *cobra.Command, args []string) error { return p.koreMint(cmd.Context(), args[0], f) },
	}
	f.register(cmd)
	return cmd
}

func (p *program) koreInspectCommand() *cobra.Command {
	return &cobra.Command{
		Use: "inspect [CLIENT-ID]", Short: "Explain the JWT on standard input, without any network",
		Long: "Say what is in the JWT on standard input and what is wrong with it. With the ID of a client of the list, the signature\n" +
			"and the way of signing are checked too. Exit code 3 when there are errors.",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) > 1 {
				return usagef("at most one CLIENT-ID is wanted; the JWT goes to standard input")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			return p.koreInspect(cmd.Context(), strings.Join(args, ""))
		},
	}
}

func (p *program) koreVerifyCommand() *cobra.Command {
	var f koreFlags
	cmd := &cobra.Command{
		Use: "verify CLIENT-ID --yes [--identity WHO]", Short: "Ask Kore.ai whether it accepts the client’s JWTs", Args: arguments("CLIENT-ID"),
		Long:    kore.SideEffects + "\nBecause of that, --yes is wanted.",
		PreRunE: func(cmd *cobra.Command, _ []string) error { return f.check(cmd) },
		RunE:    func(cmd *cobra.Command, args []string) error { return p.koreVerify(cmd.Context(), args[0], f) },
	}
	f.register(cmd)
	cmd.Flags().BoolVar(&f.yes, "yes", false, "do it: the side effects above are known")
	cmd.Flags().StringVar(&f.host, "host", "", "ask this `HOST` rather than the client's")
	cmd.Flags().StringVar(&f.botName, "bot-name", "", "`NAME` of the bot, for a client that is not on the list")
	cmd.Flags().StringVar(&f.botID, "bot-id", "", "`ID` of the bot (st-…), for a client that is not on the list")
	return cmd
}

// check refuses flags that would be ignored: a client of the list has settings of
// its own.
func (f *koreFlags) check(cmd *cobra.Command) error {
	if f.secret {
		return nil
	}
	for _, name := range []string{"algorithm", "lifetime", "jti", "bot-name", "bot-id"} {
		if cmd.Flags().Changed(name) {
			return usagef("--%s goes with --secret-stdin only: a client of the list has its own, which the window changes", name)
		}
	}
	return nil
}

func (f *koreFlags) register(cmd *cobra.Command) {
	flags := cmd.Flags()
	flags.StringVar(&f.identity, "identity", "", "`WHO` the JWT is for: a mail address or phone number")
	flags.BoolVar(&f.secret, "secret-stdin", false, "read the client secret or private key from standard input; the client need not be on the list")
	flags.StringVar(&f.algorithm, "algorithm", "HS256", "way of signing with --secret-stdin: HS256, HS512, RS256 or RS512")
	flags.DurationVar(&f.lifetime, "lifetime", 0, "how long the JWT is good, with --secret-stdin (30s to 1h)")
	flags.BoolVar(&f.jti, "jti", false, "put a serial number into the JWT, with --secret-stdin")
}

func (p *program) openKore(ctx context.Context) (*clients.List, error) {
	s, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	return s.Kore(), nil
}

// koreSigner returns what signs: for the client of the list, or for one with the
// secret on standard input.
func (p *program) koreSigner(ctx context.Context, k *clients.List, id string, f koreFlags) (*kore.Signer, error) {
	if !f.secret {
		return k.Signer(ctx, id, f.host)
	}
	client := kore.Client{
		ClientID: id, Algorithm: kore.Algorithm(f.algorithm), Lifetime: f.lifetime, JTI: f.jti, Policy: kore.PolicyAny,
		Host: f.host, BotName: f.botName, BotID: f.botID,
	}
	if problems := client.WithDefaults().Check(); len(problems) > 0 {
		return nil, problems[0].Error("check a client", "")
	}
	text, err := p.readSecret(ctx, "Client secret or private key")
	if err != nil {
		return nil, err
	}
	keys, err := kore.NewKeys(client.WithDefaults(), text, core.Secret{})
	if err != nil {
		return nil, err
	}
	return kore.NewSigner(client, keys)
}

func (p *program) koreMint(ctx context.Context, id string, f koreFlags) error {
	k, err := p.openKore(ctx)
	if err != nil {
		return err
	}
	signer, err := p.koreSigner(ctx, k, id, f)
	if err != nil {
		return err
	}
	minted, err := k.MintWith(signer, kore.Person{Identity: f.identity})
	if err != nil {
		return err
	}
	return p.tellMinted(minted)
}

func (p *program) koreInspect(ctx context.Context, id string) error {
	k, err := p.openKore(ctx)
	if err != nil {
		return err
	}
	text, err := p.readSecret(ctx, "JWT")
	if err != nil {
		return err
	}
	if id != "" {
		if _, err := k.Client(id); err != nil {
			return err
		}
	}
	return p.tellInspection(k.Inspect(ctx, id, text))
}

func (p *program) koreVerify(ctx context.Context, id string, f koreFlags) error {
	if !f.yes {
		return usageError{errors.New("this is not without effect. " + kore.SideEffects + " If that is right, say so with --yes")}
	}
	k, err := p.openKore(ctx)
	if err != nil {
		return err
	}
	signer, err := p.koreSigner(ctx, k, id, f)
	if err != nil {
		return err
	}
	p.note("Showing a JWT to %s …", finding.Printable(signer.Client().Host, 120))
	result, err := k.VerifyWith(ctx, signer, kore.Trial{Identity: f.identity})
	if err != nil {
		return err
	}
	return p.tellLive(result)
}
