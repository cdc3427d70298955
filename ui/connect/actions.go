package connect

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// setProfile makes a profile the one that is connected. A running connect, and
// the outcome of a good one, are left alone: the change waits for their end.
func (p *Page) setProfile(prof core.Profile) {
	if p.state.busy() || p.state.done() {
		p.later = &prof
		return
	}
	p.later = nil
	changed := prof.ID != p.state.profile.ID
	p.state.profile = prof
	if changed {
		p.state.opening = notOpened
		p.state.retryAt = time.Time{}
		p.state.confirming = ""
		p.state.hand, p.state.secret = handing{}, false
		if p.state.phase == phaseFailed {
			p.state.phase = phaseIdle
		}
		if p.deps.Profile != nil {
			p.deps.Profile(prof)
		}
	}
	p.showProfile()
	p.loadChecker()
	p.render()
}

// known is what is slow to be found out about a profile.
type known struct {
	checker Checker
	secret  bool
}

// loadChecker checks with what is known at once, and again when more is known.
func (p *Page) loadChecker() {
	prof := p.state.profile
	p.checker = p.deps.CheckerFor(prof)
	p.recheck()
	worker.Run(p.loading, smallLimit,
		func(ctx context.Context) (known, error) {
			k := known{checker: p.deps.LoadChecker(ctx, prof)}
			if prof.ConnectVia == core.ConnectSealed && prof.ClientAuth != core.ClientAuthNone {
				has, err := p.deps.Service.HasClientSecret(ctx, prof.ID)
				k.secret = has || err != nil // a keychain that does not answer is told when the secret is needed
			}
			return k, nil
		},
		func(k known, err error) {
			if err != nil || k.checker == nil {
				return // the quick checker goes on serving
			}
			p.checker, p.state.secret = k.checker, k.secret
			p.recheck()
			p.render()
		})
}

func (p *Page) recheck() {
	if p.state.checked && !p.state.raw.Empty() && !p.state.busy() && !p.state.done() {
		p.state.check = p.checker.Check(p.state.raw.Reveal())
		p.inspect()
	}
}

// asksHosts asks whether the hosts of the profile are right, and reports whether
// that has to be answered first.
func (p *Page) asksHosts() bool {
	hosts := p.state.profile.UnconfirmedHosts()
	if len(hosts) == 0 {
		return false
	}
	p.state.confirming = strings.Join(hosts, " and ")
	p.render()
	widgets.Reveal(p.three.card.Object)
	p.three.focus()
	return true
}

func (p *Page) openBrowser() {
	if p.state.profile.ID == "" || p.state.opening == opensNow {
		return
	}
	if p.asksHosts() {
		return
	}
	address := p.state.profile.CredentialLink()
	p.state.opening = opensNow
	p.render()
	worker.Run(p.opener, smallLimit,
		func(ctx context.Context) (struct{}, error) { return struct{}{}, p.deps.Open(ctx, address) },
		func(_ struct{}, err error) {
			p.state.opening = opened
			if err != nil {
				p.state.opening = openFailed
			}
			p.render()
			p.Focus()
		})
}

// texted takes what was pasted, typed or dropped.
func (p *Page) texted(raw string) {
	if p.state.busy() || p.state.done() {
		return
	}
	p.state.offered = core.Secret{}
	p.state.phase, p.state.retryAt, p.state.confirming, p.state.hand = phaseIdle, time.Time{}, "", handing{}
	p.state.check, p.state.raw = core.Check{}, core.Secret{}
	if p.state.checked = strings.TrimSpace(raw) != ""; p.state.checked {
		p.state.check = p.checker.Check(raw)
		if len(raw) <= widgets.MaxSecret {
			p.state.raw = core.NewSecret(raw)
		}
		if p.state.usable() {
			p.two.field.Display(p.state.check.JWT.Reveal())
		}
	}
	p.inspect()
	p.render()
	p.two.reveal()
}

// pasted is texted for a whole text at once: the focus goes on when it is good.
func (p *Page) pasted(raw string) {
	p.two.field.Take(raw)
	p.Focus()
}

// dropped takes the text of a dropped file. Why there is none is said beside
// what stands in the field, which stays.
func (p *Page) dropped(text string, err error) {
	if f, failed := core.FindingOf(err); failed {
		other := slices.DeleteFunc(slices.Clone(p.state.check.Findings), func(o core.Finding) bool { return o.Code == finding.Empty })
		p.state.checked, p.state.check.Findings = true, append(other, f)
		p.render()
		return
	}
	p.pasted(text)
}

