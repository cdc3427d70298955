package demo

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const defaultAddr = "127.0.0.1:0"

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
	// Log gets one line per request, without secrets; nil is silent.
	Log *slog.Logger
}

// Platform is a running look-alike. It is safe for concurrent use.
type Platform struct {
	dir  string
	url  string
	host string // host:port of url
	key  *rsa.PrivateKey
	kid  string
	now  func() time.Time
	log  *slog.Logger

	server *http.Server
	// life ends with Close: it wakes the answers that stall.
	life context.Context
	stop context.CancelFunc
	done chan struct{}

	mu       sync.Mutex // guards what follows
	state    state
	sessions sessions
	limits   limiter
	injected *Injection
}

// Start starts a platform that serves until Close or the end of the context.
// It fails with setting-invalid when the address is not loopback or cannot be
// listened on, and with internal when the state cannot be read or written.
func Start(ctx context.Context, opts Options) (*Platform, error) {
	if opts.Addr == "" {
		opts.Addr = defaultAddr
	}
	if opts.Now == nil {
		opts.Now = time.Now
	}
	if opts.Log == nil {
		opts.Log = slog.New(slog.DiscardHandler)
	}
	host, port, err := net.SplitHostPort(opts.Addr)
	if err != nil || !core.IsLoopback(host) {
		return nil, badAddr(opts.Addr, "it must be an address of this computer itself, such as 127.0.0.1:0", err)
	}
	saved, key, err := loadState(opts.Dir)
	if err != nil {
		return nil, failed("start the demo platform", err)
	}
	listener, err := listen(ctx, opts.Addr, host, port, saved.Addr)
	if err != nil {
		return nil, badAddr(opts.Addr, "it cannot be listened on", err)
	}
	p := &Platform{
		dir: opts.Dir, host: listener.Addr().String(), url: "http://" + listener.Addr().String(),
		key: key, kid: keyID(&key.PublicKey), now: opts.Now, log: opts.Log, done: make(chan struct{}), state: saved,
	}
	p.state.addOrigin(p.host, p.url)
	if err := p.state.save(p.dir); err != nil {
		_ = listener.Close()
		return nil, failed("start the demo platform", err)
	}
	p.serve(ctx, listener)
	return p, nil
}

// listen takes the port of the last time when any port will do and it is free.
func listen(ctx context.Context, addr, host, port, lastAddr string) (net.Listener, error) {
	var config net.ListenConfig
	lastHost, _, err := net.SplitHostPort(lastAddr)
	same := lastHost == host || host == "localhost" && core.IsLoopback(lastHost)
	if err == nil && port == "0" && same {
		if l, err := config.Listen(ctx, "tcp", lastAddr); err == nil {
			return l, nil
		}
	}
	return config.Listen(ctx, "tcp", addr)
}

func (p *Platform) serve(ctx context.Context, listener net.Listener) {
	p.life, p.stop = context.WithCancel(context.WithoutCancel(ctx))
	p.server = &http.Server{
		Handler: p.handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
		WriteTimeout: time.Minute, IdleTimeout: time.Minute, MaxHeaderBytes: 64 << 10,
		ErrorLog: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError), // it may quote what a client sent
	}
	go func() {
		defer close(p.done)
		if err := p.server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
			p.log.Error("the demo platform stopped", "error", err)
		}
	}()
	context.AfterFunc(ctx, func() { _ = p.Close() })
}

// Close stops the platform: it ends answers that stall, gives the others two
// seconds, and frees the port. More than one call is harmless.
func (p *Platform) Close() error {
	p.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := p.server.Shutdown(ctx)
	if err != nil {
		err = p.server.Close()
	}
	<-p.done
	if err != nil {
		return failed("stop the demo platform", err)
	}
	return nil
}

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

// WriteProfileFile writes Profile with its client secret as a .sureline file,
// mode 0600, replacing what is there. The secret is good for this demo only.
func (p *Platform) WriteProfileFile(path string) error {
	profile := p.Profile()
	var b strings.Builder
	fmt.Fprintf(&b, "# Made by Sureline's demo. It works with that demo only.\n")
	for _, line := range [][2]string{
		{"id", profile.ID},
		{"name", profile.Name},
		{"client_id", profile.ClientID},
		{"server", profile.Server},
		{"console", profile.Console},
		{"support_email", profile.SupportEmail},
		{"support_url", profile.SupportURL},
		{"client_secret", p.ClientSecret().Reveal()},
	} {
		fmt.Fprintf(&b, "%s = %q\n", line[0], line[1]) // all plain ASCII: Go and TOML quote alike
	}
	fmt.Fprintf(&b, "scopes = [\"%s\"]\n", strings.Join(profile.Scopes, `", "`))
	if err := writeFile(path, []byte(b.String())); err != nil {
		return failed("write the demo profile", err)
	}
	return nil
}

// ProfileFile writes the profile file into Options.Dir and returns its path. It
// fails with internal when there is no such folder.
func (p *Platform) ProfileFile() (string, error) {
	if p.dir == "" {
		return "", failed("write the demo profile", errors.New("the platform keeps nothing on disk"))
	}
	path := filepath.Join(p.dir, "acme-sync-demo.sureline")
	return path, p.WriteProfileFile(path)
}

func badAddr(addr, reason string, cause error) error {
	f := finding.New(finding.SettingInvalid, finding.Args{"setting": "addr", "value": addr, "reason": reason})
	return core.Fail("start the demo platform", f, cause)
}

func failed(op string, cause error) error {
	return core.Fail(op, finding.WithDetail(finding.New(finding.Internal, nil), map[string]string{"reason": cause.Error()}), cause)
}
