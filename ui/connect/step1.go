package connect

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

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
	s.open = widgets.NewButton(widgets.Primary, "Open the page", p.openBrowser)
	s.copy = widgets.NewButton(widgets.Secondary, "Copy link", s.copyLink)
	s.lead = widgets.NewText(widgets.Body, "")
	s.lines = widgets.Column(3)
	s.link = widgets.NewSelectable(widgets.Caption, "")
	s.hint = widgets.Column(8)
	s.hint.Hide()
	s.note = widgets.NewPanel(widgets.ToneWarning, widgets.NewSelectable(widgets.Body,
		"No browser opened. Copy the link and paste it into the address line of a browser, on this computer or on another one."))
	s.card = widgets.NewStepCard(1, "Create your credential", widgets.Column(8,
		s.lead, s.lines, s.note, widgets.Inset(3, 0, widgets.Flow(10, s.open, s.copy, widgets.NewExpander("Before you start", s.hint))),
		s.hint, s.link))
	return s
}

func (s *stepOne) copyLink() {
	s.page.deps.Clipboard.SetContent(s.page.state.profile.CredentialLink())
	s.copy.SetText("Link copied")
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
	s.copy.SetText("Copy link")
	s.hint.RemoveAll()
	s.hint.Add(widgets.NewPanel(widgets.ToneInfo, widgets.Column(8,
		widgets.NewSelectable(widgets.Body, beforePerson),
		widgets.NewSelectable(widgets.Body, beforeAccess),
		widgets.Flow(8, widgets.NewCopyButton("Copy the request", accessRequest(prof), s.page.deps.Clipboard.SetContent)))))
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
	text, lead := "Open the page", "A page of RingCentral opens in your browser. On that page:"
	switch st.opening {
	case opened:
		text, lead = "Open the page again", "The page is open in your browser. On that page:"
	case linkCopied:
		lead = "Paste the copied link into the address line of a browser. On that page:"
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
