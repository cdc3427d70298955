package connections

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// openLimit is how long the browser may take to start.
const openLimit = 20 * time.Second

// credentialState is all that a form knows beside what its field holds.
type credentialState struct {
	// check is about what stands in the field.
	check core.Check
	// unopened is true when no browser opened the page.
	unopened bool
	// failed is why the credential of the field did not take the place of the present one.
	failed core.Verdict
}

// usable reports whether there is a credential that may be sent.
func (s credentialState) usable() bool { return s.check.Usable && !s.check.JWT.Empty() }

// other reports whether the credential is another user's than that of the
// connection: whoever pasted it has to say whether that is meant.
func (s credentialState) other() bool {
	return len(s.failed.Findings) > 0 && s.failed.Findings[0].Code == finding.OtherOwner
}

// findings are what is shown under the field.
func (s credentialState) findings() []core.Finding {
	if len(s.failed.Findings) > 0 {
		return s.failed.Findings
	}
	return widgets.Distinct(s.check.Findings)
}

// credentialForm puts another credential in the place of the present one, which
// stays until RingCentral accepted the new one.
type credentialForm struct {
	detail  *detail
	profile core.Profile
	check   func(string) core.Check
	state   credentialState

	object *fyne.Container
	field  *widgets.SecretEntry
	under  *fyne.Container
	link   *fyne.Container
	create *widgets.Button
	submit *widgets.Button
	cancel *widgets.Button
	// keep is the button that keeps the present credential, where that is asked.
	keep   *widgets.Button
	checks *worker.Slot
	opens  *worker.Slot
}

func (d *detail) onReplace() {
	if d.state.doing != idle {
		return
	}
	if _, ok := d.forms[d.state.connection.ID]; ok {
		d.open(&sheet{kind: credentialSheet})
		return
	}
	service, connection, id, check := d.deps.Service, d.state.connection.ID, d.state.connection.ProfileID, d.deps.Check
	type ready struct {
		profile core.Profile
		check   func(string) core.Check
	}
	worker.Run(d.work, readLimit, func(ctx context.Context) (ready, error) {
		p, err := service.Profile(ctx, id)
		if err != nil {
			return ready{}, err
		}
		return ready{p, check(ctx, p)}, nil
	}, func(r ready, err error) {
		if f, ok := core.FindingOf(err); ok {
			d.open(&sheet{kind: problemSheet, findings: []core.Finding{f}})
			return
		}
		d.forms[connection] = newCredentialForm(d, r.profile, r.check)
		d.open(&sheet{kind: credentialSheet})
	})
}

func newCredentialForm(d *detail, p core.Profile, check func(string) core.Check) *credentialForm {
	r := &credentialForm{detail: d, profile: p, check: check, checks: d.deps.Worker.Slot(), opens: d.deps.Worker.Slot()}
	r.field = widgets.NewSecretEntry(lang.T("connections.replace.placeholder"), r.onText)
	r.field.OnSubmitted = func(string) { r.onSubmit() }
	r.under, r.link = widgets.Column(8), widgets.Column(8)
	r.create = widgets.NewButton(widgets.Secondary, lang.T("connections.replace.open"), r.onOpen)
	copyLink := widgets.NewCopyButton(lang.T("copy.link"), p.CredentialLink(), d.deps.Copy)
	r.submit = widgets.NewButton(widgets.Primary, lang.T("connections.replace.yes"), r.onSubmit)
	r.cancel = widgets.NewButton(widgets.Secondary, lang.T("connections.replace.cancel"), d.dismiss)
	r.object = widgets.NewCard(widgets.Column(10,
		widgets.NewText(widgets.CardTitle, lang.T("connections.replace.title")),
		widgets.NewRich(lang.Parts("connections.replace.lead", lang.S{"app": p.Name})...),
		widgets.Flow(theme.InnerPadding(), r.create, copyLink), r.link,
		widgets.NewText(widgets.Strong, lang.T("connections.replace.field")),
		widgets.Row(nil, r.field.Field(), widgets.NewButton(widgets.Secondary, lang.T("field.paste"), r.field.Paste)), r.under,
		widgets.Flow(theme.InnerPadding(), r.submit, r.cancel)))
	r.render()
	return r
}

func (r *credentialForm) filled() bool { return r.field.Text != "" }

