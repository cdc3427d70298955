package ui

import (
	"runtime"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"github.com/sureline/sureline/core/text"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// help says without a network how Sureline works, and which keys there are.
type help struct {
	object *container.Scroll
	back   *widgets.Button
	leave  func()
}

func (w *Window) newHelp() page {
	leave := func() { w.turn(w.state.back()) }
	back := widgets.NewButton(widgets.Plain, lang.T("profiles.back"), leave).SetIcon(theme.IconNameNavigateBack)
	how := widgets.Column(8, widgets.NewText(widgets.CardTitle, lang.T("help.how.title")))
	for i, line := range [][]text.Part{
		lang.Parts("help.how.profile"), lang.Parts("help.how.credential"),
		lang.Parts("help.how.connect", lang.S{"keychain": text.Keychain()}), lang.Parts("help.how.connections"), lang.Parts("help.how.failure"),
	} {
		how.Add(widgets.Beside(8, widgets.Number(i+1), widgets.NewRich(line...), nil))
	}
	keys := widgets.Column(8, widgets.NewText(widgets.CardTitle, lang.T("help.keys.title")))
	for _, k := range w.keyMap() {
		keys.Add(widgets.Pair(widgets.NewText(widgets.Strong, k.key), widgets.NewText(widgets.Body, k.does)))
	}
	object := widgets.NewPage(
		widgets.Column(4, widgets.Flow(0, back), widgets.NewTitle(lang.T("help.title"), lang.T("help.lead"))),
		widgets.NewCard(how), widgets.NewCard(keys))
	return &help{object: object, back: back, leave: leave}
}

func (h *help) Object() fyne.CanvasObject { return h.object }
func (h *help) Shown()                    {}
func (h *help) Focus()                    { widgets.Focus(h.back) }
func (h *help) Unsaved() string           { return "" }

// Escape leaves the page.
func (h *help) Escape() bool {
	h.leave()
	return true
}

// keyed is a line of the map of keys.
type keyed struct{ key, does string }

// keyMap are all keys of the window: those of the menu, and those that every page
// knows.
func (w *Window) keyMap() []keyed {
	all := []keyed{
		{lang.T("help.key.tab"), lang.T("help.keys.tab")},
		{lang.T("help.key.enter"), lang.T("help.keys.enter")},
		{lang.T("help.key.escape"), lang.T("help.keys.escape")},
		{lang.T("help.key.page"), lang.T("help.keys.page")},
		{withCommand(fyne.KeyV), lang.T("help.keys.paste")},
	}
	for _, c := range w.commands() {
		if c.key != "" {
			all = append(all, keyed{withCommand(c.key), c.name})
		}
	}
	return all
}

// withCommand names a key that is pressed together with the one for commands.
func withCommand(key fyne.KeyName) string {
	if runtime.GOOS == "darwin" {
		return lang.T("help.key.command", lang.S{"key": string(key)})
	}
	return lang.T("help.key.control", lang.S{"key": string(key)})
}

// scroll moves the page in sight by most of its height.
func (w *Window) scroll(screens float32) {
	const most = 0.85
	if w.current() == nil {
		return
	}
	if s, ok := w.current().Object().(*container.Scroll); ok {
		end := max(s.Content.MinSize().Height-s.Size().Height, 0)
		s.ScrollToOffset(fyne.NewPos(s.Offset.X, min(max(s.Offset.Y+screens*most*s.Size().Height, 0), end)))
	}
}
