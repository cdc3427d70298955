package sts

import (
	"context"
	"crypto/sha256"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
)

// settle is how long files must be still before a change counts: editors and
// deployments write in several steps.
const settle = 300 * time.Millisecond

// maxWatched bounds what is read of a file to see whether it changed.
const maxWatched = 4 << 20

// Watcher tells when one of some files has changed in content. It watches their
// folders, because files are replaced, not written in place, and because
// Kubernetes swaps links.
type Watcher struct {
	notify *fsnotify.Watcher
	files  []string
	dirs   []string
	seen   [sha256.Size]byte
}

// NewWatcher returns a watcher of nothing. Close it.
func NewWatcher() (*Watcher, error) {
	n, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	return &Watcher{notify: n}, nil
}

// Close ends the watching.
func (w *Watcher) Close() error { return w.notify.Close() }

// Files returns the files whose change calls for a reload: the configuration and
// every file that it names.
func Files(path string, c config.Config) []string {
	files := []string{path}
	add := func(file string) {
		if file == "" {
			return
		}
		if rest, ok := strings.CutPrefix(file, "$CREDENTIALS_DIRECTORY/"); ok {
			file = filepath.Join(os.Getenv("CREDENTIALS_DIRECTORY"), rest)
		}
		files = append(files, c.Path(file))
	}
	add(c.TLSCert)
	add(c.TLSKey)
	for _, client := range c.Clients {
		for _, source := range []kore.Source{client.Secret, client.Previous} {
			add(source.File)
		}
		if client.Encryption != nil {
			add(client.Encryption.KeyFile)
		}
		if client.Session != nil {
			add(client.Session.CAFile)
		}
	}
	return files
}

// Set says which files count from now on. The same files again change nothing,
// so that what happens between Wait and Set is not missed; other files make the
// next Wait return once more, for the same reason.
func (w *Watcher) Set(files []string) error {
	var dirs []string
	for _, file := range files {
		if dir := filepath.Dir(file); !slices.Contains(dirs, dir) {
			dirs = append(dirs, dir)
		}
	}
	var first error
	for _, dir := range dirs {
		if slices.Contains(w.dirs, dir) {
			continue
		}
		if err := w.notify.Add(dir); err != nil && first == nil {
			first = err
		}
	}
	for _, dir := range w.dirs {
		if !slices.Contains(dirs, dir) {
			_ = w.notify.Remove(dir)
		}
	}
	switch {
	case w.files == nil:
		w.seen = contentOf(files)
	case !slices.Equal(files, w.files):
		w.seen = [sha256.Size]byte{}
	}
	w.files, w.dirs = files, dirs
	return first
}

// Wait returns nil when a file has another content than at the first Set or at
// the last Wait, and has been still for a moment; else the context's error.
func (w *Watcher) Wait(ctx context.Context) error {
	still := time.NewTimer(settle)
	defer still.Stop()
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case _, ok := <-w.notify.Events:
			if !ok {
				<-ctx.Done()
				return ctx.Err()
			}
			still.Reset(settle)
		case <-w.notify.Errors:
			// Events may be lost; the content decides.
			still.Reset(settle)
		case <-still.C:
			if now := contentOf(w.files); now != w.seen {
				w.seen = now
				return nil
			}
		}
	}
}

// contentOf returns a fingerprint of all files; one that cannot be read counts
// as a content of its own.
func contentOf(files []string) (sum [sha256.Size]byte) {
	all := sha256.New()
	for _, file := range files {
		one := sha256.New()
		f, err := os.Open(file)
		if err == nil {
			// Rights count too: a file that was too open may have been mended.
			if info, err := f.Stat(); err == nil {
				_, _ = io.WriteString(one, info.Mode().String())
			}
			_, err = io.Copy(one, io.LimitReader(f, maxWatched))
			_ = f.Close()
		}
		if err != nil {
			one.Write([]byte("\x00unreadable"))
		}
		all.Write(one.Sum(nil))
	}
	all.Sum(sum[:0])
	return sum
}
