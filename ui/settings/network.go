package settings

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// networkForm is the card that says how Sureline reaches RingCentral.
type networkForm struct {
	page *Page
	card fyne.CanvasObject
	own  bool
	way  *widgets.Chooser

	proxy, user *widgets.Field
	password    *widgets.SecretEntry
	secret      *fyne.Container
	file        *widgets.Field
	found       *fyne.Container
	result      *fyne.Container
	save        *widgets.Button
}

func newNetworkForm(p *Page) *networkForm {
	f := &networkForm{page: p, own: p.values.Proxy != ""}
	f.proxy = widgets.NewField("Proxy", "With its port.", widgets.NewEntry("http://proxy.example.com:8080", f.onSave))
	f.proxy.Entry.SetText(p.values.Proxy)
	f.proxy.Entry.OnChanged = func(string) { f.proxy.Complain("") }
	f.user = widgets.NewField("User name (optional)", "", widgets.NewEntry("", f.onSave))
	f.user.Entry.SetText(p.values.ProxyUser)
	f.password = widgets.NewSecretEntry("Password for the proxy", func(string) {})
	f.password.OnSubmitted = func(string) { f.onSave() }
	f.secret = widgets.Column(4, widgets.NewText(widgets.Strong, "Password (optional)"), f.password.Field(),
		widgets.NewText(widgets.Caption, "Goes to "+p.deps.KeychainName+". Leave it empty to keep the one that is there."))
	f.file = widgets.NewField("Further authority (optional)", "A file with the certificate of your company’s own authority, if its network opens secure connections. Your IT has it.",
		widgets.NewEntry("company-ca.pem", f.onFile))
	f.file.Entry.SetText(p.values.CAFile)
	browse := widgets.NewButton(widgets.Secondary, "Browse…", func() { p.deps.Browse(f.choose) })
	f.file.Beside(browse)
	f.found = widgets.Column(8)
	f.result = widgets.Column(8)
	f.result.Hide()
	f.save = widgets.NewButton(widgets.Primary, "Save", f.onSave)
	chosen := 0
	if f.own {
		chosen = 1
	}
	f.way = widgets.NewChooser("Way to the Internet", []string{"As the system is set", "Through this proxy"}, chosen, f.onMode)
	f.card = widgets.NewCard(widgets.Column(12,
		widgets.NewText(widgets.CardTitle, "Network"),
		f.way.Object,
		f.proxy.Object, f.user.Object, f.secret, f.file.Object, f.found, f.result, widgets.Flow(8, f.save)))
	f.show()
	if p.values.CAFile != "" {
		f.onFile()
	}
	return f
}

func (f *networkForm) onMode(i int) {
	f.own = i == 1
	f.show()
	f.page.object.Refresh()
	if f.own {
		widgets.Focus(f.proxy.Entry)
	}
}

func (f *networkForm) show() {
	for _, o := range []fyne.CanvasObject{f.proxy.Object, f.user.Object, f.secret} {
		widgets.Show(o, f.own)
	}
}

func (f *networkForm) choose(path string) {
	f.file.Entry.SetText(path)
	f.onFile()
}

// now is what the form holds.
func (f *networkForm) now() network {
	return network{own: f.own, proxy: f.proxy.Entry.Text, user: f.user.Entry.Text, caFile: strings.Trim(strings.TrimSpace(f.file.Entry.Text), `"`)}
}

func (f *networkForm) changed() bool {
	return f.password.Text != "" || f.now().over(f.page.values) != f.page.values
}

// onFile shows who the authorities of the file are, before they are trusted.
func (f *networkForm) onFile() {
	path := f.now().caFile
	f.file.Complain("")
	if path == "" {
		widgets.Replace(f.found)
		return
	}
	worker.Run(f.page.reading, workLimit, func(context.Context) (read, error) {
		all, wrong := readAuthorities(path)
		return read{all, wrong}, nil
	}, f.showAuthorities)
}

// read is what reading a file of authorities gave.
type read struct {
	all   []authority
	wrong string
}

func (f *networkForm) showAuthorities(r read, err error) {
	if found, ok := core.FindingOf(err); ok {
		r.wrong = found.Title
	}
	f.file.Complain(r.wrong)
	if r.wrong != "" {
		widgets.Replace(f.found)
		return
	}
	var rows []fyne.CanvasObject
	for i, a := range r.all {
		if i == maxShown {
			break
		}
		text, ok := a.validity(f.page.deps.Worker.Now())
		tone := widgets.ToneGood
		if !ok {
			tone = widgets.ToneWarning
		}
		rows = append(rows, widgets.NewPanel(tone, widgets.Column(2, widgets.NewSelectable(widgets.Strong, a.subject),
			widgets.NewSelectable(widgets.Caption, "Issued by "+a.issuer), widgets.NewSelectable(widgets.Caption, text))))
	}
	widgets.Replace(f.found, rows...)
	f.page.object.Refresh()
}

// maxShown is how many authorities of a file are shown.
const maxShown = 5

func (f *networkForm) onSave() {
	n := f.now()
	widgets.Replace(f.result) // what the last save said is no longer true
	if problem := n.problem(); problem != "" {
		f.proxy.Complain(problem)
		f.page.object.Refresh()
		widgets.Focus(f.proxy.Entry)
		return
	}
	f.save.SetBusy(true)
	deps, v, password, own := f.page.deps, n.over(f.page.values), core.NewSecret(f.password.Text), f.own
	worker.Run(f.page.saving, workLimit, func(ctx context.Context) (wrong string, err error) {
		if v.CAFile != "" {
			if _, wrong = readAuthorities(v.CAFile); wrong != "" {
				return wrong, nil
			}
		}
		if own && !password.Empty() {
			if err := deps.SetProxyPassword(ctx, password); err != nil {
				return "", err
			}
		}
		return "", deps.Save(ctx, v)
	}, func(wrong string, err error) { f.saved(v, wrong, err) })
}

// saved says how it went; wrong is what is wrong with the file of authorities.
func (f *networkForm) saved(v settings.Settings, wrong string, err error) {
	f.save.SetBusy(false)
	switch found, ok := core.FindingOf(err); {
	case wrong != "":
		f.file.Complain(wrong)
		widgets.Focus(f.file.Entry)
	case ok:
		widgets.Replace(f.result, widgets.NewFinding(found, f.page.deps.Copy))
	default:
		// A choice of the page may have been made meanwhile.
		f.page.values.Proxy, f.page.values.ProxyUser, f.page.values.CAFile = v.Proxy, v.ProxyUser, v.CAFile
		f.password.Clear()
		widgets.Replace(f.result, widgets.NewNote(widgets.ToneGood, "Saved. It counts from the next call on."))
	}
	f.page.object.Refresh()
	if f.result.Visible() {
		widgets.RevealNew(f.result)
	}
	if err == nil && wrong == "" {
		f.page.deps.Saved(f.page.values)
	}
}
