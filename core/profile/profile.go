// Package profile owns the .sureline file, in which a provider says what its
// app is: reading it with everything that is wrong named by line, checking a
// profile that was typed into a form, and writing it.
//
// It imports core, core/finding, core/appdir and core/internal/tomlfile. A client
// secret in a file is
// handed on as a core.Secret; no value of a file ever stands in a finding, only
// names of keys. All functions are safe for concurrent use.
package profile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"unicode/utf8"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// MaxSize is the largest profile file, in bytes.
const MaxSize = 64 << 10

// File is what a profile file holds.
type File struct {
	// Profile has its defaults filled in. ConfirmedHosts is empty: a file cannot
	// confirm its own hosts.
	Profile core.Profile
	// ClientSecret is empty unless the file brings one along.
	ClientSecret core.Secret
	// Findings are all problems, by line; those about a missing key come last.
	Findings []core.Finding
}

// Open reads the file at path as Read does. The findings name the file without
// its folder.
func Open(path string) (File, error) {
	name := filepath.Base(path)
	// A named pipe would keep us waiting for ever.
	info, err := os.Stat(path)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("not a regular file")
	}
	if err != nil {
		return unreadable(name, reasonOf(err), err)
	}
	f, err := os.Open(path)
	if err != nil {
		return unreadable(name, reasonOf(err), err)
	}
	defer f.Close()
	return Read(f, name)
}

// Read reads and checks a profile file; filename is what the findings call it.
// The error is a *core.Error with the first of File.Findings: profile-unreadable
// when it is no text of at most MaxSize bytes, profile-invalid for every mistake
// in it. With an error the File holds the findings only.
func Read(r io.Reader, filename string) (File, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	switch {
	case err != nil:
		return unreadable(filename, reasonOf(err), err)
	case len(data) > MaxSize:
		return unreadable(filename, "larger than "+strconv.Itoa(MaxSize>>10)+" KiB", nil)
	case bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data):
		return unreadable(filename, "not text in UTF-8", nil)
	}
	p, secret, problems := parse(bytes.TrimPrefix(data, []byte("\ufeff")))
	if len(problems) == 0 {
		return File{Profile: p, ClientSecret: core.NewSecret(secret)}, nil
	}
	findings := make([]core.Finding, len(problems))
	for i, problem := range problems {
		findings[i] = problem.inFile(filename)
	}
	return File{Findings: findings}, core.Fail("read the profile file", findings[0], &problemsError{findings})
}

// problemsError carries all findings as the cause of a profile-invalid.
type problemsError struct{ findings []core.Finding }

// Error counts them.
func (e *problemsError) Error() string { return strconv.Itoa(len(e.findings)) + " mistakes" }

// Problems returns all findings of an error of this package, in the order of
// File.Findings; for any other error the one that it carries, if any.
func Problems(err error) []core.Finding {
	if all, ok := errors.AsType[*problemsError](err); ok {
		return all.findings
	}
	if f, ok := core.FindingOf(err); ok {
		return []core.Finding{f}
	}
	return nil
}

func unreadable(name, reason string, cause error) (File, error) {
	f := finding.NewProfileUnreadable(name)
	f = finding.WithDetail(f, map[string]string{"file": name, "reason": reason})
	return File{Findings: []core.Finding{f}}, core.Fail("open the profile file", f, cause)
}

// reasonOf leaves the path out, which may hold the user's name.
func reasonOf(err error) string {
	if path, ok := errors.AsType[*os.PathError](err); ok {
		return path.Err.Error()
	}
	if link, ok := errors.AsType[*os.LinkError](err); ok {
		return link.Err.Error()
	}
	return err.Error()
}

// Validate returns what is wrong with a profile that was typed in, one
// profile-invalid finding for each mistake, worded for a form; the detail "key"
// names the key. Empty server, console and client_auth mean their defaults.
func Validate(p core.Profile) []core.Finding {
	var findings []core.Finding
	for _, problem := range check(withDefaults(p), "") {
		findings = append(findings, problem.inForm())
	}
	return findings
}

// problem is one mistake in a profile.
type problem struct {
	// line counts from 1; 0 means that the key is not in the file.
	line int
	// key may be empty when line is not 0: the line as a whole cannot be read.
	key string
	// reason completes "KEY: …" without a full stop, and never quotes a value.
	reason text.Sentence
	// meant is the key that one which is not known may stand for; or empty.
	meant string
}

func (p problem) inFile(name string) core.Finding {
	detail := map[string]string{"file": name, "key": p.key, "reason": p.reason.String()}
	if p.line > 0 {
		detail["line"] = strconv.Itoa(p.line)
	}
	return finding.WithDetail(finding.NewProfileInvalid(finding.Place{File: name, Line: p.line, Key: p.key}, p.reason), detail)
}

func (p problem) inForm() core.Finding {
	return finding.WithDetail(finding.NewProfileInvalid(finding.Place{Key: p.key}, p.reason), map[string]string{"key": p.key, "reason": p.reason.String()})
}
