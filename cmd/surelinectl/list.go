package main

import (
	"context"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// shownHistory is how many verifications show and report tell of.
const shownHistory = 10

func (p *program) listCommand() *cobra.Command {
	return &cobra.Command{
		Use: "list", Short: "List the connections", Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.list(cmd.Context()) },
	}
}

func (p *program) list(ctx context.Context) error {
	s, err := p.open(ctx)
	if err != nil {
		return err
	}
	all, err := s.Service.Connections(ctx)
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(map[string]any{"connections": orEmpty(all)})
	}
	if len(all) == 0 {
		p.note("There are no connections yet. 'surelinectl connect --help' tells how to make one.")
		return nil
	}
	w := tabwriter.NewWriter(p.out, 2, 4, 2, ' ', 0)
	row := func(cells ...string) {
		for i, c := range cells {
			cells[i] = finding.Printable(c, 60)
		}
		_, _ = w.Write([]byte(strings.Join(cells, "\t") + "\n"))
	}
	row("NAME", "APP", "ON BEHALF OF", "STATE", "VERIFIED", "EXPIRES")
	for _, c := range all {
		row(c.Name, c.App, c.OnBehalfOf(), state(c), moment(c.VerifiedAt), expiry(c.ExpiresAt))
	}
	return w.Flush()
}

// orEmpty gives JSON an array where there is nothing.
func orEmpty[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// state says how the last verification ended.
func state(c core.Connection) string {
	if c.LastCode != "" {
		return "failed: " + string(c.LastCode)
	}
	return "connected"
}

func (p *program) showCommand() *cobra.Command {
	return &cobra.Command{
		Use: "show NAME", Short: "Show what is known of a connection", Args: arguments("NAME"), ValidArgsFunction: p.connectionNames,
		RunE: func(cmd *cobra.Command, args []string) error { return p.show(cmd.Context(), args[0]) },
	}
}

func (p *program) show(ctx context.Context, name string) error {
	s, c, err := p.connection(ctx, name)
	if err != nil {
		return err
	}
	history, err := s.Service.History(ctx, c.ID, shownHistory)
	if err != nil {
		return err
	}
	if p.json {
		return p.printJSON(map[string]any{"connection": c, "history": orEmpty(history)})
	}
	p.field("Name", c.Name)
	p.field("App", c.App+" (profile "+c.ProfileID+")")
	p.field("On behalf of", c.OnBehalfOf())
	p.field("State", state(c))
	p.field("Owner ID", c.OwnerID)
	p.field("Scopes", strings.Join(c.Scopes, " "))
	p.field("Fingerprint", c.Fingerprint)
	p.field("Expires", expiry(c.ExpiresAt))
	p.field("Connected", moment(c.CreatedAt))
	p.field("Last accepted", moment(c.VerifiedAt))
	for _, v := range history {
		outcome := "connected"
		if !v.Connected {
			outcome = string(v.Code)
		}
		p.field("Verified", moment(v.At)+": "+outcome)
	}
	return nil
}
