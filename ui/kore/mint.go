package kore

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// minting is the card that makes a token, or takes one from elsewhere, and explains
// what is in it.
type minting struct {
	object   fyne.CanvasObject
	page     *Page
	slot     *worker.Slot
	stopTick func()

	person *widgets.Entry
	mint   *widgets.Button
	paste  *widgets.SecretEntry
	left   *widgets.Text
	result *fyne.Container
	// drawn is what the result shows: a selection in it stays.
	drawn tokenState
}

func newMinting(p *Page) *minting {
	m := &minting{page: p, slot: p.deps.Worker.Slot(), stopTick: func() {}, result: widgets.Column(12)}
	m.person = widgets.NewEntry(lang.T("kore.anonymous"), m.onMint)
	m.mint = widgets.NewButton(widgets.Primary, lang.T("kore.token.make"), m.onMint)
	m.paste = widgets.NewSecretEntry(lang.T("kore.token.paste"), m.onPaste)
	m.paste.Clipboard = p.deps.Clipboard
	m.left = widgets.NewText(widgets.Strong, "")
	m.result.Hide()
	person := widgets.NewField(lang.T("kore.token.person"), lang.T("kore.token.person_hint"), m.person)
	inspect := widgets.Column(8, m.paste.Field(), widgets.NewText(widgets.Caption, lang.T("kore.token.paste_hint")))
	inspect.Hide()
	m.object = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, lang.T("kore.token.title")), person.Object,
		widgets.Flow(10, m.mint, widgets.NewExpander(lang.T("kore.token.another"), inspect)), inspect, m.result))
	return m
}

func (m *minting) state() *tokenState { return &m.page.state.open.token }

// leave empties the card, and stops what runs.
func (m *minting) leave() {
	m.slot.Drop()
	m.paste.Clear()
	m.person.SetText("")
	m.tick()
	m.render()
}

// render shows the state.
func (m *minting) render() {
	s := *m.state()
	m.mint.SetBusy(s.making)
	m.renderLeft()
	if m.drawn.shown == s.shown && m.drawn.failed == s.failed {
		return
	}
	m.drawn = s
	switch {
	case s.failed != nil:
		widgets.Replace(m.result, m.page.finding(*s.failed))
	case s.shown != nil:
		widgets.Replace(m.result, m.show(*s.shown)...)
	default:
		widgets.Replace(m.result)
	}
}

// renderLeft says how long the token is good.
func (m *minting) renderLeft() {
	left, known := m.state().left(m.page.deps.Worker.Now())
	m.left.SetText(goodFor(left))
	m.left.SetTone(widgets.ToneNone)
	if known && left == 0 {
		m.left.SetTone(widgets.ToneError)
	}
}

// tick keeps the seconds right for as long as some are left.
func (m *minting) tick() {
	m.stopTick()
	m.stopTick = func() {}
	if left, _ := m.state().left(m.page.deps.Worker.Now()); left == 0 {
		return
	}
	m.stopTick = m.page.deps.Worker.Every(time.Second, func() {
		m.renderLeft()
		if left, _ := m.state().left(m.page.deps.Worker.Now()); left == 0 {
			m.tick()
		}
	})
}

func (m *minting) onMint() {
	deps, id := m.page.deps, m.page.state.open.client.ClientID
	person := corekore.Person{Identity: strings.TrimSpace(m.person.Text)}
	m.paste.Clear()
	m.state().making = true
	m.page.render()
	worker.Run(m.slot, changeLimit, func(ctx context.Context) (token, error) {
		minted, err := deps.Service.Mint(ctx, id, person)
		if err != nil {
			return token{}, err
		}
		return token{minted.JWT, deps.Service.Inspect(ctx, id, minted.JWT)}, nil
	}, m.onToken)
}

// onPaste looks into a token from elsewhere.
func (m *minting) onPaste(raw string) {
	m.slot.Drop()
	if strings.TrimSpace(raw) == "" {
		*m.state() = tokenState{}
		m.tick()
		m.page.render()
		return
	}
	deps, id, pasted := m.page.deps, m.page.state.open.client.ClientID, core.NewSecret(raw)
	m.state().making = false
	worker.Run(m.slot, changeLimit, func(ctx context.Context) (token, error) {
		return token{in: deps.Service.Inspect(ctx, id, pasted)}, nil
	}, m.onToken)
}

func (m *minting) onToken(t token, err error) {
	*m.state() = tokenState{failed: failure(err)}
	if err == nil {
		m.state().shown = &t
	}
	m.tick()
	m.page.render()
}

// show returns the token itself (masked), how long it is good, what was found and
// what is in it.
func (m *minting) show(t token) []fyne.CanvasObject {
	var out []fyne.CanvasObject
	if !t.jwt.Empty() {
		masked := strings.Repeat("•", 16) + " " + lang.T("kore.token.hidden", lang.S{"count": t.in.Length})
		out = append(out, widgets.Split(widgets.NewText(widgets.Body, masked),
			widgets.NewCopyButton(lang.T("kore.token.copy"), t.jwt.Reveal(), m.page.deps.Copy)))
		if t.in.ExpiresAt != nil {
			out = append(out, m.left)
		}
	}
	for _, f := range t.in.Findings {
		out = append(out, m.page.finding(f))
	}
	if len(t.in.Claims) > 0 {
		out = append(out, table(lang.T("kore.token.claims"), lang.T("kore.token.claim"), t.in.Claims, t.in))
	}
	if len(t.in.Header) > 0 {
		out = append(out, table(lang.T("kore.token.header"), lang.T("kore.token.parameter"), t.in.Header, t.in))
	}
	return out
}

func table(title, kind string, entries []corekore.Entry, in corekore.Inspection) fyne.CanvasObject {
	t := widgets.NewTable([]string{kind, lang.T("kore.token.value"), lang.T("kore.token.meaning")}, 1.1, 2.9, 2)
	for _, e := range entries {
		t.AddRow(widgets.NewText(widgets.Strong, e.Name), widgets.NewSelectable(widgets.Mono, entryValue(e, in)),
			widgets.NewText(widgets.Body, entryMeaning(e)))
	}
	return widgets.Column(2, widgets.NewText(widgets.Strong, title), t.Object)
}
