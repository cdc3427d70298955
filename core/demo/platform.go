package demo

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

// Options say how to start. The zero value is a platform in memory on a free
// port.
type Options struct {
	// Dir keeps the state, so that a restart finds the same key, client
	// secrets, credentials and, if it is free, port. It is made with mode 0700;
	// two platforms must not share it. Empty means memory only.
	Dir string
	// Addr is where to listen, on loopback only; empty means "127.0.0.1:0".
	Addr string
	// Now is the clock of everything that the platform decides; nil is time.Now.
	Now func() time.Time
	// TokenLife makes access tokens end sooner than the platform's do, in whole
	// seconds, so that a rehearsal sees their renewal; zero leaves it to the
	// request.
	TokenLife time.Duration
	// Log gets one line per request, without secrets; nil is silent.
	Log *slog.Logger
}

// Platform is a running look-alike. It is safe for concurrent use.
type Platform struct {
	dir    string
	url    string
	server *lookalike.Server
	key    *rsa.PrivateKey
	kid    string
	now    func() time.Time
	log    *slog.Logger
	fault  lookalike.Switch[injected]
	// tokenLife is 0, or the life of access tokens.
	tokenLife time.Duration

	mu       sync.Mutex // guards what follows
	state    state
	sessions sessions
	limits   limiter
}

// Start starts a platform that serves until Close or the end of the context.
// It fails with setting-invalid when the address is not loopback or cannot be
// listened on, and with internal when the state cannot be read or written.
func Start(ctx context.Context, opts Options) (*Platform, error) {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	saved, key, err := loadState(opts.Dir)
	if err != nil {
		return nil, lookalike.Failed("start the demo platform", err)
	}
	server, err := lookalike.Listen(ctx, "the demo platform", opts.Addr, saved.Addr)
	if err != nil {
		return nil, err
	}
	p := &Platform{
		dir: opts.Dir, url: server.URL(), server: server,
		key: key, kid: keyID(&key.PublicKey), now: opts.Now, log: opts.Log, state: saved, tokenLife: opts.TokenLife,
	}
	p.state.addOrigin(server.Host(), p.url)
	if err := p.state.save(p.dir); err != nil {
		server.Abandon()
		return nil, lookalike.Failed("start the demo platform", err)
	}
	server.Serve(ctx, p.handler(), p.log)
	return p, nil
}

// Close stops the platform: it ends answers that stall, gives the others two
// seconds, and frees the port. More than one call is harmless.
func (p *Platform) Close() error { return p.server.Close() }

// URL returns the base URL of platform and console, without a slash at the end.
func (p *Platform) URL() string { return p.url }

// Profile returns the profile of the demo app, whose server is this platform.
func (p *Platform) Profile() core.Profile {
	return core.Profile{
		ID: "acme-sync-demo", Name: "Acme Sync", ClientID: AcmeSync, Server: p.url, Console: p.url,
		Scopes: []string{"ReadAccounts"}, SupportEmail: "support@acme.example", SupportURL: "https://acme.example/support",
		ClientAuth: core.ClientAuthBasic,
	}
}

// ClientSecret returns the client secret of Profile's app.
func (p *Platform) ClientSecret() core.Secret { return p.ClientSecretOf(AcmeSync) }

// ClientSecretOf returns the client secret of one of the apps; it is empty for
// an app that has none.
func (p *Platform) ClientSecretOf(clientID string) core.Secret {
	if a, ok := findApp(clientID); !ok || !a.Confidential {
		return core.Secret{}
	}
	return clientSecret(p.key, clientID)
}

// ConsoleLink returns the address of the page that creates a credential for
// Profile's app.
func (p *Platform) ConsoleLink() string { return p.Profile().CredentialLink() }

// RehearsalLink returns the address of the page on which faults are rehearsed.
func (p *Platform) RehearsalLink() string { return p.url + rehearsalPath }

// WriteProfileFile writes Profile with its client secret as a .sureline file,
// mode 0600, replacing what is there. The secret is good for this demo only.
func (p *Platform) WriteProfileFile(path string) error {
	if err := appdir.WriteFile(path, profileFile(p.Profile(), p.ClientSecret())); err != nil {
		return lookalike.Failed("write the demo profile", err)
	}
	return nil
}

// profileFile returns the text of a .sureline file; an empty secret is left out.
func profileFile(profile core.Profile, secret core.Secret) []byte {
	var b strings.Builder
	auth := profile.ClientAuth
	if auth == core.ClientAuthBasic {
		auth = "" // as everybody leaves it out
	}
	fmt.Fprintf(&b, "# Made by Sureline's demo. It works with that demo only.\n")
	for _, line := range [][2]string{
		{"id", profile.ID},
		{"name", profile.Name},
		{"client_id", profile.ClientID},
		{"server", profile.Server},
		{"console", profile.Console},
		{"support_email", profile.SupportEmail},
		{"support_url", profile.SupportURL},
		{"token_url", profile.TokenURL},
		{"client_auth", string(auth)},
		{"invite", profile.Invite},
		{"client_secret", secret.Reveal()},
	} {
		if line[1] != "" {
			fmt.Fprintf(&b, "%s = %q\n", line[0], line[1]) // all plain ASCII: Go and TOML quote alike
		}
	}
	fmt.Fprintf(&b, "scopes = [\"%s\"]\n", strings.Join(profile.Scopes, `", "`))
	return []byte(b.String())
}

// ProfileFile writes the profile file into Options.Dir and returns its path. It
// fails with internal when there is no such folder.
func (p *Platform) ProfileFile() (string, error) {
	if p.dir == "" {
		return "", lookalike.Failed("write the demo profile", errors.New("the platform keeps nothing on disk"))
	}
	path := filepath.Join(p.dir, "acme-sync-demo.sureline")
	return path, p.WriteProfileFile(path)
}
