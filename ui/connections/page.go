package connections

import (
	"context"
	"maps"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

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
	state  state
	reads  *worker.Slot
	opens  *worker.Slot

	first   *widgets.Button
	heading *widgets.Text
	search  *widgets.Entry
	fold    *widgets.Button
	sort    *widgets.Button
	filters *fyne.Container
	// drawn are the choices that filters shows.
	drawn   []choice
	list    *list
	middle  *fyne.Container
	every   *everyone
	top     *fyne.Container
	toolbar *fyne.Container
	listing *container.Scroll
	detail  *detail
}

// New returns the page, empty until Reload.
func New(deps Deps) *Page {
	p := &Page{deps: deps, reads: deps.Worker.Slot(), opens: deps.Worker.Slot()}
	p.heading = widgets.NewText(widgets.Muted, "")
	p.search = widgets.NewEntry(lang.T("connections.list.search"), func() { p.openOnly() })
	p.search.OnChanged = func(string) { p.render() }
	p.filters = widgets.Flow(2)
	p.sort = widgets.NewButton(widgets.Plain, "", p.onSort)
	p.fold = widgets.NewButton(widgets.Plain, lang.T("connections.list.filter"), func() {
		p.state.unfolded = !p.state.unfolded
		p.render()
	})
	p.list = newList(deps.Worker.Now, func(e *entry) { p.Open(e.Connection) })
	p.list.resized = func() { p.showFilters() }
	p.middle = container.NewStack(p.list)
	p.every = newEveryone(p)
	connect := widgets.NewButton(widgets.Secondary, lang.T("connections.list.new"), deps.Connect)
	p.toolbar = widgets.Column(10, widgets.Split(p.search, widgets.Flow(12, p.every.button, connect, p.fold)), p.filters)
	p.top = widgets.Column(12, widgets.Column(4, widgets.NewText(widgets.PageTitle, lang.T("nav.connections")), p.heading), p.toolbar, p.every.object)
	p.listing = widgets.NewPage(p.top, widgets.Limited(p.middle, p.room))
	p.detail = newDetail(deps, p.back, p.Reload)
	p.object = container.NewStack(p.listing)
	p.render()
	return p
}

// room is the height of the list: what is left of the window, and two rows at least,
// where the page scrolls. More would fill a small window, and with it take every turn
// of the wheel.
func (p *Page) room() float32 {
	const leastRows, margins = 2, 48
	left := p.listing.Size().Height - p.top.MinSize().Height - widgets.Gap() - margins
	least := leastRows * rowHeight(p.list.narrow)
	if !p.state.loaded || len(p.state.sorted) == 0 {
		least = p.middle.MinSize().Height
	}
	return max(left, least)
}

// Object is what to put into the window.
func (p *Page) Object() fyne.CanvasObject { return p.object }

// Shown reads anew when the page comes into sight.
func (p *Page) Shown() { p.Reload() }

// known is what the page reads.
type known struct {
	connections []core.Connection
	clients     map[string]string
}

// Reload fetches the connections, and what the open one shows.
func (p *Page) Reload() {
	service := p.deps.Service
	worker.Run(p.reads, readLimit, func(ctx context.Context) (known, error) {
		profiles, err := service.Profiles(ctx)
		if err != nil {
			return known{}, err
		}
		k := known{clients: map[string]string{}}
		for _, profile := range profiles {
			k.clients[profile.ID] = profile.ClientID
		}
		k.connections, err = service.Connections(ctx)
		return k, err
	}, p.onRead)
	if p.detail.state.connection.ID != "" {
		p.detail.reload()
	}
}

func (p *Page) onRead(k known, err error) {
	p.state.failed, p.state.loaded = nil, true
	if f, ok := core.FindingOf(err); ok {
		p.state.failed = &f
	} else {
		p.state.clients = k.clients
		p.state = p.state.with(k.connections, p.deps.Worker.Now())
		p.deps.Changed(len(k.connections))
	}
	p.narrow(p.state.narrow)
	if p.state.wanted {
		p.Focus()
	}
}

