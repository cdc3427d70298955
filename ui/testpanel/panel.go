package testpanel

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// callLimit is how long a call may take; the use case has shorter limits of its
// own for each stage.
const callLimit = 90 * time.Second

// Service is what the panel asks of the use cases.
type Service interface {
	Call(ctx context.Context, connectionID, path string) onboard.CallResult
	EndSession(ctx context.Context, connectionID string) core.Finding
	Endpoints() []onboard.Endpoint
}

// Deps are what a Panel needs.
type Deps struct {
	Service Service
	Worker  *worker.Worker
	// Copy puts a text on the clipboard.
	Copy func(text string)
	// Save asks where to keep the content and writes it.
	Save func(suggestedName string, content []byte)
	// Called, if set, runs after each call: it may have changed what is known.
	Called func()
	// HandOver, if set, returns the buttons that help to pass a finding on.
	HandOver func(f core.Finding, path string, calls []core.Call) []*widgets.Button
}

// Panel calls endpoints under one connection. Use it on the UI thread only.
type Panel struct {
	// Object is what to put on the page.
	Object fyne.CanvasObject

	deps       Deps
	endpoints  []onboard.Endpoint
	connection core.Connection
	slot       *worker.Slot
	stopTick   func()
	retryAt    time.Time

	path       *pathEntry
	call       *widgets.Button
	cancel     *widgets.Button
	about      *widgets.Text
	running    *widgets.Text
	runningRow *fyne.Container
	permission *fyne.Container
	answer     *fyne.Container
	session    *fyne.Container
}

// New returns a panel; Show gives it a connection.
func New(deps Deps) *Panel {
	p := &Panel{deps: deps, endpoints: deps.Service.Endpoints(), slot: deps.Worker.Slot(), stopTick: func() {}}
	p.path = newPathEntry(p.endpoints, p.onPath, p.onCall)
	p.call = widgets.NewButton(widgets.Secondary, "Call", p.onCall)
	p.cancel = widgets.NewButton(widgets.Secondary, "Cancel", p.onCancel)
	p.about = widgets.NewText(widgets.Muted, "")
	p.running = widgets.NewText(widgets.Muted, "")
	p.runningRow = widgets.Split(p.running, p.cancel)
	p.permission = widgets.Column(0)
	p.answer = widgets.Column(12)
	p.session = widgets.Column(10)
	verb := widgets.Inset(10, 0, widgets.NewText(widgets.Strong, "GET").SingleLine())
	p.Object = widgets.NewCard(widgets.Column(10,
		widgets.Row(verb, p.path, p.call), p.about, p.permission, p.runningRow, p.answer, p.session))
	p.reset()
	return p
}

// Show turns the panel to a connection. For the one that it already has, it
// only takes over what is newly known.
func (p *Panel) Show(c core.Connection) {
	same := c.ID == p.connection.ID
	p.connection = c
	if same {
		return
	}
	p.slot.Drop()
	p.retryAt = time.Time{}
	p.reset()
	if len(p.endpoints) > 0 {
		p.path.SetText(p.endpoints[0].Path)
	}
	p.onPath()
}

// Focus puts the keyboard on the Call button.
func (p *Panel) Focus() { widgets.Focus(p.call) }

// Escape cancels a running call and reports whether there was one.
func (p *Panel) Escape() bool {
	if !p.runningRow.Visible() {
		return false
	}
	p.onCancel()
	return true
}

func (p *Panel) reset() {
	p.idle()
	widgets.Replace(p.answer)
	widgets.Replace(p.session)
	widgets.Replace(p.permission)
}

func (p *Panel) idle() {
	p.stopTick()
	p.stopTick = func() {}
	p.runningRow.Hide()
	p.call.SetBusy(false)
	p.path.Enable()
}

