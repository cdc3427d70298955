//go:build e2e

package e2e

import "testing"

// TestKorePage makes a pass and has the look-alike of Kore.ai accept one, by
// keyboard.
func TestKorePage(t *testing.T) {
	d := newDesktop(t)
	program := d.sureline("--demo")
	window := d.window()
	d.sees("Connect Acme Sync to RingCentral")
	d.keys("ctrl+3")
	d.sees("Acme Support", "Run the service here", "Stopped")
	d.shot("kore-clients")
	d.keys("Return") // open the first client
	d.sees("Mint and inspect", "For whom")
	d.keys("Return") // make a pass
	d.sees("characters, hidden", "The signature matches this client", "What Kore.ai reads in it")
	d.shot("kore-pass")
	d.quit(program, window)
}
