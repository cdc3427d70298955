package main

import (
	"strings"

	"github.com/spf13/cobra"
)

// The checks of arguments name what is wanted and never quote what was given:
// it may be a secret in the wrong place.

func noArguments(_ *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("no argument is wanted here, but %d came; credentials and secrets go to standard input", len(args))
	}
	return nil
}

// arguments wants exactly the ones that are named.
func arguments(names ...string) cobra.PositionalArgs {
	return func(_ *cobra.Command, args []string) error {
		if len(args) != len(names) {
			return usagef("wanted: %s; %d arguments came; credentials and secrets go to standard input", strings.Join(names, " "), len(args))
		}
		return nil
	}
}

// connectionNames completes the names of connections in a shell.
func (p *program) connectionNames(cmd *cobra.Command, _ []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	s, err := p.open(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	all, err := s.Service.Connections(cmd.Context())
	if err != nil {
		return nil, cobra.ShellCompDirectiveError
	}
	names := make([]cobra.Completion, 0, len(all))
	for _, c := range all {
		names = append(names, c.Name)
	}
	return names, cobra.ShellCompDirectiveNoFileComp
}
