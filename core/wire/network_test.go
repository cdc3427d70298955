package wire_test

import (
	"context"
	"encoding/base64"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/wire"
)

const proxyPassword = "canaryProxyPassword"

// vault is a keychain that holds the proxy's password, or nothing.
type vault struct {
	core.Keychain
	err error
}

func (v vault) Get(_ context.Context, item string) (core.Secret, error) {
	if v.err != nil || item != settings.ProxyPasswordItem {
		return core.Secret{}, v.err
	}
	return core.NewSecret(proxyPassword), nil
}

// proxy lets nothing through and remembers what it was asked.
type proxy struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string // method, host, user and password
}

func newProxy(t *testing.T) *proxy {
	p := &proxy{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.asked = append(p.asked, r.Method+" "+r.Host+" "+r.Header.Get("Proxy-Authorization"))
		w.WriteHeader(http.StatusForbidden)
	}))
	t.Cleanup(p.Close)
	return p
}

// take returns what was asked since the last time.
func (p *proxy) take() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	asked := slices.Compact(p.asked)
	p.asked = nil
	return asked
}

// ringCentral is the profile of an app at RingCentral itself.
var ringCentral = core.Profile{ID: "acme", ClientID: "id", Server: core.DefaultServer, Console: core.DefaultConsole, ClientAuth: core.ClientAuthNone}

func TestTheProxyThatWasChosenIsAsked(t *testing.T) {
	const plain = "CONNECT platform.ringcentral.com:443 "
	withPassword := plain + "Basic " + base64.StdEncoding.EncodeToString([]byte("ada:"+proxyPassword))
	onlyUser := plain + "Basic " + base64.StdEncoding.EncodeToString([]byte("ada:"))
	missing := core.Fail("get", finding.NewKeychain(finding.KeychainItemMissing), nil)
	for name, tt := range map[string]struct {
		override, user string
		vault          vault
		settings       []string // what the proxy of the settings is asked
		overriding     []string // and that of the options
	}{
		"of the settings":                  {settings: []string{plain}},
		"with user and password":           {user: "ada", settings: []string{withPassword}},
		"with a user and no password":      {user: "ada", vault: vault{err: missing}, settings: []string{onlyUser}},
		"an option instead":                {override: "yes", overriding: []string{plain}},
		"an option does not get passwords": {override: "yes", user: "ada", overriding: []string{plain}},
	} {
		t.Run(name, func(t *testing.T) {
			chosen, other := newProxy(t), newProxy(t)
			o := wire.Options{DataDir: t.TempDir()}
			if tt.override != "" {
				o.Proxy = other.URL
			}
			s := open(t, o)
			s.Keychain = tt.vault
			if err := s.UseSettings(t.Context(), settings.Settings{Proxy: chosen.URL, ProxyUser: tt.user}); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Reach(t.Context(), ringCentral); err == nil {
				t.Error("no failure although the proxy let nothing through: it went round it")
			}
			if got := chosen.take(); !slices.Equal(got, tt.settings) {
				t.Errorf("the settings' proxy was asked %q, want %q", got, tt.settings)
			}
			if got := other.take(); !slices.Equal(got, tt.overriding) {
				t.Errorf("the option's proxy was asked %q, want %q", got, tt.overriding)
			}
		})
	}
}

// A password that cannot be read stops every request: none goes without the
// proxy, or without what the proxy asks for.
func TestNoRequestWhileThePasswordCannotBeRead(t *testing.T) {
	p, s := newProxy(t), open(t, wire.Options{DataDir: t.TempDir()})
	s.Keychain = vault{err: core.Fail("get", finding.NewKeychain(finding.KeychainLocked), nil)}
	chosen := settings.Settings{Proxy: p.URL, ProxyUser: "ada"}
	if err := s.UseSettings(t.Context(), chosen); !core.HasCode(err, finding.KeychainLocked) || !core.HasCode(s.NetworkProblem(), finding.KeychainLocked) {
		t.Errorf("using the settings: %v; problem %v", err, s.NetworkProblem())
	}
	if _, err := s.Reach(t.Context(), ringCentral); !core.HasCode(err, finding.KeychainLocked) {
		t.Errorf("reach: %v", err)
	}
	if got := p.take(); len(got) > 0 {
		t.Errorf("the proxy was asked %q", got)
	}
	s.Keychain = vault{}
	if err := s.UseSettings(t.Context(), chosen); err != nil || s.NetworkProblem() != nil {
		t.Errorf("once it can be read: %v, %v", err, s.NetworkProblem())
	}
}

func TestReach(t *testing.T) {
	platform, err := demo.Start(t.Context(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = platform.Close() })
	s := open(t, wire.Options{DataDir: t.TempDir()})
	call, err := s.Reach(t.Context(), platform.Profile())
	if err != nil || call.Status == 0 || call.Method != http.MethodGet {
		t.Errorf("%+v, %v", call, err)
	}
	stranger := platform.Profile()
	stranger.Server = "https://platform.example"
	if _, err := s.Reach(t.Context(), stranger); !core.HasCode(err, finding.HostNotConfirmed) {
		t.Errorf("a host that nobody confirmed: %v", err)
	}
	if err := platform.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Reach(t.Context(), platform.Profile()); err == nil {
		t.Error("no failure although nothing listens")
	}
}

// TestReachTakesARefusalForAnAnswer: the server is there, whatever it thinks of
// a request without a credential; one that is broken is not.
func TestReachTakesARefusalForAnAnswer(t *testing.T) {
	for status, reached := range map[int]bool{
		http.StatusOK: true, http.StatusUnauthorized: true, http.StatusForbidden: true, http.StatusNotFound: true,
		http.StatusInternalServerError: false, http.StatusServiceUnavailable: false,
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if a := r.Header.Get("Authorization"); a != "" && strings.TrimSpace(a) != "Bearer" {
				t.Errorf("the question carries %q", a)
			}
			w.Header().Set("Content-Type", "application/json")
			w.Header().Set("RCRequestId", "req-1")
			w.WriteHeader(status)
			_, _ = w.Write([]byte(`{"message":"words"}`))
		}))
		s := open(t, wire.Options{DataDir: t.TempDir()})
		here := ringCentral
		here.Server = server.URL
		if call, err := s.Reach(t.Context(), here); (err == nil) != reached || call.Status != status {
			t.Errorf("%d: %+v, %v", status, call, err)
		}
		server.Close()
	}
}
