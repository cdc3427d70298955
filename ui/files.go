package ui

import (
	"context"
	"errors"
	"io/fs"
	"os"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"

	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

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
	w.saveThen(name, content, func(path string) { w.say(widgets.ToneGood, lang.T("save.done", lang.S{"path": path})) })
}

// saveThen is save for a page that says itself where the file is.
func (w *Window) saveThen(name string, content []byte, saved func(path string)) {
	w.browseSave(name, func(path string) {
		worker.Run(w.others, saveLimit, func(context.Context) (struct{}, error) {
			return struct{}{}, os.WriteFile(path, content, 0o600)
		}, func(_ struct{}, err error) {
			switch {
			case err == nil:
				saved(path)
			case errors.Is(err, fs.ErrPermission):
				w.say(widgets.ToneError, lang.T("save.denied"))
			case errors.Is(err, fs.ErrNotExist):
				w.say(widgets.ToneError, lang.T("save.no_folder"))
			default:
				w.say(widgets.ToneError, lang.T("save.refused"))
			}
		})
	})
}
