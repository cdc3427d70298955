package kore

import (
	"reflect"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// list is the list of clients, or what stands in its place.
type list struct {
	page *Page
	head *fyne.Container
	rows *fyne.Container
	add  *widgets.Button
	// first is where the keyboard begins; nil before there is anything.
	first *widgets.Button
	// drawn is what the rows show: a button that has the focus stays.
	drawn struct {
		clients []corekore.Client
		failed  *core.Finding
	}
}

func newList(p *Page) *list {
	l := &list{page: p, rows: widgets.Column(widgets.Gap())}
	l.add = widgets.NewButton(widgets.Secondary, lang.T("kore.add"), l.onAdd)
	l.head = widgets.Split(widgets.NewTitle(lang.T("nav.kore"), lang.T("kore.lead")), l.add)
	return l
}

func (l *list) onAdd() { l.page.openForm(corekore.Client{}) }

// render shows the state.
func (l *list) render() {
	s := l.page.state
	widgets.Show(l.add, len(s.clients) > 0)
	if !s.loaded || l.first != nil && l.drawn.failed == s.failed && reflect.DeepEqual(l.drawn.clients, s.clients) {
		return
	}
	l.drawn.clients, l.drawn.failed = s.clients, s.failed
	switch {
	case s.failed != nil:
		l.first = widgets.NewButton(widgets.Secondary, lang.T("kore.again"), l.page.Reload)
		widgets.Replace(l.rows, l.page.finding(*s.failed, l.first))
	case len(s.clients) == 0:
		l.first = widgets.NewButton(widgets.Primary, lang.T("kore.add"), l.onAdd)
		widgets.Replace(l.rows, widgets.NewCard(widgets.Column(10,
			widgets.NewText(widgets.CardTitle, lang.T("kore.none")),
			widgets.NewText(widgets.Body, lang.T("kore.none_text", lang.S{"keychain": text.Keychain()})),
			widgets.Flow(0, l.first))))
	default:
		l.first = nil
		var cards []fyne.CanvasObject
		for _, c := range s.clients {
			cards = append(cards, l.card(c))
		}
		widgets.Replace(l.rows, cards...)
	}
}

func (l *list) card(c corekore.Client) fyne.CanvasObject {
	name := nameOf(c)
	open := widgets.NewButton(widgets.Secondary, lang.T("kore.open", lang.S{"name": name}), func() { l.page.open(c) })
	if l.first == nil {
		l.first = open
	}
	words := widgets.Column(4, widgets.NewText(widgets.CardTitle, name), widgets.NewText(widgets.Muted, about(c)))
	return widgets.NewCard(widgets.Split(words, open))
}
