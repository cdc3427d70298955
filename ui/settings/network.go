package settings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// maxShown is how many certificates of a file are shown.
const maxShown = 5

// netState is what the network card knows beside what its fields hold.
type netState struct {
	own, saving bool
	// proxyProblem and fileProblem are keys of what is wrong with the fields.
	proxyProblem, fileProblem string
	certificates              []certificate
	// saved and failed say how the last save ended.
	saved  bool
	failed *core.Finding
}

// networkForm is the card that says how Sureline reaches RingCentral.
type networkForm struct {
	page  *Page
	state netState
	card  fyne.CanvasObject
	mode  *widgets.Chooser

	proxy, user, file            *widgets.Field
	password                     *widgets.SecretEntry
	secret, certificates, result *fyne.Container
	save                         *widgets.Button
}

func newNetworkForm(p *Page) *networkForm {
	v := p.state.values
	f := &networkForm{page: p, state: netState{own: v.Proxy != ""}}
	f.proxy = widgets.NewField(lang.T("settings.proxy.proxy"), lang.T("settings.proxy.hint"), widgets.NewEntry("http://proxy.example.com:8080", f.onSave))
	f.proxy.Entry.SetText(v.Proxy)
	f.proxy.Entry.OnChanged = func(string) {
		f.state.proxyProblem = ""
		f.render()
	}
	f.user = widgets.NewField(lang.T("settings.proxy.user"), "", widgets.NewEntry("", f.onSave))
	f.user.Entry.SetText(v.ProxyUser)
	f.password = widgets.NewSecretEntry(lang.T("settings.proxy.password_field"), func(string) {})
	f.password.OnSubmitted = func(string) { f.onSave() }
	f.secret = widgets.Column(4, widgets.NewText(widgets.Strong, lang.T("settings.proxy.password")), f.password.Field(),
		widgets.NewText(widgets.Caption, lang.T("settings.proxy.password_hint", lang.S{"keychain": text.Keychain()})))
	f.file = widgets.NewField(lang.T("settings.ca.field"), lang.T("settings.ca.hint"), widgets.NewEntry("company-ca.pem", f.onFile))
	f.file.Entry.SetText(v.CAFile)
	f.file.Beside(widgets.NewButton(widgets.Secondary, lang.T("settings.ca.browse"), func() { p.deps.Browse(f.choose) }))
	f.certificates, f.result = widgets.Column(8), widgets.Column(8)
	f.save = widgets.NewButton(widgets.Primary, lang.T("settings.proxy.save"), f.onSave)
	f.mode = widgets.NewChooser(lang.T("settings.proxy.choose"), []string{lang.T("settings.proxy.system"), lang.T("settings.proxy.own")},
		map[bool]int{true: 1}[f.state.own], f.onMode)
	f.card = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, lang.T("settings.proxy.title")),
		f.mode.Object, f.proxy.Object, f.user.Object, f.secret, f.file.Object, f.certificates, f.result, widgets.Flow(8, f.save)))
	if v.CAFile != "" {
		f.onFile()
	}
	return f
}

// render shows the state.
func (f *networkForm) render() {
	s := f.state
	for _, o := range []fyne.CanvasObject{f.proxy.Object, f.user.Object, f.secret} {
		widgets.Show(o, s.own)
	}
	f.proxy.Complain(said(s.proxyProblem))
	f.file.Complain(said(s.fileProblem))
	var rows []fyne.CanvasObject
	for _, c := range s.certificates[:min(len(s.certificates), maxShown)] {
		rows = append(rows, c.panel(f.page.deps.Worker))
	}
	widgets.Replace(f.certificates, rows...)
	f.save.SetBusy(s.saving)
	switch {
	case s.failed != nil:
		widgets.Replace(f.result, f.page.problem(s.failed)...)
	case s.saved:
		widgets.Replace(f.result, widgets.NewNote(widgets.ToneGood, lang.T("settings.proxy.saved")))
	default:
		widgets.Replace(f.result)
	}
}

