package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime/debug"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"github.com/sureline/sureline/assets"
	"github.com/sureline/sureline/cmd/internal/harden"
	_ "github.com/sureline/sureline/cmd/internal/locale"
	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/appdir"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/wire"
	"github.com/sureline/sureline/ui"
	korepage "github.com/sureline/sureline/ui/kore"
)

// appID is the one in FyneApp.toml; a test compares them.
const appID = "io.github.sureline.Sureline"

const (
	gcPercent = 50
	// settled is when the first page has been drawn, and what that took can go
	// back to the system.
	settled = time.Second
)

// errFolder says that there is no place to keep anything in.
var errFolder = errors.New("the folder for Sureline's data cannot be used")

// open shows the window and returns when it is closed or ctx ends. If another
// window has the same data, it gets the files instead.
func open(ctx context.Context, opts options) error {
	where, err := wire.Options{}, error(nil)
	if opts.demo {
		where, err = demoOptions()
	}
	var data string
	if err == nil {
		data, _, err = wire.Folders(where)
	}
	if err == nil {
		err = appdir.Ensure(data)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errFolder, err)
	}
	in, handed, err := claim(data, opts.files)
	if handed {
		return nil
	}
	if err != nil {
		slog.Warn("a second start will open a second window", "error", err)
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	return window(ctx, opts, where, in)
}

// window builds the application and runs it.
func window(ctx context.Context, opts options, where wire.Options, in *instance) error {
	// Building the first page leaves as much garbage as it keeps. A small heap is
	// worth more here than the last bit of speed: the window is open all day.
	debug.SetGCPercent(gcPercent)
	if err := prepareDesktop(); err != nil {
		return err
	}
	if dir, err := os.UserCacheDir(); err == nil {
		_ = os.MkdirAll(dir, 0o700) // a new user has none, and Fyne complains aloud
	}
	app.SetMetadata(metadata())
	a := app.NewWithID(appID)
	a.SetIcon(fyne.NewStaticResource("icon.png", assets.Icon))
	var shown atomic.Pointer[ui.Window]
	where.KeychainBusy = func(busy bool) {
		if w := shown.Load(); w != nil {
			w.KeychainBusy(busy)
		}
	}
	sureline, err := wire.Open(ctx, where)
	if err != nil {
		return problem(a, err)
	}
	defer func() { _ = sureline.Close() }()
	var service ui.Service = sureline.Service
	kore := koreService{sureline.Kore()}
	var korePart korepage.Service = kore
	if opts.demo {
		korePart = &demoKore{koreService: kore, life: ctx}
		service = &demoService{Service: sureline.Service, life: ctx, dir: sureline.DataDir}
	}
	w := ui.New(a, deps(sureline, service, korePart))
	shown.Store(w)
	if err := show(w.Fyne()); err != nil {
		return err
	}
	time.AfterFunc(settled, func() {
		// Not at the start: the desktop's portal, which Fyne asks whether it is
		// light or dark, answers no process that is closed to it.
		harden.Private()
		debug.FreeOSMemory()
	})
	if len(opts.files) > 0 {
		w.HandOver(opts.files)
	}
	if in != nil {
		go in.serve(ctx, func(h handOver) { w.HandOver(h.Files) })
	}
	context.AfterFunc(ctx, func() { fyne.Do(a.Quit) })
	a.Run()
	return nil
}

// problem shows why nothing can be opened, where the user looks for it.
func problem(a fyne.App, err error) error {
	f, ok := core.FindingOf(err)
	if !ok {
		f = finding.New(finding.Internal)
	}
	if err := show(ui.NewProblem(a, f, systemLocale())); err != nil {
		return err
	}
	a.Run()
	return nil
}

// metadata is what Fyne's packaging would have written. In a build that keeps
// Fyne's check of the UI thread on, the migration key is left out.
func metadata() fyne.AppMetadata {
	m := fyne.AppMetadata{ID: appID, Name: ui.Title, Version: buildinfo.Version(), Build: 1, Release: true}
	if !checkThreads {
		m.Migrations = map[string]bool{"fyneDo": true}
	}
	return m
}
