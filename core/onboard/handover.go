package onboard

import (
	"context"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/handover"
)

// Seal seals the connection's credential for the provider of its app, as
// handover.Seal does. Nothing is sent. It returns the profile too, which says where
// to.
func (s *Service) Seal(ctx context.Context, connectionID string) (handover.Sealed, core.Profile, error) {
	c, p, err := s.connectionAndProfile(ctx, connectionID)
	if err != nil {
		return handover.Sealed{}, p, err
	}
	if p.HandoverRecipient == "" { // said before a keychain is asked to open
		return handover.Sealed{}, p, core.Fail("sealing the credential", handover.NotOffered(p), nil)
	}
	jwt, err := s.credentialOf(ctx, c)
	if err != nil {
		return handover.Sealed{}, p, err
	}
	sealed, err := handover.Seal(p, jwt, handover.About{OwnerID: c.OwnerID, Account: c.Account, NotAfter: c.ExpiresAt}, s.now())
	return sealed, p, err
}
