package onboard

import (
	"context"
	"encoding/json"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// sharedToken is the keychain item of an access token, as JSON. Programs of other
// versions read it, so fields are only added.
type sharedToken struct {
	AccessToken string    `json:"access_token"`
	IssuedAt    time.Time `json:"issued_at"`
	ExpiresAt   time.Time `json:"expires_at"`
	Scopes      []string  `json:"scopes"`
	OwnerID     string    `json:"owner_id"`
	EndpointID  string    `json:"endpoint_id"`
	SessionID   string    `json:"session_id"`
	// What it was made from. A token for another server, app or credential must
	// not go to this one.
	Server      string `json:"server"`
	ClientID    string `json:"client_id"`
	Fingerprint string `json:"fingerprint"`
}

// grant returns an access token of a stored connection: the one that all Surelines
// of the user share, or that of a new exchange, which is shared then. jwt may be
// empty: it is then read from the keychain, and only when an exchange is needed.
func (s *Service) grant(ctx context.Context, c core.Connection, p core.Profile, jwt core.Secret, w want, how pace) (exchanged, error) {
	w.id = c.ID
	return s.tokens.get(ctx, w, func(ctx context.Context) (exchanged, error) {
		var out exchanged
		for try := 1; ; try++ {
			got, err := s.obtain(ctx, c, p, jwt, w)
			out.grant, out.calls = got.grant, append(out.calls, got.calls...)
			if how == nil || !core.HasCode(err, finding.RateLimited) || len(out.calls) >= patientTries {
				return out, err
			}
			// Not behind the lock: who cannot wait is to be told at once.
			wait := findingOf(err).Wait
			how(s.now().Add(wait))
			if err := s.sleep(ctx, wait); err != nil {
				return out, wrap("waiting for the request budget", err)
			}
		}
	})
}

// obtain takes the shared token, or makes a new one, one at a time across all
// programs. Who wants a fresh one gives up the token that it found: where another
// program was faster, that one's is fresh enough, so that a refused token costs one
// exchange, whoever notices.
func (s *Service) obtain(ctx context.Context, c core.Connection, p core.Profile, jwt core.Secret, w want) (exchanged, error) {
	before, err := s.sharedGrant(ctx, c, p)
	if err != nil {
		return exchanged{}, err
	}
	if !w.fresh && before.Lasts(w.ttl, s.now()) {
		return exchanged{grant: before}, nil
	}
	unlock, err := s.store.LockToken(ctx, c.ID)
	if err != nil {
		return exchanged{}, wrap("waiting for another exchange", err)
	}
	defer unlock()
	now, err := s.sharedGrant(ctx, c, p)
	if err != nil {
		return exchanged{}, err
	}
	same := now.AccessToken.Equal(before.AccessToken)
	if now.Lasts(w.ttl, s.now()) && !(w.fresh && same) {
		return exchanged{grant: now}, nil
	}
	if jwt.Empty() {
		// One that has expired by this computer's clock is not sent.
		if jwt, _, err = s.stored(ctx, c, p); err != nil {
			return exchanged{}, err
		}
	}
	got, err := s.exchange(ctx, p, jwt)
	if err == nil {
		s.share(ctx, c, p, got.grant)
	}
	return got, err
}

// sharedGrant returns the token in the keychain; none is an empty one. What was
// made from something else than the connection is now, or cannot be read, is none.
func (s *Service) sharedGrant(ctx context.Context, c core.Connection, p core.Profile) (core.Grant, error) {
	item, err := s.keychain.Get(ctx, core.AccessTokenItem(c.ID))
	switch {
	case core.HasCode(err, finding.KeychainItemMissing), core.HasCode(err, finding.KeychainItemChanged):
		return core.Grant{}, nil
	case err != nil:
		return core.Grant{}, wrap("reading the access token", err)
	}
	var t sharedToken
	if err := json.Unmarshal([]byte(item.Reveal()), &t); err != nil ||
		t.Server != p.Server || t.ClientID != p.ClientID || t.Fingerprint != c.Fingerprint {
		return core.Grant{}, nil
	}
	return core.Grant{
		AccessToken: core.NewSecret(t.AccessToken), IssuedAt: t.IssuedAt, ExpiresAt: t.ExpiresAt, Scopes: t.Scopes,
		OwnerID: t.OwnerID, EndpointID: t.EndpointID, SessionID: t.SessionID,
	}, nil
}

// share puts the token into the keychain for the other programs. That it cannot be
// kept takes nothing from what it is good for here.
func (s *Service) share(ctx context.Context, c core.Connection, p core.Profile, g core.Grant) {
	text, err := json.Marshal(sharedToken{
		AccessToken: g.AccessToken.Reveal(), IssuedAt: g.IssuedAt, ExpiresAt: g.ExpiresAt, Scopes: g.Scopes,
		OwnerID: g.OwnerID, EndpointID: g.EndpointID, SessionID: g.SessionID,
		Server: p.Server, ClientID: p.ClientID, Fingerprint: c.Fingerprint,
	})
	if err != nil {
		return
	}
	ctx, cancel := detached(ctx)
	defer cancel()
	_ = s.keychain.Set(ctx, core.AccessTokenItem(c.ID), core.NewSecret(string(text)))
}

// keepToken holds and shares the token of a connection that was just made or got
// another credential.
func (s *Service) keepToken(ctx context.Context, c core.Connection, p core.Profile, g core.Grant) {
	s.tokens.drop(c.ID)
	s.tokens.keep(c.ID, g)
	s.share(ctx, c, p, g)
}

// rejectToken forgets a token that the platform refused or ended, here and in the
// keychain, if it is still the one.
func (s *Service) rejectToken(ctx context.Context, c core.Connection, p core.Profile, refused core.Grant) {
	s.tokens.reject(c.ID, refused)
	ctx, cancel := detached(ctx)
	defer cancel()
	unlock, err := s.store.LockToken(ctx, c.ID)
	if err != nil {
		return
	}
	defer unlock()
	if g, err := s.sharedGrant(ctx, c, p); err == nil && g.AccessToken.Equal(refused.AccessToken) {
		_ = s.keychain.Delete(ctx, core.AccessTokenItem(c.ID))
	}
}

// heldToken returns the live token of the connection, from here or the keychain.
func (s *Service) heldToken(ctx context.Context, c core.Connection, p core.Profile) (core.Grant, bool) {
	if g, ok := s.tokens.held(c.ID); ok {
		return g, true
	}
	g, err := s.sharedGrant(ctx, c, p)
	return g, err == nil && g.Lasts(0, s.now())
}
