// Package clients owns what a user does with Kore.ai clients: the list of them,
// whose secrets lie in the keychain, and minting, inspecting, verifying and
// serving for a client of the list.
//
// It imports core, core/finding, core/internal/undo and core/kore with what lies
// below it; keychain and network come through its Deps.
package clients

import (
	"cmp"
	"context"
	"sync"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

// Deps are what a List stands on. All are required but Now.
type Deps struct {
	// Path is the file of the list, in the form of core/kore/config.
	Path     string
	Keychain core.Keychain
	// Network tells how to reach the platform now.
	Network func(context.Context) (kore.Network, error)
	// UserAgent is sent to issuers of sessions.
	UserAgent string
	// Now is time.Now when nil.
	Now func() time.Time
}

// List is the user's own list of clients, and the service for them while it
// runs. It is safe for concurrent use.
type List struct {
	Deps

	mu      sync.Mutex // guards the file and what follows
	service *sts.Service
}

// New returns the list. Nothing is read yet.
func New(d Deps) *List {
	if d.Now == nil {
		d.Now = time.Now
	}
	return &List{Deps: d}
}

// Clients returns the clients in the order of the file. The error carries what is
// wrong with the file.
func (l *List) Clients(context.Context) ([]kore.Client, error) {
	c, err := l.load()
	return c.Clients, err
}

// Client returns the client of the list. The error carries
// kore-client-not-served when there is none with the ID.
func (l *List) Client(id string) (kore.Client, error) {
	client, _, err := l.find(id)
	return client, err
}

// find returns the client and the list that it stands in.
func (l *List) find(id string) (kore.Client, config.Config, error) {
	list, err := l.load()
	if err != nil {
		return kore.Client{}, list, err
	}
	client, ok := list.Client(id)
	if !ok {
		f := finding.NewKoreClientNotListed(finding.Printable(id, 60))
		return client, list, core.Fail("find a client", f, nil)
	}
	return client, list, nil
}

func (l *List) load() (config.Config, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return config.LoadOrDefault(l.Path)
}

func (l *List) loader(c config.Config) kore.Loader {
	return kore.Loader{Keychain: l.Keychain, Dir: c.Dir}
}

// Signer returns what signs for the client of the list; a host that is not empty
// takes the place of the client's. The error carries kore-client-not-served for
// a client that is not in the list.
func (l *List) Signer(ctx context.Context, id, host string) (*kore.Signer, error) {
	client, list, err := l.find(id)
	if err != nil {
		return nil, err
	}
	client.Host = cmp.Or(host, client.Host)
	keys, err := l.loader(list).Keys(ctx, client)
	if err != nil {
		return nil, err
	}
	return kore.NewSigner(client, keys)
}

// Mint signs a JWT for the person; an empty identity is a fresh anonymous
// visitor. Whoever has the secret may sign for anybody: the rule who may ask
// for whom is the service's.
func (l *List) Mint(ctx context.Context, id string, p kore.Person) (kore.Minted, error) {
	s, err := l.Signer(ctx, id, "")
	if err != nil {
		return kore.Minted{}, err
	}
	return l.MintWith(s, p)
}

// MintWith is Mint for a signer of one's own.
func (l *List) MintWith(s *kore.Signer, p kore.Person) (kore.Minted, error) {
	if p.Identity == "" {
		p.Identity, p.Anonymous = s.NewAnonymous(), true
	}
	return s.Sign(l.Now(), p)
}

// Inspect reads a JWT, against the client when an ID is given. Where the client
// or its secret cannot be had, it says what can be said without, and why the
// rest cannot.
func (l *List) Inspect(ctx context.Context, id string, text core.Secret) kore.Inspection {
	if id == "" {
		return kore.Inspect(text, nil, nil, l.Now())
	}
	client, list, err := l.find(id)
	if err != nil {
		return explained(kore.Inspect(text, nil, nil, l.Now()), err)
	}
	keys, err := l.loader(list).Keys(ctx, client)
	if err != nil {
		return explained(kore.Inspect(text, &client, nil, l.Now()), err)
	}
	return kore.Inspect(text, &client, &keys, l.Now())
}

// explained says why the inspection could not say more.
func explained(i kore.Inspection, err error) kore.Inspection {
	if f, ok := core.FindingOf(err); ok {
		i.Findings = append(i.Findings, f)
	}
	return i
}

// Verify shows a JWT to the client's platform; see kore.SideEffects.
func (l *List) Verify(ctx context.Context, id string, t kore.Trial) (kore.LiveResult, error) {
	s, err := l.Signer(ctx, id, "")
	if err != nil {
		return kore.LiveResult{}, err
	}
	return l.VerifyWith(ctx, s, t)
}

// VerifyWith is Verify for a signer of one's own.
func (l *List) VerifyWith(ctx context.Context, s *kore.Signer, t kore.Trial) (kore.LiveResult, error) {
	network, err := l.Network(ctx)
	if err != nil {
		return kore.LiveResult{}, err
	}
	live, err := kore.NewLive(kore.LiveOptions{Network: network, Now: l.Now})
	if err != nil {
		return kore.LiveResult{}, err
	}
	defer live.CloseIdle()
	return live.Verify(ctx, s, t)
}
