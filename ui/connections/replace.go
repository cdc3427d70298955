package connections

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// openLimit is how long the browser may take to start.
const openLimit = 20 * time.Second

// replacing is the form that puts another credential in the place of the
// present one, which stays until RingCentral accepted the new one.
type replacing struct {
	detail  *Detail
	profile core.Profile
	check   func(string) core.Check
	last    core.Check

	Object *fyne.Container
	field  *widgets.SecretEntry
	under  *fyne.Container
	link   *fyne.Container
	submit *widgets.Button
	checks *worker.Slot
	opens  *worker.Slot
}

func (d *Detail) onReplace() {
	d.close()
	if form, ok := d.forms[d.connection.ID]; ok {
		d.openForm(form)
		return
	}
	service, id, check := d.deps.Service, d.connection.ProfileID, d.deps.Check
	type ready struct {
		profile core.Profile
		check   func(string) core.Check
	}
	worker.Run(d.change, readLimit, func(ctx context.Context) (ready, error) {
		p, err := service.Profile(ctx, id)
		if err != nil {
			return ready{}, err
		}
		return ready{p, check(ctx, p)}, nil
	}, func(r ready, err error) {
		if f, ok := core.FindingOf(err); ok {
			d.open(d.finding(f), nil)
			return
		}
		form := newReplacing(d, r.profile, r.check)
		d.forms[d.connection.ID] = form
		d.openForm(form)
	})
}

func (d *Detail) openForm(form *replacing) {
	d.ask(form.Object)
	widgets.Focus(form.field)
}

func newReplacing(d *Detail, p core.Profile, check func(string) core.Check) *replacing {
	r := &replacing{detail: d, profile: p, check: check, checks: d.deps.Worker.Slot(), opens: d.deps.Worker.Slot()}
	r.field = widgets.NewSecretEntry("The long text that begins with eyJ", r.onText)
	r.field.OnSubmitted = func(string) { r.onSubmit() }
	r.under = widgets.Column(8)
	r.under.Hide()
	r.link = widgets.Column(8)
	r.link.Hide()
	open := widgets.NewButton(widgets.Secondary, "Open the page", r.onOpen)
	copyLink := widgets.NewCopyButton("Copy link", p.CredentialLink(), d.deps.Copy)
	paste := widgets.NewButton(widgets.Secondary, "Paste", r.field.Paste)
	r.submit = widgets.NewButton(widgets.Primary, "Replace", r.onSubmit)
	r.submit.Disable()
	cancel := widgets.NewButton(widgets.Secondary, "Cancel", func() {
		d.close()
		d.focus()
	})
	r.Object = widgets.NewCard(widgets.Column(10,
		widgets.NewText(widgets.CardTitle, "Replace the credential"),
		widgets.NewRich(widgets.P("Create another credential for "), widgets.B(p.Name), widgets.P(" on RingCentral’s page, then paste it here. "+
			"The present one stays in use until RingCentral has accepted the new one.")),
		widgets.Flow(theme.InnerPadding(), open, copyLink), r.link,
		widgets.NewText(widgets.Strong, "New credential"),
		widgets.Row(nil, r.field.Field(), paste), r.under,
		widgets.Flow(theme.InnerPadding(), r.submit, cancel)))
	return r
}

func (r *replacing) filled() bool { return r.field.Text != "" }

// forget ends the form: the text must not outlive it.
func (d *Detail) forget(id string) {
	form, ok := d.forms[id]
	if !ok {
		return
	}
	form.checks.Drop()
	form.opens.Drop()
	form.last = core.Check{}
	form.field.Clear()
	delete(d.forms, id)
}

// onText checks what was pasted or typed, off the UI thread, and shows what was
// found under the field.
func (r *replacing) onText(raw string) {
	r.submit.SetEnabled(false)
	r.last = core.Check{}
	if raw == "" {
		r.checks.Drop()
		widgets.Replace(r.under)
		return
	}
	check := r.check
	worker.Run(r.checks, readLimit, func(context.Context) (core.Check, error) { return check(raw), nil }, r.apply)
}

func (r *replacing) apply(c core.Check, err error) {
	if f, ok := core.FindingOf(err); ok {
		c.Usable, c.Findings = false, append(c.Findings, f)
	}
	r.last = c
	if !c.JWT.Empty() {
		r.field.Display(c.JWT.Reveal())
	}
	var panels []fyne.CanvasObject
	for _, f := range widgets.Distinct(c.Findings) {
		panels = append(panels, widgets.NewFinding(f, r.detail.deps.Copy))
	}
	widgets.Replace(r.under, panels...)
	r.submit.SetEnabled(c.Usable && !c.JWT.Empty())
	if c.Usable {
		widgets.Focus(r.submit)
	}
	r.detail.Object.Refresh()
	if !c.Usable {
		widgets.RevealBelow(r.field, r.under)
	}
}

func (r *replacing) onOpen() {
	open, link := r.detail.deps.Open, r.profile.CredentialLink()
	worker.Run(r.opens, openLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, open(ctx, link)
	}, func(_ struct{}, err error) {
		if err != nil {
			widgets.Replace(r.link, widgets.NewText(widgets.Body, "No browser opened. Open this address yourself:"),
				widgets.NewLink(link, r.detail.deps.Copy))
		}
		widgets.Focus(r.field)
	})
}

func (r *replacing) onSubmit() { r.submitAs(false) }

// submitAs replaces the credential, by another user's too when that is accepted.
func (r *replacing) submitAs(otherOwner bool) {
	d := r.detail
	if d.running || !r.last.Usable || r.last.JWT.Empty() {
		return
	}
	service, request := d.deps.Service, onboard.ReplaceRequest{ConnectionID: d.connection.ID, Check: r.last, AcceptOtherOwner: otherOwner}
	p := newProgress(map[onboard.StepID]string{
		onboard.StepExchange: "RingCentral accepts the credential",
		onboard.StepIdentity: "Whom it acts for",
		onboard.StepKeep:     "Kept in " + service.KeychainName(),
	}, []onboard.StepID{onboard.StepExchange, onboard.StepIdentity, onboard.StepKeep}, d.change.Cancel)
	d.run(p, func(ctx context.Context, report onboard.Progress) core.Verdict {
		return service.Replace(ctx, request, report)
	}, r.finish)
}

// finish ends the form after a success. After a failure the pasted text still
// stands in the field.
func (r *replacing) finish(v core.Verdict) {
	d := r.detail
	if v.Connected {
		d.forget(d.connection.ID)
		d.close()
		d.showVerdict(v, "The new credential is in use. Delete the old one on RingCentral’s page if nobody needs it.")
		return
	}
	d.openForm(r)
	var panels []fyne.CanvasObject
	for _, f := range v.Findings {
		actions := d.handOver(f, "Replacing the credential", v.Calls)
		if f.Code == finding.OtherOwner {
			actions = append(actions, widgets.NewButton(widgets.Secondary, "Let it change hands", func() { r.submitAs(true) }))
		}
		panels = append(panels, widgets.NewFinding(f, d.deps.Copy, actions...))
	}
	widgets.Replace(r.under, panels...)
	d.Object.Refresh()
}
