package connections

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/report"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/testpanel"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// historyLimit is how many verifications the page shows.
const historyLimit = 20

// activity is what is being done to the connection.
type activity int

const (
	idle activity = iota
	verifying
	replacing
	renaming
	removing
	fetching // an access token
)

// sheetKind is what stands under the buttons.
type sheetKind int

const (
	nameSheet       sheetKind = iota // asks for another name
	credentialSheet                  // asks for another credential
	removeSheet                      // asks before it removes
	tokenSheet                       // asks before it copies an access token
	goneSheet                        // says what removing has left
	reportSheet                      // the report for support
	outcomeSheet                     // what came of a verify or a replace
	problemSheet                     // why something could not be done
)

// sheet is what was asked for last. It does not change: another one takes its
// place.
type sheet struct {
	kind sheetKind
	// said is the sentence of a success, empty for none.
	said string
	// findings and calls are those of an outcome or a problem, or what removing left.
	findings []core.Finding
	calls    []core.Call
	report   string
}

// blue reports whether the sheet has the blue button of the page.
func (s *sheet) blue() bool {
	return s != nil && slices.Contains([]sheetKind{nameSheet, credentialSheet, goneSheet, reportSheet}, s.kind)
}

// detailState is all that the page of a connection knows beside what its forms
// hold.
type detailState struct {
	connection core.Connection
	profile    core.Profile
	past       []core.Verification
	doing      activity
	since      time.Time
	steps      map[onboard.StepID]onboard.Step
	sheet      *sheet
	// failed is the last verification when it failed: of this visit, or as it was
	// kept.
	failed *core.Verification
	// waits are until when the platform asked for silence, by profile: the limit is
	// that of the app.
	waits map[string]time.Time
	gone  bool
}

// waitLeft is how long no sign-in of the app may be tried.
func (s detailState) waitLeft(now time.Time) time.Duration {
	return max(s.waits[s.connection.ProfileID].Sub(now), 0)
}

// remedy is what can be done about the failure that is shown.
func (s detailState) remedy() finding.Remedy {
	if s.failed == nil || len(s.failed.Findings) == 0 || s.sheet != nil || s.doing != idle {
		return finding.NoRemedy
	}
	return finding.RemedyOf(s.failed.Findings[0])
}

// learn returns the state with what was read anew. What was shown of the
// connection before and is no longer true goes.
func (s detailState) learn(r reading, now time.Time) detailState {
	before := s.connection
	s.connection, s.profile, s.past = r.connection, r.profile, r.past
	if s.sheet != nil && s.sheet.kind == outcomeSheet && !before.LastCheckedAt.Equal(r.connection.LastCheckedAt) {
		s.sheet = nil
	}
	shown := s.failed
	s.failed = nil
	switch c := r.connection; {
	case c.LastCode != "" && len(r.past) > 0 && r.past[0].Code == c.LastCode:
		s.failed = &r.past[0]
	case c.LastCode != "":
		s.failed = &core.Verification{At: c.LastCheckedAt, Code: c.LastCode}
	case standingOf(c, now) == expired:
		s.failed = &core.Verification{At: *c.ExpiresAt, Code: finding.Expired, Findings: []core.Finding{finding.NewExpired(*c.ExpiresAt, now)}}
	}
	if shown != nil && s.failed != nil && shown.Code == s.failed.Code && shown.At.Equal(s.failed.At) {
		s.failed = shown // drawn already
	}
	return s
}

// detail is the page of one connection. Use it on the UI thread only.
type detail struct {
	object  *container.Scroll
	deps    Deps
	back    func()
	changed func()
	state   detailState

	reads    *worker.Slot
	work     *worker.Slot
	stopTick func()

	title, owner, facts *widgets.Text
	badge               *widgets.Badge
	verify              *widgets.Button
	actions             []*widgets.Button
	failure             *fyne.Container
	// remedy is the button of the failure's next step, or nil; next is where the
	// keyboard goes in the sheet.
	remedy  *widgets.Button
	next    fyne.Focusable
	under   *fyne.Container
	panel   *testpanel.Panel
	history *fyne.Container

	// What failure, under and history were drawn for.
	drawnFailure *core.Verification
	drawnSheet   *sheet
	drawnDoing   activity
	drawnPast    []core.Verification

	progress *progress
	name     *nameForm
	// forms are the replace forms by connection: what was pasted in one stays
	// until it is in use or the window closes.
	forms map[string]*credentialForm
}

