package main

import (
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
)

// Only what works with the demo's own server is kept in it, and the page of faults
// is that server's.
func TestDemoKeepsItsOwnProfilesOnly(t *testing.T) {
	d := &demoService{life: t.Context(), dir: t.TempDir()}
	link, err := d.faults(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	own := d.platform.Profile()
	if !d.owns(own) || link != own.Server+"/demo" {
		t.Errorf("its own profile is %+v, its faults are at %s", own, link)
	}
	for name, change := range map[string]func(*core.Profile){
		"server":       func(p *core.Profile) { p.Server = core.DefaultServer },
		"longer port":  func(p *core.Profile) { p.Server += "1" },
		"console":      func(p *core.Profile) { p.Console = core.DefaultConsole },
		"token server": func(p *core.Profile) { p.TokenURL = "https://acme.example/token" },
	} {
		p := own
		change(&p)
		if _, err := d.AddProfile(t.Context(), onboard.ProfileRequest{Profile: p}); d.owns(p) || !core.HasCode(err, finding.NotOfTheDemo) {
			t.Errorf("%s: owned is %v, and keeping it says %v", name, d.owns(p), err)
		}
	}
}
