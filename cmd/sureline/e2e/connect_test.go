//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// listed is what `surelinectl list --json` prints of a connection.
type listed struct {
	Name        string `json:"name"`
	App         string `json:"app"`
	Account     string `json:"account"`
	Person      string `json:"person"`
	Fingerprint string `json:"fingerprint"`
}

// ctl runs surelinectl on the demo's data.
func (d *desktop) ctl(args ...string) (string, error) {
	base := []string{"--data-dir", filepath.Join(d.home, "tmp", fmt.Sprintf("sureline-demo-%d", os.Getuid())), "--keychain-service", "Sureline Demo"}
	return d.run(filepath.Join(d.bin, "surelinectl"), append(base, args...)...)
}

func (d *desktop) connections() []listed {
	d.t.Helper()
	out, err := d.ctl("list", "--json")
	if err != nil {
		d.t.Fatal(err)
	}
	var answer struct {
		Connections []listed `json:"connections"`
	}
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		d.t.Fatalf("list --json: %v in %s", err, out)
	}
	return answer.Connections
}

// sureline starts the window and returns its process.
func (d *desktop) sureline(args ...string) *exec.Cmd {
	d.t.Helper()
	return d.start(filepath.Join(d.bin, "sureline"), nil, args...)
}

// quit closes the window as its user would, and waits for the process.
func (d *desktop) quit(cmd *exec.Cmd, window string) {
	d.t.Helper()
	d.must("xdotool", "windowclose", window)
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(patience):
		d.t.Fatal("the program does not end when its window is closed")
	}
}

// keychainItem asks the keychain as any other program would.
func (d *desktop) keychainItem(service, item string) string {
	d.t.Helper()
	out, err := d.run("secret-tool", "lookup", "service", service, "username", item)
	if err != nil {
		d.t.Fatalf("secret-tool: %v", err)
	}
	return out
}

// TestConnectByKeyboard is the main job: from the first window to a connection
// that is still there after a restart.
func TestConnectByKeyboard(t *testing.T) {
	d := newDesktop(t)
	d.offerBrowser()
	program := d.sureline("--demo")
	window := d.window()
	d.sees("Connect Acme Sync to RingCentral", "Create your credential", "Paste it")
	d.shot("connect-1-start")
	d.picture(window, "connect")

	d.keys("Return") // the focus is on the button that opens the page
	tab := d.page("/console/my-credentials/create?client_id=")
	jwt := d.createCredential(tab, "Sureline on my computer")
	d.shot("connect-2-browser")

	d.activate(window)
	d.sees("looks like a credential")
	d.shot("connect-3-offer")
	d.keys("Escape") // not by the offer: by the keys that everybody knows
	d.keys("ctrl+v")
	d.sees("does not expire")
	d.shot("connect-4-pasted")
	d.picture(window, "pasted")
	d.keys("Return")
	d.sees("The demo accepted the credential", "can now call the demo of RingCentral on behalf of", "Northwind Traders", "Ada Jones")
	d.shot("connect-5-connected")
	d.picture(window, "connected")
	d.checkKept(jwt)

	d.keys("Return") // Test this connection
	d.sees("restapi/v1.0/status")
	d.keys("Return") // Call
	d.sees("200 Service reachable", "on behalf of")
	d.shot("connect-6-test")
	d.picture(window, "test")
	d.keys("Tab", "Tab", "Tab", "Tab", "Tab", "Return") // past two copies, the body and the details: End the session
	d.sees("session at RingCentral was ended", "opens a new session by itself")
	d.shot("connect-7-ended")
	d.quit(program, window)

	program = d.sureline("--demo")
	window = d.window()
	d.sees("Northwind Traders", "Ada Jones", "Connected")
	d.shot("connect-8-again")
	d.picture(window, "connections")
	d.quit(program, window)
	d.checkNowhereElse(jwt)
	d.checkLogs(jwt)
}

// checkKept looks for the credential where it belongs.
func (d *desktop) checkKept(jwt string) {
	d.t.Helper()
	all := d.connections()
	if len(all) != 1 || all[0].App != "Acme Sync" || all[0].Account != "Northwind Traders" || all[0].Person != "Ada Jones" {
		d.t.Fatalf("the connections are %+v", all)
	}
	out, err := d.run("secret-tool", "search", "--all", "service", "Sureline Demo")
	if err != nil {
		d.t.Fatalf("secret-tool: %v", err)
	}
	if !strings.Contains(out, jwt) {
		d.t.Error("the keychain does not hold the credential")
	}
	if clip, _ := d.run("xclip", "-selection", "clipboard", "-o"); strings.Contains(clip, jwt) {
		d.t.Error("the clipboard still holds the credential")
	}
}

// checkNowhereElse searches every file under HOME, the encrypted keyring
// included.
func (d *desktop) checkNowhereElse(jwt string) {
	d.t.Helper()
	if files := d.filesWith(jwt); len(files) > 0 {
		d.t.Errorf("the credential stands in %q", files)
	}
}

// checkLogs searches what the programs printed: for the credential, and for
// Fyne's complaint about work off the UI thread.
func (d *desktop) checkLogs(jwt string) {
	d.t.Helper()
	logs, err := filepath.Glob(filepath.Join(d.outside, "sureline-*.log"))
	if err != nil || len(logs) == 0 {
		d.t.Fatalf("no logs: %v", err)
	}
	for _, log := range logs {
		data, err := os.ReadFile(log)
		if err != nil {
			d.t.Fatal(err)
		}
		for _, form := range forms(jwt) {
			if strings.Contains(string(data), string(form)) {
				d.t.Errorf("%s holds the credential", log)
			}
		}
		if strings.Contains(string(data), "Error in Fyne call thread") || strings.Contains(string(data), "panic") {
			d.t.Errorf("the program complained:\n%s", data)
		}
	}
}
