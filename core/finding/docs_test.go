package finding

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/text"
)

var update = flag.Bool("update", false, "write docs/findings.md anew")

const docsFile = "../../docs/findings.md"

// TestDocs writes docs/findings.md with -update, and else fails when it is not
// what the table and the texts give.
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

func page() string {
	var b strings.Builder
	b.WriteString(`# Findings

Everything that Sureline can say is wrong, or worth knowing, in the window, on the command line, in JSON and in reports.
A code is stable: scripts may depend on it. The words may change. Words in {braces} are filled in.

This page is made from the table in ` + "`core/finding`" + ` and the texts in ` + "`core/text/en.toml`" + `; after a change there, run ` + "`go generate ./core/finding`" + `.

`)
	for _, f := range families {
		fmt.Fprintf(&b, "- [%s](#%s)\n", f.title, anchor(f.title))
	}
	for _, f := range families {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", f.title, f.about)
		for _, r := range slices.SortedFunc(slices.Values(f.rows), func(a, b row) int { return strings.Compare(string(a.code), string(b.code)) }) {
			section(&b, r)
		}
	}
	return b.String()
}

func section(b *strings.Builder, r row) {
	english := text.English()
	w := words(english, r.code, "")
	fmt.Fprintf(b, "\n### `%s`\n\n**%s**\n\n%s\n\n*Next:* %s\n\n", r.code, escape(w.title), escape(w.explanation), escape(w.nextStep))
	fmt.Fprintf(b, "- Severity: %s\n- Whose turn: %s\n- Comes from: %s\n", r.severity, english.Text("who."+string(r.who), nil), r.cause)
	for _, variant := range variants(english, r.code) {
		v := words(english, r.code, variant)
		fmt.Fprintf(b, "- Variant `%s`:", variant)
		for _, part := range []struct{ mark, base, text string }{
			{"**", w.title, v.title}, {"", w.explanation, v.explanation}, {"*", w.nextStep, v.nextStep},
		} {
			if part.text != part.base {
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