func newDetail(deps Deps, back, changed func()) *detail {
	d := &detail{deps: deps, back: back, changed: changed, reads: deps.Worker.Slot(), work: deps.Worker.Slot(), stopTick: func() {}, forms: map[string]*credentialForm{}}
	d.state.waits = map[string]time.Time{}
	d.title = widgets.NewText(widgets.PageTitle, "")
	d.badge = widgets.NewBadge(widgets.ToneNone, "")
	d.owner, d.facts = widgets.NewText(widgets.Body, ""), widgets.NewText(widgets.Muted, "")
	d.failure, d.under, d.history = widgets.Column(0), widgets.Column(10), widgets.Column(0)
	d.panel = testpanel.New(testpanel.Deps{
		Service: deps.Service, Worker: deps.Worker, Copy: deps.Copy, Save: deps.Save, Called: func() { d.reload() },
		HandOver: func(f core.Finding, path string, calls []core.Call) []*widgets.Button {
			return d.handOver(f, "Calling "+path, calls)
		},
	})
	d.name = newNameForm(d)
	all := widgets.NewButton(widgets.Plain, lang.T("connections.detail.all"), back).SetIcon(theme.IconNameNavigateBack)
	d.object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, all), widgets.Split(d.title, d.badge), d.owner, d.facts),
		d.failure, d.buttons(), d.under, d.panel.Object, widgets.NewCard(d.history))
	return d
}

func (d *detail) buttons() fyne.CanvasObject {
	d.verify = widgets.NewButton(widgets.Primary, lang.T("connections.detail.verify"), d.onVerify)
	replace := widgets.NewButton(widgets.Secondary, lang.T("connections.detail.replace"), d.onReplace)
	rename := widgets.NewButton(widgets.Secondary, lang.T("connections.detail.rename"), d.onRename)
	report := widgets.NewButton(widgets.Secondary, lang.T("connections.detail.report"), d.onReport)
	remove := widgets.NewButton(widgets.Danger, lang.T("connections.detail.remove"), d.onRemove)
	token := widgets.NewButton(widgets.Secondary, lang.T("connections.detail.token"), d.onToken)
	d.actions = []*widgets.Button{replace, rename, report, token, remove}
	return widgets.Split(widgets.Flow(theme.InnerPadding()+2, d.verify, replace, report, rename, token), remove)
}

// show turns the page to a connection.
func (d *detail) show(c core.Connection) {
	if c.ID != d.state.connection.ID {
		d.leave()
		d.object.ScrollToTop()
	}
	d.state.connection = c
	d.panel.Show(c)
	d.tick()
	d.render()
	d.reload()
}

// leave forgets the connection and what was asked for. The platform's pauses and
// what was pasted stay.
func (d *detail) leave() {
	d.reads.Drop()
	d.work.Drop()
	d.state = detailState{waits: d.state.waits}
	d.tick()
	d.render()
}

// reading is what the page reads of a connection.
type reading struct {
	connection core.Connection
	profile    core.Profile
	past       []core.Verification
}

// reload reads the connection and its history; what fails leaves what stands.
func (d *detail) reload() {
	service, id := d.deps.Service, d.state.connection.ID
	worker.Run(d.reads, readLimit, func(ctx context.Context) (reading, error) {
		c, err := service.Connection(ctx, id)
		if err != nil {
			return reading{}, err
		}
		p, err := service.Profile(ctx, c.ProfileID)
		if err != nil {
			return reading{}, err
		}
		past, err := service.History(ctx, id, historyLimit)
		return reading{c, p, past}, err
	}, func(r reading, err error) {
		if f, ok := core.FindingOf(err); ok {
			d.open(&sheet{kind: problemSheet, findings: []core.Finding{f}})
			return
		}
		d.state = d.state.learn(r, d.deps.Worker.Now())
		d.panel.Show(r.connection)
		onRemedy := d.verify == focused() || d.remedy != nil && d.remedy == focused()
		d.render()
		if onRemedy {
			d.focus()
		}
	})
}