// learn takes over what a verification learned of one connection.
func (p *Page) learn(c core.Connection) {
	p.state = p.state.learn(c, p.deps.Worker.Now())
	p.narrow(p.state.narrow)
}

// narrow shows some of the connections, or all of them again where none is left.
func (p *Page) narrow(to narrowing) {
	if !slices.ContainsFunc(p.state.named, to.has) {
		to = narrowing{}
	}
	p.state.narrow = to
	p.drawFilters()
	p.render()
}

// render shows the state and what stands in the search. It is cheap enough for every
// key.
func (p *Page) render() {
	s, shown := p.state, p.state.shown(p.search.Text)
	p.heading.SetText(heading(s, len(shown)))
	widgets.Show(p.toolbar, len(s.named) > 0)
	p.showFilters()
	p.every.offer(shown, len(s.named))
	if content := p.content(shown); len(p.middle.Objects) != 1 || p.middle.Objects[0] != content {
		widgets.Replace(p.middle, content)
	}
	p.list.set(shown)
	widgets.Settle(p.listing)
}

// showFilters leaves the room to the list where there is little: what narrows it is
// unfolded by a button then.
func (p *Page) showFilters() {
	few := p.list.narrow && len(p.filters.Objects) > 0
	icon := theme.IconNameMenuExpand
	if p.state.unfolded {
		icon = theme.IconNameArrowDropDown
	}
	p.fold.SetIcon(icon)
	widgets.Show(p.fold, few)
	widgets.Show(p.filters, len(p.filters.Objects) > 0 && (!few || p.state.unfolded))
}

func heading(s state, shown int) string {
	switch all := len(s.named); {
	case !s.loaded:
		return lang.T("connections.list.reading")
	case all == 0:
		return lang.T("connections.list.about")
	case shown < all:
		return lang.T("connections.list.some", lang.S{"shown": shown, "count": all})
	default:
		return lang.T("connections.list.all", lang.S{"count": all})
	}
}

// content is the list, or what stands in its place.
func (p *Page) content(shown []*entry) fyne.CanvasObject {
	p.first = nil
	switch s := p.state; {
	case s.failed != nil:
		p.first = widgets.NewButton(widgets.Secondary, lang.T("window.again"), p.Reload)
		return widgets.Column(0, widgets.NewFinding(*s.failed, p.deps.Copy, p.first))
	case s.loaded && len(s.named) == 0:
		p.first = widgets.NewButton(widgets.Primary, lang.T("connections.list.connect"), p.deps.Connect)
		return widgets.Column(0, widgets.NewCard(widgets.Column(10,
			widgets.NewText(widgets.CardTitle, lang.T("connections.list.none")),
			widgets.NewText(widgets.Body, lang.T("connections.list.none_text")),
			widgets.Flow(0, p.first))))
	case s.loaded && len(shown) == 0:
		p.first = widgets.NewButton(widgets.Secondary, lang.T("connections.list.show_all"), p.showAll)
		return widgets.Column(0, widgets.NewCard(widgets.Column(10,
			widgets.NewText(widgets.CardTitle, lang.T("connections.list.nothing")),
			widgets.NewText(widgets.Body, lang.T("connections.list.nothing_text")),
			widgets.Flow(0, p.first))))
	}
	return p.list
}

// groups are the buttons that narrow the list, with the keys of their words.
var groups = []struct {
	group group
	key   string
}{
	{anyGroup, "connections.filter.all"},
	{failing, "connections.filter.failing"},
	{expiring, "connections.filter.expiring"},
	{unproven, "connections.filter.unverified"},
	{connected, "connections.filter.connected"},
}

// turns are those whose turn it can be, in the order of their buttons.
var turns = []core.Who{core.WhoAdmin, core.WhoProvider, core.WhoIT, core.WhoRingCentral, core.WhoNobody}

// orderKeys are the words of the button that sorts.
var orderKeys = [orders]string{"connections.order.need", "connections.order.name", "connections.order.verified", "connections.order.expiry"}

// choice is a button that narrows the list.
type choice struct {
	words string
	// on is true for what the list is narrowed to; a press shows all again.
	on bool
	to narrowing
}

