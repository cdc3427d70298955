package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const canary = "canarySecretDoNotLeak0123456789abcdefghijkLM"

// output collects what the program writes, and tells of each line.
type output struct {
	mu    sync.Mutex
	all   bytes.Buffer
	lines chan string
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.all.Write(p)
	o.lines <- string(p)
	return len(p), nil
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.all.String()
}

// await returns the next log line with the message.
func (o *output) await(t *testing.T, message string) map[string]any {
	t.Helper()
	limit := time.After(20 * time.Second)
	for {
		select {
		case line := <-o.lines:
			var fields map[string]any
			if err := json.Unmarshal([]byte(line), &fields); err != nil {
				t.Fatalf("not JSON: %q", line)
			}
			if fields["msg"] == message {
				return fields
			}
		case <-limit:
			t.Fatalf("no line %q in %s", message, o)
		}
	}
}

// workspace is a folder with a configuration and a secret.
type workspace struct {
	t   *testing.T
	dir string
}

func newWorkspace(t *testing.T) workspace {
	w := workspace{t, t.TempDir()}
	w.write("secret", "one-"+canary+"\n")
	w.write("sts.toml", w.config("any"))
	return w
}

func (w workspace) config(policy string) string {
	return fmt.Sprintf("listen = [\"127.0.0.1:0\"]\n[[client]]\nclient_id = \"cs-1\"\nsecret = { file = \"secret\" }\nidentity = %q\n", policy)
}

func (w workspace) path(name string) string { return filepath.Join(w.dir, name) }

// write replaces the file as editors and deployments do.
func (w workspace) write(name, content string) {
	w.t.Helper()
	if err := os.WriteFile(w.path(".new"), []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
	if err := os.Rename(w.path(".new"), w.path(name)); err != nil {
		w.t.Fatal(err)
	}
}

// start runs the program and returns its log, its address, and a function that
// stops it and returns the exit code.
func (w workspace) start() (*output, string, func() int) {
	w.t.Helper()
	log := &output{lines: make(chan string, 1000)}
	ctx, cancel := context.WithCancel(w.t.Context())
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, []string{"--config", w.path("sts.toml")}, streams{out: &bytes.Buffer{}, err: log})
	}()
	address := log.await(w.t, "listening")["address"].(string)
	return log, address, func() int {
		cancel()
		select {
		case c := <-code:
			return c
		case <-time.After(20 * time.Second):
			w.t.Fatal("does not stop")
			return -1
		}
	}
}

// secretOf asks for a token and returns which of the secrets signed it.
func secretOf(t *testing.T, address string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/api/users/sts", strings.NewReader(`{"identity":"ada"}`))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	var answer struct{ JWT string }
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"one-" + canary, "two-" + canary, "three-" + canary} {
		if _, err := jwt.Parse(answer.JWT, func(*jwt.Token) (any, error) { return []byte(secret), nil }); err == nil {
			return secret[:strings.IndexByte(secret, '-')]
		}
	}
	return "none"
}

func TestServesReloadsAndStops(t *testing.T) {
	w := newWorkspace(t)
	log, address, stop := w.start()
	if got := secretOf(t, address); got != "one" {
		t.Errorf("signed with %s", got)
	}
	w.write("secret", "two-"+canary)
	log.await(t, "reloaded")
	if got := secretOf(t, address); got != "two" {
		t.Errorf("after a change of the file: signed with %s", got)
	}
	w.write("sts.toml", w.config("everybody"))
	failed := log.await(t, "reload failed; the service goes on as before")
	if why := fmt.Sprint(failed["why"]); !strings.Contains(why, "Line 5") {
		t.Errorf("log says %q", why)
	}
	if got := secretOf(t, address); got != "two" {
		t.Errorf("after a broken change: signed with %s", got)
	}
	w.write("sts.toml", w.config("any"))
	log.await(t, "reloaded")
	if code := stop(); code != exitDone {
		t.Errorf("exit code %d: %s", code, log)
	}
	if strings.Contains(log.String(), canary) || strings.Contains(log.String(), "eyJ") {
		t.Errorf("the log leaks: %s", log)
	}
}

func TestProbeTellsWhetherItIsReady(t *testing.T) {
	w := newWorkspace(t)
	_, address, stop := w.start()
	probe := func() (int, string) {
		var log bytes.Buffer
		code := run(t.Context(), []string{"--config", w.path("sts.toml"), "--listen", address, "--probe"}, streams{out: &bytes.Buffer{}, err: &log})
		return code, log.String()
	}
	if code, said := probe(); code != exitDone || said != "" {
		t.Errorf("exit code %d: %s", code, said)
	}
	if code := stop(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
	if code, said := probe(); code != exitInternal || !strings.Contains(said, "does not answer at "+address) {
		t.Errorf("exit code %d: %s", code, said)
	}
}

func TestSignalReloads(t *testing.T) {
	if reloadSignal == nil {
		t.Skip("this system has no such signal; a change of a file reloads")
	}
	log, _, stop := newWorkspace(t).start()
	self, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	if err := self.Signal(reloadSignal); err != nil {
		t.Fatal(err)
	}
	log.await(t, "reloaded")
	if code := stop(); code != exitDone {
		t.Errorf("exit code %d", code)
	}
}

func TestExitCodesAndWords(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(workspace)
		args   []string
		code   int
		want   string
	}{
		{"all is well", nil, []string{"--check"}, exitDone, "all is well, 1 clients"},
		{"wrong setting", func(w workspace) { w.write("sts.toml", w.config("x")) }, []string{"--check"}, exitCheck, "Line 5"},
		{"wrong setting, serving", func(w workspace) { w.write("sts.toml", w.config("x")) }, nil, exitCheck, "kore-setting-invalid"},
		{"secret in the file", func(w workspace) { w.write("sts.toml", "[[client]]\nsecret = \""+canary+"\"\n") }, []string{"--check"}, exitCheck, "kore-secret-in-file"},
		{"no file", func(w workspace) { _ = os.Remove(w.path("sts.toml")) }, nil, exitCheck, "no such file"},
		{"no secret", func(w workspace) { _ = os.Remove(w.path("secret")) }, []string{"--check"}, exitStorage, "kore-secret-missing"},
		{"open secret", func(w workspace) { _ = os.Chmod(w.path("secret"), 0o644) }, []string{"--check"}, exitStorage, "kore-secret-exposed"},
		{"unknown flag", nil, []string{"--port", "1"}, exitUsage, "--help"},
		{"argument", nil, []string{"serve"}, exitUsage, "only flags"},
		{"address that is none", nil, []string{"--listen", "7000"}, exitUsage, "--listen"},
		{"outside without TLS", nil, []string{"--listen", "0.0.0.0:0"}, exitUsage, "needs [tls]"},
		{"not this computer's", nil, []string{"--listen", "192.0.2.1:7000", "--check"}, exitUsage, "--listen"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorkspace(t)
			if tt.change != nil {
				tt.change(w)
			}
			var out, log bytes.Buffer
			ctx, cancel := context.WithCancel(t.Context())
			cancel() // what would serve ends at once
			code := run(ctx, append([]string{"--config", w.path("sts.toml")}, tt.args...), streams{out: &out, err: &log})
			if text := out.String() + log.String(); code != tt.code || !strings.Contains(text, tt.want) || strings.Contains(text, canary) {
				t.Errorf("exit code %d, want %d: %s", code, tt.code, text)
			}
		})
	}
}
