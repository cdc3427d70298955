package connect

import (
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// render shows the state. It is cheap enough to be called for every change.
func (p *Page) render() {
	p.one.render()
	p.two.render()
	p.three.render()
	widgets.Show(p.chooser, len(p.state.profiles) > 1 && !p.state.busy() && !p.state.done())
	widgets.Settle(p.scroll)
}

// showProfile rebuilds what names the profile.
func (p *Page) showProfile() {
	big, small := title(p.state.profile)
	p.heading.RemoveAll()
	p.heading.Add(widgets.NewText(widgets.PageTitle, big))
	p.heading.Add(widgets.NewText(widgets.Muted, small))
	if may := mayDo(p.state.profile); may != "" {
		p.heading.Add(widgets.NewText(widgets.Body, may))
	}
	p.one.showProfile()
	p.chooser.RemoveAll()
	if len(p.state.profiles) < 2 {
		return
	}
	names := make([]string, len(p.state.profiles))
	index := 0
	for i, prof := range p.state.profiles {
		names[i] = prof.Name
		if prof.ID == p.state.profile.ID {
			index = i
		}
	}
	p.chooser.Add(widgets.NewChooser(lang.T("connect.chooser"), names, index, func(i int) { p.setProfile(p.state.profiles[i]) }).Object)
}

// done leaves the page and makes it ready for another connection.
func (p *Page) done() {
	p.Reset()
	p.deps.Done()
}
