package sts

import (
	"crypto/sha256"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
)

// WatchEvery is how often Watcher.Changed is meant to be asked.
const WatchEvery = 300 * time.Millisecond

// maxWatched bounds what is read of a file to see whether it changed, in bytes.
const maxWatched = 4 << 20

// Watcher tells when one of some files has changed in content. It looks for
// itself rather than being told by the system, which tells nothing of network
// file systems and of links into other folders. It is for one goroutine.
type Watcher struct {
	files []string
	// state is what the system said of the files at the last look.
	state []fs.FileInfo
	// settled tells that content is the files' fingerprint in that state.
	settled bool
	content string
}

// Files returns the files whose change calls for a reload: the configuration and
// every file that it names.
func Files(path string, c config.Config) []string {
	named := []string{c.TLSCert, c.TLSKey}
	for _, client := range c.Clients {
		named = append(named, client.Secret.File, client.Previous.File)
		if client.Encryption != nil {
			named = append(named, client.Encryption.KeyFile)
		}
		if client.Session != nil {
			named = append(named, client.Session.CAFile)
		}
	}
	files := []string{path}
	for _, file := range named {
		if file != "" {
			files = append(files, kore.Loader{Dir: c.Dir}.Path(file))
		}
	}
	return files
}

// NewWatcher returns a watcher of the files as they are now.
func NewWatcher(files []string) *Watcher {
	return &Watcher{files: files, state: stateOf(files), content: contentOf(files), settled: true}
}

// Set says which files count from now on. The same files again change nothing,
// so that what happened since the last look is not missed; other files count as
// a change, for the same reason.
func (w *Watcher) Set(files []string) {
	if !slices.Equal(files, w.files) {
		*w = Watcher{files: files}
	}
}

// Changed reports once that a file has another content, or other rights, than
// when it was last asked, and has been still between two looks: editors and
// deployments write in several steps.
func (w *Watcher) Changed() bool {
	if state := stateOf(w.files); !slices.EqualFunc(state, w.state, unchanged) {
		w.state, w.settled = state, false
		return false
	}
	if w.settled {
		return false
	}
	w.settled = true
	before := w.content
	w.content = contentOf(w.files)
	return w.content != before
}

// stateOf is what the system says of the files, without reading them; nil for
// one of which it says nothing.
func stateOf(files []string) []fs.FileInfo {
	all := make([]fs.FileInfo, len(files))
	for i, file := range files {
		all[i], _ = os.Stat(file)
	}
	return all
}

func unchanged(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == b
	}
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size() && a.Mode() == b.Mode()
}

// contentOf returns a fingerprint of all files with their rights, because one
// that was too open may have been mended. A file that cannot be read counts as a
// content of its own.
func contentOf(files []string) string {
	all := sha256.New()
	for _, file := range files {
		one := sha256.New()
		f, err := os.Open(file)
		if err == nil {
			_, err = io.Copy(one, io.LimitReader(f, maxWatched))
			if info, statErr := f.Stat(); statErr == nil {
				fmt.Fprint(one, info.Mode())
			}
			_ = f.Close()
		}
		fmt.Fprintf(all, "%x %t\n", one.Sum(nil), err == nil)
	}
	return string(all.Sum(nil))
}
