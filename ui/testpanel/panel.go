package testpanel

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
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

	deps      Deps
	endpoints []onboard.Endpoint
	state     state
	slot      *worker.Slot
	stopTick  func()
	// shown is the answer that is drawn: it is drawn once.
	shown *answer

	path       *pathEntry
	call       *widgets.Button
	cancel     *widgets.Button
	about      *widgets.Text
	running    *widgets.Text
	runningRow *fyne.Container
	permission *fyne.Container
	told, rest *fyne.Container
	session    *fyne.Container
}

// New returns a panel; Show gives it a connection.
func New(deps Deps) *Panel {
	p := &Panel{deps: deps, endpoints: deps.Service.Endpoints(), slot: deps.Worker.Slot(), stopTick: func() {}}
	p.path = newPathEntry(p.endpoints, p.onPath, p.onCall)
	p.call = widgets.NewButton(widgets.Secondary, lang.T("test.call"), p.onCall)
	p.cancel = widgets.NewButton(widgets.Secondary, lang.T("test.cancel"), p.slot.Cancel)
	p.about = widgets.NewText(widgets.Muted, "")
	p.running = widgets.NewText(widgets.Muted, "")
	p.runningRow = widgets.Split(p.running, p.cancel)
	p.permission, p.told, p.rest, p.session = widgets.Column(0), widgets.Column(12), widgets.Column(12), widgets.Column(10)
	verb := widgets.Inset(10, 0, widgets.NewText(widgets.Strong, "GET").SingleLine())
	p.Object = widgets.NewCard(widgets.Column(10,
		widgets.Row(verb, p.path, p.call), p.about, p.permission, p.runningRow, widgets.Column(12, p.told, p.rest), p.session))
	p.render()
	return p
}

// Show turns the panel to a connection. For the one that it already has, it
// only takes over what is newly known.
func (p *Panel) Show(c core.Connection) {
	same := c.ID == p.state.connection.ID
	p.state.connection = c
	if same {
		return
	}
	p.slot.Drop()
	p.state = state{connection: c}
	p.tick()
	if len(p.endpoints) > 0 {
		p.path.SetText(p.endpoints[0].Path)
	}
	p.render()
}

// Focus puts the keyboard on the Call button.
func (p *Panel) Focus() { widgets.Focus(p.call) }

// Escape cancels a running call and reports whether there was one.
func (p *Panel) Escape() bool {
	if p.state.doing == idle {
		return false
	}
	p.slot.Cancel()
	return true
}

// render shows the state.
func (p *Panel) render() {
	s, now := p.state, p.deps.Worker.Now()
	e, known := find(p.endpoints, cleanPath(p.path.Text))
	p.about.SetText(aboutPath(e, known))
	widgets.Replace(p.permission)
	if permission := lacks(e, s.connection); permission != "" {
		widgets.Replace(p.permission, widgets.NewFinding(finding.NewAppLacksPermission(s.connection.App, permission), p.deps.Copy))
	}
	p.renderCall(s, now)
	if p.shown != s.answer {
		p.shown = s.answer
		widgets.Replace(p.told)
		widgets.Replace(p.rest)
		if s.answer != nil {
			widgets.Replace(p.told, p.toldOf(s.answer.result)...)
			widgets.Replace(p.rest, p.restOf(*s.answer)...)
		}
	}
	var session []fyne.CanvasObject
	if s.session != nil {
		session = append(session, widgets.NewFinding(*s.session, p.deps.Copy))
	}
	if s.offer {
		session = append(session, widgets.Split(widgets.NewText(widgets.Muted, lang.T("test.session")),
			widgets.NewButton(widgets.Secondary, lang.T("test.end_session"), p.onEndSession)))
	}
	widgets.Replace(p.session, session...)
}

