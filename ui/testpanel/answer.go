package testpanel

import (
	"fmt"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/when"
	"github.com/sureline/sureline/ui/widgets"
)

// told returns what is to be read of an answer first: the sentence, the facts,
// the findings, and what the answer does not say.
func (p *Panel) told(r onboard.CallResult) []fyne.CanvasObject {
	if r.Answer == nil {
		return p.findings(r)
	}
	var out []fyne.CanvasObject
	e, known := find(p.endpoints, r.Path)
	out = append(out,
		widgets.NewSentence(widgets.P("The application "), widgets.B(r.App), widgets.P(" called the endpoint "), widgets.B(r.Path),
			widgets.P(" on behalf of "), widgets.B(r.OnBehalfOf)),
		p.facts(r.Answer.Call, e, known))
	out = append(out, p.findings(r)...)
	if known && !e.ProvesCredential && r.Answer.Call.Status < 300 {
		out = append(out, widgets.NewNote(widgets.ToneInfo, statusNote(p.connection, when.Ago(p.deps.Worker.Now(), p.connection.VerifiedAt))))
	}
	return out
}

// rest returns the body of an answer, and everything else behind Details.
func (p *Panel) rest(o outcome) []fyne.CanvasObject {
	if o.result.Answer == nil {
		return nil
	}
	return append(p.bodyOf(o), p.details(o.result)...)
}

func (p *Panel) facts(call core.Call, e onboard.Endpoint, known bool) fyne.CanvasObject {
	word, severity := verdict(call, e, known)
	tone := widgets.ToneGood
	if severity != good {
		tone = widgets.ToneOf(severity)
	}
	var request fyne.CanvasObject = widgets.NewText(widgets.Body, "none")
	if call.RequestID != "" {
		id := widgets.NewText(widgets.Body, shortID(call.RequestID)).SingleLine()
		button := widgets.NewCopyButton("Copy", call.RequestID, p.deps.Copy)
		button.SetKind(widgets.Plain)
		request = widgets.Flow(12, widgets.Inset(3, 0, id), button)
	}
	t := widgets.NewTable([]string{"Answer", "Time", "Request ID", "Calls left this minute"}, 2.6, 1, 2.3, 2)
	t.AddRow(widgets.NewBadge(tone, word), widgets.NewText(widgets.Body, when.TookMS(call.DurationMS)),
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
		facts = append(facts, widgets.Fact{Name: fmt.Sprintf("Request %d", i+1), Value: callText(c)})
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
	return []fyne.CanvasObject{widgets.Flow(0, widgets.NewExpander("Details: requests and headers", table)), table}
}

func callText(c core.Call) string {
	text := fmt.Sprintf("%s %s, status %d, %s", c.Method, c.URL, c.Status, when.TookMS(c.DurationMS))
	if c.RequestID != "" {
		text += ", request " + c.RequestID
	}
	if c.Routing != "" {
		text += ", routed to " + c.Routing
	}
	return finding.Printable(text, 500)
}

// permissionFinding says before the call what the platform would answer.
func permissionFinding(app, permission string) core.Finding {
	f := finding.NewAppLacksPermission(app, permission)
	return finding.WithDetail(f, map[string]string{"permission": permission})
}
