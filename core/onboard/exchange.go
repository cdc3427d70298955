package onboard

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// defaultPenalty is how long no token is asked for when the platform asked for
// silence without saying how long (developer guide, "Rate limits": the penalty
// interval is 60 s).
const defaultPenalty = 60 * time.Second

// patientTries is how often somebody who can wait asks for one token when the
// platform says "too many": each time only after the wait that it asked for.
const patientTries = 3

// pace says what to do when the budget of the Auth group is spent: nil gives
// rate-limited at once, since somebody waits in front of it; a batch waits until
// a request is free, and is told until when.
type pace func(until time.Time)

// impatient is the pace of everything but batches and scripts that can wait.
var impatient pace

// target gathers what is needed to speak for the profile's app. Nothing is
// read from the keychain for hosts that the user has not confirmed.
func (s *Service) target(ctx context.Context, p core.Profile) (core.Target, error) {
	if _, err := confirmed("token exchange", p, nil); err != nil {
		return core.Target{}, err
	}
	t := core.Target{Profile: p}
	if p.ClientAuth != core.ClientAuthNone {
		secret, err := s.keychain.Get(ctx, core.ClientSecretItem(p.ID))
		switch {
		case core.HasCode(err, finding.KeychainItemMissing) || err == nil && secret.Empty():
			return core.Target{}, core.Fail("token exchange", finding.NewClientSecretMissing(p), err)
		case err != nil:
			return core.Target{}, wrap("reading the client secret", err)
		}
		t.ClientSecret = secret
	}
	id, err := s.store.InstallationID(ctx)
	if err != nil {
		return core.Target{}, wrap("reading the installation's name", err)
	}
	t.EndpointID = id
	return t, nil
}

// exchange turns the credential into an access token, within the budget. It
// returns the requests made also when it fails.
func (s *Service) exchange(ctx context.Context, p core.Profile, jwt core.Secret) (exchanged, error) {
	t, err := s.target(ctx, p)
	if err != nil {
		return exchanged{}, err
	}
	return s.exchangeAs(ctx, t, jwt)
}

// exchangeAs is exchange for a target that has been gathered.
func (s *Service) exchangeAs(ctx context.Context, t core.Target, jwt core.Secret) (exchanged, error) {
	if err := s.reserve(ctx, t.Profile); err != nil {
		return exchanged{}, err
	}
	grant, call, err := s.platform.Exchange(ctx, t, jwt)
	out := exchanged{grant: grant, calls: made(call)}
	if err != nil {
		err = wrap("token exchange", err)
		s.penalise(ctx, t.Profile, err)
	}
	return out, err
}

// made leaves out the call that was never sent.
func made(call core.Call) []core.Call {
	if !call.Sent() {
		return nil
	}
	return []core.Call{call}
}

// reserve takes one request of the Auth group out of the budget that all
// Surelines of this user share, or is rate-limited.
func (s *Service) reserve(ctx context.Context, p core.Profile) error {
	wait, err := s.store.ReserveAuth(ctx, p)
	switch {
	case err != nil:
		return wrap("reading the request budget", err)
	case wait > 0:
		return core.Fail("token exchange", mustWait(p, wait), nil)
	}
	return nil
}

// penalise notes the silence that the platform asked for, in the store, so that
// no other Sureline breaks it: every request during the penalty restarts it.
// A store that fails here must not hide what the platform said.
func (s *Service) penalise(ctx context.Context, p core.Profile, err error) {
	f := findingOf(err)
	if f.Code != finding.RateLimited && f.Code != finding.Maintenance {
		return
	}
	wait := cmp.Or(f.Wait, defaultPenalty)
	ctx, cancel := detached(ctx)
	defer cancel()
	_ = s.store.PenaliseAuth(ctx, p, wait)
}

// credentialOf reads the connection's credential and sees to it that it is the
// one that was stored.
func (s *Service) credentialOf(ctx context.Context, c core.Connection) (core.Secret, error) {
	jwt, err := s.keychain.Get(ctx, core.CredentialItem(c.ID))
	if err != nil {
		return core.Secret{}, wrap("reading the credential", err)
	}
	if jwt.Fingerprint() != c.Fingerprint {
		f := finding.WithDetail(finding.NewKeychain(finding.KeychainItemChanged), map[string]string{
			"connection": c.Name, "expected_fingerprint": c.Fingerprint, "found_fingerprint": jwt.Fingerprint(),
		})
		return core.Secret{}, core.Fail("reading the credential", f, errors.New("another credential than the stored one"))
	}
	return jwt, nil
}

// mustWait says that the budget is spent and for how long, in whole seconds
// rounded up: a request one moment too early would restart the penalty.
func mustWait(p core.Profile, wait time.Duration) core.Finding {
	seconds := int((wait + time.Second - 1) / time.Second)
	f := finding.NewTooEarly(p.Name, time.Duration(seconds)*time.Second)
	return finding.WithDetail(f, map[string]string{"retry_after_seconds": strconv.Itoa(seconds), "client_id": p.ClientID, "sent": "no"})
}
