package connect

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// stepOne is the card that sends the user to the page in the browser.
type stepOne struct {
	page  *Page
	card  *widgets.StepCard
	open  *widgets.Button
	copy  *widgets.Button
	lead  *widgets.Text
	note  *fyne.Container
	lines *fyne.Container
	link  *widgets.Text
	// hint is behind "Before you start"; it names the profile.
	hint *fyne.Container
}

func newStepOne(p *Page) *stepOne {
	s := &stepOne{page: p}
	s.open = widgets.NewButton(widgets.Primary, lang.T("connect.create.open"), p.openBrowser)
	s.copy = widgets.NewButton(widgets.Secondary, lang.T("connect.create.copy_link"), s.copyLink)
	s.lead = widgets.NewText(widgets.Body, "")
	s.lines = widgets.Column(3)
	s.link = widgets.NewSelectable(widgets.Caption, "")
	s.hint = widgets.Column(8)
	s.hint.Hide()
	s.note = widgets.NewPanel(widgets.ToneWarning, widgets.NewSelectable(widgets.Body,
		lang.T("connect.create.no_browser")))
	s.card = widgets.NewStepCard(1, lang.T("connect.create.title"), widgets.Column(8,
		s.lead, s.lines, s.note, widgets.Inset(3, 0, widgets.Flow(10, s.open, s.copy, widgets.NewExpander(lang.T("connect.create.before"), s.hint))),
		s.hint, s.link))
	return s
}

func (s *stepOne) copyLink() {
	s.page.deps.Clipboard.SetContent(s.page.state.profile.CredentialLink())
	s.copy.SetText(lang.T("connect.create.link_copied"))
	s.copy.SetIcon(theme.IconNameConfirm)
	if s.page.state.opening != opened {
		s.page.state.opening = linkCopied
		s.page.render()
	}
}

// showProfile rebuilds what names the app.
func (s *stepOne) showProfile() {
	prof := s.page.state.profile
	s.lines.RemoveAll()
	for i, parts := range onThePage(prof.Name) {
		number := widgets.NewText(widgets.Muted, string(rune('1'+i))+".").SingleLine()
		s.lines.Add(widgets.Beside(8, number, widgets.NewRich(parts...), nil))
	}
	s.link.SetText(prof.CredentialLink())
	s.copy.SetText(lang.T("connect.create.copy_link"))
	s.hint.RemoveAll()
	s.hint.Add(widgets.NewPanel(widgets.ToneInfo, widgets.Column(8,
		widgets.NewSelectable(widgets.Body, lang.T("connect.create.person")),
		widgets.NewSelectable(widgets.Body, lang.T("connect.create.access")),
		widgets.Flow(8, widgets.NewCopyButton(lang.T("connect.create.copy_request"), accessRequest(prof), s.page.deps.Clipboard.SetContent)))))
}

func (s *stepOne) focus() {
	if s.page.state.opening == openFailed {
		widgets.Focus(s.copy)
		return
	}
	widgets.Focus(s.open)
}

func (s *stepOne) render() {
	st := s.page.state
	s.card.Set(st.card(1))
	known := st.profile.ID != ""
	s.open.SetEnabled(known)
	s.copy.SetEnabled(known)
	s.open.SetBusy(st.opening == opensNow)
	text, lead := lang.T("connect.create.open"), whosePage(st.profile)
	switch st.opening {
	case opened:
		text, lead = lang.T("connect.create.open_again"), lang.T("connect.create.lead_opened")
	case linkCopied:
		lead = lang.T("connect.create.lead_copied")
	case notOpened, opensNow, openFailed:
	}
	s.open.SetText(text)
	s.lead.SetText(lead)
	kind := widgets.Secondary
	if st.current() == 1 {
		kind = widgets.Primary
	}
	s.open.SetKind(kind)
	widgets.Show(s.note, st.opening == openFailed)
}
