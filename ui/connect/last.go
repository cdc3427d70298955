package connect

import (
	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/handover"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/core/use"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// last is the end of step 3: how the connection comes to be used. What it says
// follows from the profile: by a program here, or by the provider, who gets the
// credential sealed.
type last struct {
	page *Page
	// box is for what is to be done next, below for what may be done one day.
	box, below *fyne.Container
	// next is the button to press next; nil for none.
	next  *widgets.Button
	shown lastState
}

// lastState is what the end of the page depends on.
type lastState struct {
	profile     string
	connection  string
	usable      bool
	phase       phase
	proves      bool
	handsOver   bool
	confirming  bool
	hand        handing
	initialized bool
}

func (s state) last() lastState {
	l := lastState{
		profile: s.profile.ID, usable: s.usable(), phase: s.phase, proves: s.proves(), handsOver: s.handsOver(),
		confirming: s.confirming != "", hand: s.hand, initialized: true,
	}
	if s.verdict.Connection != nil {
		l.connection = s.verdict.Connection.Name
	}
	return l
}

// render rebuilds the end only when it changed: a selection in it must not vanish
// by a redraw.
func (l *last) render() {
	st := l.page.state
	if st.last() == l.shown {
		return
	}
	l.shown, l.next = st.last(), nil
	switch {
	case st.handsOver() && (st.done() || !st.proves() && !st.connecting()):
		widgets.Replace(l.box, l.handOver(st)...)
		widgets.Replace(l.below)
	case st.phase == phaseConnected:
		widgets.Replace(l.box)
		widgets.Replace(l.below, l.useHere(st)...)
	default:
		widgets.Replace(l.box)
		widgets.Replace(l.below)
	}
}

// useHere says how a program on this computer gets its access token.
func (l *last) useHere(st state) []fyne.CanvasObject {
	command := use.Command(st.verdict.Connection.Name, lang.T("connect.use.program"))
	return []fyne.CanvasObject{
		widgets.NewText(widgets.Body, lang.T("connect.use.lead")),
		widgets.Quote(command),
		widgets.Flow(8, widgets.NewCopyButton(lang.T("connect.use.copy"), command, l.page.deps.Clipboard.SetContent)),
		widgets.NewText(widgets.Caption, lang.T("connect.use.more", lang.S{"keychain": text.Keychain()})),
	}
}

// handOver shows where the hand-over stands, and the buttons that take it on.
func (l *last) handOver(st state) []fyne.CanvasObject {
	h, prof := st.hand, st.profile
	var objects []fyne.CanvasObject
	add := func(o ...fyne.CanvasObject) { objects = append(objects, o...) }
	if h.failed != nil {
		add(widgets.NewFinding(*h.failed, l.page.deps.Clipboard.SetContent))
	}
	if h.sent {
		add(l.answer(h, prof))
	}
	if h.saved != "" {
		add(widgets.NewNote(widgets.ToneGood, saved(h.saved, prof)))
	}
	if st.phase == phaseConnected && !h.sent && h.saved == "" {
		add(widgets.NewText(widgets.Body, lang.T("connect.hand.lead_proved", lang.S{"app": prof.Name})))
	}
	if st.done() && h.saved != "" && !h.sent {
		add(widgets.NewText(widgets.Body, lang.T("connect.hand.will_tell", lang.S{"app": prof.Name})))
	}
	switch {
	case h.sent && h.status.State == handover.Verified:
		l.next = widgets.NewButton(widgets.Primary, lang.T("connect.prove.done"), l.page.done)
		add(widgets.Flow(10, l.next))
	case h.following:
		add(widgets.NewText(widgets.Muted, lang.T("connect.hand.following")))
	case h.sending:
		add(widgets.NewText(widgets.Muted, lang.T("connect.hand.sending", lang.S{"host": widgets.Host(prof.HandoverURL)})))
	case h.asking:
		add(l.question(prof))
	case st.confirming == "":
		add(l.buttons(st))
	}
	return objects
}

// question shows host and key before anything is sent there.
func (l *last) question(prof core.Profile) fyne.CanvasObject {
	host := lang.S{"host": widgets.Host(prof.HandoverURL)}
	l.next = widgets.NewButton(widgets.Primary, lang.T("connect.prove.confirm_yes", host), l.page.send)
	return widgets.Ask(widgets.ToneInfo, lang.T("connect.hand.confirm_title", host),
		[]string{
			lang.T("connect.hand.key", lang.S{"fingerprint": handover.Fingerprint(prof.HandoverRecipient)}),
			lang.T("connect.hand.confirm", lang.S{"app": prof.Name}),
		}, l.next, widgets.NewButton(widgets.Secondary, lang.T("connect.prove.confirm_no"), l.page.keepHere))
}

// buttons take the hand-over on: the first is the one to press next.
func (l *last) buttons(st state) fyne.CanvasObject {
	h, row := st.hand, widgets.Flow(10)
	button := func(label string, f func()) {
		kind := widgets.Secondary
		if len(row.Objects) == 0 {
			kind = widgets.Primary
		}
		b := widgets.NewButton(kind, label, f)
		b.SetEnabled(st.done() || st.usable())
		if len(row.Objects) == 0 {
			l.next = b
		}
		row.Add(b)
	}
	switch {
	case h.sent && h.follow != "" && !h.status.Settled():
		button(lang.T("connect.hand.ask_again"), l.page.followUp)
	case h.sent || h.saved != "" && st.profile.HandoverURL == "":
	case st.profile.HandoverURL != "" && h.failed != nil:
		button(lang.T("connect.prove.again"), l.page.handOver)
	case st.profile.HandoverURL != "":
		button(lang.T("connect.hand.send", lang.S{"host": widgets.Host(st.profile.HandoverURL)}), l.page.handOver)
	}
	if !h.sent && (h.saved == "" || st.profile.HandoverURL == "") {
		label := lang.T("connect.hand.save")
		if h.saved != "" {
			label = lang.T("connect.hand.save_again")
			button(lang.T("connect.prove.done"), l.page.done)
		}
		button(label, l.page.saveSealed)
	}
	if st.done() && h.saved == "" || h.sent {
		button(lang.T("connect.prove.done"), l.page.done)
	}
	return row
}

// saved says where the sealed file is, and whom to send it.
func saved(path string, prof core.Profile) string {
	slots := lang.S{"path": path, "app": prof.Name, "support": prof.SupportEmail}
	if prof.SupportEmail == "" {
		return lang.T("connect.hand.saved", slots)
	}
	return lang.T("connect.hand.saved_to", slots)
}

// answer is what the provider's server says: the proof from the other end, or what
// is still to come.
func (l *last) answer(h handing, prof core.Profile) fyne.CanvasObject {
	app := lang.S{"app": prof.Name}
	switch {
	case h.status.State == handover.Verified:
		sentence := widgets.NewSentence()
		sentence.SetParts(proof(h.status, prof, lang.Current().Moment(l.page.deps.Worker.Now(), h.status.At))...)
		return sentence
	case h.status.Finding != nil:
		return widgets.NewFinding(*h.status.Finding, l.page.deps.Clipboard.SetContent)
	case h.status.State == handover.AwaitingApproval:
		return widgets.NewNote(widgets.ToneInfo, lang.T("connect.hand.approval", app))
	}
	return widgets.NewNote(widgets.ToneGood, lang.T("connect.hand.received", app))
}

// proof is the sentence of what the provider's server did.
func proof(s handover.Status, prof core.Profile, when string) []text.Part {
	if s.Identity != nil {
		who := core.Connection{Account: s.Identity.Account, Person: s.Identity.Person, Extension: s.Identity.Extension, OwnerID: s.Identity.OwnerID}
		if owner := lang.Owner(who); owner != "" {
			return lang.Parts("connect.hand.verified", lang.S{"app": prof.Name, "owner": owner, "when": when})
		}
	}
	return lang.Parts("connect.hand.verified_account", lang.S{"app": prof.Name, "when": when})
}
