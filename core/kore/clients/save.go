package clients

import (
	"context"
	"crypto/subtle"
	"slices"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/undo"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
)

// SaveClient adds the client or replaces the one with its client ID. A secret
// that is not empty goes to the keychain first; without one the client keeps
// the place of its secret, and must have one. The secret that it replaces is
// kept when c.Previous is kore.PreviousSource, and deleted otherwise. When
// something fails, keychain and list are as they were before.
func (l *List) SaveClient(ctx context.Context, c kore.Client, secret core.Secret) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, err := config.LoadOrDefault(l.Path)
	if err != nil {
		return err
	}
	if err := l.usable(list, c, secret); err != nil {
		return err
	}
	old, _ := list.Client(c.ClientID)
	var steps undo.Steps
	if !secret.Empty() {
		c.Secret = kore.Source{Keychain: c.ClientID}
		if _, err := config.Format(list.Put(c)); err != nil {
			return err
		}
		if c.Previous, err = l.keep(ctx, &steps, c, old, secret); err != nil {
			return steps.After(ctx, err)
		}
	}
	if err := l.save(ctx, &steps, list, list.Put(c), old.Previous); err != nil {
		return steps.After(ctx, err)
	}
	return nil
}

// usable checks the secret, and the public key for encryption, before anything
// is changed.
func (l *List) usable(list config.Config, c kore.Client, secret core.Secret) error {
	var keys kore.Keys
	if !secret.Empty() {
		var err error
		if keys, err = kore.NewKeys(c, secret, core.Secret{}); err != nil {
			return err
		}
	}
	_, err := l.loader(list).WithEncryption(c.WithDefaults(), keys)
	return err
}

// keep puts the secret into the keychain, and the one that it replaces beside it
// if c wants that. It returns where the one before lies from now on.
func (l *List) keep(ctx context.Context, steps *undo.Steps, c, old kore.Client, secret core.Secret) (kore.Source, error) {
	item := kore.SecretItem(c.ClientID)
	if c.Previous == kore.PreviousSource(c.ClientID) {
		before, err := undo.Secret(ctx, l.Keychain, item)
		switch {
		case err != nil:
			return c.Previous, err
		case before.Empty() || same(before, secret):
			c.Previous = old.Previous // nothing is replaced
		default:
			if err := steps.SetSecret(ctx, l.Keychain, kore.SecretItem(c.Previous.Keychain), before); err != nil {
				return c.Previous, err
			}
		}
	}
	return c.Previous, steps.SetSecret(ctx, l.Keychain, item, secret)
}

// same compares in a time that does not depend on what the secrets have in
// common.
func same(a, b core.Secret) bool {
	return subtle.ConstantTimeCompare([]byte(a.Reveal()), []byte(b.Reveal())) == 1
}

// save deletes the keychain items of the sources that the new list does not name
// any more, writes the list and hands it to the running service.
func (l *List) save(ctx context.Context, steps *undo.Steps, old, list config.Config, sources ...kore.Source) error {
	for _, source := range sources {
		used := slices.ContainsFunc(list.Clients, func(c kore.Client) bool { return c.Secret == source || c.Previous == source })
		if source.Keychain == "" || used {
			continue
		}
		if err := steps.SetSecret(ctx, l.Keychain, kore.SecretItem(source.Keychain), core.Secret{}); err != nil {
			return err
		}
	}
	if err := config.Save(l.Path, list); err != nil {
		return err
	}
	steps.Add(func(context.Context) error { return config.Save(l.Path, old) })
	if l.service == nil || len(list.Clients) == 0 {
		return nil
	}
	return l.service.Reload(ctx, onlyHere(list, l.service.Config().Listen...))
}

// RemoveClient takes the client off the list, and its secrets out of the
// keychain when they lie there; when something fails, all stays as it was. A
// client that is not in the list is no error.
func (l *List) RemoveClient(ctx context.Context, id string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, err := config.LoadOrDefault(l.Path)
	if err != nil {
		return err
	}
	client, ok := list.Client(id)
	if !ok {
		return nil
	}
	var steps undo.Steps
	if err := l.save(ctx, &steps, list, list.Without(id), client.Secret, client.Previous); err != nil {
		return steps.After(ctx, err)
	}
	return nil
}
