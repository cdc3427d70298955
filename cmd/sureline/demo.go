package main

import (
	"context"
	"path/filepath"
	"sync"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/demo"
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

	mu       sync.Mutex
	platform *demo.Platform
	added    bool
}

// Profiles starts the demo platform if need be.
func (d *demoService) Profiles(ctx context.Context) ([]core.Profile, error) {
	if err := d.start(ctx); err != nil {
		return nil, err
	}
	return d.Service.Profiles(ctx)
}

// start may be repeated after a failure, such as a keychain that was locked.
func (d *demoService) start(ctx context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.platform == nil {
		platform, err := demo.Start(d.life, demo.Options{Dir: filepath.Join(d.dir, "platform")})
		if err != nil {
			return err
		}
		d.platform = platform
	}
	if d.added {
		return nil
	}
	_, err := d.AddProfile(ctx, onboard.ProfileRequest{
		Profile: d.platform.Profile(), ClientSecret: d.platform.ClientSecret(),
		AcceptChanges: true, // the platform has another port at each start
	})
	d.added = err == nil
	return err
}
