// Package kore owns the Kore.ai page: the list of clients, the form for one, its
// own page, which makes and reads tokens and verifies live, and the service that is
// run from here. What a token is worth is decided in core/kore. The page is plain
// state (state.go) and one render; its words are in core/text under "kore.".
package kore

import (
	"context"
	"time"

	"github.com/sureline/sureline/core"
	corekore "github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/sts"
	"github.com/sureline/sureline/ui/worker"
)

// The limits of the work that the page starts; they only end what hangs.
const (
	readLimit    = 20 * time.Second
	changeLimit  = 60 * time.Second
	verifyLimit  = 30 * time.Second
	serviceLimit = 60 * time.Second
)

// Service is what the page asks of the Kore.ai part.
type Service interface {
	Clients(ctx context.Context) ([]corekore.Client, error)
	// SaveClient keeps the client. A secret that is not empty goes to the
	// keychain; without one the client keeps the secret that it has.
	SaveClient(ctx context.Context, c corekore.Client, secret core.Secret) error
	RemoveClient(ctx context.Context, clientID string) error
	// Mint signs a token; an empty identity is a fresh anonymous visitor.
	Mint(ctx context.Context, clientID string, p corekore.Person) (corekore.Minted, error)
	Inspect(ctx context.Context, clientID string, text core.Secret) corekore.Inspection
	Verify(ctx context.Context, clientID string, t corekore.Trial) (corekore.LiveResult, error)
	// StartService runs the service for all clients, on this computer only.
	// observe is called from many goroutines.
	StartService(ctx context.Context, port string, observe func(sts.Event)) (Running, error)
}

// Running is the service while it runs.
type Running interface {
	// URL is what a page on this computer asks.
	URL() string
	Stop() error
}

// Deps are what the page needs.
type Deps struct {
	Service Service
	Worker  *worker.Worker
	// ReadKey reads a private key from a file.
	ReadKey func(ctx context.Context, path string) (core.Secret, error)
	// Browse lets the user choose a file; chosen gets its path.
	Browse func(chosen func(path string))
	Copy   func(text string)
	// Clipboard gives the text to paste; nil means that of the application.
	Clipboard func() string
}
