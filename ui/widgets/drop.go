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
	text, why, err := readDropped(u)
	if why == "" {
		return text, nil
	}
	return "", core.Fail("reading a dropped file", finding.NewNothingDropped(finding.Printable(u.Name(), 60), why), err)
}

// readDropped returns the text, or why there is none.
func readDropped(u fyne.URI) (text string, why finding.Drop, err error) {
	if u.Scheme() != "file" {
		return "", finding.UnreadableFile, errors.New("not a file on this computer")
	}
	info, err := os.Stat(u.Path())
	switch {
	case err != nil:
		return "", finding.UnreadableFile, err
	case info.IsDir():
		return "", finding.Folder, nil
	case !info.Mode().IsRegular():
		return "", finding.UnreadableFile, errors.New("not a regular file") // a pipe would block for ever
	}
	f, err := os.Open(u.Path())
	if err != nil {
		return "", finding.UnreadableFile, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, MaxDrop))
	switch {
	case err != nil:
		return "", finding.UnreadableFile, err
	case len(bytes.TrimSpace(data)) == 0:
		return "", finding.EmptyFile, nil
	}
	return string(data), "", nil
}
