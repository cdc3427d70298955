package connections

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// line is a step with its words.
type line struct {
	id    onboard.StepID
	words string
}

// progress shows the steps of a verify or a replace, each with its own state.
type progress struct {
	object *fyne.Container
	steps  []line
	lines  []*widgets.Line
	since  *widgets.Text
}

func newProgress(cancel func(), steps ...line) *progress {
	p := &progress{steps: steps, since: widgets.NewText(widgets.Muted, "")}
	rows := widgets.Column(0)
	for _, s := range steps {
		l := widgets.NewLine(s.words)
		p.lines = append(p.lines, l)
		rows.Add(l.Object)
	}
	stop := widgets.NewButton(widgets.Secondary, lang.T("connections.verify.cancel"), cancel)
	p.object = widgets.NewCard(widgets.Column(10, rows, widgets.Split(p.since, stop)))
	return p
}

func (p *progress) render(s detailState, now time.Time) {
	for i, l := range p.steps {
		step, aside := s.steps[l.id], ""
		state := map[onboard.StepState]widgets.LineState{
			onboard.StepRunning: widgets.LineRunning, onboard.StepDone: widgets.LineDone, onboard.StepFailed: widgets.LineFailed,
		}[step.State]
		if step.State == onboard.StepDone || step.State == onboard.StepFailed {
			aside = lang.Current().Took(step.Took)
		}
		p.lines[i].Set(state, l.words, aside)
	}
	p.since.SetText(lang.T("connections.verify.since", lang.S{"count": int(now.Sub(s.since).Seconds())}))
}

func (d *detail) onVerify() {
	if d.state.doing != idle || d.state.gone {
		return
	}
	service, id := d.deps.Service, d.state.connection.ID
	d.progress = newProgress(d.work.Cancel,
		line{onboard.StepExchange, lang.T("connections.verify.exchange")},
		line{onboard.StepIdentity, lang.T("connections.verify.identity")},
		line{onboard.StepStatus, lang.T("connections.verify.status")})
	d.state.sheet = nil
	d.run(verifying, func(ctx context.Context, report onboard.Progress) core.Verdict {
		return service.Verify(ctx, id, report)
	}, func(v core.Verdict) { d.told(v, lang.T("connections.verify.good")) })
}

// run does something to the connection that reports its steps.
func (d *detail) run(a activity, work func(context.Context, onboard.Progress) core.Verdict, then func(core.Verdict)) {
	d.begin(a)
	worker.Run(d.work, verifyLimit, func(ctx context.Context) (core.Verdict, error) {
		return work(ctx, func(s onboard.Step) {
			worker.Post(ctx, func() {
				d.state.steps[s.ID] = s
				d.render()
			})
		}), nil
	}, func(v core.Verdict, err error) {
		if f, ok := core.FindingOf(err); ok {
			v.Findings = append(v.Findings, f)
		}
		d.end(v.Findings)
		then(v)
	})
}

// told shows what came of it, and reads what is known now. A failure that was kept
// is the connection's own from now on.
func (d *detail) told(v core.Verdict, success string) {
	d.state.failed = nil
	if c := v.Connection; c != nil {
		d.state.connection = *c
		if !v.Connected && len(v.Findings) > 0 && c.LastCode == v.Findings[0].Code {
			d.state.failed = &core.Verification{ConnectionID: c.ID, At: c.LastCheckedAt, Code: c.LastCode, Calls: v.Calls, Findings: v.Findings}
		}
	}
	d.state.sheet = nil
	if d.state.failed == nil {
		d.state.sheet = &sheet{kind: outcomeSheet, findings: v.Findings, calls: v.Calls}
		if v.Connected {
			d.state.sheet.said = success
		}
	}
	d.render()
	d.focus()
	widgets.RevealNew(d.failure)
	widgets.RevealNew(d.under)
	d.reload()
	d.changed()
}
