//go:build e2e

package e2e

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// patience is how long a step of the whole machine may take; it is never
// waited for when the step is done sooner.
const patience = 60 * time.Second

// desktop is a display, a session bus and a keychain of their own, with a HOME
// that a person could have.
type desktop struct {
	t         testing.TB
	home      string
	outside   string // for what is not the program's: browser profile, logs
	bin       string
	artifacts string
	env       []string
	shots     int
}

func newDesktop(t testing.TB) *desktop {
	t.Helper()
	return newDesktopOn(t)
}

// newDesktopOn takes further arguments for the X server.
func newDesktopOn(t testing.TB, xvfb ...string) *desktop {
	t.Helper()
	bin, artifacts := os.Getenv("SURELINE_E2E_BIN"), os.Getenv("SURELINE_E2E_ARTIFACTS")
	if bin == "" || artifacts == "" {
		t.Fatal("run this test through .ci/e2e, which builds the programs first")
	}
	d := &desktop{t: t, home: t.TempDir(), outside: t.TempDir(), bin: bin, artifacts: artifacts}
	for _, dir := range []string{".config", ".local/share", "run", "tmp"} {
		if err := os.MkdirAll(filepath.Join(d.home, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	d.env = []string{
		"HOME=" + d.home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "TMPDIR=" + filepath.Join(d.home, "tmp"),
		"XDG_CONFIG_HOME=" + filepath.Join(d.home, ".config"), "XDG_DATA_HOME=" + filepath.Join(d.home, ".local/share"),
		"XDG_RUNTIME_DIR=" + filepath.Join(d.home, "run"), "LIBGL_ALWAYS_SOFTWARE=1",
	}
	d.startDisplay(xvfb...)
	d.startKeychain()
	d.start("openbox", nil)
	return d
}

// start runs a program until the test ends and returns its command.
func (d *desktop) start(name string, stdin *strings.Reader, args ...string) *exec.Cmd {
	d.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	if stdin != nil {
		cmd.Stdin = stdin
	}
	log, err := os.Create(filepath.Join(d.outside, fmt.Sprintf("%s-%d.log", filepath.Base(name), time.Now().UnixNano())))
	if err != nil {
		d.t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		d.t.Fatalf("%s: %v (run .ci/setup test)", name, err)
	}
	d.t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		log.Close()
	})
	return cmd
}

// startDisplay starts Xvfb on a number that it chooses itself. Without -noreset
// it would start anew when its last client leaves, and refuse whoever comes
// meanwhile.
func (d *desktop) startDisplay(more ...string) {
	d.t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		d.t.Fatal(err)
	}
	args := append([]string{"-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-noreset"}, more...)
	cmd := exec.Command("Xvfb", args...)
	cmd.ExtraFiles = []*os.File{w}
	if err := cmd.Start(); err != nil {
		d.t.Fatalf("Xvfb: %v (run .ci/setup test)", err)
	}
	d.t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	w.Close()
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		d.t.Fatalf("Xvfb did not name its display: %v", err)
	}
	d.env = append(d.env, "DISPLAY=:"+strings.TrimSpace(number))
}

// startKeychain starts a session bus with an unlocked gnome-keyring, whose
// files are encrypted like everybody's.
func (d *desktop) startKeychain() {
	d.t.Helper()
	bus := "unix:path=" + filepath.Join(d.home, "run", "bus")
	d.start("dbus-daemon", nil, "--session", "--nofork", "--address="+bus)
	d.env = append(d.env, "DBUS_SESSION_BUS_ADDRESS="+bus)
	d.eventually("the session bus", func() error {
		_, err := os.Stat(filepath.Join(d.home, "run", "bus"))
		return err
	})
	d.start("gnome-keyring-daemon", strings.NewReader("the password of the keyring"), "--foreground", "--unlock", "--components=secrets")
	// Asking the service itself too early would have the bus start a second,
	// locked daemon in its place.
	d.eventually("the keychain", func() error {
		out, err := d.run("dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus",
			"/org/freedesktop/DBus", "org.freedesktop.DBus.NameHasOwner", "string:org.freedesktop.secrets")
		if err == nil && !strings.Contains(out, "boolean true") {
			err = errors.New("nobody owns its name yet")
		}
		return err
	})
}

// run runs a program to its end and returns what it printed.
func (d *desktop) run(name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Env = d.env
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	if err := cmd.Run(); err != nil {
		return out.String(), fmt.Errorf("%s: %w\n%s", name, err, errOut.String())
	}
	return out.String(), nil
}

// must is run, ending the test when the program fails.
func (d *desktop) must(name string, args ...string) string {
	d.t.Helper()
	out, err := d.run(name, args...)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// eventually repeats a look until it finds no fault.
func (d *desktop) eventually(what string, look func() error) {
	d.t.Helper()
	deadline := time.Now().Add(patience)
	for {
		err := look()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			d.shot("failure")
			d.t.Fatalf("%s: still not after %v: %v", what, patience, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// filesWith returns the files under HOME that hold the text, in any of the
// forms that a program could have written it in.
func (d *desktop) filesWith(text string) []string {
	d.t.Helper()
	var found []string
	searched := 0
	err := filepath.WalkDir(d.home, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		searched++
		for _, form := range forms(text) {
			if bytes.Contains(data, form) {
				found = append(found, path)
				break
			}
		}
		return nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
	if searched < 3 {
		d.t.Fatalf("only %d files under HOME: the search looked in the wrong place", searched)
	}
	return found
}

// forms are the text as UTF-8 and UTF-16, whole and in its recognisable parts.
func forms(text string) [][]byte {
	parts := []string{text}
	for part := range strings.SplitSeq(text, ".") {
		if len(part) >= 40 {
			parts = append(parts, part[len(part)-40:])
		}
	}
	var all [][]byte
	for _, part := range parts {
		wide := make([]byte, 0, 2*len(part))
		for _, c := range []byte(part) {
			wide = append(wide, c, 0)
		}
		all = append(all, []byte(part), wide)
	}
	return all
}
