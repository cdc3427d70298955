package coretest

import (
	"context"
	"maps"
	"slices"
	"sync"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Keychain is a core.Keychain in memory. Before, when set, runs before each
// operation ("Get", "Set", "Delete", "Probe") and makes it fail with its error;
// After runs when the operation has had its effect.
type Keychain struct {
	Before func(ctx context.Context, op, item string) error
	After  func(op, item string) error
	// Unlistable makes it one whose items cannot be listed.
	Unlistable bool

	mu    sync.Mutex
	items map[string]core.Secret
}

var _ core.Keychain = (*Keychain)(nil)

// Name returns a name that no system has.
func (k *Keychain) Name() string { return "the test keychain" }

// Get implements core.Keychain.
func (k *Keychain) Get(ctx context.Context, item string) (secret core.Secret, err error) {
	err = k.do(ctx, "Get", item, func() error {
		var ok bool
		if secret, ok = k.items[item]; !ok {
			return core.Fail("test keychain", finding.NewKeychain(finding.KeychainItemMissing), nil)
		}
		return nil
	})
	return secret, err
}

// Set implements core.Keychain.
func (k *Keychain) Set(ctx context.Context, item string, secret core.Secret) error {
	return k.do(ctx, "Set", item, func() error {
		if k.items == nil {
			k.items = map[string]core.Secret{}
		}
		k.items[item] = secret
		return nil
	})
}

// Delete implements core.Keychain.
func (k *Keychain) Delete(ctx context.Context, item string) error {
	return k.do(ctx, "Delete", item, func() error {
		delete(k.items, item)
		return nil
	})
}

// List implements core.Keychain; it is done like the other operations, as
// "List".
func (k *Keychain) List(ctx context.Context) (items []string, ok bool, err error) {
	err = k.do(ctx, "List", "", func() error {
		items = slices.Sorted(maps.Keys(k.items))
		return nil
	})
	return items, err == nil && !k.Unlistable, err
}

// Probe implements core.Keychain.
func (k *Keychain) Probe(ctx context.Context) error {
	return k.do(ctx, "Probe", "", func() error { return nil })
}

// Items returns a copy of what is kept.
func (k *Keychain) Items() map[string]core.Secret {
	k.mu.Lock()
	defer k.mu.Unlock()
	return maps.Clone(k.items)
}

func (k *Keychain) do(ctx context.Context, op, item string, work func() error) error {
	if k.Before != nil {
		if err := k.Before(ctx, op, item); err != nil {
			return err
		}
	}
	if err := ended(ctx); err != nil {
		return err
	}
	k.mu.Lock()
	err := work()
	k.mu.Unlock()
	if err == nil && k.After != nil {
		err = k.After(op, item)
	}
	return err
}

// ended gives the finding that an adapter gives when the context has ended.
func ended(ctx context.Context) error {
	switch {
	case ctx.Err() == nil:
		return nil
	case core.Cancelled(ctx):
		return core.Fail("test port", finding.New(finding.Cancelled), ctx.Err())
	}
	return core.Fail("test port", finding.NewBusyHere(), ctx.Err())
}
