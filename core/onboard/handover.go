package onboard

import (
	"context"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/handover"
)

// Agreed returns the profile of a file as a credential may be handed over with it.
// The file is not kept, but it is held to what AddProfile asks: hosts that nobody
// accepted, here or before, are host-not-confirmed, and a known profile that comes
// with another key or address is profile-changes.
func (s *Service) Agreed(ctx context.Context, p core.Profile, acceptedHosts []string) (core.Profile, error) {
	const op = "handing over with a profile file"
	p, known, err := s.adopt(ctx, op, p, acceptedHosts)
	if err == nil {
		err = s.unchanged(ctx, op, known, p)
	}
	return p, err
}

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
