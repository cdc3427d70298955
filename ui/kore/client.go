package kore

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// clientPage is the page of one client.
type clientPage struct {
	object *container.Scroll
	page   *Page
	slot   *worker.Slot

	title, under *widgets.Text
	remove, keep *widgets.Button
	inline       *fyne.Container
	minting      *minting
	verifying    *verifying
}

func newClientPage(p *Page) *clientPage {
	c := &clientPage{page: p, slot: p.deps.Worker.Slot(), inline: widgets.Column(10)}
	c.title, c.under = widgets.NewText(widgets.PageTitle, ""), widgets.NewText(widgets.Muted, "")
	change := widgets.NewButton(widgets.Secondary, lang.T("kore.change"), func() { p.openForm(c.state().client) })
	c.remove = widgets.NewButton(widgets.Danger, lang.T("kore.remove.button"), func() { c.ask(true) })
	c.keep = widgets.NewButton(widgets.Secondary, lang.T("kore.remove.keep"), func() { c.ask(false) })
	c.minting, c.verifying = newMinting(p), newVerifying(p)
	back := widgets.NewButton(widgets.Plain, lang.T("kore.all"), p.back).SetIcon(theme.IconNameNavigateBack)
	c.object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, back), widgets.Split(c.title, widgets.Flow(12, change, c.remove)), c.under),
		c.inline, c.minting.object, c.verifying.object)
	return c
}

func (c *clientPage) state() *openClient { return &c.page.state.open }

// turn shows another client, with nothing of the one before; the zero one for none.
func (c *clientPage) turn(to corekore.Client) {
	if to.ClientID == c.state().client.ClientID {
		return
	}
	c.slot.Drop()
	*c.state() = openClient{client: to}
	c.minting.leave()
	c.verifying.leave()
	c.object.ScrollToTop()
}

// render shows the state.
func (c *clientPage) render() {
	s := c.state()
	c.title.SetText(nameOf(s.client))
	c.under.SetText(about(s.client))
	c.remove.SetBusy(s.removing)
	var inline []fyne.CanvasObject
	switch {
	case s.asked:
		inline = append(inline, widgets.Ask(widgets.ToneWarning, lang.T("kore.remove.title", lang.S{"name": nameOf(s.client)}), []string{
			lang.T("kore.remove.here", lang.S{"keychain": text.Keychain()}), lang.T("kore.remove.there"),
		}, widgets.NewButton(widgets.Danger, lang.T("kore.remove.button"), c.onRemove), c.keep))
	case s.failed != nil:
		inline = append(inline, c.page.finding(*s.failed))
	case s.saved:
		inline = append(inline, widgets.NewNote(widgets.ToneGood, lang.T("kore.saved")))
	}
	widgets.Replace(c.inline, inline...)
	c.minting.render()
	c.verifying.render()
}

func (c *clientPage) focus() { widgets.Focus(c.minting.mint) }

// ask puts the question whether to remove the client, or takes it away.
func (c *clientPage) ask(on bool) {
	s := c.state()
	s.asked, s.saved, s.failed = on, false, nil
	c.page.render()
	if on {
		widgets.Focus(c.keep)
		return
	}
	c.focus()
}

// escape takes one step back and reports whether there was one.
func (c *clientPage) escape() bool {
	if s := c.state(); s.asked || s.saved || s.failed != nil {
		c.ask(false)
		return true
	}
	return c.verifying.escape()
}

func (c *clientPage) onRemove() {
	service, id := c.page.deps.Service, c.state().client.ClientID
	c.state().asked, c.state().removing = false, true
	c.page.render()
	worker.Run(c.slot, changeLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, service.RemoveClient(ctx, id)
	}, func(_ struct{}, err error) {
		c.state().removing = false
		if c.state().failed = failure(err); err != nil {
			c.page.render()
			return
		}
		c.page.back()
	})
}
