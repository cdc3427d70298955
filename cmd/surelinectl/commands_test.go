package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo"
)

// patience is how long a script waits for something that has to happen.
const patience = 20 * time.Second

type worldKey struct{}

// world is what one script has.
type world struct {
	service  string
	bus      keyring
	platform *demo.Platform
	secrets  []core.Secret
	stalled  chan struct{}
	// planted are files in which the script itself keeps secrets.
	planted []string
}

func worldOf(ts *testscript.TestScript) *world { return ts.Value(worldKey{}).(*world) }

// exits runs a command and looks at its exit code.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND [ARGUMENT…]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// ctl runs surelinectl on the script's own data: ctl CODE [ARGUMENT…].
func ctl(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: ctl CODE COMMAND [ARGUMENT…]")
	}
	own := []string{args[0], "surelinectl", "--data-dir", ts.Getenv("DATA"), "--keychain-service", ts.Getenv("SERVICE")}
	exits(ts, neg, append(own, args[1:]...))
}

// attty runs surelinectl like ctl, with standard error at the terminal that
// ttyin made: attty CODE [ARGUMENT…].
func attty(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) < 2 {
		ts.Fatalf("usage: attty CODE COMMAND [ARGUMENT…]")
	}
	const command = `exec surelinectl --data-dir "$DATA" --keychain-service "$SERVICE" "$@" 2>/dev/tty`
	exits(ts, neg, append([]string{args[0], "sh", "-c", command, "sh"}, args[1:]...))
}

func credentialCommand(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	if len(args) < 1 || len(args) > 3 {
		ts.Fatalf("usage: credential FILE [APP [USER]]")
	}
	request := demo.CredentialRequest{Label: "test", AllowedClientIDs: []string{demo.AcmeSync}}
	if len(args) > 1 {
		request.AllowedClientIDs = []string{args[1]}
	}
	if len(args) > 2 {
		id, err := strconv.ParseInt(args[2], 10, 64)
		ts.Check(err)
		request.UserID = id
	}
	jwt, err := w.platform.CreateCredential(request)
	ts.Check(err)
	w.secrets = append(w.secrets, jwt)
	file := ts.MkAbs(args[0])
	w.planted = append(w.planted, file)
	ts.Check(os.WriteFile(file, []byte(jwt.Reveal()+"\n"), 0o600))
}

func fault(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	if len(args) == 0 {
		w.platform.ClearFault()
		return
	}
	in := demo.Injection{Fault: args[0]}
	if len(args) > 1 {
		in.Where = demo.Where(args[1])
	}
	ts.Check(w.platform.Inject(in))
}

// stall starts a token endpoint that takes connections and never answers, and
// writes the file of a profile that uses it.
func stall(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
	ts.Check(err)
	ts.Defer(func() { _ = listener.Close() })
	w.stalled = make(chan struct{}, 16)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			defer conn.Close()
			w.stalled <- struct{}{}
		}
	}()
	text := fmt.Sprintf("id = \"stalling\"\nname = \"Acme Sync\"\nclient_id = %q\nserver = %q\ntoken_url = \"http://%s/token\"\nclient_auth = \"none\"\n",
		demo.AcmeSync, w.platform.URL(), listener.Addr())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

func stalled(ts *testscript.TestScript, _ bool, _ []string) {
	select {
	case <-worldOf(ts).stalled:
	case <-time.After(patience):
		ts.Fatalf("nobody asked the stalling server")
	}
}

// ready waits until a file that a background command writes is there.
func ready(ts *testscript.TestScript, _ bool, args []string) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for deadline := time.After(patience); ; {
		if info, err := os.Stat(ts.MkAbs(args[0])); err == nil && info.Size() > 0 {
			return
		}
		select {
		case <-tick.C:
		case <-deadline:
			ts.Fatalf("%s did not appear", args[0])
		}
	}
}

func kept(ts *testscript.TestScript, _ bool, args []string) {
	w := worldOf(ts)
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got, err := w.bus.items(w.service)
	ts.Check(err)
	if got != want {
		ts.Fatalf("the keychain holds %d items of %s, want %d", got, w.service, want)
	}
}

// demoToken begins every access token of the demo: "SJC00P00DEMO00|" in base64.
const demoToken = "U0pDMDBQMDBERU1PMDB8"

// tidy searches every file of the script, and all output, for every part of
// every secret, and the home folder for anything at all.
func tidy(ts *testscript.TestScript, _ bool, _ []string) {
	w := worldOf(ts)
	canaries := []string{w.platform.ClientSecret().Reveal(), "canarySecretDoNotLeak", demoToken}
	for _, s := range w.secrets {
		canaries = append(canaries, strings.Split(s.Reveal(), ".")[1:]...)
	}
	planted := append([]string{ts.Getenv("PROFILE")}, w.planted...)
	ts.Check(filepath.WalkDir(ts.MkAbs("."), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		for _, p := range planted {
			if path == p {
				return nil
			}
		}
		if strings.Contains(filepath.Base(path), "planted") {
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, canary := range canaries {
			if bytes.Contains(data, []byte(canary)) {
				ts.Fatalf("a secret is in %s", path)
			}
		}
		return nil
	}))
	left, err := os.ReadDir(ts.Getenv("HOME"))
	ts.Check(err)
	if len(left) > 0 {
		ts.Fatalf("%s was left in the home folder", left[0].Name())
	}
}
