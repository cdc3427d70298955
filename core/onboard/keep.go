package onboard

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// nameTries bounds the search for a free name among "NAME", "NAME (2)", …
const nameTries = 1000

// keep stores the credential in the keychain and the connection in the store.
// before is what the store held of it, without an ID for a new one. On any
// failure, a cancel included, both are put back as they were.
func (s *Service) keep(ctx context.Context, r ConnectRequest, before, c core.Connection, jwt core.Secret,
	calls []core.Call,
) (core.Connection, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return c, err
	}
	defer unlock()
	if before, c, err = s.asNow(ctx, r, before, c); err != nil {
		return c, err
	}
	undo, err := s.swapSecret(ctx, core.CredentialItem(c.ID), jwt)
	if err != nil {
		return c, err
	}
	if err = s.ensureProfile(ctx, r.Profile); err == nil {
		c, err = s.saveNamed(ctx, r, c)
	}
	if err == nil {
		err = s.store.AddVerification(ctx, core.Verification{ConnectionID: c.ID, At: c.VerifiedAt, Connected: true, Calls: calls})
	}
	if err == nil {
		err = ctx.Err()
	}
	if err == nil {
		return c, nil
	}
	return c, s.undone(ctx, wrap("saving the connection", err), undo, func(ctx context.Context) error {
		if before.ID == "" {
			return s.store.DeleteConnection(ctx, c.ID)
		}
		return s.store.SaveConnection(ctx, before)
	})
}

// asNow looks again, under the lock, at what the store holds of the connection:
// it may have been renamed or removed, or the same credential connected by
// another window, while the platform was asked.
func (s *Service) asNow(ctx context.Context, r ConnectRequest, before, c core.Connection) (was, is core.Connection, err error) {
	if before.ID == "" {
		before, err = s.existing(ctx, r, c.Fingerprint)
	} else {
		before, err = s.Connection(ctx, before.ID)
	}
	if err != nil || before.ID == "" {
		return before, c, err
	}
	c.ID, c.Name, c.CreatedAt = before.ID, before.Name, before.CreatedAt
	return before, c, nil
}

// swapSecret puts the secret into the keychain and returns what puts the old
// one back, or removes the new one where there was none.
func (s *Service) swapSecret(ctx context.Context, item string, secret core.Secret) (undo func(context.Context) error, err error) {
	old, err := s.keychain.Get(ctx, item)
	if err != nil && !core.HasCode(err, finding.KeychainItemMissing) && !core.HasCode(err, finding.KeychainItemChanged) {
		return nil, wrap("reading the keychain", err)
	}
	undo = func(ctx context.Context) error {
		if old.Empty() {
			return s.keychain.Delete(ctx, item)
		}
		return s.keychain.Set(ctx, item, old)
	}
	if err := s.keychain.Set(ctx, item, secret); err != nil {
		return nil, wrap("writing to the keychain", err)
	}
	if err := ctx.Err(); err != nil {
		return nil, s.undone(ctx, wrap("writing to the keychain", err), undo)
	}
	return undo, nil
}

// undone runs the undo steps although the context may have ended, and returns
// the failure that made them necessary. What could not be undone is told in its
// detail and by its cause.
func (s *Service) undone(ctx context.Context, failure error, steps ...func(context.Context) error) error {
	ctx, cancel := detached(ctx)
	defer cancel()
	var left []error
	for _, step := range steps {
		if err := step(ctx); err != nil {
			left = append(left, err)
		}
	}
	if len(left) == 0 {
		return failure
	}
	f := finding.WithDetail(findingOf(failure), map[string]string{
		"undo": "failed", "undo_code": string(findingOf(left[0]).Code),
	})
	return core.Fail("undoing a failed save", f, errors.Join(append([]error{failure}, left...)...))
}

// ensureProfile saves the profile if the store lacks it or the hosts that were
// accepted now: a connection refers to it.
func (s *Service) ensureProfile(ctx context.Context, p core.Profile) error {
	known, err := s.store.Profile(ctx, p.ID)
	switch {
	case errors.Is(err, core.ErrNotFound):
		return s.store.SaveProfile(ctx, p)
	case err == nil && !slices.Equal(known.ConfirmedHosts, p.ConfirmedHosts):
		known.ConfirmedHosts = p.ConfirmedHosts
		return s.store.SaveProfile(ctx, known)
	}
	return err
}

// saveNamed saves the connection under the name that was asked for, else under
// the one it has, else under the first free one made of account and person.
func (s *Service) saveNamed(ctx context.Context, r ConnectRequest, c core.Connection) (core.Connection, error) {
	if r.Name != "" {
		c.Name = r.Name
	}
	if c.Name != "" {
		return c, s.saveConnection(ctx, c)
	}
	base := c.OnBehalfOf()
	if c.Account != "" && c.Person != "" {
		base = c.Account + " / " + c.Person
	}
	if base == "" {
		base = c.App
	}
	var err error
	for n := 1; n <= nameTries; n++ {
		c.Name = base
		if n > 1 {
			c.Name += " (" + strconv.Itoa(n) + ")"
		}
		if err = s.store.SaveConnection(ctx, c); !errors.Is(err, core.ErrNameTaken) {
			return c, err
		}
	}
	return c, err
}

// saveConnection saves and words the refusals that the user can mend.
func (s *Service) saveConnection(ctx context.Context, c core.Connection) error {
	err := s.store.SaveConnection(ctx, c)
	if errors.Is(err, core.ErrNameTaken) {
		return core.Fail("saving the connection", nameTaken(c.Name), err)
	}
	return wrap("saving the connection", err)
}