// renderCall shows what runs, and what is left to wait for the platform.
func (p *Panel) renderCall(s state, now time.Time) {
	p.call.SetBusy(s.doing != idle)
	label := lang.T("test.call")
	wait := s.waitLeft(now)
	if wait > 0 {
		label = lang.T("test.call_in", lang.S{"count": int((wait + time.Second - 1) / time.Second)})
	}
	p.call.SetText(label)
	p.call.SetWaiting(wait > 0)
	seconds := int(now.Sub(s.since).Seconds())
	switch {
	case s.doing == calling:
		p.running.SetText(lang.T("test.calling", lang.S{"path": s.called, "count": seconds}))
	case s.doing == endingSession:
		p.running.SetText(lang.T("test.ending", lang.S{"count": seconds}))
	}
	widgets.Show(p.runningRow, s.doing != idle)
	if (s.doing != idle) != p.path.Disabled() {
		if s.doing != idle {
			p.path.Disable()
		} else {
			p.path.Enable()
		}
	}
}

// tick keeps the seconds on the screen right for as long as some are shown.
func (p *Panel) tick() {
	p.stopTick()
	p.stopTick = func() {}
	if p.state.doing == idle && p.state.waitLeft(p.deps.Worker.Now()) == 0 {
		return
	}
	p.stopTick = p.deps.Worker.Every(time.Second, func() {
		p.renderCall(p.state, p.deps.Worker.Now())
		if p.state.mayCall(p.deps.Worker.Now()) {
			p.tick()
		}
	})
}

// onPath drops an answer that belongs to another path.
func (p *Panel) onPath() {
	if p.state.answer != nil && cleanPath(p.path.Text) != p.state.called {
		p.state.answer, p.state.session, p.state.offer = nil, nil, false
	}
	p.render()
}

func (p *Panel) onCall() {
	path := cleanPath(p.path.Text)
	if path == "" || !p.state.mayCall(p.deps.Worker.Now()) {
		return
	}
	p.state.called, p.state.answer = path, nil
	p.path.SetText(path)
	p.begin(calling)
	service, id := p.deps.Service, p.state.connection.ID
	worker.Run(p.slot, callLimit, func(ctx context.Context) (answer, error) {
		a := answer{result: service.Call(ctx, id, path)}
		if a.result.Answer != nil {
			a.body = read(a.result.Answer.Body)
		}
		return a, nil
	}, p.onAnswer)
}

func (p *Panel) begin(doing activity) {
	p.state.doing, p.state.since = doing, p.deps.Worker.Now()
	p.state.session, p.state.offer = nil, false
	p.tick()
	p.render()
	widgets.Focus(p.cancel)
}

func (p *Panel) onAnswer(a answer, err error) {
	if f, failed := core.FindingOf(err); failed {
		a.result.Findings = append(a.result.Findings, f)
	}
	p.state.answer, p.state.offer = &a, a.result.Answer != nil
	p.end(a.result.Findings)
	if n := len(p.told.Objects); n > 0 {
		widgets.RevealNew(p.told.Objects[n-1])
	}
	if p.deps.Called != nil {
		p.deps.Called()
	}
}

// onEndSession ends the session that the calls have opened or used.
func (p *Panel) onEndSession() {
	if p.state.doing != idle {
		return
	}
	p.begin(endingSession)
	service, id := p.deps.Service, p.state.connection.ID
	worker.Run(p.slot, callLimit, func(ctx context.Context) (core.Finding, error) {
		return service.EndSession(ctx, id), nil
	}, func(f core.Finding, err error) {
		if failure, failed := core.FindingOf(err); failed {
			f = failure
		}
		// Whoever cancelled may want to try again.
		p.state.session, p.state.offer = &f, f.Code == finding.Cancelled
		p.end([]core.Finding{f})
		widgets.RevealNew(p.session.Objects[0])
	})
}

// end locks the button for as long as the platform asked for silence: every
// request during a penalty starts it anew.
func (p *Panel) end(findings []core.Finding) {
	p.state.doing = idle
	if wait := widgets.RetryAfter(findings); wait > 0 {
		p.state.retryAt = p.deps.Worker.Now().Add(wait)
	}
	p.tick()
	p.render()
	p.Focus()
}
