//go:build !windows && !darwin

package main

import (
	"os"
	"time"

	"github.com/godbus/dbus/v5"
	"github.com/rymdport/portal/settings/appearance"
)

// askLimit bounds the question whether the desktop is light or dark; Fyne asks
// again and follows later changes by itself.
const askLimit = 200 * time.Millisecond

// prepareDesktop sets right two things that Fyne would get wrong on Linux, by
// the environment that it reads at its start: without a session bus it makes
// godbus start a bus daemon that outlives us; and where no desktop says light or
// dark it would be dark, against the custom of such desktops.
func prepareDesktop() error {
	conn, err := dbus.SessionBusPrivateNoAutoStartup()
	if err != nil {
		return setUnlessSet("DBUS_SESSION_BUS_ADDRESS", "disabled:", "FYNE_THEME", "light")
	}
	_ = conn.Close() // it was only to know that there is one
	told := make(chan bool, 1)
	go func() {
		_, err := appearance.GetColorScheme()
		told <- err == nil
	}()
	select {
	case ok := <-told:
		if ok {
			return nil
		}
	case <-time.After(askLimit):
	}
	return setUnlessSet("FYNE_THEME", "light")
}

// setUnlessSet sets pairs of variable and value.
func setUnlessSet(pairs ...string) error {
	for i := 0; i < len(pairs); i += 2 {
		if os.Getenv(pairs[i]) != "" {
			continue
		}
		if err := os.Setenv(pairs[i], pairs[i+1]); err != nil {
			return err
		}
	}
	return nil
}
