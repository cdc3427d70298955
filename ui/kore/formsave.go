package kore

import (
	"context"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// unsaved reports whether leaving would lose something.
func (f *form) unsaved() bool {
	now := f.draft()
	now.hasSecret, now.newSecret = f.before.hasSecret, f.before.newSecret
	return now != f.before || !f.typed.Empty() || f.fields[fieldKey].Entry.Text != ""
}

func (f *form) focus() {
	if f.changing() {
		widgets.Focus(f.fields[fieldName].Entry)
		return
	}
	widgets.Focus(f.fields[fieldClientID].Entry)
}

// problems returns what is wrong, by field.
func (f *form) problems() map[string]string {
	d := f.draft()
	out := d.problems(f.base)
	id := strings.TrimSpace(d.clientID)
	if !f.changing() && slices.ContainsFunc(f.page.clients, func(c corekore.Client) bool { return c.ClientID == id }) {
		out[fieldClientID] = "There is a client with this ID already. Go back, open it and press “Change”."
	}
	return out
}

// ready checks the whole form and puts the keyboard on the first wrong field.
func (f *form) ready() bool {
	f.asked = true
	problems := f.check()
	switch {
	case len(problems) == 0:
		return true
	case problems[fieldClientID] != "":
		widgets.Focus(f.fields[fieldClientID].Entry)
	case problems[fieldSecret] != "":
		widgets.Focus(f.secret)
	case problems[fieldPolicy] != "":
		widgets.Focus(f.policies)
	default:
		for _, key := range f.order {
			if problems[key] != "" {
				if slices.Contains(advancedFields, key) {
					f.advanced.open()
				}
				widgets.Focus(f.fields[key].Entry)
				return false
			}
		}
	}
	return false
}

func (f *form) onSave() {
	if !f.ready() {
		return
	}
	f.save.SetBusy(true)
	client, secret, path := f.draft().client(f.base), f.typed, ""
	if !f.algorithm.Symmetric() {
		secret, path = core.Secret{}, f.fields[fieldKey].Entry.Text
	}
	deps := f.page.deps
	worker.Run(f.slot, changeLimit, func(ctx context.Context) (struct{}, error) {
		if path != "" {
			var err error
			if secret, err = deps.ReadKey(ctx, path); err != nil {
				return struct{}{}, err
			}
		}
		return struct{}{}, deps.Service.SaveClient(ctx, client, secret)
	}, func(_ struct{}, err error) {
		f.save.SetBusy(false)
		if problem, failed := failure(err); failed {
			widgets.Replace(f.result, widgets.NewFinding(problem, deps.Copy))
			widgets.Focus(f.save)
			return
		}
		f.forget()
		f.page.saved(client)
	})
}

// forget takes the secret out of the form.
func (f *form) forget() {
	f.typed = core.Secret{}
	f.secret.Clear()
}

// failure returns the finding of an error.
func failure(err error) (core.Finding, bool) {
	if err == nil {
		return core.Finding{}, false
	}
	if f, ok := core.FindingOf(err); ok {
		return f, true
	}
	return finding.New(finding.Internal), true
}
