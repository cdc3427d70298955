package wire

import (
	"context"
	"errors"
	"slices"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
)

// SaveClient adds the client or replaces the one with its client ID. A secret
// that is not empty goes to the keychain first; without one the client keeps
// the place of its secret, and must have one. The secret that it replaces is
// kept when c.Previous is kore.PreviousSource, and deleted otherwise. When
// something fails, the keychain is as it was before.
func (k *Kore) SaveClient(ctx context.Context, c kore.Client, secret core.Secret) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	list, err := config.LoadOrDefault(k.path)
	if err != nil {
		return err
	}
	if err := k.usable(list, c, secret); err != nil {
		return err
	}
	old, _ := list.Client(c.ClientID)
	undo := func() error { return nil }
	if !secret.Empty() {
		c.Secret = kore.Source{Keychain: c.ClientID}
		if _, err := config.Format(list.Put(c)); err != nil {
			return err
		}
		if c, undo, err = k.keep(ctx, c, old, secret); err != nil {
			return err
		}
	}
	if err := k.save(ctx, list.Put(c)); err != nil {
		return errors.Join(err, undo())
	}
	return k.forget(ctx, list.Put(c), old.Previous)
}

// usable checks the secret, and the public key for encryption, before anything
// is changed.
func (k *Kore) usable(list config.Config, c kore.Client, secret core.Secret) error {
	var keys kore.Keys
	if !secret.Empty() {
		var err error
		if keys, err = kore.NewKeys(c, secret, core.Secret{}); err != nil {
			return err
		}
	}
	_, err := k.loader(list).WithEncryption(c.WithDefaults(), keys)
	return err
}

// keep puts the secret into the keychain, and the one that it replaces beside it
// if c wants that. It returns the client as it then is, and what undoes it.
func (k *Kore) keep(ctx context.Context, c, old kore.Client, secret core.Secret) (kore.Client, func() error, error) {
	item := kore.SecretItem(c.ClientID)
	before, err := k.get(ctx, item)
	if err != nil {
		return c, nil, err
	}
	undo := func() error { return k.putBack(context.WithoutCancel(ctx), item, before) }
	if c.Previous == kore.PreviousSource(c.ClientID) {
		switch {
		case before.Empty() || before.Reveal() == secret.Reveal():
			c.Previous = old.Previous // nothing is replaced
		default:
			aside := kore.SecretItem(c.Previous.Keychain)
			earlier, err := k.get(ctx, aside)
			if err == nil {
				err = k.sureline.Keychain.Set(ctx, aside, before)
			}
			if err != nil {
				return c, nil, err
			}
			restore := undo
			undo = func() error { return errors.Join(restore(), k.putBack(context.WithoutCancel(ctx), aside, earlier)) }
		}
	}
	if err := k.sureline.Keychain.Set(ctx, item, secret); err != nil {
		return c, nil, errors.Join(err, undo())
	}
	return c, undo, nil
}

// get returns the item, or an empty secret when there is none.
func (k *Kore) get(ctx context.Context, item string) (core.Secret, error) {
	secret, err := k.sureline.Keychain.Get(ctx, item)
	if core.HasCode(err, finding.KeychainItemMissing) {
		return core.Secret{}, nil
	}
	return secret, err
}

func (k *Kore) putBack(ctx context.Context, item string, before core.Secret) error {
	if before.Empty() {
		return k.sureline.Keychain.Delete(ctx, item)
	}
	return k.sureline.Keychain.Set(ctx, item, before)
}

// forget deletes the sources' keychain items that the list does not name.
func (k *Kore) forget(ctx context.Context, list config.Config, sources ...kore.Source) error {
	for _, source := range sources {
		used := slices.ContainsFunc(list.Clients, func(c kore.Client) bool { return c.Secret == source || c.Previous == source })
		if source.Keychain == "" || used {
			continue
		}
		if err := k.sureline.Keychain.Delete(ctx, kore.SecretItem(source.Keychain)); err != nil {
			return err
		}
	}
	return nil
}

// RemoveClient takes the client off the list, and its secret out of the
// keychain when it lies there.
func (k *Kore) RemoveClient(ctx context.Context, id string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	list, err := config.LoadOrDefault(k.path)
	if err != nil {
		return err
	}
	client, ok := list.Client(id)
	if !ok {
		return nil
	}
	if err := k.save(ctx, list.Without(id)); err != nil {
		return err
	}
	return k.forget(ctx, list.Without(id), client.Secret, client.Previous)
}