// render shows the state.
func (d *detail) render() {
	s, now := d.state, d.deps.Worker.Now()
	d.title.SetText(s.connection.Name)
	word, tone := badge(standingOf(s.connection, now))
	d.badge.Set(tone, word)
	d.owner.SetText(owner(s.connection, now))
	d.facts.SetText(s.connection.App + " · " + times(s.connection, now))
	d.renderFailure(s)
	d.renderButtons(s, now)
	d.renderSheet(s)
	d.renderHistory(s, now)
	widgets.Settle(d.object)
}

func (d *detail) renderButtons(s detailState, now time.Time) {
	label, wait := lang.T("connections.detail.verify"), s.waitLeft(now)
	if wait > 0 {
		label = lang.T("wait.button", lang.S{"name": label, "count": int((wait + time.Second - 1) / time.Second)})
	}
	kind := widgets.Primary
	if s.sheet.blue() || d.remedy != nil {
		kind = widgets.Secondary
	}
	d.verify.SetText(label)
	d.verify.SetKind(kind)
	d.verify.SetWaiting(wait > 0)
	d.verify.SetBusy(s.doing == verifying || s.doing == replacing)
	d.verify.SetEnabled(!s.gone)
	for _, b := range d.actions {
		b.SetEnabled(s.doing == idle && !s.gone)
	}
}

// renderFailure shows why the connection does not work, until something else was
// asked for.
func (d *detail) renderFailure(s detailState) {
	v := s.failed
	if s.sheet != nil || s.doing != idle {
		v = nil
	}
	if v == d.drawnFailure {
		return
	}
	d.drawnFailure, d.remedy = v, nil
	if v == nil {
		widgets.Replace(d.failure)
		return
	}
	column := widgets.Column(10)
	for i, f := range v.Findings {
		buttons := d.handOver(f, "Verifying the connection", v.Calls)
		if i == 0 {
			if d.remedy = d.remedyButton(s.remedy()); d.remedy != nil {
				buttons = append([]*widgets.Button{d.remedy}, buttons...)
			}
		}
		column.Add(widgets.NewFinding(f, d.deps.Copy, buttons...))
	}
	if len(v.Findings) == 0 {
		column.Add(widgets.NewNote(widgets.ToneWarning, lang.T("connections.detail.unknown", lang.S{"title": title(*v)})))
	}
	widgets.Replace(d.failure, column)
}

// remedyButton is the button that does what mends a failure, or nil.
func (d *detail) remedyButton(r finding.Remedy) *widgets.Button {
	switch r {
	case finding.NewCredential:
		return widgets.NewButton(widgets.Primary, lang.T("connections.detail.new_credential"), d.onReplace)
	case finding.ChangeNetwork:
		return widgets.NewButton(widgets.Primary, lang.T("connections.detail.settings"), d.deps.Settings)
	case finding.NoRemedy, finding.AskAdministrator:
	}
	return nil
}

// renderSheet shows what was asked for under the buttons.
func (d *detail) renderSheet(s detailState) {
	if d.progress != nil && s.doing != idle {
		d.progress.render(s, d.deps.Worker.Now())
	}
	if s.sheet == d.drawnSheet && s.doing == d.drawnDoing {
		return
	}
	d.drawnSheet, d.drawnDoing = s.sheet, s.doing
	switch {
	case s.doing == verifying || s.doing == replacing:
		widgets.Replace(d.under, d.progress.object)
	case s.doing == removing:
		widgets.Replace(d.under, widgets.NewNote(widgets.ToneInfo, lang.T("connections.remove.running", lang.S{"name": s.connection.Name})))
	case s.doing == fetching:
		widgets.Replace(d.under, widgets.NewNote(widgets.ToneInfo, lang.T("connections.token.running")))
	case s.sheet == nil:
		widgets.Replace(d.under)
	default:
		widgets.Replace(d.under, d.draw(*s.sheet))
	}
}

