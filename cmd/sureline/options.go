package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"github.com/sureline/sureline/core/buildinfo"
)

// errHelp says that the user only asked for help or the version, and got it.
var errHelp = errors.New("help")

// options are what the command line asks for.
type options struct {
	demo bool
	// files are profile files to open, absolute, since a window that is already
	// running may have another working folder.
	files []string
}

const usage = `Usage: sureline [--demo] [--profile FILE] [FILE.sureline]

Opens the window. With a profile file, that app is the one to connect.

  --demo          try everything on a look-alike of RingCentral inside the program
  --profile FILE  open this profile
  --version       print the version

Where no window can open, use surelinectl.
`

func parse(args []string, stdout io.Writer) (options, error) {
	var o options
	var profile string
	var version bool
	flags := flag.NewFlagSet("sureline", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	flags.BoolVar(&o.demo, "demo", false, "")
	flags.StringVar(&profile, "profile", "", "")
	flags.BoolVar(&version, "version", false, "")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(stdout, usage)
		return o, errHelp
	case err != nil:
		return o, fmt.Errorf("%w (see 'sureline --help')", err)
	case version:
		fmt.Fprintln(stdout, "sureline", buildinfo.Version())
		return o, errHelp
	case flags.NArg() > 1:
		return o, fmt.Errorf("one profile file at a time, but %d were given (see 'sureline --help')", flags.NArg())
	}
	for _, file := range append(flags.Args(), profile) {
		if file == "" {
			continue
		}
		path, err := filepath.Abs(file)
		if err != nil {
			return o, fmt.Errorf("%s: %w", file, err)
		}
		o.files = append(o.files, path)
	}
	return o, nil
}
