package connect

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/report"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// lineOrder are the lines of step 3.
var lineOrder = []onboard.StepID{onboard.StepExchange, onboard.StepIdentity, onboard.StepKeep}

// stepThree is the card that connects and shows the outcome.
type stepThree struct {
	page     *Page
	card     *widgets.StepCard
	lead     *widgets.Text
	sentence *widgets.Rich
	lines    map[onboard.StepID]*widgets.Line
	lineBox  *fyne.Container
	outcome  *fyne.Container
	confirm  *fyne.Container
	send     *widgets.Button
	running  *widgets.Text
	connect  *widgets.Button
	cancel   *widgets.Button
	buttons  *fyne.Container
	after    *fyne.Container
	test     *widgets.Button
	next     *widgets.Button // the action inside a failure's panel
	host     string
	shown    []core.Finding
	last     *last
}

func newStepThree(p *Page) *stepThree {
	s := &stepThree{page: p, lines: map[onboard.StepID]*widgets.Line{}, lineBox: widgets.Column(0), outcome: widgets.Column(8), confirm: widgets.Column(0)}
	s.lead = widgets.NewText(widgets.Body, "")
	s.sentence = widgets.NewSentence()
	for _, id := range lineOrder {
		s.lines[id] = widgets.NewLine("")
		s.lineBox.Add(s.lines[id].Object)
	}
	s.connect = widgets.NewButton(widgets.Primary, lang.T("connect.prove.connect"), p.connect)
	s.cancel = widgets.NewButton(widgets.Secondary, lang.T("connect.prove.cancel"), p.cancel)
	s.running = widgets.NewText(widgets.Muted, "").SingleLine()
	s.buttons = widgets.Inset(3, 0, widgets.Flow(10, s.connect, s.cancel, s.running))
	s.test = widgets.NewButton(widgets.Primary, lang.T("connect.prove.test"), p.test)
	s.after = widgets.Column(0)
	s.last = &last{page: p, box: widgets.Column(8), below: widgets.Column(8)}
	s.card = widgets.NewStepCard(3, lang.T("connect.prove.title"), widgets.Column(8,
		s.lead, s.sentence, s.lineBox, s.outcome, s.confirm, s.buttons, s.last.box, s.after, s.last.below))
	return s
}

func (s *stepThree) focus() {
	switch st := s.page.state; {
	case st.hand.sending, st.connecting():
		widgets.Focus(s.cancel)
	case s.last.next != nil && s.send == nil:
		widgets.Focus(s.last.next)
	case st.done():
		widgets.Focus(s.test)
	case s.send != nil:
		widgets.Focus(s.send)
	case s.next != nil:
		widgets.Focus(s.next)
	default:
		widgets.Focus(s.connect)
	}
}

func (s *stepThree) render() {
	st := s.page.state
	s.card.Set(st.card(3))
	expiry := s.expiry(st)
	title, lead := headings(st)
	s.card.Title.SetText(title)
	s.lead.SetText(lead)
	widgets.Show(s.lead, lead != "")
	if st.phase == phaseConnected {
		s.sentence.SetParts(sentence(*st.verdict.Connection, st.handsOver())...)
	}
	widgets.Show(s.sentence, st.phase == phaseConnected)
	for _, id := range lineOrder {
		step := st.steps[id]
		s.lines[id].Set(lineState(step.State), lineText(id, step), lineAside(id, step, expiry))
		reached := step.State != "" && step.State != onboard.StepWaiting
		widgets.Show(s.lines[id].Object, reached || st.phase != phaseFailed)
	}
	widgets.Show(s.lineBox, st.phase != phaseIdle && len(st.steps) > 0 || st.connecting())
	s.renderOutcome(st)
	s.renderConfirm(st)
	s.renderButtons(st)
	s.last.render()
	s.renderAfter(st)
}

func lineState(s onboard.StepState) widgets.LineState {
	switch s {
	case onboard.StepRunning:
		return widgets.LineRunning
	case onboard.StepDone:
		return widgets.LineDone
	case onboard.StepFailed:
		return widgets.LineFailed
	case onboard.StepWaiting:
	}
	return widgets.LineWaiting
}

func (s *stepThree) expiry(st state) string {
	if st.verdict.Connection == nil {
		return ""
	}
	return lang.Current().Expiry(s.page.deps.Worker.Now(), st.verdict.Connection.ExpiresAt)
}

// renderOutcome shows the findings of a failure, or the warnings of a success.
func (s *stepThree) renderOutcome(st state) {
	var list []core.Finding
	if st.phase == phaseFailed || st.phase == phaseConnected {
		list = st.verdict.Findings
	}
	if slices.EqualFunc(list, s.shown, sameFinding) {
		return
	}
	s.shown, s.next = list, nil
	s.outcome.RemoveAll()
	for i, f := range list {
		var actions []*widgets.Button
		if i == 0 && st.phase == phaseFailed {
			actions = s.actions(f)
		}
		s.outcome.Add(widgets.NewFinding(f, s.page.deps.Clipboard.SetContent, actions...))
	}
}

