// Package ui owns the window: the places in its sidebar, which page shows, the
// menu, what is dropped on it, and the question before it closes. Each page has
// a package of its own and is one line of Window.pages; what they need is given
// to New. The window is plain state (state.go) and one render.
package ui

import (
	"context"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/onboard"
	coresettings "github.com/sureline/sureline/core/settings"
	"github.com/sureline/sureline/ui/connect"
	"github.com/sureline/sureline/ui/connections"
	"github.com/sureline/sureline/ui/kore"
	"github.com/sureline/sureline/ui/profiles"
	"github.com/sureline/sureline/ui/worker"
)

// Service is what the pages ask of the use cases; *onboard.Service has it all.
type Service interface {
	connect.Service
	connections.Service
	profiles.Service
}

// Deps are what the window needs. Functions run off the UI thread unless they
// say otherwise; those that may be nil say so.
type Deps struct {
	Service Service
	// Backend runs the work: worker.Real() in a program.
	Backend worker.Backend

	// CheckerFor returns at once, on the UI thread, a checker that knows only
	// the profile; LoadChecker one that also knows the client secret and the
	// credentials in use.
	CheckerFor  func(p core.Profile) connect.Checker
	LoadChecker func(ctx context.Context, p core.Profile) connect.Checker
	// Plausible says, on the UI thread, whether a text looks like a credential.
	Plausible func(text string) bool

	// ReadProfile, WriteProfile, MakeKey and NewAppLink are as in profiles.Deps.
	ReadProfile  func(ctx context.Context, path string) profiles.Opened
	WriteProfile func(ctx context.Context, path string, p core.Profile, overwrite bool) error
	MakeKey      func(ctx context.Context, path string) (recipient string, err error)
	NewAppLink   func(p core.Profile) string

	// Courier is as in connect.Deps.
	Courier func(ctx context.Context) (connect.Courier, error)

	// Settings are those in force; the window puts theme and text size in force
	// itself.
	Settings coresettings.Settings
	// Locale is the computer's, such as "de-DE": the language when Settings names
	// none.
	Locale string
	// SettingsProblem tells why the settings in the file are not in force; it
	// may be nil.
	SettingsProblem error
	// Settled tells how changes that were left in the middle were settled when
	// the program started; SettleProblem, which may be nil, why one could not be.
	Settled       []core.Finding
	SettleProblem error
	// Doctor is as in settings.Deps.
	Doctor           func(ctx context.Context, repair bool) []onboard.Checkup
	SaveSettings     func(ctx context.Context, v coresettings.Settings) error
	SetProxyPassword func(ctx context.Context, password core.Secret) error

	// Kore is the Kore.ai part; nil leaves it out. ReadKey
	// reads a private key for it from a file.
	Kore    kore.Service
	ReadKey func(ctx context.Context, path string) (core.Secret, error)

	// Open opens an address in the browser; an error means that none opened.
	Open func(ctx context.Context, url string) error
	// StartDemo starts the demo in a window of its own; nil in the demo itself.
	StartDemo func(ctx context.Context) error
	// Demo is set in the window of the demo, and nil in every other.
	Demo *Demo

	// ProfileID is the profile to connect first; empty for the one that was
	// connected last.
	ProfileID string
	Build     buildinfo.Info
	// DataDir and ConfigDir say where things lie.
	DataDir, ConfigDir string
	// SaveFolder is where files are saved unless the user says otherwise.
	SaveFolder string
}

// toldAtStart is everything that the first page has to tell of the start.
func (d Deps) toldAtStart() []core.Finding {
	var all []core.Finding
	for _, err := range []error{d.SettingsProblem, d.SettleProblem} {
		if f, ok := core.FindingOf(err); ok {
			all = append(all, f)
		}
	}
	return append(all, d.Settled...)
}
