package connections

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/report"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// handOver returns the buttons that help to pass a finding on.
func (d *Detail) handOver(f core.Finding, doing string, calls []core.Call) []*widgets.Button {
	c := d.connection
	in := report.Input{Now: d.deps.Worker.Now(), Profile: d.profile, Connection: &c, Calls: calls}
	return widgets.HandOver(f, doing+" for "+c.App, in, d.deps.Build, d.deps.Copy)
}

// onReport makes the report for support and shows it.
func (d *Detail) onReport() {
	d.close()
	c := d.connection
	in := report.Input{
		Version: d.deps.Build.Version, Commit: d.deps.Build.Commit, Go: d.deps.Build.Go, System: d.deps.Build.System,
		Now: d.deps.Worker.Now(), Connection: &c, Findings: d.last.Findings, Calls: d.last.Calls,
	}
	service := d.deps.Service
	worker.Run(d.change, readLimit, func(ctx context.Context) (string, error) {
		var err error
		if in.Profile, err = service.Profile(ctx, c.ProfileID); err != nil {
			return "", err
		}
		if in.History, err = service.History(ctx, c.ID, historyLimit); err != nil {
			return "", err
		}
		return report.New(in).Text(), nil
	}, func(text string, err error) {
		if f, ok := core.FindingOf(err); ok {
			d.open(d.finding(f), nil)
			return
		}
		d.showReport(text)
	})
}

// showReport shows exactly what would be sent, before anything is copied.
func (d *Detail) showReport(text string) {
	copyIt := widgets.NewCopyButton("Copy report", text, d.deps.Copy)
	copyIt.SetKind(widgets.Primary)
	row := []fyne.CanvasObject{copyIt}
	if d.deps.Save != nil {
		row = append(row, widgets.NewButton(widgets.Secondary, "Save…", func() { d.deps.Save("sureline-report.txt", []byte(text)) }))
	}
	row = append(row, widgets.NewButton(widgets.Secondary, "Close", func() {
		d.close()
		d.focus()
	}))
	d.ask(widgets.NewCard(widgets.Column(10,
		widgets.NewText(widgets.CardTitle, "Report for support"),
		widgets.NewText(widgets.Body, "This is all of it. It holds no credential and no secret; read it before you send it."),
		widgets.Preview(text), widgets.Flow(12, row...))))
	widgets.Focus(copyIt)
}
