package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
)

// readSecret reads a credential or a secret: from a terminal with a prompt and
// without showing it, else all of standard input, less the line break that echo
// and editors put at the end. A byte or two more than a check looks at are read,
// so that it can say that it is too large.
func (p *program) readSecret(ctx context.Context, prompt string) (core.Secret, error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	restore := func() {}
	read := func() ([]byte, error) { return io.ReadAll(io.LimitReader(p.in, credential.MaxText+3)) }
	if f, ok := p.in.(*os.File); ok && terminal(f) {
		if state, err := term.GetState(int(f.Fd())); err == nil {
			restore = func() { _ = term.Restore(int(f.Fd()), state) }
		}
		fmt.Fprintf(p.err, "%s (it is not shown): ", prompt)
		read = func() ([]byte, error) { return term.ReadPassword(int(f.Fd())) }
	}
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		if terminal(p.in) {
			fmt.Fprintln(p.err)
		}
		if r.err != nil {
			return core.Secret{}, fmt.Errorf("standard input cannot be read: %w", r.err)
		}
		return core.NewSecret(strings.TrimSuffix(strings.TrimSuffix(string(r.text), "\n"), "\r")), nil
	case <-ctx.Done():
		restore()
		fmt.Fprintln(p.err)
		return core.Secret{}, core.Fail("reading standard input", finding.New(finding.Cancelled), ctx.Err())
	}
}

// readClientSecret reads a client secret, without the line break at its end.
func (p *program) readClientSecret(ctx context.Context) (core.Secret, error) {
	text, err := p.readSecret(ctx, "Client secret")
	if err != nil {
		return core.Secret{}, err
	}
	secret := strings.TrimSpace(text.Reveal())
	switch {
	case secret == "":
		return core.Secret{}, usagef("no client secret came on standard input")
	case strings.ContainsAny(secret, " \t\r\n") || len(secret) > 1024:
		return core.Secret{}, usagef("what came on standard input is no client secret: it must be one word on one line")
	case credentialLike.MatchString(secret):
		return core.Secret{}, usagef("what came on standard input is a credential, not a client secret; see 'surelinectl connect --help'")
	}
	return core.NewSecret(secret), nil
}

// asker asks questions, one line each; the prompts go to standard error.
type asker struct {
	p     *program
	lines *bufio.Scanner
}

func (p *program) asker() *asker { return &asker{p, bufio.NewScanner(p.in)} }

var errNoAnswer = errors.New("standard input ended before all questions were answered")

// ask returns the answer, or the default for an empty line. An answer that check
// refuses is asked for again.
func (a *asker) ask(question, fallback string, check func(string) string) (string, error) {
	for {
		fmt.Fprint(a.p.err, question)
		if fallback != "" {
			fmt.Fprintf(a.p.err, " [%s]", fallback)
		}
		fmt.Fprint(a.p.err, ": ")
		if !a.lines.Scan() {
			return "", usageError{errNoAnswer}
		}
		answer := strings.TrimSpace(a.lines.Text())
		if answer == "" {
			answer = fallback
		}
		problem := check(answer)
		if problem == "" {
			return answer, nil
		}
		a.p.note("  %s", problem)
	}
}
