package kore

import (
	"context"
	"reflect"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Page shows the clients, one of them, or the form. Use it on the UI thread
// only.
type Page struct {
	object *fyne.Container
	deps   Deps
	state  state
	slot   *worker.Slot
	// wanted is true when the focus is to come here once there is a list.
	wanted bool

	list    *list
	runner  *runner
	client  *clientPage
	form    *form // nil unless it shows
	listing *container.Scroll
}

// New returns the page, empty until Reload.
func New(deps Deps) *Page {
	p := &Page{deps: deps, slot: deps.Worker.Slot()}
	p.list, p.runner, p.client = newList(p), newRunner(p), newClientPage(p)
	p.listing = widgets.NewPage(p.list.head, p.list.rows, p.runner.object)
	p.object = container.NewStack(p.listing)
	p.render()
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
	}, p.onClients)
}

func (p *Page) onClients(clients []corekore.Client, err error) {
	s := &p.state
	same := err == nil && s.loaded && s.failed == nil && reflect.DeepEqual(clients, s.clients)
	s.loaded, s.clients, s.failed = true, clients, failure(err)
	if i := slices.IndexFunc(clients, func(c corekore.Client) bool { return c.ClientID == s.open.client.ClientID }); i >= 0 {
		s.open.client = clients[i]
	}
	p.render()
	if p.wanted || !same && s.view() == listView {
		p.Focus() // the buttons, one of which may have had it, are others
	}
}

// render shows the state.
func (p *Page) render() {
	var shows fyne.CanvasObject = p.listing
	switch p.state.view() {
	case formView:
		p.form.render()
		shows = p.form.object
	case clientView:
		p.client.render()
		shows = p.client.object
	case listView:
		p.list.render()
		p.runner.render()
	}
	if p.object.Objects[0] != shows {
		widgets.Replace(p.object, shows)
	}
	shows.Refresh()
}

// open shows a client's own page.
func (p *Page) open(c corekore.Client) {
	p.wanted = false
	p.client.turn(c)
	p.render()
	p.client.focus()
}

// back returns to the list.
func (p *Page) back() {
	p.client.turn(corekore.Client{})
	p.Reload()
	p.render()
	p.Focus()
}

// openForm shows the form for a client, or for a new one.
func (p *Page) openForm(base corekore.Client) {
	p.form = newForm(p, base)
	p.render()
	p.form.focus()
}

// closeForm shows again what there was before the form, and forgets the secret that
// was typed.
func (p *Page) closeForm() {
	p.form.secret.Clear()
	p.form, p.state.form = nil, nil
}

// saved shows the client that was saved.
func (p *Page) saved(c corekore.Client) {
	p.closeForm()
	p.client.turn(corekore.Client{}) // what was known of the one before
	p.client.turn(c)
	p.state.open.saved = true
	p.render()
	p.client.focus()
	p.Reload()
}

// Focus puts the keyboard where the next action is.
func (p *Page) Focus() {
	p.wanted = !p.state.loaded
	switch p.state.view() {
	case formView:
		p.form.focus()
	case clientView:
		p.client.focus()
	case listView:
		if p.list.first != nil {
			widgets.Focus(p.list.first)
		}
	}
}

// Escape takes one step back and reports whether there was one.
func (p *Page) Escape() bool {
	switch p.state.view() {
	case formView:
		p.form.leave()
	case clientView:
		if !p.client.escape() {
			p.back()
		}
	case listView:
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
	case p.state.service.on():
		return lang.T("close.kore_service")
	}
	return ""
}

// finding returns the panel of a finding.
func (p *Page) finding(f core.Finding, actions ...*widgets.Button) fyne.CanvasObject {
	return widgets.NewFinding(f, p.deps.Copy, actions...)
}

// failure returns the finding of an error, or nil.
func failure(err error) *core.Finding {
	if err == nil {
		return nil
	}
	f, ok := core.FindingOf(err)
	if !ok {
		f = finding.New(finding.Internal)
	}
	return &f
}
