package onboard

import (
	"context"
	"errors"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Profiles returns all profiles.
func (s *Service) Profiles(ctx context.Context) ([]core.Profile, error) {
	all, err := s.store.Profiles(ctx)
	return all, wrap("reading the profiles", err)
}

// Profile returns the profile with the ID, or profile-unknown.
func (s *Service) Profile(ctx context.Context, id string) (core.Profile, error) {
	p, err := s.store.Profile(ctx, id)
	if errors.Is(err, core.ErrNotFound) {
		f := finding.NewProfileUnknown(id)
		return p, core.Fail("reading the profile", f, err)
	}
	return p, wrap("reading the profile", err)
}

// ProfileRequest asks to keep a profile.
type ProfileRequest struct {
	// Profile is as a file or a form gives it; its ConfirmedHosts do not count.
	Profile core.Profile
	// ClientSecret goes to the keychain; empty leaves what the keychain has.
	ClientSecret core.Secret
	// ConfirmedHosts are the hosts that the user was shown and has accepted, as
	// Profile.UnconfirmedHosts names them.
	ConfirmedHosts []string
}

// AddProfile keeps the profile, replacing one with the same ID, and returns it as
// it was kept. Nothing of it is kept while a host that it names is not
// confirmed: that is host-not-confirmed. Hosts that the user confirmed for the
// ID before stay so. Client secret and profile are kept together or not at all.
func (s *Service) AddProfile(ctx context.Context, r ProfileRequest) (core.Profile, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return core.Profile{}, err
	}
	defer unlock()
	p, _, err := s.adopt(ctx, "adding the profile", r.Profile, r.ConfirmedHosts)
	if err != nil {
		return p, err
	}
	change := core.Change{Subject: p.Name, Item: core.ClientSecretItem(p.ID), SaveProfile: &p}
	if r.ClientSecret.Empty() {
		return p, wrap("saving the profile", s.store.Apply(ctx, change))
	}
	_, err = s.change(ctx, change, r.ClientSecret)
	return p, err
}

// RemoveProfile forgets the profile and its client secret, or says
// profile-in-use. If either fails, both are as they were.
func (s *Service) RemoveProfile(ctx context.Context, id string) error {
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	p, err := s.Profile(ctx, id)
	if err != nil {
		return err
	}
	connections, err := s.Connections(ctx)
	if err != nil {
		return err
	}
	users := 0
	for _, c := range connections {
		if c.ProfileID == id {
			users++
		}
	}
	if users > 0 {
		return profileInUse(id, users)
	}
	_, err = s.change(ctx, core.Change{Subject: p.Name, Item: core.ClientSecretItem(id), DeleteProfile: id}, core.Secret{})
	return err
}

// SetClientSecret keeps the client secret of a profile that is there.
func (s *Service) SetClientSecret(ctx context.Context, profileID string, secret core.Secret) error {
	p, err := s.Profile(ctx, profileID)
	if err != nil {
		return err
	}
	if secret.Empty() {
		return core.Fail("setting the client secret", finding.NewSettingInvalid("client_secret", "", text.Sentence{Key: "reason.empty"}), nil)
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return err
	}
	defer unlock()
	_, err = s.change(ctx, core.Change{Subject: p.Name, Item: core.ClientSecretItem(profileID)}, secret)
	return err
}

// HasClientSecret reports whether the keychain holds the profile's client
// secret.
func (s *Service) HasClientSecret(ctx context.Context, profileID string) (bool, error) {
	secret, err := s.keychain.Get(ctx, core.ClientSecretItem(profileID))
	if core.HasCode(err, finding.KeychainItemMissing) {
		return false, nil
	}
	return err == nil && !secret.Empty(), wrap("reading the client secret", err)
}

func profileInUse(id string, users int) error {
	return core.Fail("removing the profile", finding.NewProfileInUse(id, users), core.ErrInUse)
}