// said words a problem; empty for none.
func said(key string) string {
	if key == "" {
		return ""
	}
	return lang.T(key)
}

// panel shows who a certificate is about, before it is trusted.
func (c certificate) panel(w *worker.Worker) fyne.CanvasObject {
	tone, key := widgets.ToneWarning, c.validity(w.Now())
	if key == "settings.ca.valid" {
		tone = widgets.ToneGood
	}
	return widgets.NewPanel(tone, widgets.Column(2, widgets.NewSelectable(widgets.Strong, c.subject),
		widgets.NewSelectable(widgets.Caption, lang.T("settings.ca.issuer", lang.S{"issuer": c.issuer})),
		widgets.NewSelectable(widgets.Caption, lang.T(key, lang.S{"from": c.from, "until": c.until}))))
}

func (f *networkForm) onMode(i int) {
	f.state.own = i == 1
	f.page.render()
	if f.state.own {
		widgets.Focus(f.proxy.Entry)
	}
}

func (f *networkForm) choose(path string) {
	f.file.Entry.SetText(path)
	f.onFile()
}

// now is what the form holds.
func (f *networkForm) now() network {
	return network{own: f.state.own, proxy: f.proxy.Entry.Text, user: f.user.Entry.Text, caFile: strings.Trim(strings.TrimSpace(f.file.Entry.Text), `"`)}
}

func (f *networkForm) changed() bool {
	return f.password.Text != "" || f.now().over(f.page.state.values) != f.page.state.values
}

// onFile shows whose certificates the file holds, before they are trusted.
func (f *networkForm) onFile() {
	path := f.now().caFile
	f.state.fileProblem, f.state.certificates = "", nil
	if path == "" {
		f.render()
		return
	}
	type read struct {
		all   []certificate
		wrong string
	}
	worker.Run(f.page.reading, workLimit, func(context.Context) (read, error) {
		all, wrong := readCertificates(path)
		return read{all, wrong}, nil
	}, func(r read, err error) {
		if err != nil {
			r.wrong = "settings.ca.unreadable"
		}
		f.state.fileProblem, f.state.certificates = r.wrong, r.all
		f.page.render()
	})
}

func (f *networkForm) onSave() {
	n := f.now()
	f.state.saved, f.state.failed = false, nil // what the last save said is no longer true
	if f.state.proxyProblem = n.problem(); f.state.proxyProblem != "" {
		f.page.render()
		widgets.Focus(f.proxy.Entry)
		return
	}
	f.state.saving = true
	f.page.render()
	deps, v, password := f.page.deps, n.over(f.page.state.values), core.NewSecret(f.password.Text)
	worker.Run(f.page.saving, workLimit, func(ctx context.Context) (wrong string, err error) {
		if v.CAFile != "" {
			if _, wrong = readCertificates(v.CAFile); wrong != "" {
				return wrong, nil
			}
		}
		if n.own && !password.Empty() {
			if err := deps.SetProxyPassword(ctx, password); err != nil {
				return "", err
			}
		}
		return "", deps.Save(ctx, v)
	}, func(wrong string, err error) { f.onSaved(v, wrong, err) })
}

// onSaved says how it went; wrong is what is wrong with the file of certificates.
func (f *networkForm) onSaved(v settings.Settings, wrong string, err error) {
	f.state.saving, f.state.fileProblem, f.state.failed = false, wrong, failure(err)
	f.state.saved = err == nil && wrong == ""
	if f.state.saved {
		// A choice of the page may have been made meanwhile.
		now := &f.page.state.values
		now.Proxy, now.ProxyUser, now.CAFile = v.Proxy, v.ProxyUser, v.CAFile
		f.password.Clear()
	}
	f.page.render()
	switch {
	case wrong != "":
		widgets.Focus(f.file.Entry)
	case f.result.Visible():
		widgets.RevealNew(f.result)
	}
	if f.state.saved {
		f.page.deps.Saved(f.page.state.values)
	}
}
