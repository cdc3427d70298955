package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/wire"
)

// delivery says what becomes of a sealed credential.
type delivery struct {
	out  string
	wait time.Duration
}

func (d *delivery) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&d.out, "out", "", "write the sealed credential to this new `FILE`, and send nothing")
	cmd.Flags().DurationVar(&d.wait, "wait", 30*time.Second, "wait at most this `DURATION` for the proof from the provider's server")
}

func (p *program) handoverCommand() *cobra.Command {
	var d delivery
	cmd := &cobra.Command{
		Use: "handover NAME [--out FILE]", Short: "Hand a connection's credential over to the app's provider, sealed",
		Long: "Seal the credential of a connection so that only the provider of its app can open it, and send it to the address that the\n" +
			"profile names. Without such an address, or with --out, it becomes a file to send yourself. What cannot be sent is kept sealed\n" +
			"and sent again by 'handover resend', or when you hand over the next time.",
		Args: arguments("NAME"), ValidArgsFunction: p.connectionNames,
		RunE: func(cmd *cobra.Command, args []string) error { return p.handOver(cmd.Context(), args[0], d) },
	}
	d.flags(cmd)
	cmd.AddCommand(p.handoverResendCommand(), p.handoverKeygenCommand(), p.handoverInviteCommand(), p.handoverOpenCommand(), p.handoverServeCommand())
	return cmd
}

func (p *program) handOver(ctx context.Context, name string, d delivery) error {
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	sealed, profile, err := s.Service.Seal(ctx, c.ID)
	if err != nil {
		return err
	}
	return p.deliver(ctx, s, profile, sealed, d, nil)
}

// deliver sends what is sealed to the profile's address, or writes it to a file.
// early is what was found before.
func (p *program) deliver(ctx context.Context, s *wire.Sureline, profile core.Profile, sealed handover.Sealed, d delivery, early []core.Finding) error {
	p.noteSealed(profile)
	if d.out != "" || profile.HandoverURL == "" {
		if d.out == "" {
			d.out = sealed.Name
		}
		if err := writeNew(d.out, sealed.File); err != nil {
			return err
		}
		if p.json {
			return p.printJSON(sealedOutcome{ID: sealed.ID, File: d.out, KeyFingerprint: handover.Fingerprint(sealed.Recipient), Findings: orEmpty(early)})
		}
		p.printf("The credential is sealed in %s. %s\n%s will tell you when it works.\n",
			finding.Printable(d.out, 300), sendItTo(profile), finding.Printable(profile.Name, 100))
		return nil
	}
	courier, err := s.Courier(ctx)
	if err != nil {
		return err
	}
	sealed = courier.Same(profile, sealed)
	if err := p.resend(ctx, s, courier, sealed.ID, false); err != nil {
		return err
	}
	p.note("Sending it to %s …", finding.Printable(profile.HandoverURL, 300))
	status, follow, err := courier.HandOver(ctx, profile, sealed)
	if err != nil {
		return err
	}
	return p.tellStatus(p.follow(ctx, courier, profile, status, follow, d.wait), profile, sealed, early)
}

// follow waits for the provider's proof. That it could not be asked for takes
// nothing from what was handed over.
func (p *program) follow(ctx context.Context, courier *handover.Courier, profile core.Profile, status handover.Status, follow string, wait time.Duration) handover.Status {
	if follow == "" || wait <= 0 {
		return status
	}
	p.note("It was received; waiting for the proof from there …")
	limited, cancel := context.WithTimeout(ctx, wait)
	defer cancel()
	last, err := courier.Follow(limited, profile, follow, nil)
	if err != nil {
		p.warn(err)
	}
	if last.ID == "" {
		return status
	}
	return last
}

func (p *program) tellStatus(status handover.Status, profile core.Profile, sealed handover.Sealed, early []core.Finding) error {
	found := []core.Finding{}
	if status.Finding != nil {
		found = append(found, *status.Finding)
	}
	app := finding.Printable(profile.Name, 100)
	if p.json {
		outcome := sealedOutcome{ID: sealed.ID, KeyFingerprint: handover.Fingerprint(sealed.Recipient), Status: &status, Findings: append(found, early...)}
		if err := p.printJSON(outcome); err != nil {
			return err
		}
	} else {
		p.printFindings(p.out, found)
		switch status.State {
		case handover.Verified:
			p.printf("%s the server of %s called RingCentral on behalf of %s at %s.\n", paint(p.out, "32", "✓ Connected:"), app, onBehalfOf(status.Identity), moment(status.At))
		case handover.AwaitingApproval:
			p.printf("Handed over to %s, where somebody has to approve it. %s will tell you when it works.\n", app, app)
		case handover.Received:
			p.printf("Handed over to %s. %s will tell you when it works.\n", app, app)
		case handover.Refused:
		}
	}
	return p.end(exitOfFindings(found))
}

