package onboard

import (
	"context"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// EndSession ends the session that the shared access token opened at the
// platform, and says what came of it; the connection stays. A user may have
// about five sessions per app (fact sheet section 7), so one that was opened
// only to test should not stay open. It spends one of the five requests a minute
// that all who use the app share. Safe for concurrent use.
func (s *Service) EndSession(ctx context.Context, connectionID string) core.Finding {
	c, err := s.Connection(ctx, connectionID)
	if err != nil {
		return findingOf(err)
	}
	return s.endSession(ctx, c, true)
}

// endSession is EndSession; kept tells whether the connection stays.
func (s *Service) endSession(ctx context.Context, c core.Connection, kept bool) core.Finding {
	p, err := s.Profile(ctx, c.ProfileID)
	if err != nil {
		return findingOf(err)
	}
	grant, ok := s.heldToken(ctx, c, p)
	if !ok {
		return finding.NewNothingToRevoke(kept)
	}
	t, err := s.target(ctx, p)
	if err != nil {
		return findingOf(err)
	}
	if err := s.reserve(ctx, p); err != nil {
		return findingOf(err)
	}
	call, err := s.platform.Revoke(ctx, t, grant)
	if err != nil {
		err = wrap("ending the session", err)
		s.penalise(ctx, p, err)
		return findingOf(err)
	}
	s.rejectToken(ctx, c, p, grant)
	return finding.WithDetail(finding.NewSessionEnded(kept), map[string]string{"request_id": call.RequestID})
}
