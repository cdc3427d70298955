package connections

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// renderHistory shows the verifications, each of which opens.
func (d *detail) renderHistory(s detailState, now time.Time) {
	same := slices.EqualFunc(s.past, d.drawnPast, func(a, b core.Verification) bool { return a.At.Equal(b.At) && a.Code == b.Code })
	if same && len(d.history.Objects) > 0 {
		return
	}
	d.drawnPast = s.past
	title := widgets.NewText(widgets.CardTitle, lang.T("connections.history.title"))
	if len(s.past) == 0 {
		widgets.Replace(d.history, title, widgets.NewText(widgets.Muted, lang.T("connections.history.none")))
		return
	}
	t := widgets.NewTable([]string{
		lang.T("connections.history.at"), lang.T("connections.history.verdict"), lang.T("connections.history.exchange"), lang.T("connections.history.identity"), "",
	}, 1.5, 2.4, 1.1, 1.1, 1.1)
	for _, v := range s.past {
		word, tone := outcome(v)
		details := widgets.Column(8)
		details.Hide()
		t.AddRow(widgets.NewText(widgets.Body, lang.Current().Moment(now, v.At)), widgets.Verdict(tone, word),
			widgets.NewText(widgets.Body, step(v.Calls, 0)), widgets.NewText(widgets.Body, step(v.Calls, 1)), d.opener(v, details))
		t.Object.Add(details)
	}
	widgets.Replace(d.history, title, t.Object)
}

// opener is the button that shows all that is known of a verification, drawn when
// it is first asked for.
func (d *detail) opener(v core.Verification, details *fyne.Container) fyne.CanvasObject {
	b := widgets.NewExpander(lang.T("panel.details"), details)
	toggle := b.OnTapped
	b.OnTapped = func() {
		if len(details.Objects) == 0 {
			for _, f := range v.Findings {
				details.Add(widgets.NewFinding(f, d.deps.Copy))
			}
			details.Add(widgets.NewFacts(evidence(v), d.deps.Copy))
			details.Add(widgets.Space(6))
		}
		toggle()
		widgets.Settle(d.object)
	}
	return widgets.Flow(0, b)
}
