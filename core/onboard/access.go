package onboard

import (
	"context"
	"time"

	"github.com/sureline/sureline/core"
)

// TokenRequest says which access token a program wants.
type TokenRequest struct {
	// MinTTL is how long it has to last at least; zero means core.UsualTTL.
	MinTTL time.Duration
	// Fresh gives up the token that there is, because the platform refused it.
	Fresh bool
	// Waiting, when set, makes a spent request budget a wait rather than
	// rate-limited, and is told until when. It may be called several times.
	Waiting func(until time.Time)
}

// Access is the use of one connection by programs. It is safe for concurrent use.
type Access struct {
	service    *Service
	connection string
}

// Access returns the use of the connection, which need not work.
func (s *Service) Access(connectionID string) *Access { return &Access{s, connectionID} }

// AccessToken is Access.Token for whoever needs it once.
func (s *Service) AccessToken(ctx context.Context, connectionID string) (core.Grant, error) {
	return s.Access(connectionID).Token(ctx, TokenRequest{MinTTL: core.UsualTTL})
}

// Connection returns the connection and its profile as they are now.
func (a *Access) Connection(ctx context.Context) (core.Connection, core.Profile, error) {
	return a.service.connectionAndProfile(ctx, a.connection)
}

// Token returns an access token: the one that all programs of the user share, or
// that of a new exchange when it is not live or would not last. Errors: those of
// the keychain and the store, rate-limited, and what the platform refused the
// credential for.
func (a *Access) Token(ctx context.Context, r TokenRequest) (core.Grant, error) {
	w := want{id: a.connection, fresh: r.Fresh, ttl: r.MinTTL}
	if w.ttl == 0 {
		w.ttl = core.UsualTTL
	}
	c, p, err := a.Connection(ctx)
	if err != nil {
		return core.Grant{}, err
	}
	got, err := a.service.grant(ctx, c, p, core.Secret{}, w, r.Waiting)
	return got.grant, err
}

// Refused tells that the platform did not accept the token: nobody gets it again.
func (a *Access) Refused(ctx context.Context, g core.Grant) {
	if c, p, err := a.Connection(ctx); err == nil {
		a.service.rejectToken(ctx, c, p, g)
	}
}

// ReserveAuth counts one request of the platform's Auth group that a program is
// about to send, or is rate-limited.
func (a *Access) ReserveAuth(ctx context.Context) error {
	_, p, err := a.Connection(ctx)
	if err != nil {
		return err
	}
	return a.service.reserve(ctx, p)
}

// PenaliseAuth notes that the platform answered a program with "too many", and for
// how long it wants silence; zero for the usual time.
func (a *Access) PenaliseAuth(ctx context.Context, silence time.Duration) {
	if silence <= 0 {
		silence = defaultPenalty
	}
	if _, p, err := a.Connection(ctx); err == nil {
		ctx, cancel := detached(ctx)
		defer cancel()
		_ = a.service.store.PenaliseAuth(ctx, p, silence)
	}
}
