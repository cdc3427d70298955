package onboard

import (
	"context"

	"github.com/sureline/sureline/core"
)

// Remove forgets the connection: its credential in the keychain, and what the
// store knows. If either fails, or is cancelled, both are as they were.
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
	// No program may share a token any more that nobody would take away. Without
	// it, a connection that stays after all only costs an exchange.
	unlockToken, err := s.store.LockToken(ctx, c.ID)
	if err != nil {
		return findings, wrap("waiting for another exchange", err)
	}
	defer unlockToken()
	if err := s.keychain.Delete(ctx, core.AccessTokenItem(c.ID)); err != nil {
		return findings, wrap("removing the access token", err)
	}
	change := core.Change{Subject: c.Name, Item: core.CredentialItem(c.ID), DeleteConnection: c.ID}
	if _, err := s.change(ctx, change, core.Secret{}); err != nil {
		return findings, err
	}
	s.tokens.drop(c.ID)
	return findings, nil
}
