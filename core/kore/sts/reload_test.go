package sts_test

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

func atTime(now *time.Time) func(*sts.Options) {
	return func(o *sts.Options) { o.Now = func() time.Time { return *now } }
}

func TestRotationSignsWithTheNewSecret(t *testing.T) {
	var current atomic.Value
	current.Store("first-" + secret)
	env := func(o *sts.Options) {
		o.Loader.LookupEnv = func(name string) (string, bool) {
			if name == "OLD_SECRET" {
				return "first-" + secret, true
			}
			return current.Load().(string), name == "KORE_SECRET"
		}
	}
	c := oneClient(func(c *kore.Client) { c.Policy = kore.PolicyAnonymous; c.Merge = true })
	r := newRig(t, c, env)
	_, body := r.do(post(`{}`))
	earlier := claimsOf(t, body, []byte("first-"+secret), "HS256")["sub"].(string)

	current.Store("second-" + secret)
	c.Clients[0].Previous = kore.Source{Env: "OLD_SECRET"}
	if err := r.Reload(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	// The old secret no longer signs, but what it vouched for still counts.
	_, body = r.do(post(`{"identityToMerge":"` + earlier + `"}`))
	if claims := claimsOf(t, body, []byte("second-"+secret), "HS256"); claims["identityToMerge"] != earlier {
		t.Errorf("claims are %v", claims)
	}

	current.Store("")
	if err := r.Reload(t.Context(), c); !core.HasCode(err, finding.KoreSecretMissing) {
		t.Errorf("error is %v", err)
	}
	_, body = r.do(post(`{}`))
	claimsOf(t, body, []byte("second-"+secret), "HS256")
	if lines := r.log.lines("reload failed; the service goes on as before"); len(lines) != 1 || lines[0]["code"] != string(finding.KoreSecretMissing) {
		t.Errorf("log says %v", lines)
	}
	noLeak(t, r.log.String())
}

func TestReloadUnderLoad(t *testing.T) {
	c := oneClient(nil)
	c.Limits = config.Limits{AddressPerMinute: 1e9, AddressBurst: 1e9, IdentityPerMinute: 1e9, IdentityBurst: 1e9}
	r := newRig(t, c)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range 200 {
			if err := r.Reload(t.Context(), c); err != nil {
				t.Error(err)
			}
		}
	}()
	for running := true; running; {
		select {
		case <-done:
			running = false
		default:
		}
		if response, body := r.do(post(`{"identity":"a"}`)); response.StatusCode != 200 {
			t.Fatalf("status %d: %s", response.StatusCode, body)
		}
	}
}

func TestRateLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := oneClient(nil)
		c.Limits = config.Limits{AddressPerMinute: 60, AddressBurst: 10, IdentityPerMinute: 6, IdentityBurst: 2}
		r := newRig(t, c)
		ask := func(identity, address string) int {
			response, _ := r.do(post(`{"identity":"`+identity+`"}`, func(r *http.Request) { r.RemoteAddr = address }))
			return response.StatusCode
		}
		for n := range 2 {
			if status := ask("a", "127.0.0.1:1"); status != 200 {
				t.Fatalf("call %d of one page: status %d", n, status)
			}
		}
		if status := ask("a", "127.0.0.2:1"); status != 429 {
			t.Errorf("third call at once for one person: status %d", status)
		}
		response, _ := r.do(post(`{"identity":"a"}`))
		if got := response.Header.Get("Retry-After"); got != "10" {
			t.Errorf("Retry-After is %q, want 10", got)
		}
		<-time.After(10 * time.Second)
		if status := ask("a", "127.0.0.3:1"); status != 200 {
			t.Errorf("after the wait: status %d", status)
		}
		for n := range 10 {
			if status := ask("p"+string(rune('a'+n)), "127.0.0.9:1"); status != 200 {
				t.Errorf("call %d of the address: status %d", n, status)
			}
		}
		if status := ask("z", "127.0.0.9:2"); status != 429 {
			t.Errorf("eleventh call at once of one address: status %d", status)
		}
		if e := r.lastEvent(); e.Code != finding.KoreTooManyRequests || !strings.Contains(e.Why.String(), "127.0.0.9") {
			t.Errorf("event is %+v", e)
		}
	})
}

