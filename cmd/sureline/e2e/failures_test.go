//go:build e2e

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// copied puts a text on the clipboard as another program would.
func (d *desktop) copied(text string) {
	d.t.Helper()
	cmd := exec.Command("xclip", "-selection", "clipboard", "-i")
	cmd.Env = d.env
	cmd.Stdin = strings.NewReader(text)
	if err := cmd.Run(); err != nil {
		d.t.Fatalf("xclip: %v", err)
	}
}

// TestWrongPastes pastes what people paste, sees what each is called, and that
// the field goes on working.
func TestWrongPastes(t *testing.T) {
	d := newDesktop(t)
	program := d.sureline("--demo")
	window := d.window()
	d.sees("Connect Acme Sync to RingCentral")
	for i, paste := range []struct{ name, text, sees string }{
		{"link", "https://developers.ringcentral.com/console/my-credentials/create?client_id=AcmeSyncDemo", "link"},
		{"secret", "4Xm2kP9vR7tQ1wZ8yB5nC3dF6gH0jL4aS2eU9iO7pTq", "client secret"},
		{"cut", "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiI0MDAzMDEwMSJ9", "not"},
		{"html", "<html><body><p>Your session has ended, please sign in again.</p></body></html>", "not"},
		{"large", strings.Repeat("0123456789abcdef", 5<<16), "too"},
	} {
		d.copied(paste.text)
		if i > 0 {
			d.keys("ctrl+a")
		}
		d.keys("ctrl+v")
		d.sees(paste.sees, "Your turn")
		d.shot("wrong-" + paste.name)
		d.picture(window, "wrong-"+paste.name)
	}
	if all := d.connections(); len(all) != 0 {
		t.Errorf("something was kept: %+v", all)
	}
	d.copied("x") // the next program's window is not offered the last one's text
	d.keys("ctrl+a", "BackSpace")
	d.quit(program, window)
}

// TestWithoutAKeychain takes the keychain away: nothing works, nothing is lost,
// and the window says who has to act.
func TestWithoutAKeychain(t *testing.T) {
	d := newDesktop(t)
	for i, pair := range d.env {
		if strings.HasPrefix(pair, "DBUS_SESSION_BUS_ADDRESS=") {
			d.env[i] = "DBUS_SESSION_BUS_ADDRESS=unix:path=" + filepath.Join(d.home, "no-bus")
		}
	}
	program := d.sureline("--demo")
	window := d.window()
	d.sees("No keychain in this kind of session", "Your turn")
	d.shot("no-keychain")
	d.quit(program, window)
}

// TestWithoutADisplay runs the program as a script on a server would.
func TestWithoutADisplay(t *testing.T) {
	cmd := exec.Command(filepath.Join(os.Getenv("SURELINE_E2E_BIN"), "sureline"), "--demo")
	cmd.Env = []string{"HOME=" + t.TempDir(), "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8"}
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 8 || strings.Count(string(out), "\n") != 1 || !strings.Contains(string(out), "surelinectl") {
		t.Errorf("%v, and it said: %s", err, out)
	}
}

// TestWithoutOpenGL is a display on which Fyne would go on without any window.
func TestWithoutOpenGL(t *testing.T) {
	d := newDesktopOn(t, "-extension", "GLX")
	cmd := exec.Command(filepath.Join(d.bin, "sureline"), "--demo")
	cmd.Env = d.env
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState.ExitCode() != 8 || !strings.Contains(string(out), "OpenGL") || strings.Contains(string(out), "panic") {
		t.Errorf("%v, and it said: %s", err, out)
	}
}
