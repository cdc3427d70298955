package kore

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// verifying is the card "Verify live". It sends nothing before its side effects
// were told and the second button was pressed.
type verifying struct {
	object fyne.CanvasObject
	page   *Page
	slot   *worker.Slot

	person *widgets.Entry
	lead   *widgets.Text
	start  *widgets.Button
	send   *widgets.Button
	cancel *widgets.Button
	inline *fyne.Container
	// drawn is the phase that inline shows.
	drawn livePhase
}

func newVerifying(p *Page) *verifying {
	v := &verifying{page: p, slot: p.deps.Worker.Slot(), inline: widgets.Column(10)}
	v.person = widgets.NewEntry(lang.T("kore.anonymous"), v.ask)
	v.lead = widgets.NewText(widgets.Body, "")
	v.start = widgets.NewButton(widgets.Secondary, lang.T("kore.live.start"), v.ask)
	v.send = widgets.NewButton(widgets.Primary, "", v.run)
	v.cancel = widgets.NewButton(widgets.Secondary, lang.T("kore.live.cancel"), v.slot.Cancel)
	v.inline.Hide()
	person := widgets.NewField(lang.T("kore.live.person"), lang.T("kore.live.person_hint"), v.person)
	v.object = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, lang.T("kore.live.title")), v.lead, person.Object, widgets.Flow(10, v.start), v.inline))
	return v
}

func (v *verifying) state() *liveState { return &v.page.state.open.live }

// leave empties the card, and stops what runs.
func (v *verifying) leave() {
	v.slot.Drop()
	v.person.SetText("")
	v.render()
}

// render shows the state.
func (v *verifying) render() {
	s, c := *v.state(), v.page.state.open.client
	where := lang.S{"host": host(c)}
	v.lead.SetText(lang.T("kore.live.lead", where))
	v.start.SetBusy(s.phase == liveRunning)
	v.send.SetText(lang.T("kore.live.send", where))
	if v.drawn == s.phase {
		return
	}
	v.drawn = s.phase
	switch s.phase {
	case liveIdle:
		widgets.Replace(v.inline)
	case liveAsking:
		widgets.Replace(v.inline, v.question(c))
	case liveRunning:
		widgets.Replace(v.inline, widgets.Split(widgets.NewText(widgets.Muted, lang.T("kore.live.asking", where)), v.cancel))
	case liveDone:
		widgets.Replace(v.inline, v.outcome(s)...)
	}
}

// question says what a live check does, before it does it.
func (v *verifying) question(c corekore.Client) fyne.CanvasObject {
	tone, goes := widgets.ToneInfo, lang.T("kore.live.goes", lang.S{"host": host(c)})
	if !c.WithDefaults().KnownHost() {
		tone, goes = widgets.ToneWarning, lang.T("kore.live.unknown_host", lang.S{"host": host(c)})
	}
	return widgets.Ask(tone, lang.T("kore.live.question"), []string{lang.T("kore.live.effects"), goes},
		v.send, widgets.NewButton(widgets.Secondary, lang.T("kore.live.refuse"), v.refuse))
}

// outcome returns what Kore.ai said, and the facts of the request.
func (v *verifying) outcome(s liveState) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if s.failed != nil {
		out = append(out, v.page.finding(*s.failed))
	}
	for i, f := range s.result.Findings {
		if s.result.Accepted && i == 0 {
			f = lang.Finding(f)
			head, body := widgets.NewSelectable(widgets.Strong, f.Title), widgets.NewSelectable(widgets.Body, f.Explanation)
			head.SetTone(widgets.ToneGood)
			body.SetTone(widgets.ToneGood)
			out = append(out, widgets.NewPanel(widgets.ToneGood, widgets.Column(2, head, body)))
			continue
		}
		out = append(out, v.page.finding(f))
	}
	if s.result.Call.Method != "" {
		facts := widgets.NewFacts(callFacts(s.result.Call), v.page.deps.Copy)
		facts.Hide()
		out = append(out, widgets.Flow(0, widgets.NewExpander(lang.T("kore.live.details"), facts)), facts)
	}
	return out
}

// turn goes to a phase and shows it.
func (v *verifying) turn(to liveState, focus *widgets.Button) {
	*v.state() = to
	v.page.render()
	widgets.Focus(focus)
	if v.inline.Visible() {
		widgets.Settle(v.page.client.object)
		widgets.Reveal(v.inline)
	}
}

// escape takes the question away, or cancels.
func (v *verifying) escape() bool {
	switch v.state().phase {
	case liveRunning:
		v.slot.Cancel()
	case liveAsking:
		v.refuse()
	case liveIdle, liveDone:
		return false
	}
	return true
}

func (v *verifying) ask() {
	if v.state().phase != liveRunning {
		v.turn(liveState{phase: liveAsking}, v.send)
	}
}

func (v *verifying) refuse() { v.turn(liveState{}, v.start) }

func (v *verifying) run() {
	v.turn(liveState{phase: liveRunning}, v.cancel)
	service, id := v.page.deps.Service, v.page.state.open.client.ClientID
	trial := corekore.Trial{Identity: strings.TrimSpace(v.person.Text)}
	worker.Run(v.slot, verifyLimit, func(ctx context.Context) (corekore.LiveResult, error) {
		return service.Verify(ctx, id, trial)
	}, func(r corekore.LiveResult, err error) {
		v.turn(liveState{phase: liveDone, result: r, failed: failure(err)}, v.start)
	})
}
