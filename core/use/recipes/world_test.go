//go:build e2e && linux

package recipes

import (
	"bytes"
	"context"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/internal/keyringtest"
)

const name = "Northwind Traders / Ada Jones"

// modules is the folder with the packages from npm.
var modules = os.Getenv("SURELINE_RECIPES_MODULES")

// world is a demo with a connection, on a keyring of its own.
type world struct {
	t        testing.TB
	dir      string
	platform *demo.Platform
	log      *tokenLog
	env      []string
}

// tokenLog counts the requests to the token endpoint.
type tokenLog struct {
	mu    sync.Mutex
	times []time.Time
	all   bytes.Buffer
}

func (l *tokenLog) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if bytes.Contains(line, []byte("/restapi/oauth/token")) {
		l.times = append(l.times, time.Now())
	}
	return l.all.Write(line)
}

func (l *tokenLog) exchanges() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.times)
}

// newWorld connects one user's account to the demo's app. The access tokens live
// as long as the demo is told; zero for the platform's own time.
func newWorld(t testing.TB, life time.Duration) *world {
	t.Helper()
	bin := os.Getenv("SURELINE_RECIPES_BIN")
	if bin == "" || modules == "" {
		t.Fatal("run .ci/recipes")
	}
	keyringtest.Start(t, keyringtest.State{})
	w := &world{t: t, dir: t.TempDir(), log: &tokenLog{}}
	platform, err := demo.Start(context.Background(), demo.Options{TokenLife: life, Log: slog.New(slog.NewTextHandler(w.log, nil))})
	must(t, err)
	t.Cleanup(func() { _ = platform.Close() })
	w.platform = platform
	home := filepath.Join(w.dir, "home")
	w.env = append(os.Environ(), "PATH="+bin+":"+os.Getenv("PATH"), "HOME="+home, "XDG_DATA_HOME="+home+"/data", "XDG_CONFIG_HOME="+home+"/config",
		"NODE_PATH="+modules, "RC_SERVER_URL="+platform.URL(), "NO_PROXY=127.0.0.1")
	must(t, os.Symlink(modules, filepath.Join(w.dir, "node_modules"))) // where import looks
	profile := filepath.Join(w.dir, "acme.sureline")
	must(t, platform.WriteProfileFile(profile))
	jwt, err := platform.CreateCredential(demo.CredentialRequest{Label: "test", AllowedClientIDs: []string{demo.AcmeSync}})
	must(t, err)
	w.run("", "surelinectl", "profile", "add", profile)
	w.run(jwt.Reveal(), "surelinectl", "connect", "--profile", "acme-sync-demo", "--name", name)
	return w
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) command(args ...string) *exec.Cmd {
	path := args[0]
	for _, entry := range w.env { // exec.Command looks in the test's own PATH
		if dirs, ok := strings.CutPrefix(entry, "PATH="); ok && !strings.Contains(path, "/") {
			for dir := range strings.SplitSeq(dirs, ":") {
				if info, err := os.Stat(filepath.Join(dir, args[0])); err == nil && !info.IsDir() {
					path = filepath.Join(dir, args[0])
					break
				}
			}
		}
	}
	cmd := exec.CommandContext(w.t.Context(), path, args[1:]...)
	cmd.Dir, cmd.Env = w.dir, w.env
	return cmd
}

// run runs a command that has to work and returns its output.
func (w *world) run(in string, args ...string) string {
	w.t.Helper()
	cmd := w.command(args...)
	cmd.Stdin = strings.NewReader(in)
	var said bytes.Buffer
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		w.t.Fatalf("%v: %v\n%s%s", args, err, out, said.String())
	}
	return string(out)
}

func (w *world) file(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.dir, name)
	must(w.t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(w.t, os.WriteFile(path, []byte(text), 0o700))
	return path
}

var recipePattern = regexp.MustCompile("(?s)<!-- recipe: (\\S+) -->\n```\\w+\n(.*?)```")

// recipe returns a recipe of docs/use.md as it stands there.
func recipe(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile("../../../docs/use.md")
	must(t, err)
	for _, m := range recipePattern.FindAllStringSubmatch(string(text), -1) {
		if m[1] == name {
			return m[2]
		}
	}
	t.Fatalf("docs/use.md has no recipe %s", name)
	return ""
}

func (w *world) exec(args ...string) string {
	return w.run("", append([]string{"surelinectl", "exec", name, "--"}, args...)...)
}

func (w *world) wantAda(what, out string) {
	w.t.Helper()
	if !strings.Contains(out, "Ada Jones") {
		w.t.Errorf("%s gives %q", what, out)
	}
}

// credential makes another credential and returns the file that holds it.
func (w *world) credential() string {
	w.t.Helper()
	jwt, err := w.platform.CreateCredential(demo.CredentialRequest{Label: "sealed", AllowedClientIDs: []string{demo.AcmeSync}})
	must(w.t, err)
	return w.file("credential.jwt", jwt.Reveal())
}
