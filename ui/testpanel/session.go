package testpanel

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// offer lets the session be ended that the call has opened or used, and names
// the price beside the button.
func (p *Panel) offer() fyne.CanvasObject {
	about := widgets.NewText(widgets.Muted, "The session at RingCentral stays open for the next call. "+
		"Ending it spends one of the five sign-ins that the app may make a minute.")
	return widgets.Split(about, widgets.NewButton(widgets.Secondary, "End the session", p.onEndSession))
}

func (p *Panel) onEndSession() {
	if p.runningRow.Visible() {
		return
	}
	widgets.Replace(p.session)
	p.begin("Ending the session")
	service, id := p.deps.Service, p.connection.ID
	worker.Run(p.slot, callLimit, func(ctx context.Context) (core.Finding, error) {
		return service.EndSession(ctx, id), nil
	}, p.ended)
}

// ended tells what came of it; whoever cancelled may want to try again.
func (p *Panel) ended(f core.Finding, err error) {
	p.idle()
	if failure, ok := core.FindingOf(err); ok {
		f = failure
	}
	told := widgets.NewFinding(f, p.deps.Copy)
	widgets.Replace(p.session, told)
	if f.Code == finding.Cancelled {
		p.session.Add(p.offer())
	}
	p.waitFor([]core.Finding{f})
	p.Focus()
	widgets.RevealNew(told)
}
