package onboard

import (
	"context"
	"errors"
	"strconv"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
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
	// AcceptChanges says that the user was shown what changes in a profile that is
	// known, and accepted it.
	AcceptChanges bool
}

// ProfileChange is a value with which a known profile comes again.
type ProfileChange struct {
	// Key is as in a profile file.
	Key, From, To string
}

// ProfileChangesError is the cause of profile-changes.
type ProfileChangesError struct {
	Changes []ProfileChange
	// Connections are those that would use the new values.
	Connections []core.Connection
}

// Error counts them.
func (e *ProfileChangesError) Error() string {
	return strconv.Itoa(len(e.Changes)) + " changes, " + strconv.Itoa(len(e.Connections)) + " connections"
}

// changesOf returns what would send a credential or a client secret somewhere
// else, or speak for another app.
func changesOf(known, p core.Profile) []ProfileChange {
	var changes []ProfileChange
	for _, v := range []ProfileChange{
		{"client_id", known.ClientID, p.ClientID},
		{"server", known.Server, p.Server},
		{"console", known.Console, p.Console},
		{"token_url", known.TokenURL, p.TokenURL},
		{"client_auth", string(known.ClientAuth), string(p.ClientAuth)},
		{"handover_url", known.HandoverURL, p.HandoverURL},
		{"handover_recipient", known.HandoverRecipient, p.HandoverRecipient},
	} {
		if v.From != v.To {
			changes = append(changes, v)
		}
	}
	return changes
}

// unchanged fails with profile-changes when the profile is not the known one.
func (s *Service) unchanged(ctx context.Context, op string, known, p core.Profile) error {
	changes := changesOf(known, p)
	if known.ID == "" || len(changes) == 0 {
		return nil
	}
	all, err := s.Connections(ctx)
	if err != nil {
		return err
	}
	cause := &ProfileChangesError{Changes: changes}
	facts, keys, names := map[string]string{"profile": p.ID}, []string{}, []string{}
	for _, v := range changes {
		keys = append(keys, v.Key)
		if v.Key == "handover_recipient" { // what two people can compare over the telephone
			v.From, v.To = handover.Fingerprint(v.From), handover.Fingerprint(v.To)
		}
		facts[v.Key] = v.From + " -> " + v.To
	}
	for _, c := range all {
		if c.ProfileID == p.ID {
			cause.Connections, names = append(cause.Connections, c), append(names, c.Name)
		}
	}
	return core.Fail(op, finding.WithDetail(finding.NewProfileChanges(known.Name, keys, names), facts), cause)
}

// AddProfile keeps the profile, replacing one with the same ID, and returns it as
// it was kept. Nothing of it is kept while a host that it names is not
// confirmed: that is host-not-confirmed. A known profile that comes with another
// client ID, address or key is profile-changes, caused by a ProfileChangesError,
// unless that was accepted: connections and a kept secret follow it. Hosts that the user confirmed for the
// ID before stay so. Client secret and profile are kept together or not at all.
func (s *Service) AddProfile(ctx context.Context, r ProfileRequest) (core.Profile, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return core.Profile{}, err
	}
	defer unlock()
	const op = "adding the profile"
	p, known, err := s.adopt(ctx, op, r.Profile, r.ConfirmedHosts)
	if err != nil {
		return p, err
	}
	if err := s.unchanged(ctx, op, known, p); err != nil && !r.AcceptChanges {
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
