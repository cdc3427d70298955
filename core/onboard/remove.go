package onboard

import (
	"context"

	"github.com/sureline/sureline/core"
)

// Remove forgets the connection: the credential in the keychain first, then
// what the store knows. If it fails halfway the connection is still listed and
// can be removed again; the other order could leave a credential behind that
// nothing refers to. Once the credential is gone, a cancel no longer stops it.
//
// With revoke, the session is ended too if an access token is held; that spends
// the request budget. A revoke that fails, or that has nothing to end, does not
// keep the connection: the findings tell. The credential itself can only be
// deleted by its user, on RingCentral's page.
func (s *Service) Remove(ctx context.Context, connectionID string, revoke bool) ([]core.Finding, error) {
	c, err := s.Connection(ctx, connectionID)
	if err != nil {
		return nil, err
	}
	findings := []core.Finding{}
	if revoke {
		findings = append(findings, s.endSession(ctx, c, false))
		if core.Cancelled(ctx) {
			return findings, wrap("remove", ctx.Err())
		}
	}
	unlock, err := s.lock(ctx)
	if err != nil {
		return findings, err
	}
	defer unlock()
	if err := s.keychain.Delete(ctx, core.CredentialItem(c.ID)); err != nil {
		return findings, wrap("removing the credential", err)
	}
	s.tokens.drop(c.ID)
	ctx, cancel := detached(ctx)
	defer cancel()
	return findings, wrap("removing the connection", s.store.DeleteConnection(ctx, c.ID))
}
