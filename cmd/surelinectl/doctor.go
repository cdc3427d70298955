package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/finding"
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
	if f, failed := core.FindingOf(err); failed {
		return p.tellDoctor(append(all, checkup{Name: "store", Findings: []core.Finding{f}}))
	}
	if err != nil {
		return err
	}
	for _, c := range s.Doctor(ctx, repair) {
		all = append(all, checkup{Name: c.Name, OK: c.OK, Text: c.Says.String(), Findings: c.Findings})
	}
	return p.tellDoctor(all)
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
