package widgets

import (
	"bytes"
	"errors"
	"io"
	"os"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// MaxDrop is how much of a dropped file is read, in bytes: enough to see that
// it is too large for anything that Sureline takes.
const MaxDrop = 64 << 10

// ReadDropped reads the beginning of a dropped local file, at most MaxDrop
// bytes. An error carries the finding that says why there is nothing. It blocks
// on the disk: call it off the UI thread.
func ReadDropped(u fyne.URI) (string, error) {
	text, variant, err := readDropped(u)
	if variant == "" {
		return text, nil
	}
	args := finding.Args{"variant": variant, "file": finding.Printable(u.Name(), 60)}
	return "", core.Fail("reading a dropped file", finding.New(finding.Empty, args), err)
}

// readDropped returns the text, or which variant of the finding says why there
// is none.
func readDropped(u fyne.URI) (text, variant string, err error) {
	if u.Scheme() != "file" {
		return "", "unreadable", errors.New("not a file on this computer")
	}
	info, err := os.Stat(u.Path())
	switch {
	case err != nil:
		return "", "unreadable", err
	case info.IsDir():
		return "", "folder", nil
	case !info.Mode().IsRegular():
		return "", "unreadable", errors.New("not a regular file") // a pipe would block for ever
	}
	f, err := os.Open(u.Path())
	if err != nil {
		return "", "unreadable", err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, MaxDrop))
	switch {
	case err != nil:
		return "", "unreadable", err
	case len(bytes.TrimSpace(data)) == 0:
		return "", "empty-file", nil
	}
	return string(data), "", nil
}
