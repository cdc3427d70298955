package profiles

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// List shows the profiles with their details, as a part of the settings. Use it
// on the UI thread only.
type List struct {
	object *fyne.Container
	deps   Deps
	read   *worker.Slot
	change *worker.Slot
	rows   *fyne.Container
}

// NewList returns the list; open and make lead to the pages of those names.
func NewList(deps Deps, open, make func()) *List {
	l := &List{deps: deps, read: deps.Worker.Slot(), change: deps.Worker.Slot(), rows: widgets.Column(10)}
	l.object = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, "Profiles"), l.rows,
		widgets.Flow(theme.InnerPadding(),
			widgets.NewButton(widgets.Secondary, "Open a profile…", open),
			widgets.NewButton(widgets.Secondary, "Make a profile for your app…", make))))
	return l
}

// Object is what to put into the window.
func (l *List) Object() fyne.CanvasObject { return l.object }

// entry is a profile with what is known of its client secret.
type entry struct {
	profile core.Profile
	secret  string
}

// Reload reads the profiles, and asks the keychain whether it holds their
// client secrets.
func (l *List) Reload() {
	service := l.deps.Service
	worker.Run(l.read, workLimit, func(ctx context.Context) ([]entry, error) {
		all, err := service.Profiles(ctx)
		if err != nil {
			return nil, err
		}
		entries := make([]entry, len(all))
		for i, p := range all {
			entries[i] = entry{p, secretState(ctx, service, p)}
		}
		return entries, nil
	}, l.apply)
}

func secretState(ctx context.Context, service Service, p core.Profile) string {
	if p.ClientAuth == core.ClientAuthNone {
		return "no client secret needed"
	}
	has, err := service.HasClientSecret(ctx, p.ID)
	switch {
	case err != nil:
		return "client secret: the keychain did not answer"
	case has:
		return "client secret in " + service.KeychainName()
	}
	return "no client secret yet"
}

func (l *List) apply(entries []entry, err error) {
	if f, ok := core.FindingOf(err); ok {
		widgets.Replace(l.rows, widgets.NewFinding(f, l.deps.Copy, widgets.NewButton(widgets.Secondary, "Try again", l.Reload)))
		return
	}
	if len(entries) == 0 {
		widgets.Replace(l.rows, widgets.NewText(widgets.Muted, "None yet. A profile tells Sureline which app to connect."))
		return
	}
	rows := make([]fyne.CanvasObject, len(entries))
	for i, e := range entries {
		rows[i] = l.row(e)
	}
	widgets.Replace(l.rows, rows...)
}

func (l *List) row(e entry) fyne.CanvasObject {
	facts := details(e.profile, l.deps.Copy)
	facts.Hide()
	under := widgets.Column(8)
	under.Hide()
	remove := widgets.NewButton(widgets.Plain, "Remove…", nil)
	remove.OnTapped = func() { l.ask(e.profile, under, remove) }
	head := widgets.Split(
		widgets.Column(2, widgets.NewText(widgets.Strong, e.profile.Name), widgets.NewText(widgets.Caption, hostOf(e.profile)+" · "+e.secret)),
		widgets.Flow(12, widgets.NewExpander("Details", facts), remove))
	return widgets.Column(8, head, facts, under, widgets.NewRule())
}

func (l *List) ask(p core.Profile, under *fyne.Container, from *widgets.Button) {
	close := func() {
		widgets.Replace(under)
		widgets.Focus(from)
	}
	yes := widgets.NewButton(widgets.Danger, "Remove", func() { l.remove(p.ID, under) })
	no := widgets.NewButton(widgets.Secondary, "Keep it", close)
	widgets.Replace(under, widgets.Ask(widgets.ToneWarning, "Remove the profile "+p.Name+"?",
		[]string{"Its client secret, if there is one, is deleted from " + l.deps.Service.KeychainName() + ". The provider’s file stays where it is."}, yes, no))
	widgets.Focus(no)
}

func (l *List) remove(id string, under *fyne.Container) {
	service := l.deps.Service
	worker.Run(l.change, workLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, service.RemoveProfile(ctx, id)
	}, func(_ struct{}, err error) {
		if f, ok := core.FindingOf(err); ok {
			widgets.Replace(under, widgets.NewFinding(f, l.deps.Copy))
			return
		}
		l.deps.Changed("")
		l.Reload()
	})
}

// hostOf is where the profile's app calls, in words.
func hostOf(p core.Profile) string { return widgets.Host(p.Server) }
