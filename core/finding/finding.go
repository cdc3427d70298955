// Package finding makes everything that Sureline can say is wrong: one table
// (table.go) from code to severity, who must act and exit code, and texts in every
// language (core/text, under "finding."), used by the window, the command line,
// JSON, reports and docs/findings.md.
//
// It imports core and core/text only. Texts are written for an office manager:
// what happened, then one imperative sentence that says what to do. CONTRIBUTING.md
// says how to add a finding and how to word it; wording_test.go checks what can be
// checked.
package finding

import (
	"maps"
	"slices"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

//go:generate go test -run ^TestDocs$ -update .

// rows holds the table by code.
var rows = func() map[core.Code]row {
	all := make(map[core.Code]row)
	for _, f := range families {
		for _, r := range f.rows {
			all[r.code] = r
		}
	}
	return all
}()

// New makes the finding with the code, for texts without slots; the others have
// constructors of their own. A code that the table lacks, or whose texts have slots,
// gives Internal with the code in its detail, so that a mistake of ours is told
// rather than hidden. Safe for concurrent use.
func New(code core.Code) core.Finding {
	for _, field := range fields {
		if len(text.English().SlotsOf(key(code, "", field))) > 0 {
			return unforeseen(code)
		}
	}
	return build(code, "", nil)
}

// fields are the texts of a finding, as core/text names them.
var fields = []string{"title", "explanation", "next_step"}

func unforeseen(code core.Code) core.Finding {
	return WithDetail(build(Internal, "", nil), map[string]string{"code": string(code)})
}

// build makes the finding of a code in the wording for the variant, "" for the
// usual one, in English. Strings come from outside: they are made printable and
// capped.
func build(code core.Code, variant string, slots text.Slots) core.Finding {
	r, ok := rows[code]
	if !ok {
		return unforeseen(code)
	}
	if slots == nil {
		slots = text.Slots{} // what nobody here made has none
	}
	makePrintable(slots)
	return In(text.English(), core.Finding{
		Code: code, Severity: r.severity, Who: r.who,
		Wording: core.Wording{Variant: variant, Slots: slots}, Detail: map[string]string{},
	})
}

func makePrintable(slots text.Slots) {
	for name, value := range slots {
		switch v := value.(type) {
		case string:
			slots[name] = Printable(v, maxSlot)
		case text.Sentence:
			makePrintable(v.Slots)
		}
	}
}

// maxSlot is the longest value, in characters, that a text takes from outside.
const maxSlot = 120

// In returns the finding in the words of the catalogue's language. A finding that
// nobody here made stays as it is. Safe for concurrent use.
func In(c *text.Catalog, f core.Finding) core.Finding {
	if _, ok := rows[f.Code]; !ok || f.Wording.Slots == nil {
		return f
	}
	f.Title, f.Explanation, f.NextStep = say(c, f, "title"), say(c, f, "explanation"), say(c, f, "next_step")
	return f
}

// say returns a field in the words of the variant, or those of the code where the
// variant has none of its own.
func say(c *text.Catalog, f core.Finding, field string) string {
	if f.Wording.Variant != "" {
		if key := key(f.Code, f.Wording.Variant, field); c.Has(key) {
			return c.Text(key, f.Wording.Slots)
		}
	}
	return c.Text(key(f.Code, "", field), f.Wording.Slots)
}

// key names a text of a finding.
func key(code core.Code, variant, field string) string {
	if variant != "" {
		field = variant + "." + field
	}
	return "finding." + string(code) + "." + field
}

// Title returns what a finding of the code says in one line where nothing but the
// code is known, as in a history. Titles have no slots.
func Title(c *text.Catalog, code core.Code) string {
	if _, ok := rows[code]; !ok {
		return string(code)
	}
	return c.Text(key(code, "", "title"), nil)
}

// Who returns who has to act on findings of the code; nobody for a code that the
// table lacks.
func Who(code core.Code) core.Who {
	if r, ok := rows[code]; ok {
		return r.who
	}
	return core.WhoNobody
}

// Exit returns the exit code of surelinectl when the finding ended a command.
func Exit(code core.Code) int {
	if r, ok := rows[code]; ok {
		return r.exit
	}
	return ExitRefused
}

// WithDetail returns the finding with the facts added, empty ones left out.
// Values are made printable and capped.
func WithDetail(f core.Finding, facts map[string]string) core.Finding {
	detail := maps.Clone(f.Detail)
	if detail == nil {
		detail = map[string]string{}
	}
	for k, v := range facts {
		if v != "" {
			detail[k] = Printable(v, maxDetail)
		}
	}
	f.Detail = detail
	return f
}

// maxDetail is the longest value, in characters, that a detail keeps.
const maxDetail = 500

// Codes returns all codes, sorted.
func Codes() []core.Code { return slices.Sorted(maps.Keys(rows)) }
