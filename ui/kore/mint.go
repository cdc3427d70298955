package kore

import (
	"context"
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// minting is the card "Mint and inspect": it makes a pass, or takes one from
// elsewhere, and explains what is in it.
type minting struct {
	Object fyne.CanvasObject

	owner    *clientPage
	slot     *worker.Slot
	stopTick func()

	person *widgets.Entry
	mint   *widgets.Button
	paste  *widgets.SecretEntry
	result *fyne.Container
}

func newMinting(c *clientPage) *minting {
	m := &minting{owner: c, slot: c.page.deps.Worker.Slot(), stopTick: func() {}}
	m.person = widgets.NewEntry("an anonymous visitor", m.onMint)
	m.mint = widgets.NewButton(widgets.Primary, "Make a pass", m.onMint)
	m.paste = widgets.NewSecretEntry("A pass from elsewhere, to look into", m.onPaste)
	m.paste.Clipboard = c.page.deps.Clipboard
	m.result = widgets.Column(12)
	m.result.Hide()
	person := widgets.NewField("For whom", "An email address or phone number. Leave it empty for an anonymous visitor.", m.person)
	inspect := widgets.Column(8, m.paste.Field(), widgets.NewText(widgets.Caption, "It stays on this computer; nothing is sent."))
	inspect.Hide()
	m.Object = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, "Mint and inspect"), person.Object,
		widgets.Flow(10, m.mint, widgets.NewExpander("Look into another pass", inspect)), inspect, m.result))
	return m
}

// leave forgets the pass.
func (m *minting) leave() {
	m.slot.Drop()
	m.stop()
	m.mint.SetBusy(false)
	m.paste.Clear()
	m.person.SetText("")
	widgets.Replace(m.result)
}

func (m *minting) stop() {
	m.stopTick()
	m.stopTick = func() {}
}

// made is a pass with what is in it. jwt is empty for one from elsewhere.
type made struct {
	jwt core.Secret
	in  corekore.Inspection
}

func (m *minting) onMint() {
	deps, id := m.owner.page.deps, m.owner.client.ClientID
	person := corekore.Person{Identity: strings.TrimSpace(m.person.Text)}
	m.mint.SetBusy(true)
	m.paste.Clear()
	worker.Run(m.slot, changeLimit, func(ctx context.Context) (made, error) {
		minted, err := deps.Service.Mint(ctx, id, person)
		if err != nil {
			return made{}, err
		}
		return made{minted.JWT, deps.Service.Inspect(ctx, id, minted.JWT)}, nil
	}, m.apply)
}

// onPaste looks into a pass from elsewhere.
func (m *minting) onPaste(raw string) {
	if strings.TrimSpace(raw) == "" {
		m.slot.Drop()
		m.stop()
		widgets.Replace(m.result)
		return
	}
	deps, id, text := m.owner.page.deps, m.owner.client.ClientID, core.NewSecret(raw)
	worker.Run(m.slot, changeLimit, func(ctx context.Context) (made, error) {
		return made{in: deps.Service.Inspect(ctx, id, text)}, nil
	}, m.apply)
}

func (m *minting) apply(pass made, err error) {
	m.stop()
	m.mint.SetBusy(false)
	if f, failed := failure(err); failed {
		widgets.Replace(m.result, widgets.NewFinding(f, m.owner.page.deps.Copy))
		m.owner.Object.Refresh()
		return
	}
	widgets.Replace(m.result, m.show(pass)...)
	m.owner.Object.Refresh()
}

// show returns the pass itself (masked), how long it is good, what was found and
// what is in it.
func (m *minting) show(pass made) []fyne.CanvasObject {
	deps := m.owner.page.deps
	var out []fyne.CanvasObject
	if !pass.jwt.Empty() {
		masked := widgets.NewText(widgets.Body, fmt.Sprintf("%s %d characters, hidden", strings.Repeat("•", 16), pass.in.Length))
		out = append(out, widgets.Split(masked, widgets.NewCopyButton("Copy the pass", pass.jwt.Reveal(), deps.Copy)))
	}
	if pass.in.ExpiresAt != nil && !pass.jwt.Empty() {
		out = append(out, m.countDown(*pass.in.ExpiresAt))
	}
	for _, f := range pass.in.Findings {
		out = append(out, widgets.NewFinding(f, deps.Copy))
	}
	if len(pass.in.Claims) > 0 {
		out = append(out, m.table("What Kore.ai reads in it", pass.in.Claims, pass.in))
	}
	if len(pass.in.Header) > 0 {
		out = append(out, m.table("How it is signed", pass.in.Header, pass.in))
	}
	return out
}

// countDown says how long the pass is good, second by second.
func (m *minting) countDown(until time.Time) fyne.CanvasObject {
	w := m.owner.page.deps.Worker
	text := widgets.NewText(widgets.Strong, "")
	tick := func() {
		left := until.Sub(w.Now())
		text.SetText(goodFor(left))
		if left <= 0 {
			text.SetTone(widgets.ToneError)
			m.stop()
		}
	}
	m.stopTick = w.Every(time.Second, tick)
	tick()
	return text
}

func (m *minting) table(title string, all []corekore.Entry, in corekore.Inspection) fyne.CanvasObject {
	t := widgets.NewTable([]string{"Part", "Value", "What it is"}, 1.1, 2.9, 2)
	for _, p := range all {
		t.AddRow(widgets.NewText(widgets.Strong, p.Name),
			widgets.NewSelectable(widgets.Mono, partValue(p, in, m.owner.page.deps.Worker.Now())),
			widgets.NewText(widgets.Body, partMeaning(p)))
	}
	return widgets.Column(2, widgets.NewText(widgets.Strong, title), t.Object)
}