func (p *Page) useOffer() {
	offer := p.state.offered
	p.state.offered = core.Secret{}
	if !offer.Empty() {
		p.pasted(offer.Reveal())
	}
}

func (p *Page) declineOffer() {
	p.state.declined = p.state.offered.Fingerprint()
	p.state.offered = core.Secret{}
	p.render()
	p.Focus()
}

// connect starts the exchange, after asking for each host that is not
// RingCentral's.
func (p *Page) connect() { p.connectAs(onboard.AskSameOwner) }

// connectAs is connect with the answer to what it may ask.
func (p *Page) connectAs(same onboard.SameOwner) {
	if !p.state.usable() || p.state.busy() || p.state.done() || p.state.waitLeft(p.deps.Worker.Now()) > 0 {
		return
	}
	if p.asksHosts() {
		return
	}
	if !p.state.proves() {
		p.handOver()
		return
	}
	p.state.phase = phaseConnecting
	p.state.confirming = ""
	p.state.steps = map[onboard.StepID]onboard.Step{}
	p.state.started = p.deps.Worker.Now()
	p.tick()
	p.render()
	p.Focus()
	request := onboard.ConnectRequest{Profile: p.state.profile, Check: p.state.check, SameOwner: same}
	worker.Run(p.connecting, connectLimit,
		func(ctx context.Context) (core.Verdict, error) {
			return p.deps.Service.Connect(ctx, request, func(s onboard.Step) {
				worker.Post(ctx, func() { p.progressed(s) })
			}), nil
		},
		p.ended)
}

func (p *Page) progressed(s onboard.Step) {
	steps := maps.Clone(p.state.steps)
	steps[s.ID] = s
	p.state.steps = steps
	p.render()
}

// ended shows the outcome. An error comes from a panic, never from the
// platform: that is a verdict.
func (p *Page) ended(v core.Verdict, err error) {
	p.stopTick()
	if err != nil {
		v = core.Verdict{Findings: []core.Finding{findingOf(err)}}
	}
	p.state.verdict = v
	p.state.phase = phaseFailed
	if v.Connected && v.Connection != nil {
		p.state.phase = phaseConnected
		p.forget()
		p.scroll.ScrollToTop()
		if p.deps.Connected != nil {
			p.deps.Connected(*v.Connection)
		}
	} else if len(v.Findings) == 0 {
		p.state.verdict.Findings = []core.Finding{finding.New(finding.Internal)}
	}
	if f, ok := p.state.failure(); ok {
		if f.Wait > 0 {
			p.state.retryAt = p.deps.Worker.Now().Add(f.Wait)
			p.tick()
		}
	}
	if p.later != nil && p.state.phase == phaseFailed {
		p.setProfile(*p.later)
	}
	p.render()
	p.Focus()
}

// forget removes the credential from page and field, and from the clipboard if
// it is still there.
func (p *Page) forget() {
	jwt := p.state.check.JWT.Reveal()
	if text := p.deps.Clipboard.Content(); jwt != "" && len(text) <= widgets.MaxSecret &&
		(core.NewSecret(text).Equal(p.state.raw) || strings.Contains(strings.Join(strings.Fields(text), ""), jwt)) {
		p.deps.Clipboard.SetContent("")
	}
	p.state.raw, p.state.offered = core.Secret{}, core.Secret{}
	p.state.check.JWT = core.Secret{}
	p.two.field.Clear()
}

// test opens the test panel of the new connection.
func (p *Page) test() { p.deps.Test(p.state.verdict.Connection.ID) }

func (p *Page) cancel() {
	p.handing.Cancel()
	if p.state.phase == phaseConnecting {
		p.state.phase = phaseCancelling
		p.connecting.Cancel()
		p.render()
	}
}

// tick keeps the seconds on the screen right until stopped.
func (p *Page) tick() {
	p.stopTick()
	p.stopTick = p.deps.Worker.Every(time.Second, func() {
		if !p.state.busy() && !p.state.hand.sending && p.state.waitLeft(p.deps.Worker.Now()) == 0 {
			p.stopTick()
			p.state.retryAt = time.Time{}
		}
		p.three.render()
	})
}

func findingOf(err error) core.Finding {
	if f, ok := core.FindingOf(err); ok {
		return f
	}
	if errors.Is(err, context.Canceled) {
		return finding.New(finding.Cancelled)
	}
	return finding.New(finding.Internal)
}
