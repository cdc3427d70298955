package kore

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core/finding"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/sts"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// runner is the card that runs the service here.
type runner struct {
	object   fyne.CanvasObject
	page     *Page
	slot     *worker.Slot
	recorder *recorder
	stopTick func()

	badge      *widgets.Badge
	port       *widgets.Field
	begin, end *widgets.Button
	idle       *fyne.Container
	result     *fyne.Container
	onAir      *fyne.Container
	url        *fyne.Container
	log        *fyne.Container
	which      *fyne.Container
	code       *fyne.Container
	// drawn is what is shown: a list or a button that has the focus stays.
	drawn struct {
		url     string
		chosen  string
		clients []corekore.Client
		version int
	}
}

func newRunner(p *Page) *runner {
	r := &runner{page: p, slot: p.deps.Worker.Slot(), stopTick: func() {}}
	r.badge = widgets.NewBadge(widgets.ToneNone, lang.T("kore.service.stopped"))
	entry := widgets.NewEntry("7000", r.onStart)
	entry.SetText("7000")
	entry.OnChanged = func(string) {
		r.state().badPort = false
		r.render()
	}
	r.port = widgets.NewField(lang.T("kore.service.port"), lang.T("kore.service.port_hint"), entry)
	r.begin = widgets.NewButton(widgets.Primary, lang.T("kore.service.start"), r.onStart)
	r.end = widgets.NewButton(widgets.Secondary, lang.T("kore.service.stop"), r.onStop)
	r.idle = widgets.Column(12, r.port.Object, widgets.Flow(10, r.begin))
	r.result, r.url, r.log, r.which, r.code = widgets.Column(10), widgets.Column(8), widgets.Column(8), widgets.Column(8), widgets.Column(8)
	r.onAir = widgets.Column(14, widgets.Flow(10, r.end), r.url, r.log, widgets.Column(8, r.which, r.code))
	r.object = widgets.NewCard(widgets.Column(12,
		widgets.Split(widgets.NewText(widgets.CardTitle, lang.T("kore.service.title")), r.badge),
		widgets.NewText(widgets.Body, lang.T("kore.service.lead")),
		r.idle, r.result, r.onAir))
	return r
}

func (r *runner) state() *serviceState { return &r.page.state.service }

// render shows the state.
func (r *runner) render() {
	s := *r.state()
	widgets.Show(r.idle, !s.on())
	widgets.Show(r.onAir, s.on())
	r.begin.SetEnabled(len(r.page.state.clients) > 0)
	r.begin.SetBusy(s.phase == starting)
	r.end.SetBusy(s.phase == stopping)
	complaint := ""
	if s.badPort {
		complaint = lang.T("kore.service.port_wrong")
	}
	r.port.Complain(complaint)
	switch {
	case s.failed != nil:
		widgets.Replace(r.result, r.page.finding(*s.failed))
	case s.cut:
		widgets.Replace(r.result, widgets.NewNote(widgets.ToneInfo, lang.T("kore.service.cut")))
	default:
		widgets.Replace(r.result)
	}
	if !s.on() {
		r.badge.Set(widgets.ToneNone, lang.T("kore.service.stopped"))
		return
	}
	r.badge.Set(widgets.ToneGood, lang.T("kore.service.running"))
	r.renderCode(s)
	if r.drawn.version != s.trace.version || len(r.log.Objects) == 0 {
		r.drawn.version = s.trace.version
		widgets.Replace(r.log, r.requests(s.trace)...)
	}
}

// renderCode shows the address, and the code for the chat page of the chosen client.
func (r *runner) renderCode(s serviceState) {
	clients, url := r.page.state.clients, s.service.URL()
	i := max(0, slices.IndexFunc(clients, func(c corekore.Client) bool { return c.ClientID == s.chosen }))
	chosen := ""
	if len(clients) > 0 {
		chosen = clients[i].ClientID
	}
	fresh := r.drawn.url != url || !reflect.DeepEqual(r.drawn.clients, clients)
	if !fresh && r.drawn.chosen == chosen {
		return
	}
	r.drawn.url, r.drawn.chosen, r.drawn.clients = url, chosen, clients
	widgets.Replace(r.url, widgets.NewText(widgets.Strong, lang.T("kore.service.address")), widgets.NewLink(url, r.page.deps.Copy))
	if fresh {
		widgets.Replace(r.which, r.chooser(clients, i)...)
	}
	if chosen == "" {
		widgets.Replace(r.code)
		return
	}
	note := lang.T("kore.service.code_note")
	if len(clients[i].Origins) == 0 {
		note = lang.T("kore.service.code_no_page")
	}
	code := sts.Snippet(url, clients[i])
	widgets.Replace(r.code, widgets.Preview(code), widgets.NewText(widgets.Caption, note),
		widgets.Flow(10, widgets.NewCopyButton(lang.T("kore.service.code_copy"), code, r.page.deps.Copy)))
}

