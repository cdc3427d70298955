package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/sureline/sureline/cmd/internal/ending"
	"github.com/sureline/sureline/core/demo"
)

// The time zone of the tests: dates in texts must not depend on the machine.
func init() { time.Local = time.UTC }

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"surelinectl": func() {
		ctx, stop := ending.Context()
		var log *os.File
		s := streams{in: os.Stdin, out: os.Stdout, err: os.Stderr}
		if !terminal(os.Stdout) { // keep a copy for the search for secrets
			var err error
			log, err = os.OpenFile(os.Getenv("OUTPUT_LOG"), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
			if err != nil {
				panic(err)
			}
			s.out = io.MultiWriter(os.Stdout, log)
			if !terminal(os.Stderr) {
				s.err = io.MultiWriter(os.Stderr, log)
			}
		}
		code := run(ctx, os.Args[1:], s)
		stop()
		if log != nil {
			fmt.Fprintf(log, "exit code %d\n", code)
		}
		os.Exit(code)
	}})
}

// TestScripts runs testdata/script/*.txtar, which read like a manual. Each has a
// demo platform, data folder and keychain service of its own:
//
//	$PROFILE    the profile file of the demo's app; $URL its platform
//	exits N …   runs a command that has to end with exit code N
//	credential FILE [APP [USER]]   writes a new credential
//	ctl N …                        the same for surelinectl on the script's data
//	attty N …                      the same with its diagnostics at the terminal of ttyin
//	fault NAME [WHERE] | fault     switches a fault of the demo on, or all off
//	stall FILE                     starts a token endpoint that never answers,
//	                               and writes a profile that uses it
//	stalled                        waits until it was asked
//	ready FILE                     waits until the file is there
//	kept N                         the keychain holds N items of this script
//	tidy                           no secret is in any output or file, and
//	                               nothing was written outside the data folder
func TestScripts(t *testing.T) {
	bus := startKeyring(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		UpdateScripts: os.Getenv("UPDATE_SCRIPTS") != "",
		Setup: func(env *testscript.Env) error {
			w := &world{service: "SurelineTest-" + filepath.Base(env.WorkDir), bus: bus}
			platform, err := demo.Start(context.Background(), demo.Options{})
			if err != nil {
				return err
			}
			w.platform = platform
			env.Defer(func() { _ = platform.Close() })
			profile := filepath.Join(env.WorkDir, "acme.sureline")
			if err := platform.WriteProfileFile(profile); err != nil {
				return err
			}
			home := filepath.Join(env.WorkDir, "home")
			env.Values[worldKey{}] = w
			for name, value := range map[string]string{
				"HOME": home, "XDG_DATA_HOME": home + "/data", "XDG_CONFIG_HOME": home + "/config", "PROFILE": profile,
				"URL": platform.URL(), "DBUS_SESSION_BUS_ADDRESS": bus.address, "OUTPUT_LOG": filepath.Join(env.WorkDir, "output.log"),
				"DATA": filepath.Join(env.WorkDir, "data"), "SERVICE": w.service, "NO_PROXY": "*", "HTTPS_PROXY": "", "HTTP_PROXY": "",
			} {
				env.Setenv(name, value)
			}
			return os.MkdirAll(home, 0o700)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "ctl": ctl, "credential": credentialCommand, "fault": fault, "stall": stall, "stalled": stalled, "kept": kept, "tidy": tidy,
			"ready": ready, "attty": attty,
		},
	})
}
