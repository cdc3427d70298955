package connect

import (
	"context"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Signer is a Service that can ask the platform's key set whether a credential
// is genuine. It sends no secret, says nothing when in doubt, and may be slow.
type Signer interface {
	VerifySignature(ctx context.Context, p core.Profile, check core.Check) core.Check
}

// inspect asks about a credential that the check found usable, in the
// background. An answer that comes too late is dropped.
func (p *Page) inspect() {
	p.inspecting.Drop()
	signer, ok := p.deps.Service.(Signer)
	if !ok || !p.state.usable() || p.state.busy() || p.state.done() {
		return
	}
	prof, check := p.state.profile, p.state.check
	worker.Run(p.inspecting, smallLimit,
		func(ctx context.Context) (core.Check, error) { return signer.VerifySignature(ctx, prof, check), nil },
		func(signed core.Check, err error) {
			if err != nil || !p.state.check.JWT.Equal(check.JWT) || p.state.busy() || p.state.done() {
				return
			}
			said := len(signed.Findings) > len(check.Findings)
			p.state.check = signed
			if !said {
				return
			}
			p.render()
			if p.state.usable() {
				widgets.Reveal(p.three.card.Object) // the new lines have pushed it down
			} else {
				p.Focus()
			}
		})
}
