//go:build linux

package keyringtest

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// Password opens the keyring.
const Password = "open-sesame"

const (
	secretsName     = "org.freedesktop.secrets"
	secretsService  = "org.freedesktop.Secret.Service"
	secretsPath     = dbus.ObjectPath("/org/freedesktop/secrets")
	loginCollection = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")
	// patience is how long a program may take to start; a test fails after it.
	patience = 20 * time.Second
)

// State says what the test's session is like. The zero value is a running,
// unlocked keyring without a screen.
type State struct {
	// NoService leaves the Secret Service out.
	NoService bool
	// NoCollection starts the service without a default collection.
	NoCollection bool
	// Locked locks the default collection.
	Locked bool
	// Screen starts a virtual screen, on which the keyring can ask.
	Screen bool
}

// Session is a running session bus with what State asked for.
type Session struct {
	t   testing.TB
	dir string
	bus *dbus.Conn
	// service is the GNOME Keyring; nil with NoService.
	service *exec.Cmd
}

// packages names the Debian package of each program.
var packages = map[string]string{
	"dbus-daemon": "dbus", "gnome-keyring-daemon": "gnome-keyring", "secret-tool": "libsecret-tools",
	"Xvfb": "xvfb", "xdotool": "xdotool",
}

// Start starts the session and points the test's environment to it. It ends
// with the test. Without the programs the test is skipped, or fails where CI or
// SURELINE_REQUIRE_ALL is set.
func Start(t testing.TB, state State) *Session {
	t.Helper()
	Require(t)
	s := &Session{t: t, dir: t.TempDir()}
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"} {
		dir := filepath.Join(s.dir, strings.ToLower(name))
		s.must(os.MkdirAll(dir, 0o700))
		t.Setenv(name, dir)
	}
	t.Setenv("WAYLAND_DISPLAY", "")
	t.Setenv("DISPLAY", "")
	if state.Screen {
		t.Setenv("DISPLAY", s.startScreen())
	}
	s.startBus()
	if state.NoService {
		return s
	}
	s.startKeyring(!state.NoCollection)
	if state.Locked {
		s.Lock()
	}
	return s
}

// Require skips the test, or fails it in CI, when a program is missing.
func Require(t testing.TB) {
	t.Helper()
	for program, pkg := range packages {
		if _, err := exec.LookPath(program); err == nil {
			continue
		}
		message := fmt.Sprintf("%s is not installed; it is in the Debian package %s (make test installs it)", program, pkg)
		if os.Getenv("CI") != "" || os.Getenv("SURELINE_REQUIRE_ALL") != "" {
			t.Fatal(message)
		}
		t.Skip(message)
	}
}

// Lock locks the default collection.
func (s *Session) Lock() {
	s.t.Helper()
	s.must(s.secrets().Call(secretsService+".Lock", 0, []dbus.ObjectPath{loginCollection}).Err)
}

// Lookup returns what secret-tool, which is not of our making, finds under
// service and item.
func (s *Session) Lookup(service, item string) (string, bool) {
	s.t.Helper()
	out, err := exec.Command("secret-tool", "lookup", "service", service, "username", item).Output()
	return string(out), err == nil
}

// Items returns how many items the default collection holds.
func (s *Session) Items() int {
	s.t.Helper()
	v, err := s.bus.Object(secretsName, loginCollection).GetProperty("org.freedesktop.Secret.Collection.Items")
	s.must(err)
	items, _ := v.Value().([]dbus.ObjectPath)
	return len(items)
}

// KillService ends the keyring at once, as a crash would.
func (s *Session) KillService() {
	s.t.Helper()
	s.must(s.service.Process.Kill())
}

func (s *Session) secrets() dbus.BusObject { return s.bus.Object(secretsName, secretsPath) }

// startBus starts a bus that can start the keyring's prompt and nothing else.
func (s *Session) startBus() {
	s.t.Helper()
	services := filepath.Join(s.dir, "services")
	s.must(os.MkdirAll(services, 0o700))
	prompters, err := filepath.Glob("/usr/share/dbus-1/services/org.gnome.keyring.*Prompter.service")
	s.must(err)
	for _, path := range prompters {
		s.must(os.Symlink(path, filepath.Join(services, filepath.Base(path))))
	}
	config := filepath.Join(s.dir, "bus.conf")
	s.must(os.WriteFile(config, fmt.Appendf(nil, busConfig, s.dir, services), 0o600))
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=1")
	out, err := cmd.StdoutPipe()
	s.must(err)
	s.start(cmd, s.waitForDisconnect)
	address, err := bufio.NewReader(out).ReadString('\n')
	s.must(err)
	s.t.Setenv("DBUS_SESSION_BUS_ADDRESS", strings.TrimSpace(address))
	s.bus, err = dbus.SessionBus()
	s.must(err)
}

const busConfig = `<busconfig>
  <type>session</type>
  <listen>unix:dir=%s</listen>
  <auth>EXTERNAL</auth>
  <servicedir>%s</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
`

// waitForDisconnect returns when godbus has noticed that the bus is gone. Its
// connection is the process's shared one, which go-keyring uses too: the next
// test would get the dead one.
func (s *Session) waitForDisconnect() {
	select {
	case <-s.bus.Context().Done():
	case <-time.After(patience):
		s.t.Error("the connection to the ended bus stays open")
	}
}

func (s *Session) startKeyring(unlock bool) {
	s.t.Helper()
	cmd := exec.Command("gnome-keyring-daemon", "--foreground", "--components=secrets")
	if unlock {
		cmd.Args = append(cmd.Args, "--unlock")
		cmd.Stdin = strings.NewReader(Password)
	}
	s.service = cmd
	s.start(cmd, nil)
	s.eventually("the keyring does not start", func() bool {
		var owned bool
		s.must(s.bus.BusObject().Call("org.freedesktop.DBus.NameHasOwner", 0, secretsName).Store(&owned))
		if !owned || !unlock {
			return owned
		}
		var path dbus.ObjectPath
		err := s.secrets().Call(secretsService+".ReadAlias", 0, "default").Store(&path)
		return err == nil && path == loginCollection
	})
}

// start starts the program, and ends it with the test; then runs after, which
// may be nil.
func (s *Session) start(cmd *exec.Cmd, after func()) {
	s.t.Helper()
	// Also when the test process dies, by a panic or its time limit.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	s.must(cmd.Start())
	s.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if after != nil {
			after()
		}
	})
}

// eventually asks until the answer is yes.
func (s *Session) eventually(failure string, ask func() bool) {
	s.t.Helper()
	for deadline := time.Now().Add(patience); !ask(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatal(failure)
		}
	}
}

func (s *Session) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}