func TestServesWithTLSAndStops(t *testing.T) {
	dir := t.TempDir()
	source := selfSigned(t, coretest.NewKey())
	write := func(name, kind string, data []byte) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: data}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	key, err := x509.MarshalPKCS8PrivateKey(source.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	c := oneClient(nil)
	c.Listen = []string{"127.0.0.1:0"}
	c.TLSCert, c.TLSKey = write("cert.pem", "CERTIFICATE", source.Certificate[0]), write("key.pem", "PRIVATE KEY", key)
	r := newRig(t, c)
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(source.Leaf)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, ServerName: "example.com"}, ForceAttemptHTTP2: true}}
	defer client.CloseIdleConnections()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://"+r.Addresses()[0]+"/users/sts", strings.NewReader(`{"identity":"a"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = response.Body.Close()
	if response.StatusCode != 200 || response.TLS.Version < tls.VersionTLS12 || response.ProtoMajor != 2 {
		t.Errorf("status %d, %s", response.StatusCode, response.Proto)
	}
	if url := r.URL(); !strings.HasPrefix(url, "https://localhost:") || !strings.HasSuffix(url, "/api/users/sts/") {
		t.Errorf("URL is %s", url)
	}
	address := r.Addresses()[0]
	own := c
	own.Listen = []string{address}
	if err := sts.Probe(t.Context(), own); err != nil {
		t.Errorf("does not know its own certificate: %v", err)
	}
	if err := r.Shutdown(); err != nil {
		t.Fatal(err)
	}
	if conn, err := net.Dial("tcp", address); err == nil {
		_ = conn.Close()
		t.Error("still listening")
	}
}

func TestWithoutIPv6(t *testing.T) {
	noIPv6 := func(o *sts.Options) {
		o.Listen = func(network, address string) (net.Listener, error) {
			if strings.HasPrefix(address, "[::1]") {
				return nil, &net.OpError{Op: "listen", Err: os.NewSyscallError("socket", syscall.EAFNOSUPPORT)}
			}
			return net.Listen(network, "127.0.0.1:0")
		}
	}
	r := newRig(t, oneClient(nil), noIPv6)
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Shutdown(); err != nil {
			t.Error(err)
		}
	}()
	if len(r.Addresses()) != 1 || !strings.Contains(r.log.String(), "no IPv6") {
		t.Errorf("listening on %v; log %s", r.Addresses(), r.log)
	}
}

func TestTakenAddressIsSaid(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	c := oneClient(nil)
	c.Listen = []string{l.Addr().String()}
	err = newRig(t, c).Start()
	f, _ := core.FindingOf(err)
	if f.Code != finding.KoreListenFailed || !strings.Contains(f.Explanation, "another program") || !errors.Is(err, syscall.EADDRINUSE) {
		t.Errorf("error %v, finding %+v", err, f)
	}
}

func TestReloadSaysWhatOnlyARestartTakesOver(t *testing.T) {
	c := oneClient(nil)
	c.Listen = []string{"127.0.0.1:0"}
	r := newRig(t, c)
	if err := r.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := r.Shutdown(); err != nil {
			t.Error(err)
		}
	}()
	reload := func(c config.Config) []map[string]any {
		t.Helper()
		if err := r.Reload(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		return r.log.lines("restart needed")
	}
	if lines := reload(c); len(lines) != 0 {
		t.Errorf("nothing was moved, but the log says %v", lines)
	}
	moved := c
	moved.Listen, moved.MetricsListen = []string{"127.0.0.1:1"}, "127.0.0.1:2"
	if lines := reload(moved); len(lines) != 1 || fmt.Sprint(lines[0]["settings"]) != "[listen metrics.listen]" {
		t.Errorf("log says %v", lines)
	}
	if lines := reload(moved); len(lines) != 2 {
		t.Error("a second reload forgets that a restart is still needed")
	}
	if lines := reload(c); len(lines) != 2 {
		t.Errorf("all is as it was started, but the log says %v", lines)
	}
}
