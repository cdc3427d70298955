package connections

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/report"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// onReport makes the report for support and shows it.
func (d *detail) onReport() {
	s, b := d.state, d.deps.Build
	in := report.Input{
		Version: b.Version, Commit: b.Commit, Go: b.Go, System: b.System,
		Now: d.deps.Worker.Now(), Connection: &s.connection,
	}
	switch {
	case s.failed != nil:
		in.Findings, in.Calls = s.failed.Findings, s.failed.Calls
	case s.sheet != nil:
		in.Findings, in.Calls = s.sheet.findings, s.sheet.calls
	}
	service, id, profile := d.deps.Service, s.connection.ID, s.connection.ProfileID
	worker.Run(d.work, readLimit, func(ctx context.Context) (string, error) {
		var err error
		if in.Profile, err = service.Profile(ctx, profile); err != nil {
			return "", err
		}
		if in.History, err = service.History(ctx, id, historyLimit); err != nil {
			return "", err
		}
		return report.New(in).Text(), nil
	}, func(text string, err error) {
		if f, ok := core.FindingOf(err); ok {
			d.open(&sheet{kind: problemSheet, findings: []core.Finding{f}})
			return
		}
		d.open(&sheet{kind: reportSheet, report: text})
	})
}

// reportCard shows exactly what would be sent, before anything is copied.
func (d *detail) reportCard(text string) fyne.CanvasObject {
	copyIt := widgets.NewCopyButton(lang.T("connections.report.copy"), text, d.deps.Copy)
	copyIt.SetKind(widgets.Primary)
	row := widgets.Flow(12, copyIt)
	if d.deps.Save != nil {
		row.Add(widgets.NewButton(widgets.Secondary, lang.T("connections.report.save"), func() { d.deps.Save("sureline-report.txt", []byte(text)) }))
	}
	row.Add(widgets.NewButton(widgets.Secondary, lang.T("connections.report.close"), d.dismiss))
	d.next = copyIt
	return widgets.NewCard(widgets.Column(10,
		widgets.NewText(widgets.CardTitle, lang.T("connections.report.title")),
		widgets.NewText(widgets.Body, lang.T("connections.report.about")),
		widgets.Preview(text), row))
}
