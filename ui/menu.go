package ui

import (
	"runtime"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/widgets"
)

// keyless is a shortcut that works but that a menu does not show: Fyne shows
// them with a fifth of the text's opacity, which nobody can read.
type keyless struct{ fyne.Shortcut }

// menuItem returns an item whose key stands in its words. The menu bar of macOS
// is the system's own and shows keys well.
func menuItem(c command) *fyne.MenuItem {
	i := fyne.NewMenuItem(c.name, c.run)
	if c.key == "" {
		return i
	}
	shortcut := &desktop.CustomShortcut{KeyName: c.key, Modifier: fyne.KeyModifierShortcutDefault}
	i.Shortcut = shortcut
	if runtime.GOOS != "darwin" {
		i.Label = lang.T("menu.with_key", lang.S{"name": c.name, "key": withCommand(c.key)})
		i.Shortcut = keyless{shortcut}
	}
	return i
}

// menu is the window's menu. Shortcuts stand here because Fyne lets the menu's
// win over a focused field.
func (w *Window) menu() *fyne.MainMenu {
	items := func(commands []command) (all []*fyne.MenuItem) {
		for _, c := range commands {
			all = append(all, menuItem(c))
		}
		return all
	}
	quit := menuItem(w.quitCommand())
	quit.IsQuit = true
	return fyne.NewMainMenu(
		fyne.NewMenu(lang.T("menu.file"), append(items(w.fileCommands()), fyne.NewMenuItemSeparator(), quit)...),
		fyne.NewMenu(lang.T("menu.go"), items(w.goCommands())...),
		fyne.NewMenu(lang.T("menu.help"), items(w.helpCommands())...),
	)
}

func (w *Window) openProfile() {
	w.turn(openerPage)
	w.browse(profiles.Extension)(w.opener().Open)
}

// command is an item of the menu.
type command struct {
	name string
	key  fyne.KeyName
	run  func()
}

// fileCommands, goCommands and helpCommands are the menus.
func (w *Window) fileCommands() []command {
	return []command{
		{lang.T("menu.open"), fyne.KeyO, w.openProfile},
		{lang.T("menu.make"), "", w.opens(makerPage)},
	}
}

func (w *Window) quitCommand() command { return command{lang.T("menu.quit"), fyne.KeyQ, w.onClose} }

func (w *Window) goCommands() []command {
	var all []command
	for _, p := range w.places {
		if p.label == "" {
			continue
		}
		key := p.key
		if key == "" {
			key = fyne.KeyName(strconv.Itoa(len(all) + 1))
		}
		all = append(all, command{lang.T(p.label), key, w.opens(p.name)})
	}
	return append(all, command{lang.T("menu.find"), fyne.KeyF, w.find})
}

func (w *Window) helpCommands() []command {
	return []command{
		{lang.T("menu.guide"), fyne.KeyK, w.opens(helpPage)},
		{lang.T("menu.where"), "", w.opens(settingsPage)},
		{lang.T("menu.about"), "", func() {
			w.say(widgets.ToneInfo, lang.T("menu.version", lang.S{"version": w.deps.Build.Version}))
		}},
	}
}

// commands are all of them, in the order of the menus.
func (w *Window) commands() []command {
	all := append(w.fileCommands(), w.quitCommand())
	return append(append(all, w.goCommands()...), w.helpCommands()...)
}

// find puts the keyboard into the search of the page in sight, or of the
// connections where it has none.
func (w *Window) find() {
	if f, ok := w.current().(finder); ok {
		f.Find()
		return
	}
	w.turn(connectionsPage)
	w.connections().Find()
}
