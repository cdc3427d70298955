//go:build linux

package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// line is what became of one fault.
type line struct {
	fault           string
	tries, survived int
	told            map[string]int
	// first is the first thing that was wrong.
	first string
}

func (l *line) note(told string, wrong error) {
	l.tries++
	if l.told == nil {
		l.told = map[string]int{}
	}
	l.told[told]++
	switch {
	case wrong == nil:
		l.survived++
	case l.first == "":
		l.first = wrong.Error()
	}
}

func (l *line) print(w io.Writer) {
	var told []string
	for _, t := range slices.Sorted(maps.Keys(l.told)) {
		told = append(told, fmt.Sprintf("%d× %s", l.told[t], t))
	}
	fmt.Fprintf(w, "%-28s %4d tried %4d survived  told: %s\n", l.fault, l.tries, l.survived, strings.Join(told, "; "))
	if l.first != "" {
		fmt.Fprintf(w, "    NOT SURVIVED: %s\n", l.first)
	}
}

// run does everything and reports whether all was survived. Each command is met by
// its share of the kills and the signals, and by so many fillings of the disk.
func run(ctx context.Context, out io.Writer, program string, kills, signals, fillings int) (bool, error) {
	program, err := filepath.Abs(program)
	if err != nil {
		return false, err
	}
	dir, err := os.MkdirTemp("", "sureline-torture-")
	if err != nil {
		return false, err
	}
	defer os.RemoveAll(dir)
	r := &rig{program: program, dir: dir}
	var faults []func() (*line, error)
	for _, c := range commands {
		faults = append(faults, func() (*line, error) {
			return r.ending(ctx, "kill -9 "+c.name, c, share(kills), syscall.SIGKILL)
		}, func() (*line, error) {
			return r.ending(ctx, "INT, TERM, HUP "+c.name, c, share(signals), syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
		})
	}
	faults = append(faults, func() (*line, error) { return r.steppedClock(ctx) }, func() (*line, error) { return r.fillingDisk(ctx, fillings) })
	survived := true
	for _, fault := range faults {
		l, err := fault()
		if err != nil {
			return false, err
		}
		l.print(out)
		survived = survived && l.survived == l.tries
	}
	return survived, nil
}

// share is how many of all tries each command gets.
func share(all int) int { return (all + len(commands) - 1) / len(commands) }

// ending sends one of the signals at a random moment of the command, n times
// while it still ran.
func (r *rig) ending(ctx context.Context, name string, c command, n int, signals ...syscall.Signal) (*line, error) {
	l := &line{fault: name}
	var lasts time.Duration // how long the command takes when it is let be
	for try := 0; l.tries < n; try++ {
		if try > 4*n+10 {
			return l, fmt.Errorf("%s: it ends too fast to be met", name)
		}
		w, err := r.world(ctx)
		if err == nil {
			err = w.furnish(ctx, c)
		}
		if err != nil {
			return l, err
		}
		if lasts == 0 {
			took, err := w.undisturbed(ctx, c)
			if err != nil {
				return l, err
			}
			lasts = took
			continue
		}
		moment := time.Duration(rand.Int64N(int64(lasts * 11 / 10)))
		told, met, err := w.interrupted(ctx, c, moment, signals[try%len(signals)])
		if err != nil {
			return l, err
		}
		if wrong := w.compare(ctx, c, told); met || wrong != nil {
			l.note(told.summary(), wrong)
		}
		if err := w.close(); err != nil {
			return l, err
		}
		if ctx.Err() != nil {
			return l, errors.New("stopped")
		}
	}
	return l, nil
}
