package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/sureline/sureline/core/demo"
)

func (p *program) demoCommand() *cobra.Command {
	var addr string
	var life time.Duration
	cmd := &cobra.Command{
		Use: "demo [--addr HOST:PORT]", Short: "Run a look-alike of RingCentral on this computer",
		Long: "Run the look-alike platform until interrupted. It prints its address, a profile file for its app, and the link to the page that\n" +
			"creates a credential, as JSON. With --data-dir it remembers its credentials there; otherwise it forgets them.\n" +
			"Use --data-dir and --keychain-service with the other commands to keep the demo's connections apart from real ones.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error { return p.demo(cmd.Context(), addr, life) },
	}
	cmd.Flags().StringVar(&addr, "addr", "", "listen on `HOST:PORT`, on this computer only (default: a free port)")
	cmd.Flags().DurationVar(&life, "token-life", 0, "end access tokens after this `DURATION`, to rehearse their renewal")
	return cmd
}

func (p *program) demo(ctx context.Context, addr string, life time.Duration) (err error) {
	options := demo.Options{Addr: addr, TokenLife: life}
	folder := p.DataDir
	if folder != "" {
		folder = filepath.Join(folder, "platform")
		options.Dir = folder
	} else {
		if folder, err = os.MkdirTemp("", "sureline-demo-"); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	}
	platform, err := demo.Start(ctx, options)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, platform.Close()) }()
	file := filepath.Join(folder, "demo.sureline")
	if err := platform.WriteProfileFile(file); err != nil {
		return err
	}
	err = p.printJSON(map[string]string{"url": platform.URL(), "profile": file, "console": platform.ConsoleLink()})
	if err != nil {
		return err
	}
	p.note("The demo runs until you press Ctrl+C.")
	<-ctx.Done()
	return nil
}
