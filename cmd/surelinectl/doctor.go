package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/wire"
)

func (p *program) doctorCommand() *cobra.Command {
	var repair bool
	cmd := &cobra.Command{
		Use: "doctor [--repair]", Short: "Look at keychain, store, network, proxy and clock",
		Long: "Try what Sureline needs of this computer, one line each: version, keychain, store, whether the two agree, proxy, and for each\n" +
			"server of a profile (RingCentral's own if there is none) whether it can be reached and whether the clocks agree. No credential\n" +
			"is sent. --repair removes from the keychain what this data folder put there and no connection refers to any more;\n" +
			"what another --data-dir may own is named only.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.doctor(cmd.Context(), repair) },
	}
	cmd.Flags().BoolVar(&repair, "repair", false, "remove from the keychain what was left over from this data folder")
	return cmd
}

// checkup is one line of the doctor.
type checkup struct {
	Name     string         `json:"name"`
	OK       bool           `json:"ok"`
	Text     string         `json:"text"`
	Findings []core.Finding `json:"findings"`
}

func (p *program) doctor(ctx context.Context, repair bool) error {
	build := buildinfo.Get()
	all := []checkup{{Name: "version", OK: true, Text: strings.TrimSpace(build.Version+" "+build.Commit) + ", " + build.Go + ", " + build.System}}
	s, err := p.open(ctx)
	if err != nil {
		all = append(all, outcome("store", "", err))
		return p.tellDoctor(all)
	}
	probed := s.Service.ProbeKeychain(ctx)
	all = append(all, outcome("keychain", s.Service.KeychainName(), probed))
	profiles, err := s.Service.Profiles(ctx)
	all = append(all, outcome("store", s.DataDir, err))
	if probed == nil && err == nil {
		all = append(all, comparison(ctx, s, repair))
	}
	all = append(all, outcome("settings", s.ConfigDir, s.SettingsProblem))
	all = append(all, p.networkCheckup(s))
	if s.NetworkProblem() != nil {
		return p.tellDoctor(all) // told in the line before
	}
	if len(profiles) == 0 {
		profiles = []core.Profile{{Name: "RingCentral", Server: core.DefaultServer}}
	}
	seen := map[string]bool{}
	for _, profile := range profiles {
		if !seen[profile.Server] {
			seen[profile.Server] = true
			all = append(all, serverCheckup(ctx, s, profile)...)
		}
	}
	return p.tellDoctor(all)
}

// comparison tells whether keychain and store agree.
func comparison(ctx context.Context, s *wire.Sureline, repair bool) checkup {
	found, err := s.Service.Examine(ctx, repair)
	line := outcome("items", "keychain and store agree", err)
	switch {
	case err != nil:
		line.Text = "keychain and store could not be compared"
	case len(found.Findings) > 0:
		line.OK, line.Text, line.Findings = found.Open == 0, "keychain and store differ", found.Findings
		if line.OK {
			line.Text = "keychain and store agree, beside what another data folder may own"
			if found.Orphans > 0 {
				line.Text = "keychain and store agree again"
			}
		}
	case !found.Listed:
		line.Text = "every connection has its credential; what else the keychain holds cannot be listed here"
	}
	return line
}

// outcome is a line about something that either works or says why not.
func outcome(name, text string, err error) checkup {
	if f, bad := core.FindingOf(err); bad {
		return checkup{Name: name, Text: text, Findings: []core.Finding{f}}
	}
	return checkup{Name: name, OK: err == nil, Text: text, Findings: []core.Finding{}}
}

// networkCheckup tells whether the network settings can be used, and which proxy
// they or the environment name, without user and password.
func (p *program) networkCheckup(s *wire.Sureline) checkup {
	named := s.Settings().Proxy
	if p.Proxy != "" {
		named = p.Proxy
	}
	text := "none named by settings or environment"
	if named != "" {
		text = hostOf(named)
	} else if u, err := http.ProxyFromEnvironment(&http.Request{URL: &url.URL{Scheme: "https", Host: "platform.ringcentral.com"}}); err == nil && u != nil {
		text = u.Host + " (environment)"
	}
	return outcome("proxy", text, s.NetworkProblem())
}

func hostOf(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.Host != "" {
		return u.Host
	}
	return "named, but not readable"
}

// serverCheckup asks for the server's version page, without any credential: any
// answer of the platform shows that it can be reached, and tells its time.
func serverCheckup(ctx context.Context, s *wire.Sureline, profile core.Profile) []checkup {
	host := hostOf(profile.Server)
	answer, reached := s.Reach(ctx, profile)
	lines := []checkup{outcome("network", host, reached)}
	if answer.Date.IsZero() {
		return lines
	}
	off := answer.At.Add(time.Duration(answer.DurationMS) * time.Millisecond).Sub(answer.Date)
	clock := checkup{Name: "clock", OK: true, Text: "agrees with " + host, Findings: []core.Finding{}}
	if off.Abs() > 5*time.Minute {
		clock.OK, clock.Text = false, "differs from "+host
		clock.Findings = []core.Finding{finding.NewClockWrong(off.Abs())}
	}
	return append(lines, clock)
}

func (p *program) tellDoctor(all []checkup) error {
	exit := exitDone
	for i := range all {
		all[i].Findings = orEmpty(all[i].Findings)
		for _, f := range all[i].Findings {
			if exit == exitDone && f.Severity == core.SeverityError {
				exit = finding.Exit(f.Code)
			}
		}
	}
	if p.json {
		if err := p.printJSON(map[string]any{"checks": all}); err != nil {
			return err
		}
		return p.end(exit)
	}
	for _, c := range all {
		mark := paint(p.out, "32", "✓")
		if !c.OK {
			mark = paint(p.out, "31", "✗")
		}
		p.printf("%s %-9s %s\n", mark, c.Name, finding.Printable(c.Text, 200))
		p.printFindings(p.out, c.Findings)
	}
	return p.end(exit)
}
