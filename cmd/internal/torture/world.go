//go:build linux

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/keychain"
)

// command is what is disturbed, with what has to be there before.
type command struct {
	name      string
	args      []string
	connected bool // a connection is made before
	profile   bool // the profile is added before
	input     func(w *world) core.Secret
}

// connectionName is that of the one connection.
const connectionName = "Tortured"

var commands = []command{
	{name: "connect", args: []string{"connect", "--profile", "acme-sync-demo", "--name", connectionName}, profile: true, input: newCredential},
	{name: "replace", args: []string{"replace", connectionName}, profile: true, connected: true, input: newCredential},
	{name: "remove", args: []string{"remove", connectionName}, profile: true, connected: true, input: nothing},
	{name: "profile add", args: []string{"profile", "add", "acme.sureline"}, input: nothing},
	{name: "secret set", args: []string{"secret", "set", "acme-sync-demo"}, profile: true, input: newSecret},
}

func nothing(*world) core.Secret { return core.Secret{} }

// newSecret is another client secret than that of the profile.
func newSecret(*world) core.Secret { return core.NewSecret("another-" + strings.Repeat("s3cret", 6)) }

func newCredential(w *world) core.Secret { return w.issued[len(w.issued)-1] }

// rig makes worlds.
type rig struct {
	program, dir string
	worlds       int
}

// world is one Sureline with a demo platform, data folder and keychain service
// of its own.
type world struct {
	program, dir, data, service string
	platform                    *demo.Platform
	issued                      []core.Secret
	keychain                    core.Keychain
}

// world starts one. The platform's state is shared, since its key takes long to
// make; a fresh platform has a fresh limit of exchanges.
func (r *rig) world(ctx context.Context) (*world, error) {
	r.worlds++
	dir := filepath.Join(r.dir, fmt.Sprint("world-", r.worlds))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	platform, err := demo.Start(ctx, demo.Options{Dir: filepath.Join(r.dir, "platform")})
	if err != nil {
		return nil, err
	}
	w := &world{
		program: r.program, dir: dir, data: filepath.Join(dir, "data"), platform: platform,
		service: fmt.Sprintf("SurelineTorture-%d-%d", os.Getpid(), r.worlds),
	}
	w.keychain = keychain.New(keychain.Options{Service: w.service})
	for range 2 {
		jwt, err := platform.CreateCredential(demo.CredentialRequest{UserID: demo.AdaJones, AllowedClientIDs: []string{demo.AcmeSync}})
		if err != nil {
			return nil, err
		}
		w.issued = append(w.issued, jwt)
	}
	return w, platform.WriteProfileFile(filepath.Join(dir, "acme.sureline"))
}

// furnish makes what has to be there before the command.
func (w *world) furnish(ctx context.Context, c command) error {
	if c.profile {
		if err := w.must(ctx, core.Secret{}, "profile", "add", "acme.sureline"); err != nil {
			return err
		}
	}
	if c.connected {
		return w.must(ctx, w.issued[0], "connect", "--profile", "acme-sync-demo", "--name", connectionName)
	}
	return nil
}

// close takes away what the world put into the keychain, leftovers included.
func (w *world) close() error {
	return errors.Join(w.platform.Close(), w.forget(context.Background()), os.RemoveAll(w.dir))
}

// ended is how the program ended and what it said.
type ended struct {
	code   int // -1: by the signal
	said   string
	stdout []byte
}

var codeWord = regexp.MustCompile(`code=([a-z-]+)`)

// summary is the exit code and the finding that it named.
func (e ended) summary() string {
	if e.code < 0 {
		return "ended by the signal"
	}
	_, failed, _ := strings.Cut(e.said, "Error: ") // hints and warnings come before
	if m := codeWord.FindStringSubmatch(failed); m != nil {
		return fmt.Sprintf("exit %d %s", e.code, m[1])
	}
	return fmt.Sprintf("exit %d", e.code)
}

// start starts the program; what it returns tells, after Wait, how that ended.
func (w *world) start(ctx context.Context, input core.Secret, args ...string) (*exec.Cmd, func() ended, error) {
	cmd := exec.CommandContext(ctx, w.program, append([]string{"--data-dir", w.data, "--keychain-service", w.service}, args...)...)
	cmd.Dir = w.dir
	cmd.Env = append(os.Environ(), "HOME="+w.dir, "NO_PROXY=*")
	cmd.Stdin = strings.NewReader(input.Reveal())
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	return cmd, func() ended {
		return ended{code: cmd.ProcessState.ExitCode(), said: stdout.String() + stderr.String(), stdout: stdout.Bytes()}
	}, cmd.Start()
}

func (w *world) run(ctx context.Context, input core.Secret, args ...string) (ended, error) {
	cmd, e, err := w.start(ctx, input, args...)
	if err != nil {
		return ended{}, err
	}
	_ = cmd.Wait() // the exit code tells
	return e(), nil
}

func (w *world) must(ctx context.Context, input core.Secret, args ...string) error {
	e, err := w.run(ctx, input, args...)
	if err == nil && e.code != 0 {
		err = fmt.Errorf("surelinectl %s: exit %d: %s", args[0], e.code, e.said)
	}
	return err
}

// undisturbed measures the command.
func (w *world) undisturbed(ctx context.Context, c command) (time.Duration, error) {
	start := time.Now()
	err := w.must(ctx, c.input(w), c.args...)
	return time.Since(start), errors.Join(err, w.close())
}

// interrupted runs the command and sends the signal at the moment; met is false
// when it had ended before.
func (w *world) interrupted(ctx context.Context, c command, moment time.Duration, s syscall.Signal) (e ended, met bool, err error) {
	cmd, how, err := w.start(ctx, c.input(w), c.args...)
	if err != nil {
		return ended{}, false, err
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(moment):
		met = cmd.Process.Signal(s) == nil
		<-done
	}
	return how(), met, nil
}

// listed is what the store says, asked through the program, which settles what
// it finds half done.
type listed struct {
	Connections []struct {
		ID          string `json:"id"`
		Name        string `json:"name"`
		Fingerprint string `json:"fingerprint"`
	} `json:"connections"`
	Profiles []struct {
		ID string `json:"id"`
	} `json:"profiles"`
}

func (w *world) listed(ctx context.Context) (listed, error) {
	var l listed
	for _, args := range [][]string{{"list", "--json"}, {"profile", "list", "--json"}} {
		e, err := w.run(ctx, core.Secret{}, args...)
		if err != nil {
			return l, err
		}
		if e.code != 0 {
			return l, fmt.Errorf("surelinectl %s: %s: %s", strings.Join(args, " "), e.summary(), strings.TrimSpace(e.said))
		}
		if err := json.Unmarshal(e.stdout, &l); err != nil {
			return l, fmt.Errorf("surelinectl %s: %w", strings.Join(args, " "), err)
		}
	}
	return l, nil
}
