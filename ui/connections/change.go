package connections

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// onRename asks for a name where the button was pressed.
func (d *Detail) onRename() {
	d.close()
	var submit func()
	entry := widgets.NewEntry("Name", func() { submit() })
	entry.SetText(d.connection.Name)
	field := widgets.NewField("New name", "Only you see it; RingCentral does not.", entry)
	result := widgets.Column(0)
	result.Hide()
	save := widgets.NewButton(widgets.Primary, "Rename", func() { submit() })
	cancel := widgets.NewButton(widgets.Secondary, "Cancel", func() {
		d.close()
		d.focus()
	})
	submit = func() {
		name := strings.TrimSpace(entry.Text)
		if name == "" {
			field.Complain("Type a name.")
			return
		}
		field.Complain("")
		save.SetBusy(true)
		service, id := d.deps.Service, d.connection.ID
		worker.Run(d.change, changeLimit, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, service.Rename(ctx, id, name)
		}, func(_ struct{}, err error) {
			save.SetBusy(false)
			if f, ok := core.FindingOf(err); ok {
				widgets.Replace(result, widgets.NewFinding(f, d.deps.Copy))
				widgets.Focus(entry)
				return
			}
			d.close()
			d.focus()
			d.reload()
			d.changed()
		})
	}
	d.ask(widgets.NewCard(widgets.Column(10, field.Object, result,
		widgets.Flow(theme.InnerPadding(), save, cancel))))
	widgets.Focus(entry)
	entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// onRemove explains the three things that are apart: what Sureline keeps, the
// session that may be running, and the credential itself at RingCentral.
func (d *Detail) onRemove() {
	d.close()
	keep := func() {
		d.close()
		d.focus()
	}
	remove := widgets.NewButton(widgets.Danger, "Remove", func() { d.remove(false) })
	revoke := widgets.NewButton(widgets.Danger, "Remove and end the session", func() { d.remove(true) })
	cancel := widgets.NewButton(widgets.Secondary, "Keep it", keep)
	d.open(widgets.Ask(widgets.ToneWarning, "Remove “"+d.connection.Name+"”?", []string{
		"On this computer: the connection, its history and the credential in " + d.deps.Service.KeychainName() + " are deleted. This cannot be undone.",
		"At RingCentral, a session that Sureline opened stays open until it ends by itself. Ending it now spends one of the five sign-ins that the app may make a minute.",
		"The credential itself stays valid. To end it, delete it on the page in RingCentral’s developer console where you created it.",
	}, remove, revoke, cancel), keep)
	widgets.Focus(cancel)
}

func (d *Detail) remove(revoke bool) {
	d.busy(true)
	service, id, name := d.deps.Service, d.connection.ID, d.connection.Name
	widgets.Replace(d.inline, widgets.NewNote(widgets.ToneInfo, "Removing “"+name+"” …"))
	worker.Run(d.change, changeLimit, func(ctx context.Context) ([]core.Finding, error) {
		return service.Remove(ctx, id, revoke)
	}, func(findings []core.Finding, err error) {
		d.busy(false)
		if f, ok := core.FindingOf(err); ok {
			d.open(d.finding(f), nil)
			return
		}
		d.forget(id)
		d.removed(name, findings)
	})
}

// removed leaves the page; what could not be done beyond it is said first.
func (d *Detail) removed(name string, findings []core.Finding) {
	if len(findings) == 0 {
		d.back()
		return
	}
	column := widgets.Column(10, widgets.NewNote(widgets.ToneGood, "“"+name+"” was removed from this computer."))
	for _, f := range findings {
		column.Add(widgets.NewFinding(f, d.deps.Copy))
	}
	column.Add(widgets.Flow(0, widgets.NewButton(widgets.Primary, "All connections", d.back)))
	d.busy(true)
	d.running = false
	d.verify.SetEnabled(false)
	d.open(column, d.back)
	d.changed()
}
