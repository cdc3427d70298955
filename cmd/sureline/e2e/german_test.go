//go:build e2e

package e2e

import "testing"

// TestMainJobInGerman is the main job on a German computer. What is looked for
// has no umlauts: they are read from pixels by a program that learned English.
func TestMainJobInGerman(t *testing.T) {
	d := newDesktop(t)
	d.env = append(d.env, "LANG=de_DE.UTF-8", "LANGUAGE=de")
	d.offerBrowser()
	program := d.sureline("--demo")
	window := d.window()
	d.sees("Acme Sync mit RingCentral verbinden", "Zugangsnachweis erstellen")
	d.shot("german-1-start")

	d.keys("Return")
	tab := d.page("/console/my-credentials/create?client_id=")
	jwt := d.createCredential(tab, "Sureline")
	d.activate(window)
	d.sees("In Ihrer Zwischenablage")
	d.keys("Return") // Verwenden
	d.shot("german-2-pasted")
	d.keys("Return") // Verbinden
	d.sees("Die Demo nimmt den Zugangsnachweis an", "Ada Jones, Nebenstelle 101")
	d.shot("german-3-connected")
	d.checkKept(jwt)

	d.keys("Return") // Diese Verbindung testen
	d.sees("restapi/v1.0/status")
	d.keys("Return") // Aufrufen
	d.sees("200 Dienst erreichbar")
	d.shot("german-4-test")
	d.quit(program, window)
}