// choices are how many connections there are of each kind. A kind that would show
// nothing, or all, is none.
func (s state) choices() []choice {
	t, now := s.tally(), s.narrow
	all := len(s.named)
	var list []choice
	if slices.Max(t.groups[1:]) < all {
		for _, g := range groups {
			if n := t.groups[g.group]; n > 0 {
				list = append(list, choice{lang.T(g.key, lang.S{"count": n}), now.group == g.group, narrowing{group: g.group, app: now.app}})
			}
		}
	}
	for _, who := range turns {
		if n := t.turns[who]; n > 0 && len(t.turns) > 1 && now.group == failing {
			list = append(list, choice{turnWords(who, n), now.turn == who, narrowing{group: failing, turn: who, app: now.app}})
		}
	}
	if len(t.apps) > 1 {
		for _, app := range slices.Sorted(maps.Keys(t.apps)) {
			words := lang.T("connections.filter.app", lang.S{"app": app, "count": t.apps[app]})
			list = append(list, choice{words, now.app == app, narrowing{group: now.group, turn: now.turn, app: app}})
		}
	}
	return list
}

// turnWords says how many wait for somebody.
func turnWords(who core.Who, n int) string {
	words := widgets.WhoseTurn(core.Finding{Severity: core.SeverityError, Who: who})
	return lang.T("connections.filter.turn", lang.S{"turn": words, "count": n})
}

// drawFilters shows the choices, and how the list is sorted. What stands there
// already stays, with the keyboard that may be on it.
func (p *Page) drawFilters() {
	choices := p.state.choices()
	sorts := len(p.state.named) > 1
	p.sort.SetText(lang.T(orderKeys[p.state.order]))
	if slices.Equal(choices, p.drawn) && sorts == (len(p.filters.Objects) > len(choices)) {
		return
	}
	p.drawn, p.filters.Objects = choices, nil
	for _, c := range choices {
		kind, to := widgets.Plain, c.to
		if c.on {
			kind, to = widgets.Secondary, narrowing{}
		}
		p.filters.Add(widgets.NewButton(kind, c.words, func() {
			p.narrow(to)
			p.Focus()
		}))
	}
	if sorts {
		p.filters.Add(p.sort)
	}
	p.filters.Refresh()
}

// onSort goes on to the next order.
func (p *Page) onSort() {
	p.state = p.state.in((p.state.order + 1) % orders)
	p.drawFilters()
	p.render()
}

func (p *Page) showAll() {
	p.search.SetText("")
	p.narrow(narrowing{})
	widgets.Focus(p.search)
}

// openOnly opens the one connection that is shown.
func (p *Page) openOnly() {
	if shown := p.state.shown(p.search.Text); len(shown) == 1 {
		p.Open(shown[0].Connection)
	}
}

// Open shows a connection's own page.
func (p *Page) Open(c core.Connection) {
	p.state.wanted = false
	p.detail.show(c)
	widgets.Replace(p.object, p.detail.object)
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
	p.state.wanted = !p.state.loaded
	switch {
	case p.state.sought && p.detail.state.connection.ID == "":
		p.state.sought = !p.state.loaded
		widgets.Focus(p.search)
	case p.detail.state.connection.ID != "":
		p.detail.focus()
	case p.first != nil:
		widgets.Focus(p.first)
	case len(p.state.named) > 0:
		widgets.Focus(p.list)
	}
}

// Find puts the keyboard into the search, back from an open connection.
func (p *Page) Find() {
	if p.detail.state.connection.ID != "" {
		p.back()
	}
	p.state.sought = true
	p.Focus()
}

// Escape takes one step back and reports whether there was one.
func (p *Page) Escape() bool {
	switch {
	case p.detail.state.connection.ID != "":
		if !p.detail.escape() {
			p.back()
		}
	case p.every.cancel():
	case p.search.Text != "" || p.state.narrow != (narrowing{}):
		p.showAll()
	default:
		return false
	}
	return true
}

// Unsaved says that a pasted credential would be lost by closing; it is empty
// when none would.
func (p *Page) Unsaved() string {
	if p.detail.unsaved() {
		return lang.T("close.replacement")
	}
	return ""
}
