package main

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// The exit codes beside those of findings.
const (
	exitDone     = 0
	exitInternal = finding.ExitInternal
	exitUsage    = finding.ExitUsage
)

// usageError is a mistake in how the program was called.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exitError ends a command that has printed its findings with an exit code.
type exitError struct{ code int }

func (e exitError) Error() string { return fmt.Sprintf("exit code %d", e.code) }

// exitOfVerdict is 0 for a connection that works and was kept as it should be.
func exitOfVerdict(v core.Verdict) int {
	for _, f := range v.Findings {
		if f.Severity == core.SeverityError || !v.Connected && f.Code == finding.Cancelled {
			return finding.Exit(f.Code)
		}
	}
	switch {
	case v.Connected:
		return exitDone
	case len(v.Findings) > 0:
		return finding.Exit(v.Findings[0].Code) // a question that was not answered
	}
	return exitInternal
}

// finish says what err means, where nobody has yet, and returns the exit code.
func (p *program) finish(err error) int {
	if err == nil {
		return exitDone
	}
	if t, ok := errors.AsType[exitError](err); ok {
		return t.code
	}
	if f, ok := core.FindingOf(err); ok {
		all := []core.Finding{f}
		if several, ok := errors.AsType[fileProblems](err); ok && len(several.findings) > 0 {
			all = several.findings
		}
		p.fail(all)
		return finding.Exit(f.Code)
	}
	fmt.Fprintf(p.err, "surelinectl: %s\n", harmless(err.Error()))
	if _, ok := errors.AsType[usageError](err); ok || strings.HasPrefix(err.Error(), "unknown command") {
		fmt.Fprintln(p.err, "See 'surelinectl --help' for the commands, and 'surelinectl COMMAND --help' for one of them.")
		return exitUsage
	}
	return exitInternal
}

// credentialLike is a credential in the wrong place; longWord may be a secret.
var (
	credentialLike = regexp.MustCompile(`eyJ[A-Za-z0-9_-]{8,}`)
	longWord       = regexp.MustCompile(`[A-Za-z0-9_~=-]{24,}`)
)

// secretAmong returns the index of the first argument that holds a credential,
// or -1.
func secretAmong(args []string) int {
	for i, arg := range args {
		if credentialLike.MatchString(arg) || strings.Contains(arg, "PRIVATE KEY-----") {
			return i
		}
	}
	return -1
}

// harmless takes what may be a secret out of a message that quotes arguments.
func harmless(text string) string { return longWord.ReplaceAllString(text, "…") }
