// Package keychain owns the secrets at rest: it implements core.Keychain on
// the operating system's keychain (Windows Credential Manager, macOS Keychain,
// Secret Service), and decides what each of their failures means.
//
// It imports core and core/finding. go-keyring does the storing; what it lacks
// is added here: cancelling, a time limit, telling apart why a Secret Service
// is not available, and secrets that are larger than an item may be.
package keychain

import (
	"context"
	"crypto/rand"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	// DefaultService is the name under which the items stand in the keychain.
	DefaultService = "Sureline"
	// DefaultLimit leaves a person the time to find the window that asks for
	// the keyring's password, and to type it.
	DefaultLimit = 60 * time.Second
	// MaxSecret is the longest secret in bytes; a credential has some 700.
	MaxSecret = 16 << 10
)

// Options of a Keychain. The zero value is for daily use.
type Options struct {
	// Service is DefaultService when empty. The demo and tests have their own,
	// so that they never touch real connections.
	Service string
	// Limit is how long one operation may take, the waiting for others and for
	// a person included; DefaultLimit when zero.
	Limit time.Duration
	// ItemLimit is the longest text in bytes that one item holds, longer ones
	// being split; when zero, what the operating system's keychain takes. It
	// has to leave room for a manifest: 256 is enough.
	ItemLimit int
	// Busy is told when somebody begins to wait for the keychain, and when nobody
	// does any more: a window can say then why nothing moves. It is called from any
	// goroutine, one call at a time, and must return at once; it may be nil.
	Busy func(busy bool)
}

// Keychain implements core.Keychain. It is safe for concurrent use; operations
// run one after the other, because two prompts at once confuse people and some
// keychains.
//
// When an operation is cancelled or reaches the limit, it returns at once. A
// Set that the keychain completes only after that is undone, so that a Set
// that was reported as failed leaves the old secret; a late Delete stays done,
// and repeating it does no harm.
type Keychain struct {
	backend backend
	items   items
	limit   time.Duration
	// turn holds one value while an operation runs.
	turn chan struct{}

	busy    func(bool)
	mu      sync.Mutex // guards waiting, and calls of busy
	waiting int
}

var _ core.Keychain = (*Keychain)(nil)

// New returns the Keychain of this operating system and user. It does not
// touch the keychain yet.
func New(o Options) *Keychain {
	if o.Service == "" {
		o.Service = DefaultService
	}
	return newWith(goKeyring{service: o.Service}, o)
}

func newWith(b backend, o Options) *Keychain {
	if o.Limit == 0 {
		o.Limit = DefaultLimit
	}
	if o.ItemLimit == 0 {
		o.ItemLimit = systemItemLimit
	}
	return &Keychain{
		backend: b, items: items{backend: b, limit: o.ItemLimit},
		limit: o.Limit, turn: make(chan struct{}, 1), busy: o.Busy,
	}
}

// Name returns how the user knows the keychain, with article.
func (k *Keychain) Name() string { return systemName }

// Get returns the secret. Errors: keychain-item-missing, keychain-item-changed,
// and those of an unavailable keychain.
func (k *Keychain) Get(ctx context.Context, item string) (core.Secret, error) {
	var secret core.Secret
	err := k.run(ctx, "keychain get", func(ctx context.Context) (outcome, error) {
		text, err := k.items.read(ctx, item)
		secret = core.NewSecret(text)
		return outcome{}, err
	})
	if err != nil {
		return core.Secret{}, err
	}
	return secret, nil
}

// Set stores or replaces the secret and reads it back. A failed Set leaves the
// old one. Errors: keychain-too-large, and those of an unavailable keychain.
func (k *Keychain) Set(ctx context.Context, item string, secret core.Secret) error {
	const op = "keychain set"
	if secret.Empty() {
		return core.Fail(op, finding.New(finding.Internal), errors.New("no secret to store"))
	}
	if secret.Len() > MaxSecret {
		return k.fail(op, keyring.ErrSetDataTooBig)
	}
	return k.run(ctx, op, func(ctx context.Context) (outcome, error) {
		return k.items.write(ctx, item, secret.Reveal())
	})
}

// Delete removes the item and all its parts; it is no error if there is none.
func (k *Keychain) Delete(ctx context.Context, item string) error {
	return k.run(ctx, "keychain delete", func(context.Context) (outcome, error) {
		return outcome{}, k.items.remove(item)
	})
}

// List returns the names of all items, sorted; a secret in several parts is one.
// ok is false where the operating system has no way to ask for them.
func (k *Keychain) List(ctx context.Context) (items []string, ok bool, err error) {
	var names []string
	var can bool
	err = k.run(ctx, "keychain list", func(ctx context.Context) (outcome, error) {
		found, listed, err := k.backend.list(ctx)
		names, can = found, listed
		return outcome{}, err
	})
	if err != nil {
		return nil, false, err
	}
	for i, name := range names {
		names[i] = partSuffix.ReplaceAllString(name, "")
	}
	slices.Sort(names)
	return slices.Compact(names), can, nil
}

// Probe writes, reads and deletes an item that holds no secret.
func (k *Keychain) Probe(ctx context.Context) error {
	return k.run(ctx, "keychain probe", func(ctx context.Context) (outcome, error) {
		item := "probe/" + rand.Text()
		_, err := k.items.write(ctx, item, "This is not a secret.")
		// Also after a failure: nothing may stay behind.
		return outcome{}, errors.Join(err, k.items.remove(item))
	})
}