// onPath compares what the endpoint needs with what was granted, before the
// call.
func (p *Panel) onPath() {
	e, known := find(p.endpoints, cleanPath(p.path.Text))
	about := e.Title
	switch {
	case !known:
		about = "A path of your own. Sureline does not know which permission it needs."
	case e.Permission != "":
		about += " · needs the app permission " + e.Permission
	default:
		about += " · needs no app permission"
	}
	p.about.SetText(about)
	widgets.Replace(p.permission)
	if permission := lacks(e, p.connection); permission != "" {
		widgets.Replace(p.permission, widgets.NewFinding(permissionFinding(p.connection.App, permission), p.deps.Copy))
	}
}

func (p *Panel) onCancel() { p.slot.Cancel() }

// outcome is what a call leaves to show; made off the UI thread.
type outcome struct {
	result onboard.CallResult
	body   string
	isText bool
}

func (p *Panel) onCall() {
	path := cleanPath(p.path.Text)
	if path == "" || p.runningRow.Visible() || p.deps.Worker.Now().Before(p.retryAt) {
		return
	}
	p.path.SetText(path)
	widgets.Replace(p.answer)
	widgets.Replace(p.session)
	p.begin("Calling " + path)
	service, id := p.deps.Service, p.connection.ID
	worker.Run(p.slot, callLimit, func(ctx context.Context) (outcome, error) {
		o := outcome{result: service.Call(ctx, id, path)}
		if o.result.Answer != nil {
			o.body, o.isText = bodyText(o.result.Answer.Body)
		}
		return o, nil
	}, p.apply)
}

func (p *Panel) begin(doing string) {
	p.call.SetBusy(true)
	p.path.Disable()
	since := p.deps.Worker.Now()
	p.running.SetText(doing + " …")
	p.runningRow.Show()
	widgets.Focus(p.cancel)
	p.stopTick()
	p.stopTick = p.deps.Worker.Every(time.Second, func() {
		p.running.SetText(fmt.Sprintf("%s … %d s", doing, int(p.deps.Worker.Now().Sub(since).Seconds())))
	})
}

func (p *Panel) apply(o outcome, err error) {
	p.idle()
	if err != nil {
		f, _ := core.FindingOf(err)
		o.result.Findings = append(o.result.Findings, f)
	}
	told := p.told(o.result)
	widgets.Replace(p.answer, append(told, p.rest(o)...)...)
	if o.result.Answer != nil {
		widgets.Replace(p.session, p.offer())
	}
	p.waitFor(o.result.Findings)
	p.Focus()
	if len(told) > 0 {
		widgets.RevealNew(told[len(told)-1])
	}
	if p.deps.Called != nil {
		p.deps.Called()
	}
}

// waitFor locks the button for as long as the platform asked for silence: every
// request during a penalty starts it anew.
func (p *Panel) waitFor(findings []core.Finding) {
	wait := widgets.RetryAfter(findings)
	if wait <= 0 {
		return
	}
	p.retryAt = p.deps.Worker.Now().Add(wait)
	p.stopTick = widgets.CountDown(p.deps.Worker, p.call, "Call", p.retryAt)
}

// bodyLimit is the greatest height of the body, in Fyne's pixels.
const bodyLimit = 360

func (p *Panel) bodyOf(o outcome) []fyne.CanvasObject {
	view := newBodyView(p.deps.Copy)
	view.SetText(o.body)
	answer := o.result.Answer
	note := sizeText(len(answer.Body))
	if answer.Truncated {
		note = "the first " + note + "; the answer was longer"
	}
	row := widgets.Flow(12)
	if o.isText {
		row.Add(widgets.NewCopyButton("Copy body", o.body, p.deps.Copy))
	}
	if len(answer.Body) > 0 && p.deps.Save != nil {
		row.Add(widgets.NewButton(widgets.Secondary, "Save…", func() { p.deps.Save("answer.json", answer.Body) }))
	}
	row.Add(widgets.NewCopyButton("Copy as cURL", curl(answer.Call.URL), p.deps.Copy))
	return []fyne.CanvasObject{
		widgets.Split(widgets.NewText(widgets.Caption, "Body, "+note), row),
		widgets.Limited(view, func() float32 { return view.height(bodyLimit) }),
	}
}