func onBehalfOf(who *handover.Identity) string {
	if who == nil {
		return "your account"
	}
	c := core.Connection{Account: who.Account, Person: who.Person, Extension: who.Extension, OwnerID: who.OwnerID}
	return finding.Printable(c.OnBehalfOf(), 200)
}

func (p *program) handoverResendCommand() *cobra.Command {
	return &cobra.Command{
		Use: "resend", Short: "Send again what could not be handed over", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := p.open(cmd.Context())
			if err != nil {
				return err
			}
			courier, err := s.Courier(cmd.Context())
			if err != nil {
				return err
			}
			return p.resend(cmd.Context(), s, courier, "", true)
		},
	}
}

// resend sends what waits, but for the hand-over with the ID except. Alone, it tells of everything and fails with the first
// failure; before another hand-over, a failure is only noted.
func (p *program) resend(ctx context.Context, s *wire.Sureline, courier *handover.Courier, except string, alone bool) error {
	waiting, err := courier.ResendAll(ctx, except, s.Service.Profile)
	if err != nil {
		return err
	}
	sent, failures := []string{}, []error{}
	for _, r := range waiting {
		if r.Err != nil {
			failures = append(failures, r.Err)
			continue
		}
		p.note("What waited since an earlier attempt was handed over to the provider of %s.", finding.Printable(r.Profile.Name, 100))
		sent = append(sent, r.Waiting.ID)
	}
	if !alone {
		for _, err := range failures {
			p.warn(err)
		}
		return nil
	}
	if len(failures) > 0 {
		return failures[0]
	}
	if p.json {
		return p.printJSON(map[string]any{"sent": sent})
	}
	if len(waiting) == 0 {
		p.note("Nothing waits to be sent again.")
	}
	return nil
}

func (p *program) handoverKeygenCommand() *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use: "keygen --out FILE", Short: "Make a provider's key for sealed credentials",
		Long: "Make the key of an app's provider. The identity goes to a new file that only you can read; the public key is printed, for\n" +
			"“handover_recipient” in the app's profile. Keep a copy of the identity file in a safe place: whoever has it can open what\n" +
			"customers hand over, and without it every customer has to be asked again.",
		Args: noArguments,
		RunE: func(*cobra.Command, []string) error { return p.handoverKeygen(out) },
	}
	cmd.Flags().StringVar(&out, "out", "", "write the identity to this new `FILE` (required)")
	return cmd
}

func (p *program) handoverKeygen(out string) error {
	if out == "" {
		return usagef("--out is wanted: a new file for the identity")
	}
	identity, recipient, err := handover.Keygen(time.Now())
	if err != nil {
		return err
	}
	if err := writeNew(out, []byte(identity.Reveal())); err != nil {
		return err
	}
	p.note("The identity is in %s. Keep a copy of it in a safe place: without it every customer has to be asked again.", finding.Printable(out, 300))
	if p.json {
		return p.printJSON(map[string]string{"recipient": recipient, "fingerprint": handover.Fingerprint(recipient), "identity_file": out})
	}
	p.note("Fingerprint of the key: %s", handover.Fingerprint(recipient))
	p.printf("%s\n", recipient)
	return nil
}

func (p *program) handoverOpenCommand() *cobra.Command {
	var identity, clientID string
	cmd := &cobra.Command{
		Use: "open FILE --identity FILE", Short: "Open a sealed credential (the provider's side)",
		Long: "Open a sealed file with the provider's identity. The credential goes to standard output, never to a terminal; with --json the\n" +
			"envelope is printed, without the credential.",
		Args: arguments("FILE"),
		RunE: func(_ *cobra.Command, args []string) error { return p.handoverOpen(args[0], identity, clientID) },
	}
	cmd.Flags().StringVar(&identity, "identity", "", "identity `FILE` that 'handover keygen' made (required)")
	cmd.Flags().StringVar(&clientID, "client-id", "", "accept only a credential for the app with this client `ID`")
	return cmd
}

func (p *program) handoverOpen(file, identity, clientID string) error {
	if !p.json && terminal(p.out) {
		return usagef("a credential is not shown on a terminal: give it to a program or a file, or ask for --json, which leaves it out")
	}
	identities, err := readIdentities(identity)
	if err != nil {
		return err
	}
	f, err := os.Open(file)
	if err != nil {
		return usagef("%s cannot be read: %s", finding.Printable(file, 200), reasonOf(err))
	}
	defer f.Close()
	envelope, err := handover.Open(f, identities, clientID)
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(envelope)
	}
	p.printf("%s\n", envelope.Credential.Reveal())
	return nil
}

