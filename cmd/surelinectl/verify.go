package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/wire"
)

const maxParallel = 32

func (p *program) verifyCommand() *cobra.Command {
	var all, revoke bool
	var parallel int
	cmd := &cobra.Command{
		Use: "verify NAME [--revoke] | NAME... | --all [--parallel N]", Short: "Prove that connections work",
		Long: "Verify connections: a fresh token exchange, whom it stands for, and the status call.\n" +
			"With several connections or --all, --json prints one object a line as each ends, and the exit code is that of the first\n" +
			"failure. RingCentral takes about five token exchanges a minute for an app; --all waits for that.\n\n" + revokeHelp,
		ValidArgsFunction: p.connectionNames,
		RunE: func(cmd *cobra.Command, names []string) error {
			switch {
			case all == (len(names) > 0):
				return usagef("either names of connections or --all is wanted")
			case parallel < 1 || parallel > maxParallel:
				return usagef("--parallel must lie between 1 and %d", maxParallel)
			case revoke && len(names) != 1:
				return usagef("--revoke wants one NAME")
			case len(names) == 1:
				return p.verifyOne(cmd.Context(), names[0], revoke)
			}
			return p.verify(cmd.Context(), names, all, parallel)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "verify all connections")
	cmd.Flags().IntVar(&parallel, "parallel", 4, "verify up to `N` at a time")
	cmd.Flags().BoolVar(&revoke, "revoke", false, "end the session at RingCentral afterwards")
	return cmd
}

// revokeHelp names the price of --revoke.
const revokeHelp = "--revoke ends the session that the access token opened. A user may have about five of them per app, and the oldest may be\n" +
	"that of the app itself. It costs one more of the five requests a minute that everybody who uses the app shares."

func (p *program) verifyOne(ctx context.Context, name string, revoke bool) error {
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	v := s.Service.Verify(ctx, c.ID, p.progress(""))
	if revoke {
		v.Findings = append(v.Findings, s.Service.EndSession(ctx, c.ID))
	}
	profile, err := s.Service.Profile(ctx, c.ProfileID)
	if err != nil {
		return err
	}
	return p.tellVerdict(v, profile)
}

func (p *program) verify(ctx context.Context, names []string, all bool, parallel int) error {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	ids, err := p.idsOf(ctx, s, names, all)
	if err != nil {
		return err
	}
	m := &meter{p: p, start: time.Now(), total: len(ids), live: terminal(p.err)}
	exit := exitDone
	m.draw()
	s.Service.VerifyAll(ctx, ids, parallel, func(done, _ int, v core.Verdict) {
		code := exitOfVerdict(v)
		if exit == exitDone {
			exit = code
		}
		m.clear()
		p.tellOne(v)
		m.done = done
		if code != exitDone {
			m.failed++
		}
		m.draw()
	})
	m.clear()
	p.note("%d of %d work.", m.total-m.failed, m.total)
	return p.end(exit)
}

// idsOf finds all connections before the first is verified: a misspelled name
// must not cost half a run.
func (p *program) idsOf(ctx context.Context, s *wire.Sureline, names []string, all bool) ([]string, error) {
	var ids []string
	if all {
		connections, err := s.Service.Connections(ctx)
		for _, c := range connections {
			ids = append(ids, c.ID)
		}
		return ids, err
	}
	for _, name := range names {
		c, err := s.Service.ConnectionByName(ctx, name)
		if err != nil {
			return nil, err
		}
		ids = append(ids, c.ID)
	}
	return ids, nil
}

// tellOne prints one verdict of several, on a line.
func (p *program) tellOne(v core.Verdict) {
	if p.json {
		_ = p.printLine(v)
		return
	}
	name := ""
	if v.Connection != nil {
		name = finding.Printable(v.Connection.Name, 100)
	}
	if v.Connected {
		p.printf("%s %s: connected\n", paint(p.out, "32", "✓"), name)
		return
	}
	f := v.Findings[0]
	p.printf("%s %s: %s. %s (%s)\n", paint(p.out, "31", "✗"), name, f.Title, f.NextStep, f.Code)
}

// meter is the line of progress at a terminal.
type meter struct {
	p                   *program
	start               time.Time
	done, total, failed int
	live                bool
}

const meterWidth = 24

func (m *meter) draw() {
	if !m.live || m.total == 0 {
		return
	}
	filled := meterWidth * m.done / m.total
	left := ""
	if m.done > 0 && m.done < m.total {
		each := time.Since(m.start) / time.Duration(m.done)
		left = ", about " + (each * time.Duration(m.total-m.done)).Round(time.Second).String() + " left"
	}
	fmt.Fprintf(m.p.err, "\r[%s%s] %d of %d%s", strings.Repeat("#", filled), strings.Repeat(".", meterWidth-filled), m.done, m.total, left)
}

// clear takes the line away, so that a result can be printed in its place.
func (m *meter) clear() {
	if m.live {
		fmt.Fprint(m.p.err, "\r\x1b[K")
	}
}
