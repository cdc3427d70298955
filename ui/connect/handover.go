package connect

import (
	"context"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

const (
	// sendLimit covers the tries of a courier with the pauses between them.
	sendLimit = 2 * time.Minute
	// followLimit is how long the provider's proof is waited for.
	followLimit = 2 * time.Minute
)

// handOver asks whether to send the sealed credential or, where the profile names
// no address, lets the user save it.
func (p *Page) handOver() {
	switch h := p.state.hand; {
	case h.sending || h.asking || h.following:
	case h.sent && h.follow != "" && !h.status.Settled():
		p.followUp()
	case h.sent:
		p.done()
	case p.state.profile.HandoverURL == "" && h.saved != "":
		p.done()
	case p.state.profile.HandoverURL == "":
		p.saveSealed()
	default:
		p.state.hand.asking, p.state.hand.failed = true, nil
		p.changed()
	}
}

// keepHere is the answer no to whether to send.
func (p *Page) keepHere() {
	p.state.hand.asking = false
	p.changed()
}

// changed shows the state, and leads to the next action.
func (p *Page) changed() {
	p.render()
	p.Focus()
}

// sealer returns what seals the credential, unless that was done, off the UI thread.
func (p *Page) sealer() func(ctx context.Context) (handover.Sealed, error) {
	st, now := p.state, p.deps.Worker.Now()
	return func(ctx context.Context) (handover.Sealed, error) {
		switch {
		case st.hand.sealed != nil:
			return *st.hand.sealed, nil
		case st.phase == phaseConnected:
			sealed, _, err := p.deps.Service.Seal(ctx, st.verdict.Connection.ID)
			return sealed, err
		}
		return handover.Seal(st.profile, st.check.JWT, handover.Unproved(st.check), now)
	}
}

// saveSealed lets the user save the sealed credential as a file.
func (p *Page) saveSealed() {
	p.state.hand.failed = nil
	worker.Run(p.handing, smallLimit, p.sealer(), func(sealed handover.Sealed, err error) {
		if f, failed := core.FindingOf(err); failed {
			p.state.hand.failed = &f
			p.changed()
			return
		}
		p.state.hand.sealed = &sealed
		p.deps.Save(sealed.Name, sealed.File, func(path string) {
			if p.state.hand.sealed != &sealed {
				return // another credential stands on the page by now
			}
			p.state.hand.saved = path
			p.handed()
		})
	})
}

// outcome is what sending led to.
type outcome struct {
	sealed handover.Sealed
	status handover.Status
	follow string
}

// send hands the sealed credential over to the provider's server, whose host and
// key the user has confirmed.
func (p *Page) send() {
	p.state.hand.asking, p.state.hand.sending, p.state.hand.failed = false, true, nil
	p.state.started = p.deps.Worker.Now()
	p.tick()
	seal, prof, courier := p.sealer(), p.state.profile, p.deps.Courier
	worker.Run(p.handing, sendLimit, func(ctx context.Context) (o outcome, err error) {
		if o.sealed, err = seal(ctx); err != nil {
			return o, err
		}
		c, err := courier(ctx)
		if err != nil {
			return o, err
		}
		o.status, o.follow, err = c.HandOver(ctx, prof, o.sealed)
		return o, err
	}, func(o outcome, err error) {
		p.stopTick()
		h := &p.state.hand
		h.sending = false
		if o.sealed.ID != "" {
			h.sealed = &o.sealed
		}
		if f, failed := core.FindingOf(err); failed {
			h.failed = &f
			p.changed()
			return
		}
		h.sent, h.status, h.follow = true, o.status, o.follow
		p.handed()
		p.followUp()
	})
	p.changed()
}

// handed notes that the credential is on its way. What was pasted is no longer
// needed.
func (p *Page) handed() {
	if p.state.phase != phaseConnected {
		p.state.phase = phaseHanded
		p.forget()
		p.scroll.ScrollToTop()
	}
	p.changed()
}

// followUp waits for the provider's proof. That it could not be asked for takes
// nothing from what was handed over.
func (p *Page) followUp() {
	if p.state.hand.follow == "" || p.state.hand.status.Settled() {
		return
	}
	p.state.hand.following, p.state.hand.failed = true, nil
	prof, follow, courier := p.state.profile, p.state.hand.follow, p.deps.Courier
	worker.Run(p.handing, followLimit+smallLimit, func(ctx context.Context) (handover.Status, error) {
		c, err := courier(ctx)
		if err != nil {
			return handover.Status{}, err
		}
		limited, stop := context.WithTimeout(ctx, followLimit)
		defer stop()
		return c.Follow(limited, prof, follow, nil)
	}, func(s handover.Status, err error) {
		p.state.hand.following = false
		if s.State != "" {
			p.state.hand.status = s
		}
		if f, failed := core.FindingOf(err); failed {
			p.state.hand.failed = &f
		}
		p.changed()
		widgets.RevealNew(p.three.last.box)
	})
	p.render()
}
