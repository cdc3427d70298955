package kore

import (
	"context"
	"fmt"
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

// runner is the card "Run the service here".
type runner struct {
	Object fyne.CanvasObject

	page    *Page
	slot    *worker.Slot
	clients []corekore.Client
	running Running
	chosen  string // client ID of the snippet

	journal  *journal
	seen     int
	stopTick func()

	badge  *widgets.Badge
	port   *widgets.Field
	begin  *widgets.Button
	end    *widgets.Button
	idle   *fyne.Container
	result *fyne.Container
	onAir  *fyne.Container
	url    *fyne.Container
	code   *fyne.Container
	log    *fyne.Container
}

func newRunner(p *Page) *runner {
	r := &runner{page: p, slot: p.deps.Worker.Slot(), stopTick: func() {}}
	r.badge = widgets.NewBadge(widgets.ToneNone, "Stopped")
	entry := widgets.NewEntry("7000", r.start)
	entry.SetText("7000")
	entry.OnChanged = func(string) { r.port.Complain("") }
	r.port = widgets.NewField("Port", "The SDK’s own example asks at 7000.", entry)
	r.begin = widgets.NewButton(widgets.Primary, "Start the service", r.start)
	r.end = widgets.NewButton(widgets.Secondary, "Stop", r.stop)
	r.idle = widgets.Column(12, r.port.Object, widgets.Flow(10, r.begin))
	r.result, r.url, r.code, r.log = widgets.Column(10), widgets.Column(8), widgets.Column(8), widgets.Column(8)
	r.onAir = widgets.Column(14, widgets.Flow(10, r.end), r.url, r.log, r.code)
	r.Object = widgets.NewCard(widgets.Column(12,
		widgets.Split(widgets.NewText(widgets.CardTitle, "Run the service here"), r.badge),
		widgets.NewText(widgets.Body, "Chat pages on this computer ask it for passes, for all clients above, until you stop it or close the window. For a server of your own there is sureline-sts."),
		r.idle, r.result, r.onAir))
	r.render()
	return r
}

// set takes over the clients.
func (r *runner) set(clients []corekore.Client) {
	r.clients = clients
	if !slices.ContainsFunc(clients, func(c corekore.Client) bool { return c.ClientID == r.chosen }) {
		r.chosen = ""
		if len(clients) > 0 {
			r.chosen = clients[0].ClientID
		}
	}
	r.render()
}

func (r *runner) render() {
	on := r.running != nil
	widgets.Show(r.idle, !on)
	widgets.Show(r.onAir, on)
	widgets.Show(r.result, len(r.result.Objects) > 0)
	r.begin.SetEnabled(len(r.clients) > 0)
	if !on {
		r.badge.Set(widgets.ToneNone, "Stopped")
		return
	}
	r.badge.Set(widgets.ToneGood, "Running")
	widgets.Replace(r.url, widgets.NewText(widgets.Strong, "Address of the service"), widgets.NewLink(r.running.URL(), r.page.deps.Copy))
	widgets.Replace(r.code, r.snippet()...)
}

// snippet is the code for the chat page of the chosen client.
func (r *runner) snippet() []fyne.CanvasObject {
	names, chosen := make([]string, len(r.clients)), 0
	for i, c := range r.clients {
		names[i] = c.WithDefaults().Name
		if c.ClientID == r.chosen {
			chosen = i
		}
	}
	out := []fyne.CanvasObject{}
	if len(names) > 1 {
		out = append(out, widgets.NewChooser("Code for the chat page of", names, chosen, func(i int) {
			r.chosen = r.clients[i].ClientID
			r.render()
		}).Object)
	} else {
		out = append(out, widgets.NewText(widgets.Strong, "Code for the chat page"))
	}
	if len(r.clients) == 0 {
		return nil
	}
	c := r.clients[chosen]
	code := sts.Snippet(r.running.URL(), c)
	note := "Put it where the page sets “chatConfig”. It holds no secret."
	if len(c.Origins) == 0 {
		note += " No web page may ask for this client yet: add your page’s address to it under “Change”."
	}
	return append(out, widgets.Preview(code), widgets.NewText(widgets.Caption, note), widgets.Flow(10, widgets.NewCopyButton("Copy the code", code, r.page.deps.Copy)))
}

func (r *runner) start() {
	port := strings.TrimSpace(r.port.Entry.Text)
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		r.port.Complain("Write a number from 1 to 65535, such as 7000.")
		widgets.Focus(r.port.Entry)
		return
	}
	if r.running != nil || len(r.clients) == 0 {
		return
	}
	r.begin.SetBusy(true)
	r.journal, r.seen = &journal{}, -1
	service, observe := r.page.deps.Service, r.journal.add
	worker.Run(r.slot, serviceLimit, func(ctx context.Context) (Running, error) {
		return service.StartService(ctx, port, observe)
	}, r.started)
}

