package widgets

import (
	"maps"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/report"
	"github.com/sureline/sureline/ui/lang"
)

// WhoseTurn says in words who has to act. What only informs is nobody's turn,
// though the finding names who may do something about it.
func WhoseTurn(f core.Finding) string {
	if f.Severity == core.SeverityInfo || f.Severity == core.SeverityFixed {
		return lang.T("turn.info")
	}
	switch f.Who {
	case core.WhoAdmin:
		return lang.T("turn.yours")
	case core.WhoProvider:
		return lang.T("turn.provider")
	case core.WhoIT:
		return lang.T("turn.it")
	case core.WhoRingCentral:
		return lang.T("turn.ringcentral")
	case core.WhoNobody:
		if f.Severity == core.SeverityError {
			return lang.T("turn.nobody")
		}
	}
	return lang.T("turn.info")
}

// Distinct leaves out findings that say and ask the same as one before them: a
// person needs one panel for them.
func Distinct(findings []core.Finding) []core.Finding {
	var out []core.Finding
	for _, f := range findings {
		if !slices.ContainsFunc(out, func(o core.Finding) bool {
			return o.Severity == f.Severity && o.Title == f.Title && o.NextStep == f.NextStep
		}) {
			out = append(out, f)
		}
	}
	return out
}

// ToneOf returns the tone of a severity.
func ToneOf(s core.Severity) Tone {
	switch s {
	case core.SeverityError:
		return ToneError
	case core.SeverityWarning:
		return ToneWarning
	case core.SeverityFixed:
		return ToneGood
	case core.SeverityInfo:
	}
	return ToneInfo
}

// NewFinding returns the coloured panel of a finding: icon, title, explanation
// and next step (all can be selected), whose turn it is, the given actions, and
// behind "Details" the facts for support, in the language in force. copyText puts a
// text on the clipboard.
func NewFinding(f core.Finding, copyText func(string), actions ...*Button) *fyne.Container {
	f = lang.Finding(f)
	tone := ToneOf(f.Severity)
	texts := Column(2, toned(Strong, f.Title, tone))
	for _, t := range []string{f.Explanation, f.NextStep} {
		if t != "" {
			texts.Add(toned(Body, t, tone))
		}
	}
	turn := NewText(Caption, WhoseTurn(f)).SingleLine()
	turn.SetTone(tone)
	aside := container.New(trailLayout{}, turn)
	body := Column(8, Beside(Gap(), nil, texts, aside))
	if len(actions) > 0 {
		row := Flow(8)
		for _, a := range actions {
			row.Add(a)
		}
		body.Add(row)
	}
	if len(f.Detail) > 0 {
		facts := NewFacts(DetailFacts(f), copyText)
		facts.Hide()
		aside.Add(NewExpander(lang.T("panel.details"), facts))
		body.Add(facts)
	}
	return NewPanel(tone, body)
}

// copyFor are the labels of the button that copies a text to send, by the one
// whose turn it is.
var copyFor = map[core.Who]string{
	core.WhoProvider: "copy.for_provider", core.WhoIT: "copy.for_it", core.WhoRingCentral: "copy.for_ringcentral",
}

// HandOver returns the buttons of a finding's panel that help to pass it on: one
// that copies a ready text for the one whose turn it is, none when that is the
// user. doing says what was being done, as in report.Handover.
func HandOver(f core.Finding, doing string, in report.Input, build buildinfo.Info, copyText func(string)) []*Button {
	label, other := copyFor[f.Who]
	if !other || f.Severity != core.SeverityError && f.Severity != core.SeverityWarning {
		return nil
	}
	in.Version, in.Commit, in.Go, in.System = build.Version, build.Commit, build.Go, build.System
	in.Findings = []core.Finding{f}
	return []*Button{NewCopyButton(lang.T(label), report.Handover(doing, in), copyText)}
}

func toned(kind TextKind, text string, tone Tone) *Text {
	t := NewSelectable(kind, text)
	t.SetTone(tone)
	return t
}

// DetailFacts returns the code and the details of a finding, sorted by name. Their
// names are English in every language: they are for support.
func DetailFacts(f core.Finding) []Fact {
	facts := []Fact{{Name: "Code", Value: string(f.Code)}}
	for _, k := range slices.Sorted(maps.Keys(f.Detail)) {
		facts = append(facts, Fact{Name: humanKey(k), Value: f.Detail[k]})
	}
	return facts
}

// humanKey turns "retry_after_seconds" into "Retry after seconds".
func humanKey(key string) string {
	s := strings.ReplaceAll(key, "_", " ")
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// trailLayout stacks objects at the right edge. When it gets more width than
// that needs, because it went below what it trails, it puts them beside each
// other, or stacks them at the left where they do not fit.
type trailLayout struct{}

func (l trailLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	below := size.Width > l.MinSize(objects).Width+1
	all := float32(0)
	for _, o := range objects {
		all += o.MinSize().Width + Gap()
	}
	inRow := below && all-Gap() <= size.Width
	x, y := float32(0), float32(0)
	for _, o := range objects {
		min := o.MinSize()
		o.Resize(min)
		switch {
		case inRow:
			o.Move(fyne.NewPos(x, (size.Height-min.Height)/2))
			x += min.Width + Gap()
			continue
		case below:
			o.Move(fyne.NewPos(0, y))
		default:
			o.Move(fyne.NewPos(size.Width-min.Width, y))
		}
		y += min.Height + 2
	}
}

func (trailLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.Size{}
	for _, o := range objects {
		min := o.MinSize()
		size = fyne.NewSize(max(size.Width, min.Width), size.Height+min.Height+2)
	}
	return size
}
