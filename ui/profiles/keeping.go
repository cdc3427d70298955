package profiles

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"

	"fyne.io/fyne/v2"
)

// keeping is a profile on its way into the store. What has to be agreed to, the
// use case asks for by a finding; nothing is kept before the answer.
type keeping struct {
	request onboard.ProfileRequest
	running bool
	// stopped is why it was not kept: a question, or a failure.
	stopped *core.Finding
	// changes are what stopped asks about in a profile that is known.
	changes []onboard.ProfileChange
}

// hosts are those that the user is asked for; empty when that is not the question.
// What is not encrypted cannot be agreed to.
func (k keeping) hosts() []string {
	if k.stopped == nil || k.stopped.Code != finding.HostNotConfirmed || k.stopped.Wording.Variant == "plain" {
		return nil
	}
	return strings.Split(k.stopped.Detail["host"], ",")
}

// agreed returns the request with the answer yes to what was asked.
func (k keeping) agreed() onboard.ProfileRequest {
	r := k.request
	r.ConfirmedHosts = append(slices.Clone(r.ConfirmedHosts), k.hosts()...)
	return r
}

// keep asks the use case to keep the profile; change is called with each new state,
// which is the zero one once it was kept.
func (d Deps) keep(slot *worker.Slot, r onboard.ProfileRequest, change func(keeping)) {
	change(keeping{request: r, running: true})
	service := d.Service
	worker.Run(slot, workLimit, func(ctx context.Context) (struct{}, error) {
		_, err := service.AddProfile(ctx, r)
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if err == nil {
			change(keeping{})
			return
		}
		k := keeping{request: r, stopped: failure(err)}
		if e, ok := errors.AsType[*onboard.ProfileChangesError](err); ok {
			k.changes = e.Changes
		}
		change(k)
	})
}

// panel returns what stands in the way and its buttons, and the button to put the
// keyboard on; nil when nothing does. again is called with the request to try next,
// no when the user would rather not.
func (k keeping) panel(d Deps, again func(onboard.ProfileRequest), no func()) (fyne.CanvasObject, *widgets.Button) {
	if k.stopped == nil {
		return nil, nil
	}
	app := k.request.Profile.Name
	if hosts := k.hosts(); hosts != nil {
		names := strings.Join(hosts, ", ")
		words := []string{lang.T("profiles.hosts.text", lang.S{"hosts": names})}
		if slices.ContainsFunc(hosts, core.LooksLikeRingCentral) {
			words = append([]string{lang.T("profiles.hosts.look_alike")}, words...)
		}
		refuse := widgets.NewButton(widgets.Secondary, lang.T("profiles.hosts.no"), no)
		agree := widgets.NewButton(widgets.Primary, lang.T("profiles.hosts.yes", lang.S{"hosts": names}), func() { again(k.agreed()) })
		return widgets.Ask(widgets.ToneWarning, lang.T("profiles.hosts.title", lang.S{"app": app, "hosts": names}), words, agree, refuse), refuse
	}
	if k.stopped.Code == finding.ProfileChanges {
		refuse := widgets.NewButton(widgets.Secondary, lang.T("profiles.changes.no"), no)
		accept := widgets.NewButton(widgets.Secondary, lang.T("profiles.changes.yes"), func() {
			r := k.request
			r.AcceptChanges = true
			again(r)
		})
		return widgets.Column(8, widgets.NewFinding(*k.stopped, d.Copy, refuse, accept), widgets.NewFacts(changeFacts(k.changes), d.Copy)), refuse
	}
	retry := widgets.NewButton(widgets.Secondary, lang.T("window.again"), func() { again(k.request) })
	return widgets.NewFinding(*k.stopped, d.Copy, retry), retry
}

// changeFacts shows each value that changes, before and after.
func changeFacts(changes []onboard.ProfileChange) []widgets.Fact {
	facts := make([]widgets.Fact, len(changes))
	for i, c := range changes {
		var value string
		switch {
		case c.From == "":
			value = lang.T("profiles.changes.added", lang.S{"to": c.To})
		case c.To == "":
			value = lang.T("profiles.changes.gone", lang.S{"from": c.From})
		default:
			value = lang.T("profiles.changes.change", lang.S{"from": c.From, "to": c.To})
		}
		facts[i] = widgets.Fact{Name: c.Key, Value: value}
	}
	return facts
}

// failure returns the finding of an error, or nil.
func failure(err error) *core.Finding {
	if f, ok := core.FindingOf(err); ok {
		return &f
	}
	return nil
}
