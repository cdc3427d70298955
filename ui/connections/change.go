package connections

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// nameForm asks for another name where the button was pressed.
type nameForm struct {
	object *fyne.Container
	detail *detail
	field  *widgets.Field
	result *fyne.Container
	save   *widgets.Button
}

func newNameForm(d *detail) *nameForm {
	n := &nameForm{detail: d, result: widgets.Column(0)}
	n.field = widgets.NewField(lang.T("connections.rename.name"), lang.T("connections.rename.hint"), widgets.NewEntry("", n.submit))
	n.save = widgets.NewButton(widgets.Primary, lang.T("connections.rename.save"), n.submit)
	n.result.Hide()
	n.object = widgets.NewCard(widgets.Column(10, n.field.Object, n.result,
		widgets.Flow(theme.InnerPadding(), n.save, widgets.NewButton(widgets.Secondary, lang.T("connections.rename.cancel"), d.dismiss))))
	return n
}

func (d *detail) onRename() {
	n := d.name
	n.field.Complain("")
	n.field.Entry.SetText(d.state.connection.Name)
	widgets.Replace(n.result)
	d.open(&sheet{kind: nameSheet})
	n.field.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

func (n *nameForm) submit() {
	d, name := n.detail, strings.TrimSpace(n.field.Entry.Text)
	if name == "" {
		n.field.Complain(lang.T("connections.rename.empty"))
		return
	}
	if d.state.doing != idle {
		return
	}
	n.field.Complain("")
	n.save.SetBusy(true)
	d.begin(renaming)
	service, id := d.deps.Service, d.state.connection.ID
	worker.Run(d.work, changeLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, service.Rename(ctx, id, name)
	}, func(_ struct{}, err error) {
		n.save.SetBusy(false)
		d.end(nil)
		if f, ok := core.FindingOf(err); ok {
			widgets.Replace(n.result, widgets.NewFinding(f, d.deps.Copy))
			d.render()
			widgets.Focus(n.field.Entry)
			return
		}
		d.state.connection.Name = name
		d.dismiss()
		d.reload()
		d.changed()
	})
}

// onRemove explains the three things that are apart: what Sureline keeps, the
// session that may be running, and the credential itself at RingCentral.
func (d *detail) onRemove() {
	d.open(&sheet{kind: removeSheet})
}

// question asks before a connection is removed; keeping it is what Enter does.
func (d *detail) question() fyne.CanvasObject {
	remove := widgets.NewButton(widgets.Danger, lang.T("connections.remove.yes"), func() { d.remove(false) })
	revoke := widgets.NewButton(widgets.Danger, lang.T("connections.remove.revoke"), func() { d.remove(true) })
	keep := widgets.NewButton(widgets.Secondary, lang.T("connections.remove.keep"), d.dismiss)
	d.next = keep
	return widgets.Ask(widgets.ToneWarning, lang.T("connections.remove.title", lang.S{"name": d.state.connection.Name}), []string{
		lang.T("connections.remove.here", lang.S{"keychain": text.Keychain()}),
		lang.T("connections.remove.session"),
		lang.T("connections.remove.credential"),
	}, remove, revoke, keep)
}

func (d *detail) remove(revoke bool) {
	service, id, name := d.deps.Service, d.state.connection.ID, d.state.connection.Name
	d.state.sheet = nil
	d.begin(removing)
	worker.Run(d.work, changeLimit, func(ctx context.Context) ([]core.Finding, error) {
		return service.Remove(ctx, id, revoke)
	}, func(findings []core.Finding, err error) {
		d.end(nil)
		if f, ok := core.FindingOf(err); ok {
			d.open(&sheet{kind: problemSheet, findings: []core.Finding{f}})
			return
		}
		d.forget(id)
		if len(findings) == 0 {
			d.back()
			return
		}
		d.state.gone = true // what could not be done beyond it is said first
		d.open(&sheet{kind: goneSheet, said: lang.T("connections.remove.done", lang.S{"name": name}), findings: findings})
		d.changed()
	})
}
