// Package finding is the catalogue of everything that Sureline can say is
// wrong: one table from code to severity, who must act, and texts, used by the
// window, the command line, JSON, reports and docs/findings.md.
//
// It imports core only. Texts are written for an office manager: what happened,
// then one imperative sentence that says what to do. The rules of tone stand in
// CONTRIBUTING.md; catalogue_test.go checks those that can be checked.
package finding

import (
	"maps"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
)

// texts are the words of a finding. {name} stands for the argument of that name.
type texts struct {
	title       string
	explanation string
	nextStep    string
}

// entry is one row of the catalogue.
type entry struct {
	severity core.Severity
	who      core.Who
	texts
	// variants are wordings for cases that one code covers, chosen by
	// Args["variant"]. An empty field falls back on the row's own text.
	variants map[string]texts
	// cause says, for docs/findings.md, what provokes the finding: a wire code,
	// an operating system error, a claim.
	cause string
}

// Args fill the {placeholders} of the texts. Values come from outside, so New
// makes them printable and caps them. "variant" chooses a wording.
type Args map[string]string

// maxArg is the longest value, in characters, that a text takes from outside.
const maxArg = 120

//go:generate go test -run ^TestDocs$ -update .

// family is a group of codes under one heading of docs/findings.md.
type family struct {
	title string
	// about says when the family's findings come.
	about   string
	entries map[core.Code]entry
}

// families are all rows, in the order of docs/findings.md; each has a file of
// its own.
var families = []family{
	{"Check", "What the check of a pasted text says, on this computer and without any network.", checkEntries},
	{"Token exchange", "What RingCentral's answer to the credential means. Calls can give the last four too.", exchangeEntries},
	{"On the way", "What happens between this computer and RingCentral.", wayEntries},
	{"Calls", "What comes of calls with an access token.", callEntries},
	{"Sessions", "What came of ending a session on request.", sessionEntries},
	{"Hand-over", "What is said of a sealed credential, at the customer's and at the provider's.", handoverEntries},
	{"Keychain, store, profiles and settings", "What this computer keeps. Each says what is not lost.", storageEntries},
	{"Kore.ai", "What is said of passes for Kore.ai chats and of the service that signs them.", koreEntries},
}

// catalogue holds all rows.
var catalogue = func() map[core.Code]entry {
	all := make(map[core.Code]entry)
	for _, f := range families {
		maps.Copy(all, f.entries)
	}
	return all
}()

func merge(groups ...map[core.Code]entry) map[core.Code]entry {
	all := make(map[core.Code]entry)
	for _, group := range groups {
		maps.Copy(all, group)
	}
	return all
}

// New makes the finding with the code. A code that the catalogue lacks gives
// Internal with the code in its detail, so that a mistake of ours is told
// rather than hidden. Safe for concurrent use.
func New(code core.Code, args Args) core.Finding {
	e, ok := catalogue[code]
	if !ok {
		f := New(Internal, nil)
		f.Detail["code"] = string(code)
		return f
	}
	t := e.texts
	if v, ok := e.variants[args["variant"]]; ok {
		t = v.over(t)
	}
	fill := filler(args)
	return core.Finding{
		Code: code, Severity: e.severity, Who: e.who,
		Title: fill.Replace(t.title), Explanation: fill.Replace(t.explanation), NextStep: fill.Replace(t.nextStep),
		Detail: map[string]string{},
	}
}

// WithDetail returns the finding with the facts added, empty ones left out.
// Values are made printable and capped like arguments.
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
func Codes() []core.Code { return slices.Sorted(maps.Keys(catalogue)) }

// Cause returns what provokes the finding, for the docs.
func Cause(code core.Code) string { return catalogue[code].cause }

func (t texts) over(base texts) texts {
	if t.title == "" {
		t.title = base.title
	}
	if t.explanation == "" {
		t.explanation = base.explanation
	}
	if t.nextStep == "" {
		t.nextStep = base.nextStep
	}
	return t
}

func filler(args Args) *strings.Replacer {
	pairs := make([]string, 0, 2*len(args))
	for k, v := range args {
		pairs = append(pairs, "{"+k+"}", Printable(v, maxArg))
	}
	return strings.NewReplacer(pairs...)
}
