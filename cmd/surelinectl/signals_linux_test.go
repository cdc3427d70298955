package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/sureline/sureline/core/demo"
)

// TestSignalsLeaveNothing ends 'profile add' with a secret, and 'profile remove',
// by each signal and by a kill at many moments, on a real keyring: afterwards the
// profile and its secret are both there, or neither is.
func TestSignalsLeaveNothing(t *testing.T) {
	bus := startKeyring(t)
	platform, err := demo.Start(context.Background(), demo.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer platform.Close()
	dir := t.TempDir()
	profile, service := filepath.Join(dir, "acme.sureline"), "SurelineSignals"
	if err := platform.WriteProfileFile(profile); err != nil {
		t.Fatal(err)
	}
	ctl := func(args ...string) *exec.Cmd {
		cmd := exec.Command("surelinectl", append([]string{"--data-dir", filepath.Join(dir, "data"), "--keychain-service", service}, args...)...)
		cmd.Env = append(os.Environ(), "DBUS_SESSION_BUS_ADDRESS="+bus.address, "HOME="+dir, "OUTPUT_LOG="+filepath.Join(dir, "log"))
		return cmd
	}
	id, secret := platform.Profile().ID, platform.ClientSecret().Reveal()
	settled := 0
	for round, moment := 0, time.Duration(0); moment < 60*time.Millisecond; round, moment = round+1, moment+2*time.Millisecond {
		signal := []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGKILL}[round%4]
		cmd := ctl("profile", "add", profile)
		if round%2 == 1 {
			cmd = ctl("profile", "remove", id)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(moment, func() { _ = cmd.Process.Signal(signal) })
		_ = cmd.Wait()
		timer.Stop()
		var said strings.Builder
		list := ctl("profile", "list")
		list.Stderr = &said
		out, _ := list.Output()
		listed := strings.Contains(string(out), id)
		if strings.Contains(said.String(), "left-over") {
			settled++
		}
		items, err := bus.items(service)
		if err != nil {
			t.Fatal(err)
		}
		if listed != (items == 1) || items > 1 {
			t.Errorf("%v after %s: listed %v, %d items\n%s", signal, moment, listed, items, said.String())
		}
		if strings.Contains(string(out)+said.String(), secret) {
			t.Error("a secret is in the output")
		}
	}
	t.Logf("%d changes were settled by the next start", settled)
}
