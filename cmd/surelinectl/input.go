package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
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
	restore := func() {}
	read := func() ([]byte, error) { return io.ReadAll(io.LimitReader(p.in, credential.MaxText+3)) }
	if f, ok := p.in.(*os.File); ok && terminal(f) {
		if state, err := term.GetState(int(f.Fd())); err == nil {
			restore = func() { _ = term.Restore(int(f.Fd()), state) }
		}
		fmt.Fprintf(p.err, "%s (it is not shown): ", prompt)
		read = func() ([]byte, error) { return term.ReadPassword(int(f.Fd())) }
	}
	text, err := p.await(ctx, read)
	restore()
	if terminal(p.in) && !core.HasCode(err, finding.Cancelled) {
		fmt.Fprintln(p.err)
	}
	if err != nil {
		return core.Secret{}, fmt.Errorf("standard input cannot be read: %w", err)
	}
	return core.NewSecret(strings.TrimSuffix(strings.TrimSuffix(string(text), "\n"), "\r")), nil
}

// await returns what read returns, or cancelled once ctx ends; read goes on
// waiting then.
func (p *program) await(ctx context.Context, read func() ([]byte, error)) ([]byte, error) {
	type result struct {
		text []byte
		err  error
	}
	done := make(chan result, 1)
	go func() {
		text, err := read()
		done <- result{text, err}
	}()
	select {
	case r := <-done:
		return r.text, r.err
	case <-ctx.Done():
		fmt.Fprintln(p.err)
		return nil, core.Fail("reading standard input", finding.New(finding.Cancelled), ctx.Err())
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
func (a *asker) ask(ctx context.Context, question, fallback string, check func(string) string) (string, error) {
	for {
		fmt.Fprint(a.p.err, question)
		if fallback != "" {
			fmt.Fprintf(a.p.err, " [%s]", fallback)
		}
		fmt.Fprint(a.p.err, ": ")
		line, err := a.p.await(ctx, a.line)
		if err != nil {
			return "", err
		}
		answer := strings.TrimSpace(string(line))
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

func (a *asker) line() ([]byte, error) {
	if !a.lines.Scan() {
		return nil, usageError{errNoAnswer}
	}
	return a.lines.Bytes(), nil
}

// ask tells of the finding with the code, if it is among the findings, and asks
// what to do. It returns one of the answers, each of which may be given by its
// first letter. The last one is the default, also when the input ends: it leaves
// things as they are and is returned as the error that ends the command. Nobody
// is asked, and "" returned, unless a person is at the terminal: with --json a
// program is.
func (p *program) ask(ctx context.Context, findings []core.Finding, code core.Code, question string, answers ...string) (string, error) {
	i := slices.IndexFunc(findings, func(f core.Finding) bool { return f.Code == code })
	if i < 0 || p.json || !terminal(p.in) || !terminal(p.err) {
		return "", nil
	}
	p.printFinding(p.err, findings[i])
	fallback := answers[len(answers)-1]
	var keys []string
	for _, answer := range answers[:len(answers)-1] {
		keys = append(keys, answer[:1]+" = "+answer)
	}
	keys = append(keys, "Enter = "+fallback)
	choice := fallback
	_, err := p.asker().ask(ctx, question+" ("+strings.Join(keys, ", ")+")", "", func(given string) string {
		for _, answer := range answers {
			if given = strings.ToLower(given); given == answer || given == answer[:1] {
				choice = answer
				return ""
			}
		}
		if given == "" {
			return ""
		}
		return "This is none of the answers."
	})
	switch {
	case err != nil && !errors.Is(err, errNoAnswer):
		return "", err
	case choice == fallback:
		p.note("Left as it was.")
		return "", p.end(finding.Exit(code))
	}
	return choice, nil
}
