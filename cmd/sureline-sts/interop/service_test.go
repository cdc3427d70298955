//go:build e2e

package interop

import (
	"bufio"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	koredemo "github.com/sureline/sureline/core/demo/kore"
	"github.com/sureline/sureline/core/nettest"
)

// pageSecret is what careless pages send along. Nobody may write it down.
const pageSecret = "canary-of-a-secret-in-the-page"

// client is how the service signs in a test.
type client struct {
	algorithm, policy string
	jti, encrypted    bool
	wrongSecret       bool
	secure            bool // speaks TLS
}

// world is the platform, the service and the web shop, each a server of its own.
type world struct {
	t           *testing.T
	app         koredemo.App
	platform    *koredemo.Platform
	platformLog *log
	shop        *shop
	service     *service
	secret      string
}

func newWorld(t *testing.T, c client) *world {
	t.Helper()
	w := &world{t: t, app: koredemo.NewApp(), platformLog: &log{}, shop: newShop(t)}
	dir := t.TempDir()
	w.secret = w.register(dir, c)
	platform, err := koredemo.Start(t.Context(), koredemo.Options{
		Apps: []koredemo.App{w.app}, Log: slog.New(slog.NewTextHandler(w.platformLog, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	w.platform = platform
	t.Cleanup(func() { _ = platform.Close() })
	w.service = startService(t, dir, w.config(dir, c), c.secure)
	return w
}

// key is made once: RSA keys take their time.
var key = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

var made struct {
	sync.Once
	tls.Certificate
}

// certificate is the service's for TLS; only the browsers of this test trust it.
func certificate(t *testing.T) tls.Certificate {
	made.Do(func() {
		made.Certificate = nettest.NewAuthority(t, "interop").Certificate(t, 0, time.Hour, "127.0.0.1", "localhost")
	})
	return made.Certificate
}

// register sets the app up at the platform as the client is in the service, puts
// the secret into a file, and returns a part of it that must show up nowhere.
func (w *world) register(dir string, c client) string {
	w.t.Helper()
	w.app.Algorithm, w.app.EnforceJTI, w.app.Anonymous = c.algorithm, c.jti, c.policy == "anonymous"
	if c.encrypted {
		w.app.EncryptionKey, w.app.EncryptionKeyID = key(), "k-1"
		der, err := x509.MarshalPKIXPublicKey(&key().PublicKey)
		if err != nil {
			w.t.Fatal(err)
		}
		w.write(dir, "platform.pem", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der}))
	}
	if c.algorithm[0] == 'H' {
		secret := w.app.Secret
		if c.wrongSecret {
			secret = koredemo.NewApp().Secret
		}
		w.write(dir, "secret", []byte(secret.Reveal()))
		return secret.Reveal()
	}
	w.app.Secret, w.app.PublicKey = core.Secret{}, &key().PublicKey
	der, err := x509.MarshalPKCS8PrivateKey(key())
	if err != nil {
		w.t.Fatal(err)
	}
	text := pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
	w.write(dir, "secret", text)
	return strings.Split(string(text), "\n")[5]
}

func (w *world) write(dir, name string, data []byte) {
	w.t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// config is the file of the service, as an operator would write it.
func (w *world) config(dir string, c client) string {
	w.t.Helper()
	place := "secret"
	if c.algorithm[0] == 'R' {
		place = "key"
	}
	var b strings.Builder
	fmt.Fprintf(&b, "listen = [%q]\n", "127.0.0.1:0")
	if c.secure {
		w.writeCertificate(dir)
		fmt.Fprintf(&b, "[tls]\ncert_file = \"cert.pem\"\nkey_file = \"key.pem\"\n")
	}
	fmt.Fprintf(&b, "[[client]]\nclient_id = %q\nalgorithm = %q\n%s = { file = \"secret\" }\njti = %v\nidentity = %q\norigins = [%q]\n",
		w.app.ClientID, c.algorithm, place, c.jti, c.policy, w.shop.URL)
	if c.policy == "list" {
		fmt.Fprintf(&b, "identities = [%q]\n", ada)
	}
	if c.encrypted {
		fmt.Fprintf(&b, "[client.encryption]\nkey_file = \"platform.pem\"\nkey_id = \"k-1\"\n")
	}
	return b.String()
}

func (w *world) writeCertificate(dir string) {
	w.t.Helper()
	cert := certificate(w.t)
	var chain []byte
	for _, der := range cert.Certificate {
		chain = append(chain, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})...)
	}
	der, err := x509.MarshalPKCS8PrivateKey(cert.PrivateKey)
	if err != nil {
		w.t.Fatal(err)
	}
	w.write(dir, "cert.pem", chain)
	w.write(dir, "key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
}

// settings are those of a page for this world, with the slash that Kore's own
// example has at the end.
func (w *world) settings(mode, identity string) settings {
	return settings{
		Mode: mode, Platform: w.platform.URL() + "/api/", STS: w.service.url + "/api/users/sts/",
		BotName: w.app.BotName, BotID: w.app.BotID, Identity: identity, ClientID: w.app.ClientID, ClientSecret: pageSecret,
	}
}

// log collects what a program writes. It is safe for concurrent use.
type log struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *log) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// service is a running sureline-sts.
type service struct {
	log
	cmd     *exec.Cmd
	url     string
	stopped sync.Once
	err     error
}

func startService(t *testing.T, dir, config string, secure bool) *service {
	t.Helper()
	program := os.Getenv("SURELINE_INTEROP_BIN")
	if program == "" {
		t.Fatal("run this test through .ci/interop, which builds the service first")
	}
	file := filepath.Join(dir, "sts.toml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	s := &service{cmd: exec.Command(program, "--config", file, "--verbose")}
	s.cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir}
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.stop() })
	scheme := "http://"
	if secure {
		scheme = "https://"
	}
	err := within(patience, func() error {
		for _, line := range s.lines() {
			if address, ok := line["address"].(string); ok {
				s.url = scheme + address
				return nil
			}
		}
		return errors.New("no line names the address")
	})
	if err != nil {
		t.Fatalf("%v; the service says\n%s", err, s.text())
	}
	return s
}

// lines are the lines of the service's log, which are JSON.
func (s *service) lines() []map[string]any {
	var all []map[string]any
	for scanner := bufio.NewScanner(strings.NewReader(s.text())); scanner.Scan(); {
		var line map[string]any
		if json.Unmarshal(scanner.Bytes(), &line) == nil {
			all = append(all, line)
		}
	}
	return all
}

// signed are the audit lines, one for each JWT.
func (s *service) signed() []map[string]any { return s.saying("signed") }

// preflights are the questions that browsers ask first.
func (s *service) preflights() []map[string]any { return s.saying("preflight") }

// refused are the lines that say why a request got none.
func (s *service) refused() []map[string]any { return s.saying("refused") }

func (s *service) saying(what string) []map[string]any {
	return slices.DeleteFunc(s.lines(), func(line map[string]any) bool { return line["msg"] != what })
}

// stop ends the service as an operator does, and returns how that went.
func (s *service) stop() error {
	s.stopped.Do(func() {
		_ = s.cmd.Process.Signal(os.Interrupt)
		timer := time.AfterFunc(patience, func() { _ = s.cmd.Process.Kill() })
		defer timer.Stop()
		s.err = s.cmd.Wait()
	})
	return s.err
}
