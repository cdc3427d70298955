package keychain

import (
	"context"

	"github.com/zalando/go-keyring"
)

// backend is a keychain as the operating system offers it. Its methods but
// ready cannot be interrupted. Missing items are keyring.ErrNotFound.
type backend interface {
	// ready returns when the keychain can be used without asking a person,
	// having asked if need be. It ends with the context.
	ready(ctx context.Context) error
	get(item string) (string, error)
	set(item, text string) error
	delete(item string) error
	// list returns the names of all items, parts included, in any order; ok is
	// false where there is no way to ask for them.
	list(ctx context.Context) (names []string, ok bool, err error)
}

// goKeyring stores through go-keyring: attributes service and username on
// Linux, target "SERVICE:ITEM" on Windows, service and account on macOS.
type goKeyring struct{ service string }

func (g goKeyring) ready(ctx context.Context) error { return systemReady(ctx) }
func (g goKeyring) get(item string) (string, error) { return keyring.Get(g.service, item) }
func (g goKeyring) set(item, text string) error     { return keyring.Set(g.service, item, text) }
func (g goKeyring) delete(item string) error        { return keyring.Delete(g.service, item) }

// list is the operating system's: go-keyring has none.
func (g goKeyring) list(ctx context.Context) ([]string, bool, error) {
	return systemList(ctx, g.service)
}