// actions returns the buttons for the next step of a failure. The first one
// gets the focus unless trying again is the better thing.
func (s *stepThree) actions(f core.Finding) []*widgets.Button {
	clipboard := s.page.deps.Clipboard.SetContent
	profile := s.page.state.profile
	in := report.Input{Now: s.page.deps.Worker.Now(), Profile: profile, Calls: s.page.state.verdict.Calls}
	if buttons := widgets.HandOver(f, lang.T("connect.prove.report_title", lang.S{"app": profile.Name}), in, s.page.deps.Build, clipboard); len(buttons) > 0 {
		s.next = buttons[0]
		return buttons
	}
	if f.Code == finding.SameOwner {
		s.next = widgets.NewButton(widgets.Secondary, lang.T("connect.prove.replace_same"), func() { s.page.connectAs(onboard.ReplaceSame) })
		return []*widgets.Button{s.next, widgets.NewButton(widgets.Secondary, lang.T("connect.prove.keep_both"), func() { s.page.connectAs(onboard.KeepBoth) })}
	}
	if finding.RemedyOf(f) == finding.NewCredential {
		s.next = widgets.NewButton(widgets.Secondary, lang.T("connect.create.open_again"), s.page.openBrowser)
		return []*widgets.Button{s.next}
	}
	return nil
}

func (s *stepThree) renderConfirm(st state) {
	if st.confirming == s.host {
		return
	}
	s.host, s.send = st.confirming, nil
	s.confirm.RemoveAll()
	if s.host == "" {
		return
	}
	s.send = widgets.NewButton(widgets.Primary, lang.T("connect.prove.confirm_yes", lang.S{"host": s.host}), s.page.confirmHost)
	s.confirm.Add(widgets.Ask(widgets.ToneWarning, lang.T("connect.prove.confirm_title", lang.S{"host": s.host}), []string{
		lang.T("connect.prove.confirm", lang.S{"app": s.page.state.profile.Name}),
	}, s.send, widgets.NewButton(widgets.Secondary, lang.T("connect.prove.confirm_no"), s.page.refuseHost)))
}

func (s *stepThree) renderButtons(st state) {
	now := s.page.deps.Worker.Now()
	wait := st.waitLeft(now)
	label := lang.T("connect.prove.connect")
	switch {
	case wait > 0:
		label = lang.T("connect.prove.again_in", lang.S{"count": int((wait + time.Second - 1) / time.Second)})
	case st.phase == phaseFailed:
		label = lang.T("connect.prove.again")
	}
	s.connect.SetText(label)
	s.connect.SetEnabled(st.usable())
	s.connect.SetWaiting(wait > 0)
	widgets.Show(s.connect, !st.busy() && st.confirming == "" && st.proves() && !st.asksOwner())
	s.cancel.SetBusy(st.phase == phaseCancelling)
	if st.phase == phaseCancelling {
		s.cancel.SetText(lang.T("connect.prove.cancelling"))
	} else {
		s.cancel.SetText(lang.T("connect.prove.cancel"))
	}
	running := st.connecting() || st.hand.sending
	widgets.Show(s.cancel, running)
	s.running.SetText(lang.T("connect.prove.running", lang.S{"count": int(now.Sub(st.started).Seconds())}))
	widgets.Show(s.running, running && now.Sub(st.started) >= time.Second)
	widgets.Show(s.buttons, !st.done() || running)
}

// renderAfter shows the buttons and facts of a success.
func (s *stepThree) renderAfter(st state) {
	if done := st.phase == phaseConnected; done != (len(s.after.Objects) > 0) {
		s.after.RemoveAll()
		if done {
			copyText := s.page.deps.Clipboard.SetContent
			facts := widgets.NewFacts(callFacts(st.verdict.Calls), copyText)
			facts.Hide()
			s.test.SetKind(widgets.Primary)
			if st.handsOver() {
				s.test.SetKind(widgets.Secondary)
			}
			row := widgets.Flow(10, s.test, widgets.NewCopyButton(lang.T("connect.prove.copy_summary"), summary(st.verdict, s.page.deps.Worker.Now()), copyText))
			if !st.handsOver() {
				row.Add(widgets.NewButton(widgets.Secondary, lang.T("connect.prove.done"), s.page.done))
			}
			row.Add(widgets.NewExpander(lang.T("connect.prove.details"), facts))
			s.after.Add(widgets.Column(8, widgets.Inset(3, 0, row), facts))
		}
	}
}
