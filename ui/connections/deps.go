package connections

import (
	"context"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/testpanel"
	"github.com/sureline/sureline/ui/worker"
)

// The limits of the work that the pages start. The use cases have shorter ones
// for each stage; these only end what hangs.
const (
	readLimit   = 20 * time.Second
	changeLimit = 60 * time.Second
	verifyLimit = 3 * time.Minute
	allLimit    = 12 * time.Hour
)

// parallel is how many connections are verified at a time.
const parallel = 4

// Service is what the pages ask of the use cases.
type Service interface {
	testpanel.Service
	Connections(ctx context.Context) ([]core.Connection, error)
	Connection(ctx context.Context, id string) (core.Connection, error)
	History(ctx context.Context, connectionID string, limit int) ([]core.Verification, error)
	Profile(ctx context.Context, id string) (core.Profile, error)
	Profiles(ctx context.Context) ([]core.Profile, error)
	Verify(ctx context.Context, connectionID string, progress onboard.Progress) core.Verdict
	VerifyBatch(ctx context.Context, connectionIDs []string, how onboard.Batch)
	Replace(ctx context.Context, r onboard.ReplaceRequest, progress onboard.Progress) core.Verdict
	// AccessToken returns the access token that all programs of the user share.
	AccessToken(ctx context.Context, connectionID string) (core.Grant, error)
	Rename(ctx context.Context, connectionID, name string) error
	Remove(ctx context.Context, connectionID string, revoke bool) ([]core.Finding, error)
}

// Deps are what the pages need.
type Deps struct {
	Service Service
	Worker  *worker.Worker
	// Check returns the local check for a profile's credentials. It may read the
	// keychain once; the check itself is fast and does not.
	Check func(ctx context.Context, p core.Profile) func(text string) core.Check
	// Copy puts a text on the clipboard.
	Copy func(text string)
	// Save asks where to keep the content and writes it.
	Save func(suggestedName string, content []byte)
	// Open opens an address in the browser.
	Open func(ctx context.Context, url string) error
	// Connect leads to the Connect page.
	Connect func()
	// Settings leads to the Settings page.
	Settings func()
	// Changed tells the window how many connections there are.
	Changed func(count int)
	// Build stands in reports.
	Build buildinfo.Info
}
