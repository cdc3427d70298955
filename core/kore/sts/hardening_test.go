package sts_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

// Keys that another host answers for are that host's: no redirect is followed.
func TestKeysAreNotFetchedFromWhereARedirectLeads(t *testing.T) {
	other := newIssuer(t) // has the key that signs
	for _, moved := range []string{"/keys", "/.well-known/openid-configuration"} {
		i := newIssuer(t)
		i.key = other.key
		real := i.Config.Handler
		i.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == moved {
				http.Redirect(w, r, other.URL+r.URL.Path, http.StatusFound)
				return
			}
			real.ServeHTTP(w, r)
		})
		r := newRig(t, oneClient(i.client(true, nil)))
		r.refused(post(`{}`, bearer(i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", nil))), 503, i.URL)
	}
	if n := other.asked.Load(); n != 0 {
		t.Errorf("the other host was asked %d times", n)
	}
}

func TestEmailHasToBeVerifiedWhereTheIssuerTells(t *testing.T) {
	i := newIssuer(t)
	for value, ok := range map[any]bool{true: true, "true": true, nil: false, false: false, "false": false, "": false, 1: false} {
		r := newRig(t, oneClient(i.client(false, nil)))
		request := post(`{}`, bearer(i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", func(c jwt.MapClaims) { c["email_verified"] = value })))
		if ok {
			r.token(request)
		} else {
			r.refused(request, 401, "not verified")
		}
	}
	// An issuer that says nothing about it, and a claim that is no address.
	r := newRig(t, oneClient(i.client(false, nil)))
	r.token(post(`{}`, bearer(i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", func(c jwt.MapClaims) { delete(c, "email_verified") }))))
	r = newRig(t, oneClient(i.client(false, func(c *kore.Client) { c.Session.Claim = "sub" })))
	r.token(post(`{}`, bearer(i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", func(c jwt.MapClaims) { c["email_verified"] = false }))))
}

func TestSessionsWordCountsMoreThanThePages(t *testing.T) {
	i := newIssuer(t)
	r := newRig(t, oneClient(i.client(false, func(c *kore.Client) { c.PrivateFromRequest = []string{"plan", "page"} })))
	claims := r.token(post(`{"privateClaims":{"plan":"platinum","page":"cart"}}`, bearer(i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", nil))))
	if got := fmt.Sprint(claims["privateClaims"]); got != "map[page:cart plan:gold]" {
		t.Errorf("private claims are %s", got)
	}
}

// A visitor who goes away while the issuer is asked leaves no failure for others.
func TestVisitorWhoGoesAwayHarmsNobody(t *testing.T) {
	i := newIssuer(t)
	real := i.Config.Handler
	arrived, release := make(chan struct{}), make(chan struct{})
	block := sync.OnceFunc(func() { close(arrived); <-release })
	i.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		block()
		real.ServeHTTP(w, r)
	})
	now := time.Now()
	r := newRig(t, oneClient(i.client(true, nil)), atTime(&now))
	good := i.idToken(t, jwt.SigningMethodRS256, i.key, "k1", nil)
	ctx, leave := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() {
		defer close(done)
		r.ServeHTTP(httptest.NewRecorder(), post(`{}`, bearer(good)).WithContext(ctx))
	}()
	<-arrived
	leave()
	close(release)
	<-done
	if claims := r.token(post(`{}`, bearer(good))); claims["sub"] != ada {
		t.Errorf("claims are %v", claims)
	}
}

// A failure is kept for a moment, so that visitors do not hammer an issuer that
// is down, and an answer for longer.
func TestAnswersOfTheIssuerAreKept(t *testing.T) {
	i := newIssuer(t)
	i.down.Store(true)
	now := time.Now()
	r := newRig(t, oneClient(i.client(false, nil)), atTime(&now))
	ask := func(kid string, want int, asked int32) {
		t.Helper()
		response, _ := r.do(post(`{}`, bearer(i.idToken(t, jwt.SigningMethodRS256, i.key, kid, nil))))
		if response.StatusCode != want || i.asked.Load() != asked {
			t.Errorf("status %d, want %d; the issuer was asked %d times, want %d", response.StatusCode, want, i.asked.Load(), asked)
		}
	}
	ask("k1", 503, 1)
	now = now.Add(2 * time.Second)
	ask("k1", 503, 1)
	i.down.Store(false)
	now = now.Add(2 * time.Second)
	ask("k1", 200, 2)
	now = now.Add(29 * time.Second)
	ask("unknown", 401, 2)
	now = now.Add(2 * time.Second)
	ask("unknown", 401, 3)
	ask("k1", 200, 3)
}

func TestReloadIsNoWayRoundTheLimits(t *testing.T) {
	c := oneClient(nil)
	c.Limits = config.Limits{AddressPerMinute: 1, AddressBurst: 3, IdentityPerMinute: 1, IdentityBurst: 2}
	now := time.Now()
	r := newRig(t, c, atTime(&now))
	ask := func(identity string, want int) {
		t.Helper()
		if response, _ := r.do(post(`{"identity":"` + identity + `"}`)); response.StatusCode != want {
			t.Errorf("status %d, want %d", response.StatusCode, want)
		}
	}
	reload := func() {
		t.Helper()
		if err := r.Reload(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	ask("a", 200)
	ask("a", 200)
	reload()
	ask("a", 429) // the person
	reload()
	ask("b", 429) // the address
	c.Limits.AddressBurst++
	reload()
	ask("a", 200) // other limits begin anew
}

// pipes is a listener whose connections stay in memory, so that time limits can
// be tested with a clock that does not have to be waited for.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
	close  func()
}

func newPipes() *pipes {
	p := &pipes{conns: make(chan net.Conn), closed: make(chan struct{})}
	p.close = sync.OnceFunc(func() { close(p.closed) })
	return p
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { p.close(); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 7000} }

// dial returns the visitor's end of a connection.
func (p *pipes) dial() net.Conn {
	near, far := net.Pipe()
	p.conns <- local{far}
	return near
}

// local is a connection from this computer.
type local struct{ net.Conn }

func (local) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 50000} }

func TestConnectionsThatAreTooSlowOrTooLargeEnd(t *testing.T) {
	const start = "POST /users/sts HTTP/1.1\r\nHost: localhost\r\nOrigin: " + page + "\r\nContent-Type: application/json\r\n"
	whole := start + "Content-Length: 16\r\n\r\n" + `{"identity":"a"}`
	for _, tt := range []struct {
		name, text string
		status     string // of the answer; empty for none
		ends       time.Duration
	}{
		{"nothing", "", "", 5 * time.Second},
		{"headers that do not end", start, "", 5 * time.Second},
		{"body that does not come", start + "Content-Length: 16\r\n\r\n{", "HTTP/1.1 400", 10 * time.Second},
		{"idle after an answer", whole, "HTTP/1.1 200", 60 * time.Second},
		{"headers without an end in sight", start + "X: " + strings.Repeat("x", 64<<10), "HTTP/1.1 431", time.Second},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				listener := newPipes()
				c := oneClient(nil)
				c.Listen = []string{"127.0.0.1:7000"}
				r := newRig(t, c, func(o *sts.Options) {
					o.Listen = func(string, string) (net.Listener, error) { return listener, nil }
				})
				if err := r.Start(); err != nil {
					t.Fatal(err)
				}
				conn := listener.dial()
				began := time.Now()
				go func() { _, _ = io.WriteString(conn, tt.text) }()
				answer, err := io.ReadAll(conn)
				took := time.Since(began)
				if err != nil || !strings.HasPrefix(string(answer), tt.status) || tt.status == "" && len(answer) > 0 {
					t.Errorf("%v, answer %.60q", err, answer)
				}
				// net/http waits half a second before it closes on somebody who still writes.
				if took > tt.ends+time.Second || took < tt.ends-time.Second {
					t.Errorf("ended after %s, want %s", took, tt.ends)
				}
				_ = conn.Close()
				if err := r.Shutdown(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// An answer that nobody reads does not hold its connection for ever.
func TestVisitorWhoDoesNotReadIsCutOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		listener := newPipes()
		c := oneClient(nil)
		c.Listen = []string{"127.0.0.1:7000"}
		r := newRig(t, c, func(o *sts.Options) {
			o.Listen = func(string, string) (net.Listener, error) { return listener, nil }
		})
		if err := r.Start(); err != nil {
			t.Fatal(err)
		}
		conn := listener.dial()
		request := post(`{"identity":"a"}`)
		var b bytes.Buffer
		if err := request.Write(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := conn.Write(b.Bytes()); err != nil {
			t.Fatal(err)
		}
		<-time.After(31 * time.Second)
		synctest.Wait()
		if _, err := http.ReadResponse(bufio.NewReader(conn), request); err == nil {
			t.Error("the answer still waits after half a minute")
		}
		if err := errors.Join(conn.Close(), r.Shutdown()); err != nil {
			t.Error(err)
		}
	})
}

func TestOldTLSIsRefused(t *testing.T) {
	dir := t.TempDir()
	source := selfSigned(t, coretest.NewKey())
	key, err := x509.MarshalPKCS8PrivateKey(source.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	c := oneClient(nil)
	c.Listen, c.TLSCert, c.TLSKey = []string{"127.0.0.1:0"}, filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	if err := errors.Join(
		os.WriteFile(c.TLSCert, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: source.Certificate[0]}), 0o600),
		os.WriteFile(c.TLSKey, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key}), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	r := newRig(t, c)
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Shutdown(); err != nil {
			t.Error(err)
		}
	}()
	for version, want := range map[uint16]bool{tls.VersionTLS10: false, tls.VersionTLS11: false, tls.VersionTLS12: true, tls.VersionTLS13: true} {
		conn, err := tls.Dial("tcp", r.Addresses()[0], &tls.Config{MinVersion: version, MaxVersion: version, InsecureSkipVerify: true})
		if (err == nil) != want {
			t.Errorf("%s: %v", tls.VersionName(version), err)
		}
		if err == nil {
			_ = conn.Close()
		}
	}
}

// Each refusal has the code that says who has to act.
func TestRefusalsHaveTheirCodes(t *testing.T) {
	for _, tt := range []struct {
		name    string
		request *http.Request
		code    string
	}{
		{"page", post(`{}`, header("Origin", "https://evil.example")), string(finding.KoreOriginRefused)},
		{"name", post(`{}`, func(r *http.Request) { r.Host = "evil.example" }), string(finding.KoreHostRefused)},
		{"client", post(`{"clientId":"cs-other"}`), string(finding.KoreClientNotServed)},
		{"form", post(`{`), string(finding.KoreRequestInvalid)},
	} {
		r := newRig(t, oneClient(nil))
		r.do(tt.request)
		if got := string(r.lastEvent().Code); got != tt.code {
			t.Errorf("%s: code %s, want %s", tt.name, got, tt.code)
		}
	}
}
