//go:build e2e

package e2e

import (
	"encoding/json"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
)

// TestEndedWhileConnecting ends the window at moments of a connect, by what a
// log-out and a kill send and by taking its screen away: afterwards the connection
// and its credential are there, or neither is, and the doctor has nothing to
// mention. Five times, as often as the platform allows in a minute.
func TestEndedWhileConnecting(t *testing.T) {
	d := newDesktop(t)
	d.offerBrowser()
	program := d.sureline("--demo")
	window := d.window()
	d.sees("Connect Acme Sync to RingCentral", "Create your credential")
	d.keys("Return")
	jwt := d.createCredential(d.page("/console/my-credentials/create?client_id="), "Sureline on my computer")
	d.activate(window)
	whole := map[bool]int{}
	for i, end := range []struct {
		by     func(*exec.Cmd)
		moment time.Duration // after the key that connects
	}{
		{signal(syscall.SIGTERM), 0},
		{signal(syscall.SIGHUP), 20 * time.Millisecond},
		{signal(syscall.SIGKILL), 40 * time.Millisecond},
		{func(*exec.Cmd) { d.must("xdotool", "windowclose", window) }, 60 * time.Millisecond},
		{signal(syscall.SIGTERM), 80 * time.Millisecond},
	} {
		if i > 0 {
			d.copied(jwt)
			program = d.sureline("--demo")
			window = d.window()
			d.sees("Connect Acme Sync to RingCentral")
		}
		d.keys("Escape", "ctrl+v")
		d.sees("does not expire")
		d.must("xdotool", "key", "Return")
		time.Sleep(end.moment)
		end.by(program)
		ended := make(chan error, 1)
		go func() { ended <- program.Wait() }()
		select {
		case <-ended:
		case <-time.After(patience):
			t.Fatal("the program does not end")
		}
		d.checkDoctor()
		all := d.connections()
		whole[len(all) == 1]++
		held, _ := d.run("secret-tool", "search", "--all", "service", "Sureline Demo")
		if strings.Contains(held, jwt) != (len(all) == 1) {
			t.Errorf("round %d: %d connections, but the keychain holds the credential: %t", i, len(all), strings.Contains(held, jwt))
		}
		if len(all) == 1 {
			if _, err := d.ctl("remove", all[0].Name); err != nil {
				t.Fatal(err)
			}
		}
	}
	t.Logf("%d times connected, %d times not", whole[true], whole[false])
	d.checkNowhereElse(jwt)
	d.checkLogs(jwt)
}

func signal(s syscall.Signal) func(*exec.Cmd) {
	return func(program *exec.Cmd) { _ = program.Process.Signal(s) }
}

// checkDoctor fails with what the doctor mentions of keychain and store.
func (d *desktop) checkDoctor() {
	d.t.Helper()
	out, _ := d.ctl("doctor", "--json") // its exit code is also about the network
	var doctor struct {
		Checks []struct {
			Name     string         `json:"name"`
			Findings []core.Finding `json:"findings"`
		} `json:"checks"`
	}
	if err := json.Unmarshal([]byte(out), &doctor); err != nil {
		d.t.Fatalf("doctor: %v in %s", err, out)
	}
	looked := false
	for _, c := range doctor.Checks {
		looked = looked || c.Name == "items"
		if (c.Name == "keychain" || c.Name == "store" || c.Name == "items") && len(c.Findings) > 0 {
			d.t.Errorf("the doctor mentions, of %s: %v", c.Name, c.Findings[0])
		}
	}
	if !looked {
		d.t.Errorf("the doctor did not compare keychain and store: %s", out)
	}
}
