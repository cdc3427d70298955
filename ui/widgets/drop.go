package widgets

import (
	"errors"
	"io"
	"os"

	"fyne.io/fyne/v2"
)

// MaxDrop is how much of a dropped file is read, in bytes: enough to see that
// it is too large for anything that Sureline takes.
const MaxDrop = 64 << 10

// ReadDropped reads the beginning of a dropped local file, at most MaxDrop
// bytes. It blocks on the disk: call it off the UI thread.
func ReadDropped(u fyne.URI) (string, error) {
	if u.Scheme() != "file" {
		return "", errors.New("not a file on this computer")
	}
	info, err := os.Stat(u.Path())
	if err != nil {
		return "", err
	}
	if !info.Mode().IsRegular() {
		return "", errors.New("not a regular file") // a pipe would block for ever
	}
	f, err := os.Open(u.Path())
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, MaxDrop))
	return string(data), err
}
