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
func menuItem(name string, key fyne.KeyName, run func()) *fyne.MenuItem {
	i := fyne.NewMenuItem(name, run)
	if key == "" {
		return i
	}
	shortcut := &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault}
	i.Shortcut = shortcut
	if runtime.GOOS != "darwin" {
		i.Label = lang.T("menu.with_key", lang.S{"name": name, "key": string(key)})
		i.Shortcut = keyless{shortcut}
	}
	return i
}

// menu is the window's menu. Shortcuts stand here because Fyne lets the menu's
// win over a focused field.
func (w *Window) menu() *fyne.MainMenu {
	quit := menuItem(lang.T("menu.quit"), fyne.KeyQ, w.onClose)
	quit.IsQuit = true
	var places []*fyne.MenuItem
	for _, p := range w.places {
		if p.label == "" {
			continue
		}
		key := p.key
		if key == "" {
			key = fyne.KeyName(strconv.Itoa(len(places) + 1))
		}
		places = append(places, menuItem(lang.T(p.label), key, w.opens(p.name)))
	}
	places = append(places, menuItem(lang.T("menu.find"), fyne.KeyF, func() {
		w.turn(connectionsPage)
		w.connections().Find()
	}))
	return fyne.NewMainMenu(
		fyne.NewMenu(lang.T("menu.file"),
			menuItem(lang.T("menu.open"), fyne.KeyO, w.openProfile),
			menuItem(lang.T("menu.make"), "", w.opens(makerPage)),
			fyne.NewMenuItemSeparator(), quit),
		fyne.NewMenu(lang.T("menu.go"), places...),
		fyne.NewMenu(lang.T("menu.help"),
			menuItem(lang.T("menu.where"), "", w.opens(settingsPage)),
			menuItem(lang.T("menu.about"), "", func() {
				w.say(widgets.ToneInfo, lang.T("menu.version", lang.S{"version": w.deps.Build.Version}))
			})),
	)
}

func (w *Window) openProfile() {
	w.turn(openerPage)
	w.browse(profiles.Extension)(w.opener().Open)
}
