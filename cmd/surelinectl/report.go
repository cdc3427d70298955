package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/report"
)

func (p *program) reportCommand() *cobra.Command {
	return &cobra.Command{
		Use: "report NAME", Short: "Print the report for support about a connection",
		Long: "Print what support needs to know of a connection and its last verifications: no credential, no secret, no names of people.",
		Args: arguments("NAME"), ValidArgsFunction: p.connectionNames,
		RunE: func(cmd *cobra.Command, args []string) error { return p.report(cmd.Context(), args[0]) },
	}
}

func (p *program) report(ctx context.Context, name string) error {
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	profile, err := s.Service.Profile(ctx, c.ProfileID)
	if err != nil {
		return err
	}
	history, err := s.Service.History(ctx, c.ID, shownHistory)
	if err != nil {
		return err
	}
	build := buildinfo.Get()
	r := report.New(report.Input{
		Version: build.Version, Commit: build.Commit, Go: build.Go, System: build.System, Now: time.Now(),
		Profile: profile, Connection: &c, History: history,
	})
	if p.json {
		return p.printJSON(r)
	}
	p.printf("%s", r.Text())
	return nil
}
