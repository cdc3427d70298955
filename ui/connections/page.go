package connections

import (
	"context"
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Page shows the list of connections, or one of them. Use it on the UI thread
// only.
type Page struct {
	object *fyne.Container
	deps   Deps
	slot   *worker.Slot
	opens  *worker.Slot
	all    []core.Connection
	shown  []core.Connection
	failed *core.Finding
	loaded bool
	// wanted is true when the focus is to come here once there is a list.
	wanted bool

	first   *widgets.Button
	heading *widgets.Text
	search  *widgets.Entry
	list    *list
	middle  *fyne.Container
	every   *everyone
	toolbar *fyne.Container
	listing fyne.CanvasObject
	detail  *Detail
}

// New returns the page, empty until Reload.
func New(deps Deps) *Page {
	p := &Page{deps: deps, slot: deps.Worker.Slot(), opens: deps.Worker.Slot()}
	p.heading = widgets.NewText(widgets.Muted, "")
	p.search = widgets.NewEntry("Search", func() { p.openFirst() })
	p.search.OnChanged = func(string) { p.filter() }
	p.list = newList(deps.Worker.Now, p.Open)
	p.middle = container.NewStack(p.list)
	p.every = newEveryone(deps, p.Reload)
	connect := widgets.NewButton(widgets.Secondary, "New connection", deps.Connect)
	p.toolbar = widgets.Split(p.search, widgets.Flow(12, p.every.button, connect))
	top := widgets.Column(12, widgets.Column(4, widgets.NewText(widgets.PageTitle, "Connections"), p.heading), p.toolbar, p.every.Object)
	p.listing = widgets.Margins(widgets.Under(widgets.Column(0, top, widgets.Space(12)), p.middle))
	p.detail = newDetail(deps, p.back, p.Reload)
	p.object = container.NewStack(p.listing)
	return p
}

// Object is what to put into the window.
func (p *Page) Object() fyne.CanvasObject { return p.object }

// Shown reads anew when the page comes into sight.
func (p *Page) Shown() { p.Reload() }

// Reload fetches the connections, and what the open one shows.
func (p *Page) Reload() {
	service := p.deps.Service
	worker.Run(p.slot, readLimit, func(ctx context.Context) ([]core.Connection, error) {
		return service.Connections(ctx)
	}, p.apply)
	if p.detail.connection.ID != "" {
		p.detail.reload()
	}
}

func (p *Page) apply(all []core.Connection, err error) {
	p.failed, p.loaded = nil, true
	if f, ok := core.FindingOf(err); ok {
		p.failed = &f
	} else {
		p.all = all
		p.deps.Changed(len(all))
	}
	p.filter()
	if p.wanted {
		p.Focus()
	}
}

func (p *Page) filter() {
	p.shown = nil
	for _, c := range p.all {
		if matches(c, p.search.Text) {
			p.shown = append(p.shown, c)
		}
	}
	p.every.set(p.shown)
	p.heading.SetText(p.count())
	widgets.Show(p.toolbar, len(p.all) > 0)
	widgets.Replace(p.middle, p.content())
	p.list.set(p.shown)
}

func (p *Page) count() string {
	switch {
	case !p.loaded:
		return "Reading …"
	case len(p.all) == 0:
		return "Which apps may call RingCentral on whose behalf."
	case len(p.shown) < len(p.all):
		return fmt.Sprintf("%d of %d shown.", len(p.shown), len(p.all))
	case len(p.all) == 1:
		return "One connection. Open it to verify, test or replace it."
	}
	return fmt.Sprintf("%d connections. Open one to verify, test or replace it.", len(p.all))
}

// content is the list, or what stands in its place.
func (p *Page) content() fyne.CanvasObject {
	switch {
	case p.failed != nil:
		p.first = widgets.NewButton(widgets.Secondary, "Try again", p.Reload)
		return widgets.Top(widgets.NewFinding(*p.failed, p.deps.Copy, p.first))
	case p.loaded && len(p.all) == 0:
		p.first = widgets.NewButton(widgets.Primary, "Connect to RingCentral", p.deps.Connect)
		return widgets.Top(widgets.NewCard(widgets.Column(10,
			widgets.NewText(widgets.CardTitle, "No connection yet"),
			widgets.NewText(widgets.Body, "A connection lets an app call RingCentral on your behalf. Making one takes about two minutes."),
			widgets.Flow(0, p.first))))
	case p.loaded && len(p.shown) == 0:
		return widgets.Top(widgets.NewCard(widgets.Column(10,
			widgets.NewText(widgets.CardTitle, "Nothing found"),
			widgets.NewText(widgets.Body, "No connection has all of these words in its name, account or person."),
			widgets.Flow(0, widgets.NewButton(widgets.Secondary, "Show all", p.clearSearch)))))
	}
	return p.list
}

func (p *Page) clearSearch() {
	p.search.SetText("")
	widgets.Focus(p.search)
}

func (p *Page) openFirst() {
	if len(p.shown) == 1 {
		p.Open(p.shown[0])
	}
}

// Open shows a connection's own page.
func (p *Page) Open(c core.Connection) {
	p.wanted = false
	p.detail.show(c)
	widgets.Replace(p.object, p.detail.Object)
	p.detail.focus()
}

// Test shows the connection with the ID once it was read, ready for a call in
// its test panel.
func (p *Page) Test(id string) {
	service := p.deps.Service
	worker.Run(p.opens, readLimit, func(ctx context.Context) (core.Connection, error) {
		return service.Connection(ctx, id)
	}, func(c core.Connection, err error) {
		if err == nil {
			p.Open(c)
			p.detail.panel.Focus()
		}
		p.Reload()
	})
}

// back returns from a connection to the list.
func (p *Page) back() {
	p.detail.leave()
	widgets.Replace(p.object, p.listing)
	p.Reload()
	p.Focus()
}

// Focus puts the keyboard where the next action is.
func (p *Page) Focus() {
	p.wanted = !p.loaded
	switch {
	case p.detail.connection.ID != "":
		p.detail.focus()
	case len(p.shown) > 0:
		widgets.Focus(p.list)
	case p.first != nil:
		widgets.Focus(p.first)
	}
}

// Escape takes one step back and reports whether there was one.
func (p *Page) Escape() bool {
	if p.detail.connection.ID != "" {
		if !p.detail.escape() {
			p.back()
		}
		return true
	}
	if p.every.cancel() {
		return true
	}
	if p.search.Text != "" {
		p.clearSearch()
		return true
	}
	return false
}

// Unsaved says that a pasted credential would be lost by closing; it is empty
// when none would.
func (p *Page) Unsaved() string {
	if p.detail.unsaved() {
		return lang.T("close.replacement")
	}
	return ""
}
