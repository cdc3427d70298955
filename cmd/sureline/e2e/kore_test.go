//go:build e2e

package e2e

import "testing"

// TestKorePage makes a token and has the look-alike of Kore.ai accept one, by
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
	d.sees("Make and inspect a token", "For whom")
	d.keys("Return") // make a token
	d.sees("characters, hidden", "The signature matches this client", "What Kore.ai reads in it")
	d.shot("kore-token")
	d.quit(program, window)
}
