package connect

import (
	"slices"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// stepTwo is the card with the field for the credential.
type stepTwo struct {
	page     *Page
	card     *widgets.StepCard
	lead     *widgets.Text
	field    *widgets.SecretEntry
	paste    *widgets.Button
	use      *widgets.Button
	offer    *fyne.Container
	findings *fyne.Container
	shown    []core.Finding
}

func newStepTwo(p *Page) *stepTwo {
	s := &stepTwo{page: p, findings: widgets.Column(8), lead: widgets.NewText(widgets.Body, "")}
	s.field = widgets.NewSecretEntry(lang.T("connect.paste.field"), p.texted)
	s.field.Clipboard = p.deps.Clipboard.Content
	s.field.OnSubmitted = func(string) { p.Enter() }
	s.field.OnEscape = func() { p.Escape() }
	s.paste = widgets.NewButton(widgets.Secondary, lang.T("connect.paste.paste"), p.paste)
	s.use = widgets.NewButton(widgets.Primary, lang.T("connect.paste.use"), p.useOffer)
	s.offer = widgets.NewPanel(widgets.ToneInfo, widgets.Column(8,
		widgets.NewText(widgets.Body, lang.T("connect.paste.offer")),
		widgets.Flow(8, s.use, widgets.NewButton(widgets.Secondary, lang.T("connect.paste.decline"), p.declineOffer))))
	s.card = widgets.NewStepCard(2, lang.T("connect.paste.title"), widgets.Column(8,
		s.lead,
		s.offer, widgets.Beside(10, nil, s.field.Field(), s.paste), s.findings))
	return s
}

func (s *stepTwo) focus() {
	if s.offer.Visible() {
		widgets.Focus(s.use)
		return
	}
	widgets.Focus(s.field)
}

// reveal scrolls to what is wrong with the text, without losing the field.
func (s *stepTwo) reveal() {
	if len(s.shown) > 0 && !s.page.state.usable() {
		widgets.RevealBelow(s.field, s.findings)
	}
}

func (s *stepTwo) render() {
	st := s.page.state
	s.card.Set(st.card(2))
	lead := lang.T("connect.paste.lead")
	if !st.proves() {
		lead = lang.T("connect.paste.lead_sealed")
	}
	s.lead.SetText(lead)
	frozen := st.busy() || st.done()
	if frozen != s.field.Disabled() {
		if frozen {
			s.field.Disable()
		} else {
			s.field.Enable()
		}
	}
	s.paste.SetEnabled(!frozen)
	kind := widgets.Secondary
	if st.current() == 2 && !st.checked && st.offered.Empty() {
		kind = widgets.Primary
	}
	s.paste.SetKind(kind)
	widgets.Show(s.offer, !st.offered.Empty())
	s.showFindings(st)
}

// showFindings rebuilds the panels only when they changed: a selection in one
// must not vanish by a redraw.
func (s *stepTwo) showFindings(st state) {
	var list []core.Finding
	if st.checked && st.phase == phaseIdle {
		list = widgets.Distinct(st.check.Findings)
	}
	if slices.EqualFunc(list, s.shown, sameFinding) {
		return
	}
	s.shown = list
	s.findings.RemoveAll()
	for _, f := range list {
		s.findings.Add(widgets.NewFinding(f, s.page.deps.Clipboard.SetContent))
	}
}

// sameFinding compares what is seen of two findings.
func sameFinding(a, b core.Finding) bool {
	return a.Code == b.Code && a.Title == b.Title && a.Explanation == b.Explanation && a.NextStep == b.NextStep
}
