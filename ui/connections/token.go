package connections

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// onToken asks before an access token goes to the clipboard.
func (d *detail) onToken() { d.open(&sheet{kind: tokenSheet}) }

// tokenQuestion says what the token opens and how long it lives; leaving it is
// what Enter does.
func (d *detail) tokenQuestion() fyne.CanvasObject {
	c := d.state.connection
	leave := widgets.NewButton(widgets.Secondary, lang.T("connections.token.no"), d.dismiss)
	d.next = leave
	return widgets.Ask(widgets.ToneWarning, lang.T("connections.token.title"), []string{
		lang.T("connections.token.about", lang.S{"app": c.App, "owner": lang.Owner(c)}),
		lang.T("connections.token.life"),
	}, widgets.NewButton(widgets.Secondary, lang.T("connections.token.yes"), d.copyToken), leave)
}

// copyToken puts the token that all programs of the user share on the clipboard,
// and shows it nowhere.
func (d *detail) copyToken() {
	service, id := d.deps.Service, d.state.connection.ID
	d.state.sheet = nil
	d.begin(fetching)
	worker.Run(d.work, changeLimit, func(ctx context.Context) (core.Grant, error) {
		return service.AccessToken(ctx, id)
	}, func(g core.Grant, err error) {
		d.end(nil)
		if f, ok := core.FindingOf(err); ok {
			d.open(&sheet{kind: problemSheet, findings: []core.Finding{f}})
			return
		}
		d.deps.Copy(g.AccessToken.Reveal())
		ends := g.ExpiresAt.Local().Format("15:04")
		d.open(&sheet{kind: outcomeSheet, said: lang.T("connections.token.done", lang.S{"time": ends})})
	})
}
