package profiles

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

// secretState is what is known of a profile's client secret.
type secretState int

const (
	secretNotNeeded secretState = iota
	secretMissing
	secretKept
	secretUnknown
)

// entry is a profile with what is known of its client secret.
type entry struct {
	profile core.Profile
	secret  secretState
}

// listing is all that the list knows.
type listing struct {
	// read is true once the profiles were read.
	read    bool
	entries []entry
	// unread is why they could not be read.
	unread *core.Finding
	// asked is the profile that is to be removed, if the user says so, and kept
	// why it could not be.
	asked string
	kept  *core.Finding
}

// List shows the profiles with their details, as a part of the settings. Use it
// on the UI thread only.
type List struct {
	object       *fyne.Container
	deps         Deps
	state        listing
	read, change *worker.Slot
	rows         *fyne.Container
	// removes are the buttons by profile, for the keyboard after a question.
	removes map[string]*widgets.Button
}

// NewList returns the list; open and make lead to the pages of those names.
func NewList(deps Deps, open, make func()) *List {
	l := &List{deps: deps, read: deps.Worker.Slot(), change: deps.Worker.Slot(), rows: widgets.Column(10)}
	l.object = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, lang.T("profiles.title")), l.rows,
		widgets.Flow(theme.InnerPadding(),
			widgets.NewButton(widgets.Secondary, lang.T("profiles.open"), open),
			widgets.NewButton(widgets.Secondary, lang.T("profiles.make"), make))))
	return l
}

// Object is what to put into the window.
func (l *List) Object() fyne.CanvasObject { return l.object }

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
			entries[i] = entry{p, secretOf(ctx, service, p)}
		}
		return entries, nil
	}, func(entries []entry, err error) {
		l.state.read, l.state.entries, l.state.unread = err == nil, entries, failure(err)
		l.render()
	})
}

func secretOf(ctx context.Context, service Service, p core.Profile) secretState {
	if p.ClientAuth == core.ClientAuthNone {
		return secretNotNeeded
	}
	has, err := service.HasClientSecret(ctx, p.ID)
	switch {
	case err != nil:
		return secretUnknown
	case has:
		return secretKept
	}
	return secretMissing
}

// words says it, under the name of the profile.
func (s secretState) words(host string) string {
	slots := lang.S{"host": host, "keychain": text.Keychain()}
	switch s {
	case secretMissing:
		return lang.T("profiles.secret_missing", slots)
	case secretKept:
		return lang.T("profiles.secret_kept", slots)
	case secretUnknown:
		return lang.T("profiles.secret_unknown", slots)
	case secretNotNeeded:
	}
	return lang.T("profiles.secret_not_needed", slots)
}

// render shows the state.
func (l *List) render() {
	s := l.state
	l.removes = map[string]*widgets.Button{}
	switch {
	case s.unread != nil:
		widgets.Replace(l.rows, widgets.NewFinding(*s.unread, l.deps.Copy, widgets.NewButton(widgets.Secondary, lang.T("window.again"), l.Reload)))
	case !s.read:
	case len(s.entries) == 0:
		widgets.Replace(l.rows, widgets.NewText(widgets.Muted, lang.T("profiles.none")))
	default:
		rows := make([]fyne.CanvasObject, len(s.entries))
		for i, e := range s.entries {
			rows[i] = l.row(e)
		}
		widgets.Replace(l.rows, rows...)
	}
}

func (l *List) row(e entry) fyne.CanvasObject {
	facts := details(e.profile, l.deps.Copy)
	facts.Hide()
	id := e.profile.ID
	remove := widgets.NewButton(widgets.Plain, lang.T("profiles.remove.ask"), func() { l.ask(id) })
	l.removes[id] = remove
	head := widgets.Split(widgets.NewText(widgets.Strong, e.profile.Name),
		widgets.Flow(12, widgets.NewExpander(lang.T("panel.details"), facts), remove))
	about := widgets.NewText(widgets.Caption, e.secret.words(widgets.Host(e.profile.Server)))
	row := widgets.Column(8, widgets.Column(2, head, about), facts)
	if l.state.asked == id {
		row.Add(l.question(e.profile))
	}
	row.Add(widgets.NewRule())
	return row
}

// question asks before a profile is removed, or says why it was not.
func (l *List) question(p core.Profile) fyne.CanvasObject {
	if l.state.kept != nil {
		return widgets.NewFinding(*l.state.kept, l.deps.Copy)
	}
	no := widgets.NewButton(widgets.Secondary, lang.T("profiles.remove.no"), func() {
		l.ask("")
		widgets.Focus(l.removes[p.ID])
	})
	yes := widgets.NewButton(widgets.Danger, lang.T("profiles.remove.yes"), func() { l.remove(p.ID) })
	l.removes[p.ID] = no
	return widgets.Ask(widgets.ToneWarning, lang.T("profiles.remove.title", lang.S{"app": p.Name}),
		[]string{lang.T("profiles.remove.text", lang.S{"keychain": text.Keychain()})}, yes, no)
}

// ask asks about a profile, empty for none, and puts the keyboard on the answer
// that changes nothing.
func (l *List) ask(id string) {
	l.state.asked, l.state.kept = id, nil
	l.render()
	if no := l.removes[id]; no != nil {
		widgets.Focus(no)
	}
}

func (l *List) remove(id string) {
	service := l.deps.Service
	worker.Run(l.change, workLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, service.RemoveProfile(ctx, id)
	}, func(_ struct{}, err error) {
		if l.state.kept = failure(err); l.state.kept != nil {
			l.render()
			return
		}
		l.state.asked = ""
		l.deps.Changed("")
		l.Reload()
	})
}

// details are the facts of a profile, for the list and after opening.
func details(p core.Profile, copyText func(string)) fyne.CanvasObject {
	var facts []widgets.Fact
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, widgets.Fact{Name: name, Value: value})
		}
	}
	add(lang.T("profiles.app"), p.Name)
	add(lang.T("profiles.client_id"), p.ClientID)
	add(lang.T("profiles.server"), p.Server)
	add(lang.T("profiles.token_url"), p.TokenURL)
	add(lang.T("profiles.handover_url"), p.HandoverURL)
	add(lang.T("profiles.permissions"), strings.Join(p.Scopes, " "))
	add(lang.T("profiles.support"), strings.Join(strings.Fields(p.SupportEmail+" "+p.SupportURL), " · "))
	add(lang.T("profiles.confirmed"), strings.Join(p.ConfirmedHosts, " "))
	return widgets.NewFacts(facts, copyText)
}
