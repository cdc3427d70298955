package ui

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"

	"github.com/sureline/sureline/ui/connections"
	"github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/settings"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
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
		i.Label += "   (Ctrl+" + string(key) + ")"
		i.Shortcut = keyless{shortcut}
	}
	return i
}

// menu is the window's menu. Shortcuts stand here because Fyne lets the menu's
// win over a focused field.
func (w *Window) menu() *fyne.MainMenu {
	item := menuItem
	quit := item("Quit", fyne.KeyQ, w.onClose)
	quit.IsQuit = true
	places := []*fyne.MenuItem{item("Connect", fyne.Key1, w.showConnect), item("Connections", fyne.Key2, w.showConnections)}
	if w.deps.Kore != nil {
		places = append(places, item("Kore.ai", fyne.Key3, w.showKore))
	}
	places = append(places, item("Settings", fyne.KeyComma, w.showSettings))
	return fyne.NewMainMenu(
		fyne.NewMenu("File",
			item("Open profile…", fyne.KeyO, w.openProfile),
			item("Make a profile for your app…", "", w.showMaker),
			fyne.NewMenuItemSeparator(), quit),
		fyne.NewMenu("Go", places...),
		fyne.NewMenu("Help",
			item("Where is the keychain, what is kept where?", "", w.showSettings),
			item("About Sureline", "", func() {
				w.say(widgets.ToneInfo, "Sureline "+w.deps.Build.Version+". It connects a RingCentral account to an app, and proves that it works.")
			})),
	)
}

func (w *Window) openProfile() {
	w.showOpener()
	w.browse(profiles.Extension)(w.opener.get().Open)
}

// browse returns a function that lets the user choose a file with one of the
// extensions (none for any).
func (w *Window) browse(extensions ...string) func(chosen func(path string)) {
	return func(chosen func(path string)) {
		d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
			w.dialog = nil
			if err != nil || r == nil {
				return
			}
			_ = r.Close()
			chosen(r.URI().Path())
		}, w.window)
		if len(extensions) > 0 {
			d.SetFilter(storage.NewExtensionFileFilter(extensions))
		}
		w.showDialog(d)
	}
}

// browseSave lets the user choose where to save; the file itself is written
// elsewhere.
func (w *Window) browseSave(name string, chosen func(path string)) {
	d := dialog.NewFileSave(func(wr fyne.URIWriteCloser, err error) {
		w.dialog = nil
		if err != nil || wr == nil {
			return
		}
		_ = wr.Close()
		chosen(wr.URI().Path())
	}, w.window)
	d.SetFileName(name)
	w.showDialog(d)
}

func (w *Window) showDialog(d *dialog.FileDialog) {
	if w.deps.SaveFolder != "" {
		if folder, err := storage.ListerForURI(storage.NewFileURI(w.deps.SaveFolder)); err == nil {
			d.SetLocation(folder)
		}
	}
	w.dialog = d
	d.Show()
	// Fyne 2.8 panics on Resize before Show.
	size := w.window.Canvas().Size()
	d.Resize(fyne.NewSize(size.Width*0.92, size.Height*0.92))
}

// save asks where to keep the content and writes it for this user only.
func (w *Window) save(name string, content []byte) {
	w.browseSave(name, func(path string) {
		worker.Run(w.others, saveLimit, func(context.Context) (struct{}, error) {
			return struct{}{}, os.WriteFile(path, content, 0o600)
		}, func(_ struct{}, err error) {
			if err != nil {
				w.say(widgets.ToneError, "Not saved: "+reason(err))
				return
			}
			w.say(widgets.ToneGood, "Saved as "+path)
		})
	})
}

// reason words why a file could not be written.
func reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrPermission):
		return "you may not write in that folder. Choose another one."
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such folder. Choose another one."
	}
	return "the disk refused it. Choose another folder."
}

func (w *Window) copy(text string) { w.app.Clipboard().SetContent(text) }

// onDropped opens a profile wherever it falls; any other file belongs to the
// Connect page's field.
func (w *Window) onDropped(_ fyne.Position, files []fyne.URI) {
	for _, f := range files {
		if strings.EqualFold(filepath.Ext(f.Path()), profiles.Extension) {
			w.OpenFile(f.Path())
			return
		}
	}
	if w.current.object == w.connectPage.Object() {
		w.connectPage.Drop(files)
		return
	}
	w.say(widgets.ToneInfo, "Drop a profile here: a file whose name ends in "+profiles.Extension+". A text with a credential belongs on the Connect page.")
}

// say shows a message above the page until it is dismissed.
func (w *Window) say(tone widgets.Tone, text string) {
	body := widgets.NewSelectable(widgets.Body, text)
	body.SetTone(tone)
	w.show(widgets.NewPanel(tone, widgets.Split(body, widgets.NewButton(widgets.Plain, "Dismiss", w.quiet))))
}

func (w *Window) show(o fyne.CanvasObject) {
	widgets.Replace(w.banner, widgets.Inset(10, 14, o))
	w.window.Content().Refresh()
}

// quiet takes the message away.
func (w *Window) quiet() {
	widgets.Replace(w.banner)
	w.window.Content().Refresh()
	if w.current.focus != nil {
		w.current.focus()
	}
}

// onClose asks before anything that was typed or pasted is lost.
func (w *Window) onClose() {
	lost := ""
	switch {
	case w.connectPage.HasUnsaved():
		lost = "What stands on the Connect page is not kept: the pasted text would be gone, and a running connect would stop."
	case w.connections.has((*connections.Page).Unsaved):
		lost = "The new credential that you pasted is not in use yet and would be gone."
	case w.maker.has((*profiles.Maker).Unsaved):
		lost = "The profile that you are making was not saved."
	case w.settings.has((*settings.Page).Unsaved):
		lost = "The changes to the network settings were not saved."
	case w.kore.has((*kore.Page).Unsaved):
		lost = "The Kore.ai client that you are editing was not saved."
	case w.kore.has((*kore.Page).Serving):
		lost = "The service for Kore.ai chat pages runs in this window and would stop."
	}
	if lost == "" {
		w.close()
		return
	}
	stay := widgets.NewButton(widgets.Primary, "Stay", w.quiet)
	w.show(widgets.Ask(widgets.ToneWarning, "Close Sureline?", []string{lost}, stay, widgets.NewButton(widgets.Danger, "Close anyway", w.close)))
	widgets.Focus(stay)
}

// close ends all work and returns at once: nothing waits on the UI thread.
func (w *Window) close() {
	if w.closed {
		return
	}
	w.closed = true
	w.worker.Close()
	w.window.Close()
}
