package demo

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

func TestRestartKeepsWhatConnectionsNeed(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	first := startIn(t, dir)
	jwt := first.credential(CredentialRequest{Label: "kept", AllowedClientIDs: []string{AcmeSync}})
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second := startIn(t, dir)
	if second.URL() != first.URL() || second.kid != first.kid || !second.ClientSecret().Equal(first.ClientSecret()) {
		t.Fatal("restart changed port, key or client secret")
	}
	if r := second.exchange(AcmeSync, jwt); r.status != http.StatusOK {
		t.Errorf("after a restart: %d %s", r.status, r.text)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	taken, err := net.Listen("tcp", second.server.Host())
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	third := startIn(t, dir)
	if third.URL() == first.URL() {
		t.Fatal("the port is taken")
	}
	if r := third.exchange(AcmeSync, jwt); r.status != http.StatusOK {
		t.Errorf("on another port: %d %s", r.status, r.text)
	}
}

func TestStateIsPrivateAndHoldsNoCredential(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	f := startIn(t, dir)
	jwt := f.credential(CredentialRequest{Label: "a label", AllowedClientIDs: []string{AcmeSync}})
	r := f.exchange(AcmeSync, jwt)
	token := r.json["access_token"].(string)
	f.get("/restapi/v1.0/status", token)
	f.get("/restapi/v1.0/"+jwt+"?access_token="+token, jwt)
	f.exchange(AcmeSync, jwt+"x")
	text, err := os.ReadFile(filepath.Join(dir, stateFile))
	if err != nil || !strings.Contains(string(text), "a label") {
		t.Fatal("no state", err)
	}
	log := f.log.String()
	if !strings.Contains(log, "POST /restapi/oauth/token") {
		t.Fatalf("no log: %s", log)
	}
	signature := jwt[strings.LastIndex(jwt, ".")+1:]
	for name, secret := range map[string]string{"credential": jwt, "signature": signature, "client secret": f.ClientSecret().Reveal(), "access token": token} {
		if strings.Contains(string(text), secret) {
			t.Errorf("the state holds the %s", name)
		}
		if strings.Contains(log, secret) {
			t.Errorf("the log holds the %s", name)
		}
	}
	if runtime.GOOS == "windows" {
		return // modes mean nothing there
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, stateFile): 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm() != want {
			t.Errorf("%s: %v %v", path, info.Mode(), err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".demo-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestProfileFile(t *testing.T) {
	dir := t.TempDir()
	f := startIn(t, dir)
	path, err := f.ProfileFile()
	if err != nil {
		t.Fatal(err)
	}
	text, _ := os.ReadFile(path)
	var got struct {
		ID, Name, Server, Console string
		ClientID                  string `toml:"client_id"`
		ClientSecret              string `toml:"client_secret"`
		SupportEmail              string `toml:"support_email"`
		SupportURL                string `toml:"support_url"`
		Scopes                    []string
	}
	if err := toml.NewDecoder(strings.NewReader(string(text))).DisallowUnknownFields().Decode(&got); err != nil {
		t.Fatal(err)
	}
	p := f.Profile()
	if got.ID != "acme-sync-demo" || got.Name != "Acme Sync" || got.Server != p.Server || got.Console != p.Console || got.ClientID != AcmeSync ||
		got.ClientSecret != f.ClientSecret().Reveal() || len(got.Scopes) != 1 || got.Scopes[0] != "ReadAccounts" || got.SupportEmail == "" || got.SupportURL == "" {
		t.Errorf("%s", text)
	}
	if info, _ := os.Stat(path); runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v", info.Mode())
	}
	if len(f.ClientSecret().Reveal()) != 44 || f.ConsoleLink() != f.URL()+"/console/my-credentials/create?client_id="+AcmeSync {
		t.Errorf("%d, %s", f.ClientSecret().Len(), f.ConsoleLink())
	}
	if _, err := start(t).ProfileFile(); !core.HasCode(err, finding.Internal) {
		t.Errorf("without a folder: %v", err)
	}
}

func TestStartRefuses(t *testing.T) {
	for _, addr := range []string{"0.0.0.0:0", ":0", "192.0.2.1:80", "example.com:80", "127.0.0.1", "nonsense"} {
		if p, err := Start(t.Context(), Options{Addr: addr}); !core.HasCode(err, finding.SettingInvalid) {
			t.Errorf("%s: %v %v", addr, p, err)
		}
	}
	f := start(t)
	if _, err := Start(t.Context(), Options{Addr: f.server.Host()}); !core.HasCode(err, finding.SettingInvalid) {
		t.Errorf("taken: %v", err)
	}
	for name, text := range map[string]string{
		"cut": `{"version":1,"key":"-----BEG`, "no key": `{"version":1}`, "newer": `{"version":2}`,
		"not RSA": `{"version":1,"key":"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"}`,
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, stateFile)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Start(t.Context(), Options{Dir: dir}); !core.HasCode(err, finding.Internal) {
			t.Errorf("%s: %v", name, err)
		}
		if now, _ := os.ReadFile(path); string(now) != text {
			t.Errorf("%s: the state was changed", name)
		}
	}
	if _, err := f.CreateCredential(CredentialRequest{UserID: 1}); !core.HasCode(err, finding.Internal) {
		t.Errorf("unknown user: %v", err)
	}
}

func TestEndOfContextStopsIt(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p, err := Start(ctx, Options{})
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	select {
	case <-p.server.Done():
	case <-time.After(10 * time.Second):
		t.Fatal("still serving")
	}
	if err := p.Close(); err != nil {
		t.Errorf("second close: %v", err)
	}
}

func TestGuards(t *testing.T) {
	f := start(t)
	_, port, _ := net.SplitHostPort(f.server.Host())
	for host, want := range map[string]int{
		f.server.Host(): 200, "localhost:" + port: 200, "LOCALHOST:" + port: 200,
		"evil.example:" + port: 421, "localhost": 421, "127.0.0.1:1": 421, "localhost.evil.example:" + port: 421,
	} {
		for _, path := range []string{"/console/my-credentials/create", "/restapi/v1.0", "/demo"} {
			req := f.request(http.MethodGet, path, "")
			req.Host = host
			if r := f.do(req); r.status != want {
				t.Errorf("Host %s, %s: %d, want %d", host, path, r.status, want)
			}
		}
	}
	for _, path := range []string{"/console/my-credentials/create", "/console/my-credentials/delete", "/demo/fault", "/demo/reset", "/demo/sign-in", core.TokenPath} {
		for name, value := range map[string]string{"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"} {
			req := f.request(http.MethodPost, path, "label=x&all_apps=yes&action=create")
			req.Header.Set(name, value)
			if r := f.do(req); r.status != http.StatusForbidden {
				t.Errorf("%s from another site (%s): %d", path, name, r.status)
			}
		}
	}
	if n := len(f.credentialsOf(AdaJones)); n != 0 {
		t.Errorf("%d credentials made by another site", n)
	}
}
