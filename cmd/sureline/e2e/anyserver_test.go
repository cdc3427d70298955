//go:build e2e

package e2e

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// tokenServer is an RFC 7523 token server that has nothing else.
func tokenServer(t *testing.T, key *rsa.PrivateKey) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var granted atomic.Int32
	mux := http.NewServeMux()
	mux.HandleFunc("POST /restapi/oauth/token", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		_, err := jwt.Parse(r.FormValue("assertion"), func(*jwt.Token) (any, error) { return &key.PublicKey, nil },
			jwt.WithValidMethods([]string{"RS256"}), jwt.WithAudience("http://"+r.Host+"/restapi/oauth/token"))
		if err != nil || r.FormValue("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" || r.FormValue("client_id") != "any-client" {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":"invalid_grant"}`)
			return
		}
		granted.Add(1)
		fmt.Fprint(w, `{"access_token":"canary-access-of-any-server","token_type":"Bearer","expires_in":600}`)
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server, &granted
}

// TestAnyTokenServer: with a profile whose server is any RFC 7523 token server,
// the same program does the same job, and the command line sees the connection.
func TestAnyTokenServer(t *testing.T) {
	d := newDesktop(t)
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	server, granted := tokenServer(t, key)
	profile := filepath.Join(d.outside, "any.sureline")
	text := fmt.Sprintf("id = \"any\"\nname = \"Any Server\"\nclient_id = \"any-client\"\nserver = %q\nclient_auth = \"none\"\n", server.URL)
	if err := os.WriteFile(profile, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	credential, err := jwt.NewWithClaims(jwt.SigningMethodRS256, jwt.MapClaims{
		"aud": server.URL + "/restapi/oauth/token", "sub": "4711", "iss": server.URL,
		"exp": time.Now().Add(90 * 24 * time.Hour).Unix(), "iat": time.Now().Unix(),
	}).SignedString(key)
	if err != nil {
		t.Fatal(err)
	}

	program := d.sureline()
	window := d.window()
	d.sees("Welcome to Sureline", "My provider sent me a file", "Make a profile")
	d.shot("welcome")
	d.picture(window, "welcome")
	d.must(filepath.Join(d.bin, "sureline"), "--profile", profile) // a second start hands over and ends
	d.sees("Connect Any Server to RingCentral")
	d.copied("Here you are:\n> " + credential[:300] + "\n> " + credential[300:] + "\nBest regards")
	d.keys("ctrl+v")
	d.sees("What you pasted was tidied up")
	d.shot("cleaned")
	d.keys("Return")
	d.sees("Any Server on this computer can now call", "user 4711")
	d.shot("any-server")
	if granted.Load() != 1 {
		t.Errorf("%d token exchanges for one connect", granted.Load())
	}
	d.checkSharedWithTheCommandLine(credential)
	d.quit(program, window)
	d.checkNowhereElse(credential)
	d.checkNowhereElse("canary-access-of-any-server")
	d.checkLogs(credential)
}

// checkSharedWithTheCommandLine uses the window's store and keychain.
func (d *desktop) checkSharedWithTheCommandLine(credential string) {
	d.t.Helper()
	out := d.must(filepath.Join(d.bin, "surelinectl"), "verify", "--json", "user 4711")
	var verdict struct {
		Connected bool `json:"connected"`
	}
	if err := json.Unmarshal([]byte(out), &verdict); err != nil || !verdict.Connected {
		d.t.Errorf("surelinectl verify: %v, %s", err, out)
	}
	if strings.Contains(out, credential) {
		d.t.Error("surelinectl prints the credential")
	}
	if kept := d.must("secret-tool", "search", "--all", "service", "Sureline"); !strings.Contains(kept, credential) {
		d.t.Error("the keychain does not hold the credential under the name Sureline")
	}
}