// chooser is the title of the code, and the choice whose it is where there is one.
func (r *runner) chooser(clients []corekore.Client, chosen int) []fyne.CanvasObject {
	switch len(clients) {
	case 0:
		return nil
	case 1:
		return []fyne.CanvasObject{widgets.NewText(widgets.Strong, lang.T("kore.service.code"))}
	}
	names := make([]string, len(clients))
	for i, c := range clients {
		names[i] = nameOf(c)
	}
	return []fyne.CanvasObject{widgets.NewChooser(lang.T("kore.service.code_of"), names, chosen, func(i int) {
		r.state().chosen = clients[i].ClientID
		r.page.render()
	}).Object}
}

func (r *runner) onStart() {
	s := r.state()
	port := strings.TrimSpace(r.port.Entry.Text)
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		s.badPort = true
		r.page.render()
		widgets.Focus(r.port.Entry)
		return
	}
	if s.phase != stopped || len(r.page.state.clients) == 0 {
		return
	}
	*s = serviceState{phase: starting, chosen: s.chosen}
	r.page.render()
	r.recorder = &recorder{}
	service, observe := r.page.deps.Service, r.recorder.add
	worker.Run(r.slot, serviceLimit, func(ctx context.Context) (Running, error) {
		return service.StartService(ctx, port, observe)
	}, r.onStarted)
}

func (r *runner) onStarted(service Running, err error) {
	s := r.state()
	if s.failed = failure(err); err != nil {
		s.phase = stopped
		r.page.render()
		widgets.Focus(r.begin)
		return
	}
	s.phase, s.service = running, service
	r.stopTick = r.page.deps.Worker.Every(time.Second, r.tick)
	r.page.render()
	widgets.Focus(r.end)
}

func (r *runner) onStop() {
	s := r.state()
	if s.phase != running {
		return
	}
	s.phase = stopping
	r.page.render()
	service := s.service
	worker.Run(r.slot, serviceLimit, func(context.Context) (struct{}, error) {
		return struct{}{}, service.Stop()
	}, func(_ struct{}, err error) {
		r.stopTick()
		*s = serviceState{chosen: s.chosen, cut: err != nil}
		r.page.render()
		widgets.Focus(r.begin)
	})
}

// tick shows the requests that came since the last one.
func (r *runner) tick() {
	if now, news := r.recorder.since(r.state().trace.version); news {
		r.state().trace = now
		r.page.render()
	}
}

// shownRequests is how many lines the table of requests has.
const shownRequests = 12

func (r *runner) requests(t trace) []fyne.CanvasObject {
	out := []fyne.CanvasObject{widgets.NewText(widgets.Strong, lang.T("kore.service.requests"))}
	if len(t.events) == 0 {
		return append(out, widgets.NewText(widgets.Muted, lang.T("kore.service.none")))
	}
	out = append(out, widgets.NewText(widgets.Muted, lang.T("kore.service.count", lang.S{"signed": t.signed, "refused": t.refused})))
	table := widgets.NewTable([]string{
		lang.T("kore.service.time"), lang.T("kore.service.verdict"), lang.T("kore.service.client"), lang.T("kore.service.asked_by"),
	}, 0.9, 2.2, 1.9, 2)
	for _, e := range t.events[:min(len(t.events), shownRequests)] {
		word, tone := verdict(e)
		table.AddRow(widgets.NewText(widgets.Body, e.At.Local().Format("15:04:05")), widgets.Verdict(tone, word),
			widgets.NewText(widgets.Body, r.nameOf(e.ClientID)), widgets.NewText(widgets.Body, askedBy(e)))
	}
	out = append(out, table.Object)
	for _, e := range t.events {
		if f, refused := e.Finding(); refused {
			f = finding.WithDetail(f, map[string]string{"status": strconv.Itoa(e.Status), "why": e.Why.String(), "address": e.Address, "path": e.Path})
			return append(out, widgets.NewText(widgets.Strong, lang.T("kore.service.last_refusal")), r.page.finding(f))
		}
	}
	return out
}

// nameOf is the name of a client that was asked for.
func (r *runner) nameOf(id string) string {
	for _, c := range r.page.state.clients {
		if c.ClientID == id {
			return nameOf(c)
		}
	}
	if id == "" {
		return "–"
	}
	return id
}
