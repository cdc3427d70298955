package main

import (
	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core/buildinfo"
)

func (p *program) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use: "version", Short: "Print the version", Args: noArguments,
		RunE: func(*cobra.Command, []string) error {
			info := buildinfo.Get()
			if p.json {
				return p.printJSON(info)
			}
			p.printf("surelinectl %s\n", info.Version)
			p.field("Commit", info.Commit)
			p.field("Built with", info.Go+" for "+info.System)
			return nil
		},
	}
}
