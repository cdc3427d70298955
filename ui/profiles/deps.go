// Package profiles owns what has to do with a provider's profile: the welcome
// when there is none, opening a file, the list, and making one for an app.
// Reading and writing files is given to it; it decides nothing about them.
package profiles

import (
	"context"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/worker"
)

const (
	workLimit = 60 * time.Second
	openLimit = 20 * time.Second
)

// Extension is how the names of profile files end.
const Extension = ".sureline"

// Service is what the pages ask of the use cases.
type Service interface {
	Profiles(ctx context.Context) ([]core.Profile, error)
	AddProfile(ctx context.Context, r onboard.ProfileRequest) (core.Profile, error)
	RemoveProfile(ctx context.Context, id string) error
	HasClientSecret(ctx context.Context, profileID string) (bool, error)
}

// Opened is what a profile file holds. With an error among the findings the
// profile cannot be used.
type Opened struct {
	Profile core.Profile
	// Secret is the client secret, when the file holds one.
	Secret   core.Secret
	Findings []core.Finding
	// Elsewhere is true when the file was opened in another window instead; the
	// rest is then empty.
	Elsewhere bool
}

// Deps are what the pages need.
type Deps struct {
	Service Service
	Worker  *worker.Worker
	// Read reads and checks a profile file. What is wrong with it comes as
	// findings, one for each problem.
	Read func(ctx context.Context, path string) Opened
	// Write writes a profile file. Unless overwrite is set it fails with
	// fs.ErrExist in its chain when the file is there.
	Write func(ctx context.Context, path string, p core.Profile, overwrite bool) error
	// MakeKey makes a key for what customers hand over: the private part goes to a
	// new file for this user only, the public part is returned. It fails with
	// fs.ErrExist in its chain when the file is there.
	MakeKey func(ctx context.Context, path string) (recipient string, err error)
	// NewAppLink returns the address of the page on which a provider makes the
	// app, filled in with what is known.
	NewAppLink func(p core.Profile) string
	// Open opens an address in the browser.
	Open func(ctx context.Context, url string) error
	Copy func(text string)
	// Browse lets the user choose a profile file; chosen gets its path.
	Browse func(chosen func(path string))
	// BrowseSave lets the user choose where to save.
	BrowseSave func(suggestedName string, chosen func(path string))
	// Folder is where profile files are saved unless the user says otherwise.
	Folder string
	// Changed tells the window that the profiles changed; use is the one to
	// connect next, or empty.
	Changed func(use string)
	// Back leaves a page.
	Back func()
}
