package main

import (
	"context"
	"path/filepath"
	"strings"
	"sync"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/demo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/wire"
)

// demoKeychain is the demo's own name in the keychain, so that it never touches
// real connections.
const demoKeychain = "Sureline Demo"

// demoOptions put the demo's data into a temporary folder, the same at each
// start, so that a connection is found again.
func demoOptions() (wire.Options, error) {
	dir, err := appdir.Temporary("sureline-demo")
	return wire.Options{DataDir: dir, KeychainService: demoKeychain}, err
}

// demoService is the use cases on the look-alike platform. The platform starts,
// and its profile is added, when the profiles are first asked for: off the UI
// thread, so that the window does not wait for it.
type demoService struct {
	*onboard.Service
	// life is how long the platform runs: as long as the program.
	life context.Context
	dir  string

	starting sync.Mutex // guards platform
	platform *demo.Platform

	mu    sync.Mutex // guards added; held while the profile is kept
	added bool
}

// Profiles starts the demo platform if need be.
func (d *demoService) Profiles(ctx context.Context) ([]core.Profile, error) {
	if err := d.start(ctx); err != nil {
		return nil, err
	}
	return d.Service.Profiles(ctx)
}

// AddProfile keeps the demo's own profiles only: nobody is to wonder whether a
// connection is real.
func (d *demoService) AddProfile(ctx context.Context, r onboard.ProfileRequest) (core.Profile, error) {
	if !d.owns(r.Profile) {
		return core.Profile{}, core.Fail("keep a profile in the demo", finding.New(finding.NotOfTheDemo), nil)
	}
	return d.Service.AddProfile(ctx, r)
}

// faults returns the address of the page on which faults are rehearsed.
func (d *demoService) faults(context.Context) (string, error) {
	platform, err := d.running()
	if err != nil {
		return "", err
	}
	return platform.RehearsalLink(), nil
}

// owns reports whether all that the profile has a credential made and used at is
// this demo.
func (d *demoService) owns(p core.Profile) bool {
	platform, err := d.running()
	if err != nil {
		return false
	}
	for _, address := range []string{p.Server, p.Console, p.TokenURL} {
		if address != "" && address != platform.URL() && !strings.HasPrefix(address, platform.URL()+"/") {
			return false
		}
	}
	return true
}

// start may be repeated after a failure, such as a keychain that was locked.
func (d *demoService) start(ctx context.Context) error {
	platform, err := d.running()
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.added {
		return nil
	}
	_, err = d.AddProfile(ctx, onboard.ProfileRequest{
		Profile: platform.Profile(), ClientSecret: platform.ClientSecret(),
		AcceptChanges: true, // the platform has another port at each start
	})
	d.added = err == nil
	return err
}

// running starts the demo platform if need be. It does not wait for a keychain.
func (d *demoService) running() (*demo.Platform, error) {
	d.starting.Lock()
	defer d.starting.Unlock()
	if d.platform == nil {
		platform, err := demo.Start(d.life, demo.Options{Dir: filepath.Join(d.dir, "platform")})
		if err != nil {
			return nil, err
		}
		d.platform = platform
	}
	return d.platform, nil
}
