package finding

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
)

var update = flag.Bool("update", false, "write docs/findings.md anew")

const docsFile = "../../docs/findings.md"

// TestDocs writes docs/findings.md with -update, and else fails when it is not
// what the catalogue gives.
func TestDocs(t *testing.T) {
	want := page()
	if *update {
		if err := os.WriteFile(docsFile, []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	if strings.ReplaceAll(string(got), "\r\n", "\n") != want {
		t.Error("docs/findings.md is stale: run `go generate ./core/finding`")
	}
}

// whoNames say who must act, for readers of the page.
var whoNames = map[core.Who]string{
	core.WhoAdmin: "you, the administrator", core.WhoProvider: "the app's provider", core.WhoIT: "your IT",
	core.WhoRingCentral: "RingCentral", core.WhoNobody: "nobody",
}

func page() string {
	var b strings.Builder
	b.WriteString(`# Findings

Everything that Sureline can say is wrong, or worth knowing, in the window, on the command line, in JSON and in reports.
A code is stable: scripts may depend on it. The words may change. Words in {braces} are filled in.

This page is made from the catalogue in ` + "`core/finding`" + `; after a change there, run ` + "`go generate ./core/finding`" + `.

`)
	for _, f := range families {
		fmt.Fprintf(&b, "- [%s](#%s)\n", f.title, anchor(f.title))
	}
	for _, f := range families {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", f.title, f.about)
		for _, code := range slices.Sorted(maps.Keys(f.entries)) {
			row(&b, code, f.entries[code])
		}
	}
	return b.String()
}

func row(b *strings.Builder, code core.Code, e entry) {
	fmt.Fprintf(b, "\n### `%s`\n\n**%s**\n\n%s\n\n*Next:* %s\n\n", code, escape(e.title), escape(e.explanation), escape(e.nextStep))
	fmt.Fprintf(b, "- Severity: %s\n- Who must act: %s\n- Comes from: %s\n", e.severity, whoNames[e.who], e.cause)
	for _, name := range slices.Sorted(maps.Keys(e.variants)) {
		v := e.variants[name]
		fmt.Fprintf(b, "- Variant `%s`:", name)
		for _, part := range []struct{ mark, text string }{{"**", v.title}, {"", v.explanation}, {"*", v.nextStep}} {
			if part.text != "" {
				fmt.Fprintf(b, " %s%s%s", part.mark, escape(part.text), part.mark)
			}
		}
		b.WriteString("\n")
	}
}

var markdown = strings.NewReplacer("<", "&lt;", "*", `\*`, "_", `\_`)

func escape(text string) string { return markdown.Replace(text) }

// anchor is how Markdown renderers name a heading.
func anchor(title string) string {
	keep := func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r >= 'a' && r <= 'z' || r == '-':
			return r
		}
		return -1
	}
	return strings.Map(keep, strings.ToLower(title))
}

// Each row stands in exactly one family.
func TestFamiliesHoldEveryCodeOnce(t *testing.T) {
	n := 0
	for _, f := range families {
		n += len(f.entries)
	}
	if n != len(catalogue) {
		t.Errorf("%d rows in the families, %d in the catalogue", n, len(catalogue))
	}
}
