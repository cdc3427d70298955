package config

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/tomlfile"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

// maxFile is the longest file in bytes.
const maxFile = 1 << 20

const op = "read the list of Kore.ai clients"

// Invalid is the cause of an error that Parse returns: all problems of the file.
type Invalid struct {
	File     string
	Problems []kore.Problem
}

// Error names the first problem's key; it is safe to log.
func (e *Invalid) Error() string { return "invalid: " + e.Problems[0].Key }

// Findings returns what the problems mean, in the order of the file.
func (e *Invalid) Findings() []core.Finding {
	all := make([]core.Finding, 0, len(e.Problems))
	for _, p := range e.Problems {
		all = append(all, p.Finding(e.File))
	}
	return all
}

// Findings returns all findings of an error of this package.
func Findings(err error) []core.Finding {
	if invalid, ok := errors.AsType[*Invalid](err); ok {
		return invalid.Findings()
	}
	if f, ok := core.FindingOf(err); ok {
		return []core.Finding{f}
	}
	return nil
}

// Load reads the file. The error carries kore-file-unreadable, or the finding of
// the first problem (Findings gives all). A missing file is an error that
// matches fs.ErrNotExist.
func Load(path string) (Config, error) {
	data, err := read(path)
	if err != nil {
		return Config{}, unreadable(path, err)
	}
	c, err := Parse(data, filepath.Base(path))
	if err != nil {
		return Config{}, err
	}
	if c.Dir, err = filepath.Abs(filepath.Dir(path)); err != nil {
		return Config{}, unreadable(path, err)
	}
	return c, nil
}

func read(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(data) > maxFile {
		err = errTooLarge
	}
	return data, err
}

var errTooLarge = errors.New("larger than 1 MiB")

func unreadable(path string, err error) error {
	why := text.Say("reason.unreadable")
	switch {
	case errors.Is(err, os.ErrNotExist):
		why = text.Say("reason.no_such_file")
	case errors.Is(err, os.ErrPermission):
		why = text.Say("reason.kore.no_right")
	case errors.Is(err, errTooLarge):
		why = text.Say("reason.over_1_mb")
	}
	return core.Fail(op, finding.NewKoreFileUnreadable(filepath.Base(path), why), err)
}

// Parse reads the content of a file with the name. The error carries the finding
// of the first problem, and *Invalid as its cause.
func Parse(data []byte, name string) (Config, error) {
	file, syntax := tomlfile.Read(bytes.TrimPrefix(data, []byte("\ufeff")), knownKeys)
	var shape fileTOML
	problems := survey(file)
	if syntax == nil && len(problems) == 0 {
		syntax = file.Decode(&shape)
	}
	if syntax != nil {
		problems = []kore.Problem{{Line: syntax.Line, Key: syntax.Key, Reason: syntax.Reason}}
	}
	var c Config
	if len(problems) == 0 {
		c, problems = shape.config()
		problems = append(problems, withoutRepeats(problems, c.Check())...)
	}
	if len(problems) == 0 {
		for i := range c.Clients {
			c.Clients[i] = c.Clients[i].WithDefaults()
		}
		return c, nil
	}
	for i := range problems {
		problems[i] = place(file, problems[i])
	}
	slices.SortStableFunc(problems, func(a, b kore.Problem) int { return cmp.Compare(a.Line, b.Line) })
	invalid := &Invalid{File: name, Problems: problems}
	return Config{}, core.Fail(op, invalid.Findings()[0], invalid)
}

// withoutRepeats drops problems of keys that have one already: a second one
// would only follow from the first.
func withoutRepeats(have, more []kore.Problem) []kore.Problem {
	return slices.DeleteFunc(more, func(p kore.Problem) bool {
		return slices.ContainsFunc(have, func(q kore.Problem) bool { return q.Key == p.Key })
	})
}
