package connections

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/testpanel"
	"github.com/sureline/sureline/ui/when"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// historyLimit is how many verifications the page shows.
const historyLimit = 20

// Detail is the page of one connection. Use it on the UI thread only.
type Detail struct {
	// Object is what to put on the window.
	Object fyne.CanvasObject

	deps       Deps
	back       func()
	changed    func()
	connection core.Connection
	profile    core.Profile
	past       []core.Verification
	// last is the outcome that the page showed last, for the report.
	last core.Verdict

	read   *worker.Slot
	change *worker.Slot

	title   *widgets.Text
	badge   *widgets.Badge
	under   *widgets.Text
	verify  *widgets.Button
	actions []*widgets.Button
	// inline holds what was asked for last: a form, a question, a result.
	inline  *fyne.Container
	dismiss func()
	panel   *testpanel.Panel
	history *fyne.Container

	// forms are the replace forms by connection: what was pasted in one stays
	// until it is in use or the window closes.
	forms    map[string]*replacing
	stopWait func()
	// waits are until when the platform asked for silence, by profile: the limit
	// is that of the app.
	waits   map[string]time.Time
	running bool
}

func newDetail(deps Deps, back, changed func()) *Detail {
	d := &Detail{deps: deps, back: back, changed: changed, read: deps.Worker.Slot(), change: deps.Worker.Slot(), stopWait: func() {}, forms: map[string]*replacing{}, waits: map[string]time.Time{}}
	d.title = widgets.NewText(widgets.PageTitle, "")
	d.badge = widgets.NewBadge(widgets.ToneNone, "")
	d.under = widgets.NewText(widgets.Muted, "")
	d.inline = widgets.Column(10)
	d.inline.Hide()
	d.history = widgets.Column(0)
	d.panel = testpanel.New(testpanel.Deps{
		Service: deps.Service, Worker: deps.Worker, Copy: deps.Copy, Save: deps.Save, Called: func() { d.reload() },
		HandOver: func(f core.Finding, path string, calls []core.Call) []*widgets.Button {
			return d.handOver(f, "Calling "+path, calls)
		},
	})
	all := widgets.NewButton(widgets.Plain, "All connections", back).SetIcon(theme.IconNameNavigateBack)
	d.Object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, all), widgets.Split(d.title, d.badge), d.under),
		d.buttons(), d.inline, d.panel.Object, widgets.NewCard(d.history))
	return d
}

func (d *Detail) buttons() fyne.CanvasObject {
	d.verify = widgets.NewButton(widgets.Primary, "Verify", d.onVerify)
	replace := widgets.NewButton(widgets.Secondary, "Replace credential", d.onReplace)
	rename := widgets.NewButton(widgets.Secondary, "Rename", d.onRename)
	report := widgets.NewButton(widgets.Secondary, "Report for support", d.onReport)
	remove := widgets.NewButton(widgets.Danger, "Remove", d.onRemove)
	d.actions = []*widgets.Button{replace, rename, report, remove}
	gap := theme.InnerPadding() + 2
	return widgets.Split(widgets.Flow(gap, d.verify, replace, report, rename), remove)
}

// show turns the page to a connection.
func (d *Detail) show(c core.Connection) {
	if c.ID != d.connection.ID {
		d.leave()
		d.Object.(*container.Scroll).ScrollToTop()
		d.set(c)
		d.countDown()
	}
	d.set(c)
	d.reload()
}

// leave forgets the connection and what was asked for.
func (d *Detail) leave() {
	d.read.Drop()
	d.change.Drop()
	d.stopWait()
	d.stopWait = func() {}
	d.free()
	d.close()
	d.connection, d.profile, d.past, d.last = core.Connection{}, core.Profile{}, nil, core.Verdict{}
}