// forget ends the form: the text must not outlive it.
func (d *detail) forget(id string) {
	form, ok := d.forms[id]
	if !ok {
		return
	}
	form.checks.Drop()
	form.opens.Drop()
	form.state = credentialState{}
	form.field.Clear()
	delete(d.forms, id)
}

// render shows the state.
func (r *credentialForm) render() {
	d := r.detail
	r.submit.SetEnabled(r.state.usable())
	widgets.Show(r.submit, !r.state.other())
	widgets.Show(r.cancel, !r.state.other())
	r.keep = nil
	var panels []fyne.CanvasObject
	for i, f := range r.state.findings() {
		var buttons []*widgets.Button
		switch {
		case i == 0 && r.state.other():
			r.keep = widgets.NewButton(widgets.Primary, lang.T("connections.replace.keep_old"), r.onKeep)
			buttons = append(buttons, r.keep, widgets.NewButton(widgets.Danger, lang.T("connections.replace.other"), func() { r.replace(true) }))
		case len(r.state.failed.Findings) > 0:
			buttons = d.handOver(f, "Replacing the credential", r.state.failed.Calls)
		}
		panels = append(panels, widgets.NewFinding(f, d.deps.Copy, buttons...))
	}
	widgets.Replace(r.under, panels...)
	if r.state.unopened {
		widgets.Replace(r.link, widgets.NewText(widgets.Body, lang.T("connections.replace.no_browser")), widgets.NewLink(r.profile.CredentialLink(), d.deps.Copy))
	} else {
		widgets.Replace(r.link)
	}
	widgets.Settle(d.object)
}

// onText checks what was pasted or typed, off the UI thread, and shows what was
// found under the field.
func (r *credentialForm) onText(raw string) {
	r.state.check, r.state.failed = core.Check{}, core.Verdict{}
	r.render()
	if raw == "" {
		r.checks.Drop()
		return
	}
	check := r.check
	worker.Run(r.checks, readLimit, func(context.Context) (core.Check, error) { return check(raw), nil }, r.onChecked)
}

func (r *credentialForm) onChecked(c core.Check, err error) {
	if f, ok := core.FindingOf(err); ok {
		c.Usable, c.Findings = false, append(c.Findings, f)
	}
	r.state.check = c
	if !c.JWT.Empty() {
		r.field.Display(c.JWT.Reveal())
	}
	r.render()
	if r.state.usable() {
		widgets.Focus(r.submit)
	} else {
		widgets.RevealBelow(r.field, r.under)
	}
}

func (r *credentialForm) onOpen() {
	open, link := r.detail.deps.Open, r.profile.CredentialLink()
	worker.Run(r.opens, openLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, open(ctx, link)
	}, func(_ struct{}, err error) {
		r.state.unopened = err != nil
		r.render()
		widgets.Focus(r.field)
	})
}

func (r *credentialForm) onSubmit() { r.replace(false) }

// replace sends the credential; otherOwner lets it be another user's.
func (r *credentialForm) replace(otherOwner bool) {
	d := r.detail
	if d.state.doing != idle || !r.state.usable() {
		return
	}
	service, request := d.deps.Service, onboard.ReplaceRequest{ConnectionID: d.state.connection.ID, Check: r.state.check, AcceptOtherOwner: otherOwner}
	d.progress = newProgress(d.work.Cancel,
		line{onboard.StepExchange, lang.T("connections.verify.exchange")},
		line{onboard.StepIdentity, lang.T("connections.verify.identity")},
		line{onboard.StepKeep, lang.T("connections.replace.keep", lang.S{"keychain": text.Keychain()})})
	d.run(replacing, func(ctx context.Context, report onboard.Progress) core.Verdict {
		return service.Replace(ctx, request, report)
	}, r.onReplaced)
}

// onReplaced ends the form after a success. After a failure the pasted text still
// stands in the field.
func (r *credentialForm) onReplaced(v core.Verdict) {
	d := r.detail
	if v.Connected {
		d.forget(d.state.connection.ID)
		d.told(v, lang.T("connections.replace.done"))
		return
	}
	r.state.failed = v
	r.render()
	d.open(&sheet{kind: credentialSheet})
	widgets.RevealBelow(r.field, r.under)
	if r.keep != nil {
		widgets.Focus(r.keep)
	}
}

// onKeep leaves the connection to whom it belongs; the other credential goes.
func (r *credentialForm) onKeep() {
	r.detail.forget(r.detail.state.connection.ID)
	r.detail.dismiss()
}