// draw returns what shows a sheet.
func (d *detail) draw(s sheet) fyne.CanvasObject {
	switch s.kind {
	case nameSheet:
		d.next = d.name.field.Entry
		return d.name.object
	case credentialSheet:
		form := d.forms[d.state.connection.ID]
		if d.next = form.field; !form.filled() {
			d.next = form.create
		}
		return form.object
	case removeSheet:
		return d.question()
	case tokenSheet:
		return d.tokenQuestion()
	case reportSheet:
		return d.reportCard(s.report)
	case goneSheet, outcomeSheet, problemSheet:
	}
	column := widgets.Column(10)
	if s.said != "" {
		column.Add(widgets.NewNote(widgets.ToneGood, s.said))
	}
	for _, f := range s.findings {
		column.Add(widgets.NewFinding(f, d.deps.Copy, d.handOver(f, "Verifying the connection", s.calls)...))
	}
	leave := widgets.NewButton(widgets.Plain, lang.T("window.dismiss"), d.dismiss)
	if s.kind == goneSheet {
		leave = widgets.NewButton(widgets.Primary, lang.T("connections.detail.all"), d.back)
	}
	column.Add(widgets.Flow(0, leave))
	d.next = leave
	return column
}

// open shows a sheet, scrolls to it and puts the keyboard there.
func (d *detail) open(s *sheet) {
	d.state.sheet = s
	d.render()
	widgets.RevealNew(d.under)
	widgets.Focus(d.next)
}

// dismiss takes the sheet away.
func (d *detail) dismiss() {
	d.state.sheet = nil
	d.render()
	d.focus()
}

// begin says what is being done to the connection from now on.
func (d *detail) begin(a activity) {
	d.state.doing, d.state.since, d.state.steps = a, d.deps.Worker.Now(), map[onboard.StepID]onboard.Step{}
	d.tick()
	d.render()
}

// end says that nothing is any more, and notes the pause that the findings ask for.
func (d *detail) end(findings []core.Finding) {
	d.state.doing = idle
	if wait := widgets.RetryAfter(findings); wait > 0 {
		d.state.waits[d.state.connection.ProfileID] = d.deps.Worker.Now().Add(wait)
	}
	d.tick()
}

// tick keeps the seconds on the screen right for as long as some are shown.
func (d *detail) tick() {
	d.stopTick()
	d.stopTick = func() {}
	if d.state.doing == idle && d.state.waitLeft(d.deps.Worker.Now()) == 0 {
		return
	}
	d.stopTick = d.deps.Worker.Every(time.Second, func() {
		d.render()
		if d.state.doing == idle && d.state.waitLeft(d.deps.Worker.Now()) == 0 {
			d.tick()
		}
	})
}

// focus puts the keyboard on the next action.
func (d *detail) focus() {
	if d.remedy != nil {
		widgets.Focus(d.remedy)
		return
	}
	widgets.Focus(d.verify)
}

// focused is what has the keyboard, in whichever window.
func focused() fyne.Focusable {
	for _, w := range fyne.CurrentApp().Driver().AllWindows() {
		if f := w.Canvas().Focused(); f != nil {
			return f
		}
	}
	return nil
}

// escape takes one step back on this page and reports whether there was one.
func (d *detail) escape() bool {
	switch {
	case d.panel.Escape():
	case d.state.doing != idle:
		d.work.Cancel()
	case d.state.gone:
		d.back()
	case d.state.sheet != nil:
		d.dismiss()
	default:
		return false
	}
	return true
}

// unsaved reports whether closing the window would lose a pasted credential.
func (d *detail) unsaved() bool {
	for _, form := range d.forms {
		if form.filled() {
			return true
		}
	}
	return false
}

// handOver returns the buttons that help to pass a finding on. What they copy is
// English, like every report.
func (d *detail) handOver(f core.Finding, doing string, calls []core.Call) []*widgets.Button {
	c := d.state.connection
	in := report.Input{Now: d.deps.Worker.Now(), Profile: d.state.profile, Connection: &c, Calls: calls}
	doing += " for " + c.App
	if finding.RemedyOf(f) == finding.AskAdministrator {
		b := d.deps.Build
		in.Version, in.Commit, in.Go, in.System, in.Findings = b.Version, b.Commit, b.Go, b.System, []core.Finding{f}
		return []*widgets.Button{widgets.NewCopyButton(lang.T("connections.detail.ask"), report.Handover(doing, in), d.deps.Copy)}
	}
	return widgets.HandOver(f, doing, in, d.deps.Build, d.deps.Copy)
}