func (d *Detail) set(c core.Connection) {
	d.connection = c
	d.title.SetText(title(c))
	word, tone := standing(c, d.deps.Worker.Now())
	d.badge.Set(tone, word)
	expiry, _ := expiryWords(c, d.deps.Worker.Now())
	under := c.App + " · " + expiry + " · " + acceptedWords(c, d.deps.Worker.Now())
	if c.Name != title(c) {
		under = "“" + c.Name + "” · " + under
	}
	d.under.SetText(under)
	d.panel.Show(c)
	d.showHistory()
	d.Object.Refresh()
}

// known is what the page reads of a connection.
type known struct {
	connection core.Connection
	profile    core.Profile
	past       []core.Verification
}

// reload reads the connection and its history; what fails leaves what stands.
func (d *Detail) reload() {
	service, id := d.deps.Service, d.connection.ID
	worker.Run(d.read, readLimit, func(ctx context.Context) (known, error) {
		c, err := service.Connection(ctx, id)
		if err != nil {
			return known{}, err
		}
		p, err := service.Profile(ctx, c.ProfileID)
		if err != nil {
			return known{}, err
		}
		past, err := service.History(ctx, id, historyLimit)
		return known{c, p, past}, err
	}, func(k known, err error) {
		if f, ok := core.FindingOf(err); ok {
			d.open(d.finding(f), nil)
			return
		}
		d.past, d.profile = k.past, k.profile
		d.set(k.connection)
	})
}

func (d *Detail) showHistory() {
	if len(d.past) == 0 {
		widgets.Replace(d.history, widgets.NewText(widgets.Muted, "Not verified yet. What each verification finds is kept here."))
		return
	}
	t := widgets.NewTable([]string{"Verified", "Verdict", "Exchange", "Identity"}, 1.5, 2.4, 1.2, 1.4)
	for _, v := range d.past {
		word, tone := outcome(v)
		verdict := widgets.Verdict(tone, word)
		t.AddRow(widgets.NewText(widgets.Body, when.Moment(d.deps.Worker.Now(), v.At)), verdict,
			widgets.NewText(widgets.Body, step(v.Calls, 0)), widgets.NewText(widgets.Body, step(v.Calls, 1)))
	}
	widgets.Replace(d.history, t.Object)
}

// open shows something under the buttons; Esc runs dismiss, which may be nil.
func (d *Detail) open(o fyne.CanvasObject, dismiss func()) {
	d.dismiss = dismiss
	if dismiss == nil {
		d.dismiss = d.close
	}
	d.verify.SetKind(widgets.Primary)
	widgets.Replace(d.inline, o)
	d.Object.Refresh()
	widgets.RevealNew(d.inline)
}

// ask shows a form with a blue button of its own under the buttons.
func (d *Detail) ask(form fyne.CanvasObject) {
	d.open(form, nil)
	d.verify.SetKind(widgets.Secondary)
}

// close takes away what open showed.
func (d *Detail) close() {
	d.dismiss = nil
	d.verify.SetKind(widgets.Primary)
	widgets.Replace(d.inline)
	d.Object.Refresh()
}

// finding is the panel of a finding that can be dismissed.
func (d *Detail) finding(f core.Finding) fyne.CanvasObject {
	dismiss := widgets.NewButton(widgets.Plain, "Dismiss", func() {
		d.close()
		d.focus()
	})
	return widgets.NewFinding(f, d.deps.Copy, dismiss)
}

// busy locks the buttons while something is being done to the connection.
func (d *Detail) busy(on bool) {
	d.running = on
	for _, b := range d.actions {
		b.SetEnabled(!on)
	}
}

func (d *Detail) free() {
	d.busy(false)
	d.verify.SetBusy(false)
}

func (d *Detail) focus() { widgets.Focus(d.verify) }

// escape takes one step back on this page and reports whether there was one.
func (d *Detail) escape() bool {
	switch {
	case d.panel.Escape():
	case d.running:
		d.change.Cancel()
	case d.dismiss != nil:
		d.dismiss()
		d.focus()
	default:
		return false
	}
	return true
}

// unsaved reports whether closing the window would lose a pasted credential.
func (d *Detail) unsaved() bool {
	for _, form := range d.forms {
		if form.filled() {
			return true
		}
	}
	return false
}
