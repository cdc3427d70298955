package kore

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// clientPage is the page of one client.
type clientPage struct {
	Object fyne.CanvasObject

	page   *Page
	client corekore.Client
	change *worker.Slot

	title, under *widgets.Text
	remove       *widgets.Button
	inline       *fyne.Container
	minting      *minting
	verifying    *verifying
}

func newClientPage(p *Page) *clientPage {
	c := &clientPage{page: p, change: p.deps.Worker.Slot()}
	c.title = widgets.NewText(widgets.PageTitle, "")
	c.under = widgets.NewText(widgets.Muted, "")
	c.inline = widgets.Column(10)
	c.inline.Hide()
	change := widgets.NewButton(widgets.Secondary, "Change", func() { p.openForm(c.client) })
	c.remove = widgets.NewButton(widgets.Danger, "Remove", c.onRemove)
	c.minting, c.verifying = newMinting(c), newVerifying(c)
	c.Object = widgets.NewPage(
		widgets.Column(4, p.backButton(), widgets.Split(c.title, widgets.Flow(12, change, c.remove)), c.under),
		c.inline, c.minting.Object, c.verifying.Object)
	return c
}

// set turns the page to a client.
func (c *clientPage) set(client corekore.Client) {
	if client.ClientID != c.client.ClientID {
		c.leave()
		c.Object.(*container.Scroll).ScrollToTop()
	}
	c.client = client
	c.title.SetText(client.WithDefaults().Name)
	c.under.SetText(about(client))
	c.verifying.set(client)
	c.Object.Refresh()
}

// leave forgets the client, and the pass that was made for it.
func (c *clientPage) leave() {
	c.change.Drop()
	c.minting.leave()
	c.verifying.leave()
	widgets.Replace(c.inline)
	c.client = corekore.Client{}
}

func (c *clientPage) focus() { widgets.Focus(c.minting.mint) }

// say shows a message under the buttons.
func (c *clientPage) say(tone widgets.Tone, text string) {
	widgets.Replace(c.inline, widgets.NewNote(tone, text))
	c.Object.Refresh()
}

// reveal scrolls to what has just appeared.
func (c *clientPage) reveal(o fyne.CanvasObject) {
	widgets.Settle(c.Object.(*container.Scroll))
	widgets.Reveal(o)
}

// escape takes one step back and reports whether there was one.
func (c *clientPage) escape() bool {
	if len(c.inline.Objects) > 0 {
		widgets.Replace(c.inline)
		c.focus()
		return true
	}
	return c.verifying.escape()
}

func (c *clientPage) onRemove() {
	keep := widgets.NewButton(widgets.Secondary, "Keep it", func() {
		widgets.Replace(c.inline)
		c.focus()
	})
	widgets.Replace(c.inline, widgets.Ask(widgets.ToneWarning, "Remove “"+c.client.WithDefaults().Name+"”?", []string{
		"On this computer: the client and its secret in " + c.page.deps.Service.KeychainName() + " are deleted. This cannot be undone.",
		"At Kore.ai the app stays as it is, and so does its secret.",
	}, widgets.NewButton(widgets.Danger, "Remove", c.doRemove), keep))
	c.Object.Refresh()
	widgets.Focus(keep)
}

func (c *clientPage) doRemove() {
	service, id := c.page.deps.Service, c.client.ClientID
	c.remove.SetBusy(true)
	worker.Run(c.change, changeLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, service.RemoveClient(ctx, id)
	}, func(_ struct{}, err error) {
		c.remove.SetBusy(false)
		if f, failed := failure(err); failed {
			widgets.Replace(c.inline, widgets.NewFinding(f, c.page.deps.Copy))
			return
		}
		c.page.back()
	})
}
