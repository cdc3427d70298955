//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDemoIsUnmistakable reads the demo's banner and title, follows the banner to
// the page of faults, and opens a real profile: in a window that is no demo.
func TestDemoIsUnmistakable(t *testing.T) {
	d := newDesktop(t)
	d.offerBrowser()
	program := d.sureline("--demo")
	window := d.window()
	d.sees("This is a demo: nothing here reaches RingCentral", "Connect Acme Sync to RingCentral")
	d.shot("connect")
	if title := strings.TrimSpace(d.must("xdotool", "getwindowname", window)); title != "Sureline – Demo" {
		t.Errorf("the title is %q", title)
	}
	for key, text := range map[string]string{"ctrl+2": "No connection yet", "ctrl+comma": "Theme"} {
		d.keys(key)
		d.sees("This is a demo: nothing here reaches RingCentral", text)
	}
	d.keys("ctrl+1")
	d.sees("Create your credential")
	d.keys("shift+Tab", "Return") // back from the page's first button to the banner's
	d.page("/demo")
	d.shot("faults")

	profile := filepath.Join(d.outside, "real.sureline")
	text := fmt.Sprintf("id = \"real\"\nname = \"Real Reports\"\nclient_id = %q\nserver = \"https://platform.ringcentral.com\"\nclient_auth = \"none\"\n", "aBcD1234eFgH5678iJkL90")
	if err := os.WriteFile(profile, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	d.must(filepath.Join(d.bin, "sureline"), "--demo", "--profile", profile) // a second start hands over to the demo
	d.activate(d.windowTitled("^Sureline$"))
	d.sees("Connect Real Reports to RingCentral")
	d.shot("real-profile")
	d.activate(window)
	d.sees("Real Reports is not part of the demo", "This is a demo")
	d.shot("demo-declines")
	if out, err := d.ctl("profile", "list"); err != nil || strings.Contains(out, "Real Reports") {
		t.Errorf("the demo kept the profile: %v, %s", err, out)
	}
	d.quit(program, window)
	d.must("xdotool", "windowclose", d.windowTitled("^Sureline$"))
}
