package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/term"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// failure is what --json prints when there is no result.
type failure struct {
	Findings []core.Finding `json:"findings"`
}

// fail tells of the findings that ended a command: as JSON on standard output,
// else as text on standard error.
func (p *program) fail(findings []core.Finding) {
	if p.json {
		_ = p.printJSON(failure{findings})
		return
	}
	p.printFindings(p.err, findings)
}

// warn tells on standard error of something that does not stop the command.
func (p *program) warn(err error) {
	if f, ok := core.FindingOf(err); ok {
		p.printFinding(p.err, f)
	}
}

// printJSON prints one indented document.
func (p *program) printJSON(v any) error {
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// printLine prints one document on one line.
func (p *program) printLine(v any) error {
	e := json.NewEncoder(p.out)
	e.SetEscapeHTML(false)
	return e.Encode(v)
}

func (p *program) printf(format string, args ...any) { fmt.Fprintf(p.out, format, args...) }

// note writes a line of progress or diagnostics.
func (p *program) note(format string, args ...any) { fmt.Fprintf(p.err, format+"\n", args...) }

// terminal reports whether the stream is one.
func terminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// The colours of the severities, as ANSI codes.
var colours = map[core.Severity]string{
	core.SeverityError: "31", core.SeverityWarning: "33", core.SeverityInfo: "36", core.SeverityFixed: "32",
}

// marks tell the severities apart without colour.
var marks = map[core.Severity]string{
	core.SeverityError: "✗ Error", core.SeverityWarning: "! Warning", core.SeverityInfo: "i Note", core.SeverityFixed: "✓ Cleaned up",
}

// paint colours text for a person at a terminal, unless NO_COLOR says no
// (no-color.org).
func paint(w io.Writer, colour, text string) string {
	if !terminal(w) || os.Getenv("NO_COLOR") != "" || os.Getenv("TERM") == "dumb" {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// printFinding writes title, explanation, next step, whose turn it is, and the
// details for support.
func (p *program) printFinding(w io.Writer, f core.Finding) {
	fmt.Fprintf(w, "%s: %s\n  %s\n  Next step: %s\n", paint(w, colours[f.Severity], marks[f.Severity]), paint(w, "1", f.Title), f.Explanation, f.NextStep)
	fmt.Fprintf(w, "  Whose turn: %s\n  For support: %s\n", text.English().Text("who."+string(f.Who), nil), details(f))
}

func details(f core.Finding) string {
	parts := []string{"code=" + string(f.Code)}
	for _, key := range slices.Sorted(maps.Keys(f.Detail)) {
		value := f.Detail[key]
		if strings.ContainsAny(value, " \"") {
			value = fmt.Sprintf("%q", value)
		}
		parts = append(parts, key+"="+value)
	}
	return strings.Join(parts, " ")
}

func (p *program) printFindings(w io.Writer, findings []core.Finding) {
	for _, f := range findings {
		p.printFinding(w, f)
	}
}

// field writes one line of a description, if there is something to say.
func (p *program) field(label, value string) {
	if value != "" {
		p.printf("%-15s %s\n", label+":", finding.Printable(value, 300))
	}
}

func moment(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04:05 MST")
}

func expiry(t *time.Time) string {
	if t == nil {
		return "never"
	}
	return moment(*t)
}
