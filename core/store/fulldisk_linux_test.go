package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/store"
)

// TestFullDisk runs a child that has a small disk of its own.
func TestFullDisk(t *testing.T) {
	cmd := childCommand(t, "fulldisk", t.TempDir())
	cmd.Stderr = nil
	cmd.SysProcAttr = &syscall.SysProcAttr{
		Cloneflags:  syscall.CLONE_NEWNS | syscall.CLONE_NEWUSER,
		UidMappings: []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}},
		GidMappings: []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}},
	}
	out, err := cmd.Output()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || strings.Contains(string(out), "no disk") {
		t.Skip("this kernel gives no user a disk of his own (user namespaces are off)")
	}
	exit, _ := errors.AsType[*exec.ExitError](err)
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, exit.Stderr)
	}
	t.Logf("%s", out)
}

// onFullDisk fills the disk more and more, and looks that nothing is half saved,
// that what is there can be read, and that all goes on once there is space.
func onFullDisk(ctx context.Context, dir string) error {
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=2m"); err != nil {
		fmt.Println("no disk:", err)
		return nil
	}
	data, filler := filepath.Join(dir, "data"), filepath.Join(dir, "filler")
	s, err := store.Open(ctx, store.Options{Dir: data})
	if err != nil {
		return err
	}
	if err := s.Apply(ctx, core.Change{SaveProfile: new(acme())}); err != nil {
		return err
	}
	saved := 0
	for free := 160 << 10; free >= 0; free -= 4 << 10 {
		for _, reopened := range []bool{false, true} {
			if err := fill(dir, filler, free); err != nil {
				return err
			}
			if reopened {
				_ = s.Close()
				if s, err = store.Open(ctx, store.Options{Dir: data}); err != nil {
					return fmt.Errorf("opening with %d bytes free: %w (%w)", free, err, errors.Unwrap(err))
				}
			}
			c := northwind()
			c.ID, c.Name, c.Account = fmt.Sprint("c", saved), fmt.Sprint("Northwind ", saved), strings.Repeat("x", 10<<10)
			change := core.Change{
				ID: fmt.Sprint("x", free, reopened), SaveConnection: &c,
				AddVerification: &core.Verification{ConnectionID: c.ID, At: noon, Connected: true},
			}
			err = s.Begin(ctx, change)
			if err == nil {
				err = s.Apply(ctx, change)
			}
			if err == nil {
				saved++
			} else if !core.HasCode(err, finding.DiskFull) {
				return fmt.Errorf("saving with %d bytes free: %w (%w)", free, err, errors.Unwrap(err))
			}
			if err := intact(ctx, s, saved); err != nil {
				return fmt.Errorf("with %d bytes free: %w", free, err)
			}
		}
	}
	if saved == 0 {
		return errors.New("nothing could be saved while there was space")
	}
	fmt.Println(saved, "connections were saved before the disk was full")
	if err := os.Remove(filler); err != nil {
		return err
	}
	begun, err := s.Begun(ctx)
	if err != nil {
		return err
	}
	for _, c := range begun {
		if err := s.Abandon(ctx, c.ID); err != nil {
			return fmt.Errorf("with space again: %w", err)
		}
	}
	return intact(ctx, s, saved)
}

// intact looks that each connection is there with its verification.
func intact(ctx context.Context, s *store.Store, saved int) error {
	all, err := s.Connections(ctx)
	if err != nil {
		return fmt.Errorf("reading: %w (%w)", err, errors.Unwrap(err))
	}
	if len(all) != saved {
		return fmt.Errorf("%d connections, %d were saved", len(all), saved)
	}
	for _, c := range all {
		if h, err := s.Verifications(ctx, c.ID, 9); err != nil || len(h) != 1 {
			return fmt.Errorf("%s has %d verifications, %w", c.Name, len(h), err)
		}
	}
	return nil
}

// fill makes a file that leaves so many bytes of the disk.
func fill(dir, filler string, free int) error {
	if err := os.RemoveAll(filler); err != nil {
		return err
	}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err != nil {
		return err
	}
	size := int64(disk.Bavail)*disk.Bsize - int64(free)
	return os.WriteFile(filler, make([]byte, max(size, 0)), 0o600)
}
