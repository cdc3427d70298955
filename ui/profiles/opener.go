package profiles

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Opener is the page that opens a profile file. Use it on the UI thread only.
type Opener struct {
	object fyne.CanvasObject
	deps   Deps
	slot   *worker.Slot
	path   *widgets.Entry
	open   *widgets.Button
	result *fyne.Container
	next   *widgets.Button
}

// NewOpener returns the page.
func NewOpener(deps Deps) *Opener {
	o := &Opener{deps: deps, slot: deps.Worker.Slot()}
	o.path = widgets.NewEntry("/home/me/Downloads/acme"+Extension, o.onOpen)
	o.open = widgets.NewButton(widgets.Primary, "Open", o.onOpen)
	browse := widgets.NewButton(widgets.Secondary, "Browse…", func() { deps.Browse(o.Open) })
	back := widgets.NewButton(widgets.Plain, "Back", deps.Back).SetIcon(theme.IconNameNavigateBack)
	o.result = widgets.Column(12)
	o.result.Hide()
	field := widgets.NewField("File", "Or drop the file anywhere on this window.", o.path)
	field.Beside(browse)
	o.object = widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, back), widgets.NewTitle("Open a profile", "The file that your provider sent you. Its name ends in "+Extension+".")),
		widgets.NewCard(widgets.Column(12, field.Object, widgets.Flow(0, o.open), o.result)))
	return o
}

// Object is what to put into the window.
func (o *Opener) Object() fyne.CanvasObject { return o.object }

// Shown does nothing: what stands on the page stays.
func (o *Opener) Shown() {}

// Escape leaves the page.
func (o *Opener) Escape() bool {
	o.deps.Back()
	return true
}

// Unsaved is empty: a path is quickly chosen again.
func (o *Opener) Unsaved() string { return "" }

// Focus puts the keyboard where the next action is.
func (o *Opener) Focus() {
	if o.next != nil {
		widgets.Focus(o.next)
		return
	}
	widgets.Focus(o.path)
}

// Open opens the file.
func (o *Opener) Open(path string) {
	o.path.SetText(path)
	o.onOpen()
}

// clean takes away what drag-and-drop and "Copy as path" leave around a path.
func clean(path string) string {
	path = strings.Trim(strings.TrimSpace(path), `"'`)
	return strings.TrimPrefix(path, "file://")
}

func (o *Opener) onOpen() {
	path := clean(o.path.Text)
	if path == "" {
		o.deps.Browse(o.Open)
		return
	}
	o.next = nil
	o.open.SetBusy(true)
	read := o.deps.Read
	worker.Run(o.slot, workLimit, func(ctx context.Context) (Opened, error) { return read(ctx, path), nil },
		func(r Opened, err error) {
			o.open.SetBusy(false)
			if f, ok := core.FindingOf(err); ok {
				r.Findings = append(r.Findings, f)
			}
			o.apply(path, r)
		})
}

func (o *Opener) apply(path string, r Opened) {
	panels := o.panels(filepath.Base(path), r.Findings)
	if !core.Usable(r.Findings) {
		heading := widgets.NewText(widgets.Strong, filepath.Base(path)+" was not opened. Nothing was changed.")
		o.show(append([]fyne.CanvasObject{heading}, panels...)...)
		widgets.Focus(o.path)
		widgets.RevealNew(o.result)
		return
	}
	r.Profile.ConfirmedHosts = nil
	if hosts := r.Profile.UnconfirmedHosts(); len(hosts) > 0 {
		o.ask(r, hosts, panels)
		return
	}
	o.add(r, nil, panels)
}

// ask names the hosts that are not RingCentral's before anything is kept.
func (o *Opener) ask(r Opened, hosts []string, panels []fyne.CanvasObject) {
	names := strings.Join(hosts, " and ")
	yes := widgets.NewButton(widgets.Primary, "Yes, "+names+" is right", func() { o.add(r, hosts, panels) })
	no := widgets.NewButton(widgets.Secondary, "Do not open it", func() {
		o.show()
		widgets.Focus(o.path)
	})
	words := []string{
		"This is not RingCentral. Whoever runs " + names + " will be able to use your credential.",
		"Go on only if your provider told you this name.",
	}
	if slices.ContainsFunc(hosts, core.LooksLikeRingCentral) {
		words = append([]string{"Take care: this address only looks like one of RingCentral's. Whoever made it may be after your credential or your password."}, words...)
	}
	question := widgets.Ask(widgets.ToneWarning, r.Profile.Name+" sends your credential to "+names, words, yes, no)
	o.show(append(panels, question)...)
	o.open.SetKind(widgets.Secondary)
	widgets.Focus(no)
}

// add keeps the profile: its secret in the keychain, the rest in the store.
func (o *Opener) add(r Opened, hosts []string, panels []fyne.CanvasObject) {
	service := o.deps.Service
	worker.Run(o.slot, workLimit, func(ctx context.Context) (struct{}, error) {
		_, err := service.AddProfile(ctx, onboard.ProfileRequest{Profile: r.Profile, ClientSecret: r.Secret, ConfirmedHosts: hosts})
		return struct{}{}, err
	}, func(_ struct{}, err error) {
		if f, ok := core.FindingOf(err); ok {
			again := widgets.NewButton(widgets.Secondary, "Try again", func() { o.add(r, hosts, panels) })
			o.show(append(panels, widgets.NewFinding(f, o.deps.Copy, again))...)
			widgets.Focus(again)
			return
		}
		o.done(r, panels)
	})
}

func (o *Opener) done(r Opened, panels []fyne.CanvasObject) {
	o.deps.Changed("")
	panels = append(panels, widgets.NewNote(widgets.ToneGood, "The profile for "+r.Profile.Name+" is open."))
	if !r.Secret.Empty() {
		panels = append(panels, widgets.NewNote(widgets.ToneWarning, "The client secret that it held is now in "+o.deps.Service.KeychainName()+
			", and nowhere else in Sureline. The file still holds it: delete the file, or keep it safe."))
	}
	o.next = widgets.NewButton(widgets.Primary, "Connect "+r.Profile.Name, func() {
		o.reset()
		o.deps.Changed(r.Profile.ID)
	})
	o.show(append(panels, details(r.Profile, o.deps.Copy), widgets.Flow(0, o.next))...)
	o.open.SetKind(widgets.Secondary)
	widgets.Focus(o.next)
}

func (o *Opener) show(objects ...fyne.CanvasObject) {
	o.open.SetKind(widgets.Primary)
	widgets.Replace(o.result, objects...)
	o.object.Refresh()
}

// reset makes the page ready for another file.
func (o *Opener) reset() {
	o.next = nil
	o.path.SetText("")
	o.show()
}

// details are the facts of a profile, for the list and after opening.
func details(p core.Profile, copyText func(string)) fyne.CanvasObject {
	facts := []widgets.Fact{{Name: "App", Value: p.Name}, {Name: "Client ID", Value: p.ClientID}, {Name: "Server", Value: p.Server}}
	add := func(name, value string) {
		if value != "" {
			facts = append(facts, widgets.Fact{Name: name, Value: value})
		}
	}
	add("Token URL", p.TokenURL)
	add("Permissions", strings.Join(p.Scopes, " "))
	add("Support", strings.Join(strings.Fields(p.SupportEmail+" "+p.SupportURL), " · "))
	add("Confirmed hosts", strings.Join(p.ConfirmedHosts, " "))
	return widgets.NewFacts(facts, copyText)
}
