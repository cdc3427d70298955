package kore

import (
	"context"
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Page shows the clients, one of them, or the form. Use it on the UI thread
// only.
type Page struct {
	object  *fyne.Container
	deps    Deps
	slot    *worker.Slot
	clients []corekore.Client
	loaded  bool
	failed  error
	// wanted is true when the focus is to come here once there is a list.
	wanted bool

	listing fyne.CanvasObject
	rows    *fyne.Container
	addNew  *widgets.Button
	first   *widgets.Button
	runner  *runner
	client  *clientPage
	form    *form
}

// New returns the page, empty until Reload.
func New(deps Deps) *Page {
	p := &Page{deps: deps, slot: deps.Worker.Slot()}
	p.addNew = widgets.NewButton(widgets.Secondary, "Add a client", func() { p.openForm(corekore.Client{}) })
	p.rows = widgets.Column(widgets.Gap())
	p.runner = newRunner(p)
	title := widgets.NewTitle("Kore.ai", "Signs the passes (JWTs) with which the chat window of the Kore.ai Web SDK is let in.")
	p.listing = widgets.NewPage(widgets.Split(title, p.addNew), p.rows, p.runner.Object)
	p.client = newClientPage(p)
	p.object = container.NewStack(p.listing)
	return p
}

// Object is what to put into the window.
func (p *Page) Object() fyne.CanvasObject { return p.object }

// Shown reads anew when the page comes into sight.
func (p *Page) Shown() { p.Reload() }

// Reload reads the clients.
func (p *Page) Reload() {
	service := p.deps.Service
	worker.Run(p.slot, readLimit, func(ctx context.Context) ([]corekore.Client, error) {
		return service.Clients(ctx)
	}, p.apply)
}

func (p *Page) apply(clients []corekore.Client, err error) {
	if err == nil && p.loaded && p.failed == nil && reflect.DeepEqual(clients, p.clients) {
		return // the buttons, one of which may have the focus, stay
	}
	p.loaded, p.first, p.failed = true, nil, err
	if f, failed := failure(err); failed {
		p.first = widgets.NewButton(widgets.Secondary, "Try again", p.Reload)
		p.clients = nil
		widgets.Replace(p.rows, widgets.NewFinding(f, p.deps.Copy, p.first))
	} else {
		p.clients = clients
		widgets.Replace(p.rows, p.cards()...)
	}
	widgets.Show(p.addNew, len(p.clients) > 0)
	p.runner.set(p.clients)
	for _, c := range p.clients {
		if c.ClientID == p.client.client.ClientID {
			p.client.set(c)
		}
	}
	p.listing.Refresh()
	if p.wanted || p.listing.Visible() && p.object.Objects[0] == p.listing {
		p.Focus()
	}
}

// cards are the clients, or what stands in their place.
func (p *Page) cards() []fyne.CanvasObject {
	if len(p.clients) == 0 {
		p.first = widgets.NewButton(widgets.Primary, "Add a client", func() { p.openForm(corekore.Client{}) })
		return []fyne.CanvasObject{widgets.NewCard(widgets.Column(10,
			widgets.NewText(widgets.CardTitle, "No client yet"),
			widgets.NewText(widgets.Body, "A client is an app of your Kore.ai account that may let chat windows in. Its secret stays in "+p.deps.Service.KeychainName()+"; web pages ask Sureline for passes and never see it."),
			widgets.Flow(0, p.first)))}
	}
	var all []fyne.CanvasObject
	for _, c := range p.clients {
		name := c.WithDefaults().Name
		open := widgets.NewButton(widgets.Secondary, "Open "+name, func() { p.open(c) })
		if p.first == nil {
			p.first = open
		}
		text := widgets.Column(4, widgets.NewText(widgets.CardTitle, name), widgets.NewText(widgets.Muted, about(c)))
		all = append(all, widgets.NewCard(widgets.Split(text, open)))
	}
	return all
}

func (p *Page) show(o fyne.CanvasObject) { widgets.Replace(p.object, o) }

// open shows a client's own page.
func (p *Page) open(c corekore.Client) {
	p.wanted = false
	p.client.set(c)
	p.show(p.client.Object)
	p.client.focus()
}

// back returns to the list.
func (p *Page) back() {
	p.client.leave()
	p.show(p.listing)
	p.Reload()
	p.Focus()
}

// openForm shows the form for a client, or for a new one. A form with unsaved
// changes is shown again as it was left.
func (p *Page) openForm(base corekore.Client) {
	if p.form == nil || p.form.base.ClientID != base.ClientID || !p.form.unsaved() {
		if p.form != nil {
			p.form.forget()
		}
		p.form = newForm(p, base)
	}
	p.show(p.form.Object)
	p.form.focus()
}

// leaveForm goes back without saving. What was typed is thrown away after a
// question only.
func (p *Page) leaveForm() {
	if p.form == nil {
		return
	}
	if p.form.unsaved() {
		stay := widgets.NewButton(widgets.Secondary, "Go on editing", func() {
			widgets.Replace(p.form.result)
			p.form.focus()
		})
		widgets.Replace(p.form.result, widgets.Ask(widgets.ToneWarning, "Throw the changes away?", []string{"Nothing of this form was saved."},
			widgets.NewButton(widgets.Danger, "Throw away", p.dropForm), stay))
		p.form.Object.(*container.Scroll).ScrollToBottom()
		widgets.Focus(stay)
		return
	}
	p.dropForm()
}

func (p *Page) dropForm() {
	base := p.form.base
	p.form.forget()
	p.form = nil
	if base.ClientID != "" {
		p.open(base)
		return
	}
	p.show(p.listing)
	p.Focus()
}

// saved shows the client that was saved.
func (p *Page) saved(c corekore.Client) {
	p.form = nil
	p.open(c)
	p.client.say(widgets.ToneGood, "Saved. Make a pass to see what is in it, or verify live whether Kore.ai accepts it.")
	p.Reload()
}

// Focus puts the keyboard where the next action is.
func (p *Page) Focus() {
	p.wanted = !p.loaded
	switch {
	case p.form != nil:
		p.form.focus()
	case p.client.client.ClientID != "":
		p.client.focus()
	case p.first != nil:
		widgets.Focus(p.first)
	}
}

// Escape takes one step back and reports whether there was one.
func (p *Page) Escape() bool {
	switch {
	case p.form != nil:
		p.leaveForm()
	case p.client.client.ClientID != "":
		if !p.client.escape() {
			p.back()
		}
	default:
		return false
	}
	return true
}

// Unsaved says what closing the window would lose or stop; it is empty for
// nothing.
func (p *Page) Unsaved() string {
	switch {
	case p.form != nil && p.form.unsaved():
		return lang.T("close.kore_client")
	case p.runner.running != nil:
		return lang.T("close.kore_service")
	}
	return ""
}

// backButton leads from a client to the list.
func (p *Page) backButton() fyne.CanvasObject {
	return widgets.Flow(0, widgets.NewButton(widgets.Plain, "All clients", p.back).SetIcon(theme.IconNameNavigateBack))
}