func readIdentities(path string) ([]age.Identity, error) {
	if path == "" {
		return nil, usagef("--identity is wanted: the file that 'surelinectl handover keygen' made")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, handover.IdentityUnreadable(path)
	}
	defer f.Close()
	return handover.Identities(f, path)
}

func (p *program) handoverInviteCommand() *cobra.Command {
	var file string
	cmd := &cobra.Command{
		Use: "invite CUSTOMER --invites FILE", Short: "Make an invite for one customer's profile (the provider's side)",
		Long: "Print an invite, for “invite” in the profile that you send to one customer, and add its hash and the customer's name to the\n" +
			"file of invites that 'handover serve' asks. It lets one hand-over in. Take its line out of the file to withdraw it.",
		Args: arguments("CUSTOMER"),
		RunE: func(_ *cobra.Command, args []string) error { return p.handoverInvite(args[0], file) },
	}
	cmd.Flags().StringVar(&file, "invites", "", "add to this `FILE`, which is made when it is not there (required)")
	return cmd
}

func (p *program) handoverInvite(customer, file string) error {
	if file == "" {
		return usagef("--invites is wanted: a file for the hashes of invites")
	}
	invite, hash := handover.NewInvite()
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err == nil {
		_, err = fmt.Fprintf(f, "%s %s\n", hash, finding.Printable(customer, 200))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		return usagef("%s cannot be written: %s", finding.Printable(file, 200), reasonOf(err))
	}
	if p.json {
		return p.printJSON(map[string]string{"invite": invite.Reveal(), "hash": hash})
	}
	p.printf("%s\n", invite.Reveal())
	return nil
}

func (p *program) handoverServeCommand() *cobra.Command {
	var identity, addr string
	receiver := &handover.Receiver{Now: time.Now, Log: slog.New(slog.NewTextHandler(p.err, nil))}
	cmd := &cobra.Command{
		Use: "serve --identity FILE --out DIR --invites FILE", Short: "Receive sealed credentials (the provider's side)",
		Long: "Take sealed credentials at POST /v1/handovers and keep them, sealed, in DIR as ID.sealed, with the state in ID.json beside it.\n" +
			"Your own program opens and proves them, and may set \"state\" in ID.json to \"verified\" or \"refused\": customers see it then.\n" +
			"Anybody who has a profile can seal: --invites lets in what comes with an invite of 'handover invite', each once. Without it\n" +
			"your program has to look at \"invite\" itself. It speaks plain HTTP on this computer only: put your web server with its\n" +
			"certificate in front of it.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return p.handoverServe(cmd.Context(), receiver, identity, addr)
		},
	}
	cmd.Flags().StringVar(&identity, "identity", "", "identity `FILE` that 'handover keygen' made (required)")
	cmd.Flags().StringVar(&receiver.Dir, "out", "", "keep what comes in this `DIR` (required)")
	cmd.Flags().StringVar(&receiver.Invites, "invites", "", "take only what comes with an invite of this `FILE`, each once")
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:0", "listen on `HOST:PORT` of this computer; port 0 takes a free one")
	cmd.Flags().StringVar(&receiver.ClientID, "client-id", "", "accept only credentials for the app with this client `ID`")
	return cmd
}

func (p *program) handoverServe(ctx context.Context, receiver *handover.Receiver, identity, addr string) error {
	var err error
	if receiver.Identities, err = readIdentities(identity); err != nil {
		return err
	}
	host, _, err := net.SplitHostPort(addr)
	if err != nil || !core.IsLoopback(host) {
		return usagef("--addr must be an address of this computer, such as 127.0.0.1:8799")
	}
	if receiver.Dir == "" {
		return usagef("--out is wanted: a folder for what comes")
	}
	if receiver.Dir, err = filepath.Abs(receiver.Dir); err == nil {
		err = os.MkdirAll(receiver.Dir, 0o700)
	}
	if err != nil {
		return usagef("%s cannot be used: %s", finding.Printable(receiver.Dir, 200), reasonOf(err))
	}
	if receiver.Invites == "" {
		p.note("Without --invites everybody who has a profile of the app can send: look at \"invite\" in what comes.")
	} else if _, err := os.Stat(receiver.Invites); err != nil {
		return usagef("%s cannot be read: %s; 'surelinectl handover invite' makes it", finding.Printable(receiver.Invites, 200), reasonOf(err))
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", addr)
	if err != nil {
		return usagef("%s cannot be listened on: %s", finding.Printable(addr, 100), harmless(err.Error()))
	}
	server := &http.Server{Handler: receiver, ReadTimeout: 15 * time.Second, WriteTimeout: 15 * time.Second, MaxHeaderBytes: 16 << 10}
	context.AfterFunc(ctx, func() { _ = server.Close() })
	if err := p.printLine(map[string]string{"url": "http://" + listener.Addr().String() + "/v1/handovers", "dir": receiver.Dir}); err != nil {
		return err
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
