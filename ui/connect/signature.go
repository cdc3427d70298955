package connect

import (
	"context"
	"slices"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Signer is a Service that can ask the platform's key set whether a credential
// is genuine. It sends no secret, says nothing when in doubt, and may be slow.
type Signer interface {
	VerifySignature(ctx context.Context, p core.Profile, jwt core.Secret) (core.Finding, bool)
}

// inspect asks about a credential that the check found usable, in the
// background. An answer that comes too late is dropped.
func (p *Page) inspect() {
	p.inspecting.Drop()
	signer, ok := p.deps.Service.(Signer)
	if !ok || !p.state.usable() || p.state.busy() || p.state.phase == phaseConnected {
		return
	}
	prof, jwt := p.state.profile, p.state.check.JWT
	worker.Run(p.inspecting, smallLimit,
		func(ctx context.Context) (*core.Finding, error) {
			if f, said := signer.VerifySignature(ctx, prof, jwt); said {
				return &f, nil
			}
			return nil, nil
		},
		func(f *core.Finding, err error) {
			if err != nil || f == nil || !p.state.check.JWT.Equal(jwt) || p.state.busy() || p.state.phase == phaseConnected {
				return
			}
			p.state.check = withSignature(p.state.check, *f)
			p.render()
			if p.state.usable() {
				widgets.Reveal(p.three.card.Object) // the new lines have pushed it down
			} else {
				p.Focus()
			}
		})
}

// withSignature adds what the key set says; an error goes first, as it makes the
// rest pointless.
func withSignature(check core.Check, f core.Finding) core.Check {
	if slices.ContainsFunc(check.Findings, func(g core.Finding) bool { return g.Code == f.Code }) {
		return check
	}
	if f.Severity == core.SeverityError {
		check.Findings, check.Usable = append([]core.Finding{f}, check.Findings...), false
	} else {
		check.Findings = append(slices.Clone(check.Findings), f)
	}
	return check
}
