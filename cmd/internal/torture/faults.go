//go:build linux

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/boottime"
	"github.com/sureline/sureline/core/store"
)

// free is how much room a filling disk still has, in KiB: a run takes some of them.
var free = []int{0, 4, 8, 12, 16, 24, 32, 40, 48, 56, 64, 96, 128, 256}

// fillingDisk connects while the data folder's disk has ever less room.
func (r *rig) fillingDisk(ctx context.Context, fillings int) (*line, error) {
	l := &line{fault: "disk filling up"}
	if os.Getuid() != 0 {
		l.fault += " (not tried: only root can mount a small disk)"
		return l, nil
	}
	for _, c := range commands {
		for i := range fillings {
			kib := free[i*len(free)/fillings]
			told, wrong, err := r.onFullDisk(ctx, c, kib)
			if err != nil {
				return l, err
			}
			if wrong != nil {
				wrong = fmt.Errorf("%s with %d KiB free: %w", c.name, kib, wrong)
			}
			l.note(told.summary(), wrong)
		}
	}
	return l, nil
}

func (r *rig) onFullDisk(ctx context.Context, c command, kib int) (told ended, wrong, err error) {
	w, err := r.world(ctx)
	if err != nil {
		return told, nil, err
	}
	if err := os.MkdirAll(w.data, 0o700); err != nil {
		return told, nil, err
	}
	if err := unix.Mount("tmpfs", w.data, "tmpfs", 0, "size=2m,mode=700"); err != nil {
		return told, nil, err
	}
	defer func() {
		if unmountErr := unix.Unmount(w.data, unix.MNT_DETACH); err == nil {
			err = unmountErr
		}
		if closeErr := w.close(); err == nil {
			err = closeErr
		}
	}()
	filler := filepath.Join(w.data, "filler")
	if err := w.furnish(ctx, c); err != nil {
		return told, nil, err
	}
	if err := fill(filler, kib); err != nil {
		return told, nil, err
	}
	if told, err = w.run(ctx, c.input(w), c.args...); err != nil {
		return told, nil, err
	}
	if c.profile { // reading goes on while the disk is full
		if list, err := w.run(ctx, core.Secret{}, "list"); err != nil || list.code != 0 {
			wrong = fmt.Errorf("reading is told %s", list.summary())
		}
	}
	if told.code != 0 && !strings.Contains(told.said, "code=disk-full") {
		wrong = fmt.Errorf("told %s, not disk-full", told.summary())
	}
	if err := os.Remove(filler); err != nil {
		return told, nil, err
	}
	if disagree := w.compare(ctx, c, told); disagree != nil {
		wrong = disagree
	}
	return told, wrong, nil
}

// fill leaves so many KiB free on the file's disk.
func fill(path string, kib int) error {
	var disk unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(path), &disk); err != nil {
		return err
	}
	return os.WriteFile(path, make([]byte, max(0, int64(disk.Bavail)*disk.Bsize-int64(kib)<<10)), 0o600)
}

// steppedClock asks for requests all the time while the wall clock is stepped
// and the computer started again, and counts how many fall into one minute.
func (r *rig) steppedClock(ctx context.Context) (*line, error) {
	l := &line{fault: "clock stepped"}
	for range 20 {
		wrong, err := stepping(ctx, filepath.Join(r.dir, fmt.Sprint("clock-", l.tries)))
		if err != nil {
			return l, err
		}
		l.note("to wait", wrong)
	}
	return l, nil
}

func stepping(ctx context.Context, dir string) (wrong, err error) {
	boot := 0
	clock := boottime.Reading{Wall: time.Unix(1.8e9, 0), SinceBoot: time.Hour, Boot: "0"}
	s, err := store.Open(ctx, store.Options{Dir: dir, Clock: func() boottime.Reading { return clock }})
	if err != nil {
		return nil, err
	}
	defer func() { _ = s.Close() }()
	var passed time.Duration // as no clock shows it
	var granted []time.Duration
	for range 400 {
		step := time.Duration(rand.Int64N(int64(10 * time.Second)))
		passed, clock.Wall, clock.SinceBoot = passed+step, clock.Wall.Add(step), clock.SinceBoot+step
		switch rand.IntN(12) {
		case 0:
			clock.Wall = clock.Wall.Add(5 * time.Minute)
		case 1:
			clock.Wall = clock.Wall.Add(-5 * time.Minute)
		case 2:
			clock.Wall = clock.Wall.Add(61 * time.Second)
		case 3:
			if rand.IntN(5) == 0 {
				boot++
				clock.Boot, clock.SinceBoot = fmt.Sprint(boot), 0
			}
		}
		wait, err := s.ReserveAuth(ctx, core.Profile{ClientID: "client", Server: core.DefaultServer})
		if err != nil {
			return nil, err
		}
		if wait > 2*time.Minute {
			return fmt.Errorf("told to wait for %v", wait), nil
		}
		if wait > 0 {
			continue
		}
		if n := len(granted); n >= 5 && passed-granted[n-5] < time.Minute-time.Millisecond { // it counts in milliseconds
			return fmt.Errorf("a sixth request after %v", passed-granted[n-5]), nil
		}
		granted = append(granted, passed)
	}
	if len(granted) < 100 {
		return fmt.Errorf("only %d requests in %v", len(granted), passed), nil
	}
	return nil, nil
}
