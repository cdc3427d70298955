// Package settings owns the Settings page: look, network, this computer, profiles,
// and where things lie. Loading and saving are given to it.
package settings

import (
	"context"
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/theme"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

const (
	workLimit   = 60 * time.Second
	doctorLimit = 2 * time.Minute
)

// Deps are what the page needs. Save, SetProxyPassword and Doctor are called off
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
	// Doctor tries what Sureline needs of this computer; with repair it also removes
	// what was left over in the keychain.
	Doctor func(ctx context.Context, repair bool) []onboard.Checkup
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
	// DataDir and ConfigDir say where things lie.
	DataDir, ConfigDir string
}

// state is all that the page knows beside what its fields hold.
type state struct {
	values settings.Settings
	// unkept says why the last choice was not kept.
	unkept *core.Finding
}

// Page is the Settings page. Use it on the UI thread only.
type Page struct {
	object *container.Scroll
	deps   Deps
	state  state

	saving, reading *worker.Slot

	theme, size, language *widgets.Chooser
	unkept                *fyne.Container
	computer              *computer
	net                   *networkForm
}

// New returns the page.
func New(deps Deps) *Page {
	p := &Page{
		deps: deps, state: state{values: deps.Settings},
		saving: deps.Worker.Slot(), reading: deps.Worker.Slot(),
	}
	p.net, p.computer = newNetworkForm(p), newComputer(deps)
	p.object = widgets.NewPage(widgets.NewTitle(lang.T("nav.settings"), ""), p.lookCard(), deps.Profiles.Object(), p.net.card, p.computer.card, p.aboutCard())
	p.render()
	return p
}

var (
	textSizes  = []int{100, 125, 150, 175, 200}
	themeNames = map[theme.Choice]string{
		theme.System: "settings.look.system", theme.Light: "settings.look.light",
		theme.Dark: "settings.look.dark", theme.Contrast: "settings.look.contrast",
	}
)

func (p *Page) lookCard() fyne.CanvasObject {
	v := p.state.values
	choices := theme.Choices()
	themes := make([]string, len(choices))
	for i, c := range choices {
		themes[i] = lang.T(themeNames[c])
	}
	sizes := make([]string, len(textSizes))
	for i, s := range textSizes {
		sizes[i] = strconv.Itoa(s) + " %"
	}
	p.theme = widgets.NewChooser(lang.T("settings.look.theme"), themes, max(0, slices.Index(choices, theme.Choice(v.Theme))), func(i int) {
		p.state.values.Theme = string(choices[i])
		p.onLook()
	})
	p.size = widgets.NewChooser(lang.T("settings.look.size"), sizes, max(0, slices.Index(textSizes, v.TextSize)), func(i int) {
		p.state.values.TextSize = textSizes[i]
		p.onLook()
	})
	codes, languages := append([]string{""}, text.Codes()...), []string{lang.T("language.system")}
	for _, code := range text.Codes() {
		c, _ := text.For(code)
		languages = append(languages, c.Name())
	}
	p.language = widgets.NewChooser(lang.T("language.choose"), languages, max(0, slices.Index(codes, v.Language)), func(i int) {
		p.state.values.Language = codes[i]
		p.keep()
	})
	p.unkept = widgets.Column(0)
	return widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, lang.T("settings.look.title")), p.theme.Object, p.size.Object, p.language.Object, p.unkept))
}

func (p *Page) aboutCard() fyne.CanvasObject {
	return widgets.NewCard(widgets.Column(12, widgets.NewText(widgets.CardTitle, lang.T("settings.about.title")), widgets.NewFacts([]widgets.Fact{
		{Name: lang.T("settings.about.version"), Value: p.deps.Version},
		{Name: lang.T("settings.about.credentials"), Value: lang.T(text.Keychain()[0])},
		{Name: lang.T("settings.about.data"), Value: p.deps.DataDir},
		{Name: lang.T("settings.about.config"), Value: p.deps.ConfigDir},
	}, p.deps.Copy)))
}

// render shows the state.
func (p *Page) render() {
	widgets.Replace(p.unkept, p.problem(p.state.unkept)...)
	p.net.render()
	p.object.Refresh()
}

// problem returns the panel of a finding, or nothing for none.
func (p *Page) problem(f *core.Finding) []fyne.CanvasObject {
	if f == nil {
		return nil
	}
	return []fyne.CanvasObject{widgets.NewFinding(*f, p.deps.Copy)}
}

// onLook shows the choice at once and keeps it.
func (p *Page) onLook() {
	p.deps.Look(theme.Choice(p.state.values.Theme), p.state.values.TextSize)
	p.keep()
}

// Remember keeps what the window itself wants to know again: change changes it.
func (p *Page) Remember(change func(v *settings.Settings)) {
	before := p.state.values
	if change(&p.state.values); p.state.values != before {
		p.keep()
	}
}

// keep saves what was changed by a choice rather than by a form.
func (p *Page) keep() {
	save, v := p.deps.Save, p.state.values
	worker.Run(p.saving, workLimit, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, save(ctx, v)
	}, func(_ struct{}, err error) {
		p.state.unkept = failure(err)
		p.render()
		if err == nil {
			p.deps.Saved(v)
		}
	})
}

// failure returns the finding of an error, or nil.
func failure(err error) *core.Finding {
	if f, ok := core.FindingOf(err); ok {
		return &f
	}
	return nil
}

// Object is what to put into the window.
func (p *Page) Object() fyne.CanvasObject { return p.object }

// Shown reads the profiles anew when the page comes into sight.
func (p *Page) Shown() { p.deps.Profiles.Reload() }

// Escape leaves a question unanswered, and everything as it is.
func (p *Page) Escape() bool { return p.computer.escape() }

// Unsaved says what closing would lose; it is empty for nothing.
func (p *Page) Unsaved() string {
	if p.net.changed() {
		return lang.T("close.network")
	}
	return ""
}

// Focus puts the keyboard on the first setting.
func (p *Page) Focus() { widgets.Focus(p.theme) }