func (r *runner) started(running Running, err error) {
	r.begin.SetBusy(false)
	widgets.Replace(r.result)
	if f, failed := failure(err); failed {
		widgets.Replace(r.result, widgets.NewFinding(f, r.page.deps.Copy))
		r.page.listing.Refresh()
		widgets.Focus(r.begin)
		return
	}
	r.running = running
	r.stopTick = r.page.deps.Worker.Every(time.Second, r.tick)
	r.render()
	r.tick()
	r.page.listing.Refresh()
	widgets.Focus(r.end)
}

func (r *runner) stop() {
	if r.running == nil {
		return
	}
	running := r.running
	r.end.SetBusy(true)
	worker.Run(r.slot, serviceLimit, func(context.Context) (struct{}, error) {
		return struct{}{}, running.Stop()
	}, func(_ struct{}, err error) {
		r.end.SetBusy(false)
		r.stopTick()
		r.running = nil
		r.journal, r.seen = nil, 0
		if err != nil {
			widgets.Replace(r.result, widgets.NewNote(widgets.ToneInfo, "The service stopped. A request that was still running was cut off."))
		}
		r.render()
		r.page.listing.Refresh()
		widgets.Focus(r.begin)
	})
}

// tick shows the requests that came since the last one.
func (r *runner) tick() {
	now, news := r.journal.since(r.seen)
	if !news {
		return
	}
	r.seen = now.version
	widgets.Replace(r.log, r.requests(now)...)
	r.page.listing.Refresh()
}

// shownRequests is how many lines the log has.
const shownRequests = 12

func (r *runner) requests(now page) []fyne.CanvasObject {
	out := []fyne.CanvasObject{widgets.NewText(widgets.Strong, "Requests")}
	if len(now.events) == 0 {
		return append(out, widgets.NewText(widgets.Muted, "None yet. Load your chat page, and each request shows here with its verdict."))
	}
	out = append(out, widgets.NewText(widgets.Muted, fmt.Sprintf("%d signed, %d refused since the start.", now.signed, now.refused)))
	t := widgets.NewTable([]string{"Time", "Verdict", "Client", "Asked by"}, 0.9, 2.2, 1.9, 2)
	for _, e := range now.events[:min(len(now.events), shownRequests)] {
		word, tone := verdict(e)
		t.AddRow(widgets.NewText(widgets.Body, e.At.Local().Format("15:04:05")), widgets.Verdict(tone, word),
			widgets.NewText(widgets.Body, r.nameOf(e.ClientID)), widgets.NewText(widgets.Body, askedBy(e)))
	}
	out = append(out, t.Object)
	for _, e := range now.events {
		if f, refused := e.Finding(); refused {
			out = append(out, widgets.NewText(widgets.Strong, "The last refusal"), widgets.NewFinding(finding.WithDetail(f, map[string]string{
				"status": strconv.Itoa(e.Status), "why": e.Why, "address": e.Address, "path": e.Path,
			}), r.page.deps.Copy))
			break
		}
	}
	return out
}

func (r *runner) nameOf(id string) string {
	for _, c := range r.clients {
		if c.ClientID == id {
			return c.WithDefaults().Name
		}
	}
	if id == "" {
		return "–"
	}
	return id
}

// verdict is the word of a request, and its tone.
func verdict(e sts.Event) (string, widgets.Tone) {
	switch e.Verdict {
	case sts.Signed:
		if e.Anonymous {
			return "signed, anonymous visitor", widgets.ToneGood
		}
		return "signed, person " + e.IdentityHash[:min(8, len(e.IdentityHash))], widgets.ToneGood
	case sts.Refused:
		f, _ := e.Finding()
		return lang.Finding(f).Title, widgets.ToneError
	case sts.Preflight:
	}
	return "browser asked whether it may", widgets.ToneInfo
}

// askedBy is the page that asked, else the program.
func askedBy(e sts.Event) string {
	if e.Origin != "" {
		return e.Origin
	}
	return "no web page (" + e.Address + ")"
}
