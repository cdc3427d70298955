package settings

import (
	"context"
	"fmt"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

const (
	workLimit  = 60 * time.Second
	probeLimit = 60 * time.Second
)

// Deps are what the page needs. Save, SetProxyPassword and Probe are called off
// the UI thread.
type Deps struct {
	Worker *worker.Worker
	// Settings are those in force.
	Settings settings.Settings
	// Save keeps the settings and puts the network part in force.
	Save func(ctx context.Context, s settings.Settings) error
	// Saved is told, on the UI thread, of settings that were saved. It may build
	// all pages anew, in another language: call it last.
	Saved func(s settings.Settings)
	// SetProxyPassword keeps the password in the keychain; the empty one removes
	// it.
	SetProxyPassword func(ctx context.Context, password core.Secret) error
	// Probe writes, reads and deletes an item in the keychain.
	Probe        func(ctx context.Context) error
	KeychainName string
	// Look puts theme and text size in force.
	Look func(choice theme.Choice, textPercent int)
	Copy func(text string)
	// Browse lets the user choose a file; chosen gets its path.
	Browse func(chosen func(path string))
	// Profiles is the list of profiles, shown as a part of the page and read anew
	// with it.
	Profiles interface {
		Object() fyne.CanvasObject
		Reload()
	}
	Version string
	// Folders say where things lie, by what lies there.
	Folders []widgets.Fact
}

// Page is the Settings page. Use it on the UI thread only.
type Page struct {
	object  *container.Scroll
	deps    Deps
	values  settings.Settings
	saving  *worker.Slot
	probing *worker.Slot
	reading *worker.Slot

	theme    *widgets.Chooser
	size     *widgets.Chooser
	language *widgets.Chooser
	look     *fyne.Container
	probe    *widgets.Button
	keychain *fyne.Container
	net      *networkForm
}

// New returns the page.
func New(deps Deps) *Page {
	p := &Page{deps: deps, values: deps.Settings, saving: deps.Worker.Slot(), probing: deps.Worker.Slot(), reading: deps.Worker.Slot()}
	p.net = newNetworkForm(p)
	p.object = widgets.NewPage(widgets.NewTitle("Settings", ""), p.lookCard(), deps.Profiles.Object(), p.net.card, p.keychainCard(), p.aboutCard())
	return p
}

var textSizes = []int{100, 125, 150, 175, 200}

func (p *Page) lookCard() fyne.CanvasObject {
	names := map[theme.Choice]string{
		theme.System: "As the system", theme.Light: "Light", theme.Dark: "Dark", theme.Contrast: "High contrast",
	}
	choices := theme.Choices()
	themes := make([]string, len(choices))
	for i, c := range choices {
		themes[i] = names[c]
	}
	sizes := make([]string, len(textSizes))
	for i, s := range textSizes {
		sizes[i] = fmt.Sprintf("%d %%", s)
	}
	p.look = widgets.Column(0)
	p.look.Hide()
	size := max(0, slices.Index(textSizes, p.values.TextSize))
	p.theme = widgets.NewChooser("Theme", themes, max(0, slices.Index(choices, theme.Choice(p.values.Theme))), func(i int) {
		p.values.Theme = string(choices[i])
		p.onLook()
	})
	p.size = widgets.NewChooser("Text size", sizes, size, func(i int) {
		p.values.TextSize = textSizes[i]
		p.onLook()
	})
	codes, languages := append([]string{""}, text.Codes()...), []string{lang.T("language.system")}
	for _, code := range text.Codes() {
		c, _ := text.For(code)
		languages = append(languages, c.Name())
	}
	p.language = widgets.NewChooser(lang.T("language.choose"), languages, max(0, slices.Index(codes, p.values.Language)), func(i int) {
		p.values.Language = codes[i]
		p.keep()
	})
	return widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, "Look"), p.theme.Object,
		p.size.Object, p.language.Object, p.look))
}

// onLook shows the choice at once and keeps it.
func (p *Page) onLook() {
	p.deps.Look(theme.Choice(p.values.Theme), p.values.TextSize)
	p.keep()
}

// Remember keeps which profile is being connected.
func (p *Page) Remember(profileID string) {
	if p.values.LastProfile != profileID {
		p.values.LastProfile = profileID
		p.keep()
	}
}

// keep saves what was changed by a choice rather than by a form.
func (p *Page) keep() {
	save, v := p.deps.Save, p.values
	worker.Run(p.saving, workLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, save(ctx, v)
	}, func(_ struct{}, err error) {
		widgets.Replace(p.look)
		if f, ok := core.FindingOf(err); ok {
			widgets.Replace(p.look, widgets.NewFinding(f, p.deps.Copy))
		}
		p.object.Refresh()
		if err == nil {
			p.deps.Saved(v)
		}
	})
}

func (p *Page) keychainCard() fyne.CanvasObject {
	p.probe = widgets.NewButton(widgets.Secondary, "Check now", p.onProbe)
	p.keychain = widgets.Column(0)
	p.keychain.Hide()
	return widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, "Keychain"),
		widgets.NewText(widgets.Body, "Sureline keeps credentials in "+p.deps.KeychainName+", and nowhere else. The check writes, reads and deletes an entry that holds no secret."),
		p.keychain, widgets.Flow(8, p.probe)))
}

func (p *Page) onProbe() {
	p.probe.SetBusy(true)
	widgets.Replace(p.keychain, widgets.NewText(widgets.Muted, "Asking the keychain … A window may ask for your password."))
	p.object.Refresh()
	probe, began := p.deps.Probe, p.deps.Worker.Now()
	worker.Run(p.probing, probeLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, probe(ctx)
	}, func(_ struct{}, err error) {
		p.probe.SetBusy(false)
		if f, ok := core.FindingOf(err); ok {
			widgets.Replace(p.keychain, widgets.NewFinding(f, p.deps.Copy))
		} else {
			took := p.deps.Worker.Now().Sub(began).Milliseconds()
			widgets.Replace(p.keychain, widgets.NewNote(widgets.ToneGood, fmt.Sprintf("It works: written, read and deleted in %d ms.", took)))
		}
		p.object.Refresh()
		widgets.RevealNew(p.keychain)
	})
}

func (p *Page) aboutCard() fyne.CanvasObject {
	facts := append([]widgets.Fact{{Name: "Version", Value: p.deps.Version}, {Name: "Credentials", Value: p.deps.KeychainName}}, p.deps.Folders...)
	return widgets.NewCard(widgets.Column(12, widgets.NewText(widgets.CardTitle, "About Sureline"), widgets.NewFacts(facts, p.deps.Copy)))
}

// Object is what to put into the window.
func (p *Page) Object() fyne.CanvasObject { return p.object }

// Shown reads the profiles anew when the page comes into sight.
func (p *Page) Shown() { p.deps.Profiles.Reload() }

// Escape does nothing: there is no step back in the page.
func (p *Page) Escape() bool { return false }

// Unsaved says what closing would lose; it is empty for nothing.
func (p *Page) Unsaved() string {
	if p.net.changed() {
		return lang.T("close.network")
	}
	return ""
}

// Focus puts the keyboard on the first setting.
func (p *Page) Focus() { widgets.Focus(p.theme) }
