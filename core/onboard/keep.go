package onboard

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/sureline/sureline/core"
)

// keep stores the credential in the keychain and the connection in the store.
// before is what the store held of it, without an ID for a new one.
func (s *Service) keep(ctx context.Context, r ConnectRequest, before, c core.Connection, jwt core.Secret,
	calls []core.Call,
) (core.Connection, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return c, err
	}
	defer unlock()
	if c, err = s.asNow(ctx, r, before, c); err != nil {
		return c, err
	}
	if c.OwnerID != before.OwnerID && c.Name == madeName(before) {
		c.Name = "" // it was made of whom it stood for
	}
	c.Name = cmp.Or(r.Name, c.Name)
	change := core.Change{
		Subject: cmp.Or(c.Name, madeName(c)), Item: core.CredentialItem(c.ID), SaveConnection: &c,
		AddVerification: &core.Verification{ConnectionID: c.ID, At: c.VerifiedAt, Connected: true, Calls: calls},
	}
	if change.SaveProfile, err = s.unsaved(ctx, r.Profile); err != nil {
		return c, err
	}
	change, err = s.change(ctx, change, jwt)
	return *change.SaveConnection, err
}

// asNow looks again, under the lock, at what the store holds of the connection:
// it may have been renamed or removed, or the same credential connected by
// another window, while the platform was asked.
func (s *Service) asNow(ctx context.Context, r ConnectRequest, before, c core.Connection) (core.Connection, error) {
	var err error
	if before.ID == "" {
		before, err = s.existing(ctx, r, c.Fingerprint)
	} else {
		before, err = s.Connection(ctx, before.ID)
	}
	if err != nil || before.ID == "" {
		return c, err
	}
	c.ID, c.Name, c.CreatedAt = before.ID, before.Name, before.CreatedAt
	return c, nil
}

// unsaved returns the profile if the store lacks it, or the hosts that were
// accepted now: a connection refers to it.
func (s *Service) unsaved(ctx context.Context, p core.Profile) (*core.Profile, error) {
	known, err := s.store.Profile(ctx, p.ID)
	switch {
	case errors.Is(err, core.ErrNotFound):
		return &p, nil
	case err == nil && !slices.Equal(known.ConfirmedHosts, p.ConfirmedHosts):
		known.ConfirmedHosts = p.ConfirmedHosts
		return &known, nil
	}
	return nil, wrap("reading the profile", err)
}
