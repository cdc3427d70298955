package ui

import (
	"context"

	"fyne.io/fyne/v2"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/widgets"
	"github.com/sureline/sureline/ui/worker"
)

// Demo is what the window of the demo needs. Its functions run off the UI thread.
type Demo struct {
	// Faults returns the address of the page on which faults are rehearsed.
	Faults func(ctx context.Context) (string, error)
	// Owns reports whether the profile works with the demo itself.
	Owns func(p core.Profile) bool
	// OpenOutside opens a profile file in a window of its own that is no demo.
	OpenOutside func(ctx context.Context, path string) error
}

// title is the title of the window, a name and so the same in every language.
func (d Deps) title() string {
	if d.Demo != nil {
		return Title + " – Demo"
	}
	return Title
}

// newDemoBar says on every page of the demo that it is one.
func (w *Window) newDemoBar() fyne.CanvasObject {
	return widgets.NewBar(widgets.ToneWarning, lang.T("demo.banner"), widgets.NewButton(widgets.Plain, lang.T("demo.faults"), w.openFaults))
}

// openFaults opens the page of faults in the browser, or names its address.
func (w *Window) openFaults() {
	open, demo := w.deps.Open, w.deps.Demo
	worker.Run(w.faults, openLimit, func(ctx context.Context) (link string, err error) {
		if link, err = demo.Faults(ctx); err != nil {
			return "", err
		}
		return link, open(ctx, link)
	}, func(link string, err error) {
		switch {
		case err == nil:
		case link != "":
			w.say(widgets.ToneInfo, lang.T("demo.faults_link", lang.S{"link": link}))
		default:
			w.say(widgets.ToneError, lang.T("demo.faults_failed"))
		}
	})
}

// readProfile reads a profile file. In the demo, a profile that is not its own is
// opened elsewhere instead: nobody is to wonder whether a connection is real.
func (w *Window) readProfile(ctx context.Context, path string) profiles.Opened {
	opened, demo := w.deps.ReadProfile(ctx, path), w.deps.Demo
	if demo == nil || !core.Usable(opened.Findings) || demo.Owns(opened.Profile) {
		return opened
	}
	app, err := lang.S{"app": opened.Profile.Name}, demo.OpenOutside(ctx, path)
	worker.Post(ctx, func() {
		if err != nil {
			w.say(widgets.ToneError, lang.T("demo.outside_failed", app))
			return
		}
		w.say(widgets.ToneInfo, lang.T("demo.outside", app))
	})
	return profiles.Opened{Elsewhere: true}
}
