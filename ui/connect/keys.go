package connect

import (
	"context"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/worker"
)

// Enter does the primary thing of the current step, for a key that no widget
// took.
func (p *Page) Enter() {
	switch {
	case p.state.hand.asking:
		p.send()
	case p.state.confirming != "":
		p.confirmHost()
	case !p.state.offered.Empty():
		p.useOffer()
	case p.state.done() && p.state.handsOver():
		p.handOver()
	case p.state.done():
		p.test()
	case p.state.asksOwner(): // what is meant, only a button tells
	case p.state.usable():
		p.connect()
	case p.state.current() == 1:
		p.openBrowser()
	case !p.state.checked:
		p.paste()
	}
}

// Paste takes the clipboard into the field, unless it has a text already or a
// connect runs.
func (p *Page) Paste() {
	if !p.state.busy() && !p.state.done() && !p.state.checked {
		p.paste()
	}
}

func (p *Page) paste() {
	p.two.field.Paste()
	p.Focus()
}

// Escape cancels what waits or runs, and reports whether something did. The
// pasted text is never lost by it.
func (p *Page) Escape() bool {
	switch {
	case p.state.hand.asking:
		p.keepHere()
	case p.state.confirming != "":
		p.refuseHost()
	case p.state.busy(), p.state.hand.sending:
		p.cancel()
	case !p.state.offered.Empty():
		p.declineOffer()
	default:
		return false
	}
	return true
}

func (p *Page) confirmHost() {
	id, hosts, asked := p.state.profile.ID, p.state.profile.UnconfirmedHosts(), p.state.confirming
	worker.Run(p.confirming, smallLimit,
		func(ctx context.Context) (core.Profile, error) { return p.deps.Service.ConfirmHosts(ctx, id, hosts) },
		func(prof core.Profile, err error) {
			if p.state.profile.ID != id || p.state.confirming != asked {
				return
			}
			p.state.confirming = ""
			if err != nil {
				p.ended(core.Verdict{Findings: []core.Finding{findingOf(err)}}, nil)
				return
			}
			p.state.profile = prof
			if !p.state.usable() { // it was asked when the page was to be opened
				p.openBrowser()
				return
			}
			p.connect()
		})
}

func (p *Page) refuseHost() {
	p.state.confirming = ""
	p.render()
	p.Focus()
}
