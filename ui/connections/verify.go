package connections

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/when"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// progress shows the steps of a verify or a replace, each with its own state.
type progress struct {
	Object *fyne.Container
	lines  map[onboard.StepID]*widgets.Line
	words  map[onboard.StepID]string
	since  *widgets.Text
}

func newProgress(words map[onboard.StepID]string, order []onboard.StepID, cancel func()) *progress {
	p := &progress{lines: map[onboard.StepID]*widgets.Line{}, words: words, since: widgets.NewText(widgets.Muted, "")}
	rows := widgets.Column(0)
	for _, id := range order {
		p.lines[id] = widgets.NewLine(words[id])
		rows.Add(p.lines[id].Object)
	}
	stop := widgets.NewButton(widgets.Secondary, "Cancel", cancel)
	p.Object = widgets.NewCard(widgets.Column(10, rows, widgets.Split(p.since, stop)))
	return p
}

func (p *progress) step(s onboard.Step) {
	line, ok := p.lines[s.ID]
	if !ok {
		return
	}
	state := map[onboard.StepState]widgets.LineState{
		onboard.StepRunning: widgets.LineRunning, onboard.StepDone: widgets.LineDone, onboard.StepFailed: widgets.LineFailed,
	}[s.State]
	aside := ""
	if s.State == onboard.StepDone || s.State == onboard.StepFailed {
		aside = when.Took(s.Took)
	}
	line.Set(state, p.words[s.ID], aside)
}

func (d *Detail) onVerify() {
	if d.running {
		return
	}
	service, id := d.deps.Service, d.connection.ID
	p := newProgress(map[onboard.StepID]string{
		onboard.StepExchange: "RingCentral accepts the credential",
		onboard.StepIdentity: "Whom it acts for",
		onboard.StepStatus:   "The service can be reached",
	}, []onboard.StepID{onboard.StepExchange, onboard.StepIdentity, onboard.StepStatus}, d.change.Cancel)
	d.close()
	d.run(p, func(ctx context.Context, report onboard.Progress) core.Verdict {
		return service.Verify(ctx, id, report)
	}, func(v core.Verdict) { d.showVerdict(v, "The connection works.") })
}

// run does something to the connection that reports its steps.
func (d *Detail) run(p *progress, work func(context.Context, onboard.Progress) core.Verdict, then func(core.Verdict)) {
	d.busy(true)
	d.verify.SetBusy(true)
	widgets.Replace(d.inline, p.Object)
	d.Object.Refresh()
	since := d.deps.Worker.Now()
	stopTick := d.deps.Worker.Every(time.Second, func() {
		p.since.SetText(fmt.Sprintf("%d s", int(d.deps.Worker.Now().Sub(since).Seconds())))
	})
	worker.Run(d.change, verifyLimit, func(ctx context.Context) (core.Verdict, error) {
		return work(ctx, func(s onboard.Step) { worker.Post(ctx, func() { p.step(s) }) }), nil
	}, func(v core.Verdict, err error) {
		stopTick()
		d.free()
		if f, ok := core.FindingOf(err); ok {
			v.Findings = append(v.Findings, f)
		}
		d.last = v
		then(v)
		d.wait(v.Findings)
	})
}

// showVerdict says what came out, and reads what is known now.
func (d *Detail) showVerdict(v core.Verdict, success string) {
	column := widgets.Column(10)
	if v.Connected {
		column.Add(widgets.NewNote(widgets.ToneGood, success))
	}
	for _, f := range v.Findings {
		column.Add(widgets.NewFinding(f, d.deps.Copy, d.handOver(f, "Verifying the connection", v.Calls)...))
	}
	column.Add(widgets.Flow(0, widgets.NewButton(widgets.Plain, "Dismiss", func() {
		d.close()
		d.focus()
	})))
	d.open(column, nil)
	d.focus()
	widgets.RevealNew(d.inline)
	d.reload()
	d.changed()
}

// wait counts down on the Verify button for as long as the platform asked for
// silence.
func (d *Detail) wait(findings []core.Finding) {
	if left := widgets.RetryAfter(findings); left > 0 {
		d.waits[d.connection.ProfileID] = d.deps.Worker.Now().Add(left)
	}
	d.countDown()
}

func (d *Detail) countDown() {
	d.stopWait()
	d.stopWait = func() {}
	if until := d.waits[d.connection.ProfileID]; d.deps.Worker.Now().Before(until) {
		d.stopWait = widgets.CountDown(d.deps.Worker, d.verify, "Verify", until)
	}
}
