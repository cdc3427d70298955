package testpanel

import (
	"fmt"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// bodyLimit is the greatest height of the body, in Fyne's pixels.
const bodyLimit = 360

// toldOf returns what is to be read of an answer first: the sentence, the facts,
// the findings, and what the answer does not say.
func (p *Panel) toldOf(r onboard.CallResult) []fyne.CanvasObject {
	if r.Answer == nil {
		return p.findings(r)
	}
	e, known := find(p.endpoints, r.Path)
	out := append([]fyne.CanvasObject{
		widgets.NewSentence(lang.Parts("test.sentence", lang.S{"app": r.App, "path": r.Path, "owner": lang.Owner(p.state.connection)})...),
		p.facts(r.Answer.Call, e, known),
	}, p.findings(r)...)
	if known && !e.ProvesCredential && r.Answer.Call.Status < 300 {
		out = append(out, widgets.NewNote(widgets.ToneInfo, statusNote(p.state.connection, p.deps.Worker.Now())))
	}
	return out
}

// restOf returns the body of an answer, and everything else behind Details.
func (p *Panel) restOf(a answer) []fyne.CanvasObject {
	got := a.result.Answer
	if got == nil {
		return nil
	}
	view := newBodyView(p.deps.Copy)
	view.SetText(a.body.shown())
	size := lang.T("test.body", lang.S{"size": sizeText(len(got.Body))})
	if got.Truncated {
		size = lang.T("test.body_cut", lang.S{"size": sizeText(len(got.Body))})
	}
	row := widgets.Flow(12)
	if a.body.kind == textBody {
		row.Add(widgets.NewCopyButton(lang.T("test.copy_body"), a.body.text, p.deps.Copy))
	}
	if len(got.Body) > 0 && p.deps.Save != nil {
		row.Add(widgets.NewButton(widgets.Secondary, lang.T("test.save"), func() { p.deps.Save("answer.json", got.Body) }))
	}
	row.Add(widgets.NewCopyButton(lang.T("test.copy_curl"), curl(got.Call.URL), p.deps.Copy))
	return append([]fyne.CanvasObject{
		widgets.Split(widgets.NewText(widgets.Caption, size), row),
		widgets.Limited(view, func() float32 { return view.height(bodyLimit) }),
	}, p.details(a.result)...)
}

func (p *Panel) facts(call core.Call, e onboard.Endpoint, known bool) fyne.CanvasObject {
	key, tone := verdict(call, e, known)
	var request fyne.CanvasObject = widgets.NewText(widgets.Body, lang.T("test.no_request_id"))
	if call.RequestID != "" {
		id := widgets.NewText(widgets.Body, shortID(call.RequestID)).SingleLine()
		button := widgets.NewCopyButton(lang.T("test.copy"), call.RequestID, p.deps.Copy)
		button.SetKind(widgets.Plain)
		request = widgets.Flow(12, widgets.Inset(3, 0, id), button)
	}
	t := widgets.NewTable([]string{lang.T("test.answer"), lang.T("test.time"), lang.T("test.request_id"), lang.T("test.calls_left")}, 2.6, 1, 2.3, 2)
	t.AddRow(widgets.NewBadge(tone, lang.T(key, lang.S{"status": strconv.Itoa(call.Status)})), widgets.NewText(widgets.Body, lang.TookMS(call.DurationMS)),
		request, widgets.NewText(widgets.Body, callsLeft(call, e, known)))
	return t.Object
}

func (p *Panel) findings(r onboard.CallResult) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	for _, f := range r.Findings {
		var buttons []*widgets.Button
		if p.deps.HandOver != nil {
			buttons = p.deps.HandOver(f, r.Path, r.Calls)
		}
		out = append(out, widgets.NewFinding(f, p.deps.Copy, buttons...))
	}
	return out
}

// details are the facts for support: every request that was made, and the
// headers of the answer.
func (p *Panel) details(r onboard.CallResult) []fyne.CanvasObject {
	facts := []widgets.Fact{}
	for i, c := range r.Calls {
		facts = append(facts, widgets.Fact{Name: lang.T("test.request", lang.S{"count": i + 1}), Value: callText(c)})
	}
	for _, line := range strings.Split(headerLines(r.Answer.Header), "\n") {
		if name, value, ok := strings.Cut(line, ": "); ok {
			facts = append(facts, widgets.Fact{Name: name, Value: value})
		}
	}
	if len(facts) == 0 {
		return nil
	}
	table := widgets.NewFacts(facts, p.deps.Copy)
	table.Hide()
	return []fyne.CanvasObject{widgets.Flow(0, widgets.NewExpander(lang.T("test.details"), table)), table}
}

// callText is a line for support, in English.
func callText(c core.Call) string {
	text := fmt.Sprintf("%s %s, status %d, %d ms", c.Method, c.URL, c.Status, c.DurationMS)
	if c.RequestID != "" {
		text += ", request " + c.RequestID
	}
	if c.Routing != "" {
		text += ", routed to " + c.Routing
	}
	return finding.Printable(text, 500)
}
