// Package browser owns the way from a link to the user's own browser. Unlike
// most openers it notices when nothing opened, so that the link can be shown
// instead, and it never starts a text browser.
//
// It imports the standard library only (on Windows golang.org/x/sys too).
package browser

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// settle is how long a launcher is watched. One that fails does so within a
// fraction of it; one that still runs is the browser itself.
const settle = 1500 * time.Millisecond

var (
	// ErrNotALink says that the text is not an http or https link with a host.
	ErrNotALink = errors.New("not a web link")
	// ErrNoBrowser says that no browser was found, or that there is no screen
	// on which one could appear.
	ErrNoBrowser = errors.New("no browser found")
)

// Error says that the link was not opened; Tried names the programs that
// failed. The link itself is not part of it.
type Error struct {
	Tried []string
	Cause error
}

// Error returns the reason, without the link.
func (e *Error) Error() string {
	if len(e.Tried) == 0 {
		return e.Cause.Error()
	}
	return fmt.Sprintf("%s: %v", strings.Join(e.Tried, ", "), e.Cause)
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Cause }

// Open shows the link in the user's browser, and returns within two seconds
// per program that had to be tried. It honours $BROWSER. A failure is an
// *Error with the cause ErrNotALink, ErrNoBrowser, the end of the context, or
// the last program's failure. Safe for concurrent use.
func Open(ctx context.Context, link string) error {
	return opener{settle: settle, getenv: os.Getenv}.open(ctx, link)
}

type opener struct {
	settle time.Duration
	getenv func(string) string
}

func (o opener) open(ctx context.Context, link string) error {
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Hostname() == "" {
		return &Error{Cause: ErrNotALink}
	}
	failure := &Error{Cause: ErrNoBrowser}
	for _, a := range append(o.chosen(), o.usual()...) {
		err := ctx.Err()
		if err == nil {
			err = a.open(ctx, u.String())
		}
		switch {
		case err == nil:
			return nil
		case ctx.Err() != nil:
			return &Error{Tried: failure.Tried, Cause: ctx.Err()}
		case !errors.Is(err, errUnsuitable):
			failure.Tried, failure.Cause = append(failure.Tried, a.name), err
		}
	}
	return failure
}

// attempt is one way of opening a link.
type attempt struct {
	name string
	open func(ctx context.Context, link string) error
}

// command is the attempt that runs a program.
func (o opener) command(words ...string) attempt {
	return attempt{words[0], func(ctx context.Context, link string) error { return o.launch(ctx, words, link) }}
}

// chosen returns the commands in $BROWSER: a list separated by colons (by
// semicolons on Windows), each with %s where the link goes, else at its end.
func (o opener) chosen() []attempt {
	var attempts []attempt
	for _, entry := range strings.Split(o.getenv("BROWSER"), string(os.PathListSeparator)) {
		if words := strings.Fields(entry); len(words) > 0 {
			attempts = append(attempts, o.command(words...))
		}
	}
	return attempts
}

// withLink puts the link into the command. No shell takes part.
func withLink(words []string, link string) []string {
	args := make([]string, len(words))
	found := false
	for i, word := range words {
		found = found || strings.Contains(word, "%s")
		args[i] = strings.ReplaceAll(word, "%s", link)
	}
	if !found {
		args = append(args, link)
	}
	return args
}

// textBrowsers would draw into the terminal in which Sureline was started, or
// write the page to nowhere and report success.
var textBrowsers = []string{"w3m", "lynx", "links", "links2", "elinks", "lynx-cur", "netrik", "retawq", "browsh", "edbrowse"}

// isTextBrowser looks through symbolic links, such as Debian's alternatives.
func isTextBrowser(path string) bool {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	return slices.Contains(textBrowsers, filepath.Base(path))
}

// secretWords mark environment variables that a browser has no use for.
var secretWords = []string{"SECRET", "TOKEN", "PASSWORD", "PASSWD", "PASSPHRASE", "CREDENTIAL", "JWT", "APIKEY", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY", "SURELINE"}

// environment returns what the browser gets: ours without anything that is
// named like a secret, since the browser outlives us and starts other programs.
func environment(ours []string) []string {
	return slices.DeleteFunc(slices.Clone(ours), func(pair string) bool {
		name, _, _ := strings.Cut(pair, "=")
		name = strings.ToUpper(name)
		return slices.ContainsFunc(secretWords, func(w string) bool { return strings.Contains(name, w) })
	})
}
