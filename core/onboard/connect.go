package onboard

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Connect exchanges the credential, asks whom it stands for, and keeps it, in
// keychain and store together or not at all. Nothing is kept unless the platform answered the exchange with an access token, and nothing
// of a cancelled connect stays. The same credential connected again under the
// same profile updates its connection, whose name stays unless r names another.
// One token exchange is made, or none; no secret is sent when the check of the
// credential or of its signature finds errors or the name is taken.
func (s *Service) Connect(ctx context.Context, r ConnectRequest, progress Progress) core.Verdict {
	out := s.newRun(progress)
	check := r.Check
	if f, bad := errorOf(check); bad {
		if len(check.Findings) == 0 {
			check.Findings = []core.Finding{f}
		}
		return out.refuse(check)
	}
	p, known, err := s.adopt(ctx, "connect", r.Profile, r.ConfirmedHosts)
	if err == nil {
		err = s.unchanged(ctx, "connect", known, p)
	}
	if err != nil {
		return out.fail(err)
	}
	r.Profile = p
	before, err := s.existing(ctx, r, check.JWT.Fingerprint())
	if err != nil {
		return out.fail(err)
	}
	grant, who, err := s.prove(ctx, out, r.Profile, check)
	if err != nil {
		return out.fail(err)
	}
	if before.ID == "" && r.SameOwner != KeepBoth {
		same, err := s.ownedBy(ctx, who.OwnerID, r.Profile, check.JWT)
		switch {
		case err != nil:
			return out.fail(err)
		case same.ID != "" && r.SameOwner == AskSameOwner:
			out.verdict.Connection = &same
			return out.fail(core.Fail("connect", finding.NewSameOwner(same.OnBehalfOf(), same.Name), nil))
		}
		before = same
	}
	c := s.describe(before, r.Profile, check, grant, who)
	err = out.step(StepKeep, func() (*core.Identity, []core.Call, error) {
		c, err = s.keep(ctx, r, before, c, check.JWT, out.verdict.Calls)
		return nil, nil, err
	})
	if err != nil {
		return out.fail(err)
	}
	s.keepToken(ctx, c, r.Profile, grant)
	return out.succeed(c, out.afterSuccess(r.Profile, c, grant, who, check))
}

// ownedBy returns the user's connection under the profile that was verified last
// and has another credential, or one without an ID.
func (s *Service) ownedBy(ctx context.Context, owner string, p core.Profile, jwt core.Secret) (core.Connection, error) {
	all, err := s.Connections(ctx)
	var last core.Connection
	for _, c := range all {
		if owner != "" && c.OwnerID == owner && c.ProfileID == p.ID && c.Fingerprint != jwt.Fingerprint() && !c.VerifiedAt.Before(last.VerifiedAt) {
			last = c
		}
	}
	return last, err
}

// existing returns the connection that already has the credential under the
// profile, or one without an ID. A name that another connection has is refused
// here, before anything is sent.
func (s *Service) existing(ctx context.Context, r ConnectRequest, fingerprint string) (core.Connection, error) {
	all, err := s.store.Connections(ctx)
	if err != nil {
		return core.Connection{}, wrap("reading the connections", err)
	}
	var found core.Connection
	for _, c := range all {
		if c.ProfileID == r.Profile.ID && c.Fingerprint == fingerprint {
			found = c
		}
	}
	for _, c := range all {
		if r.Name != "" && c.ID != found.ID && strings.EqualFold(strings.TrimSpace(c.Name), strings.TrimSpace(r.Name)) {
			return core.Connection{}, core.Fail("connect", nameTaken(r.Name), core.ErrNameTaken)
		}
	}
	return found, nil
}

// prove runs the two steps that show that the credential works. A credential
// that was altered in copying, as far as the platform's key set tells, is not
// sent: that would spend a request of the budget on a certain refusal.
func (s *Service) prove(ctx context.Context, out *run, p core.Profile, check core.Check) (core.Grant, core.Identity, error) {
	var grant core.Grant
	err := out.step(StepExchange, func() (*core.Identity, []core.Call, error) {
		t, err := s.target(ctx, p)
		if err != nil {
			return nil, nil, err
		}
		if f, bad := errorOf(s.VerifySignature(ctx, p, check)); bad {
			return nil, nil, core.Fail("check of the signature", f, nil)
		}
		got, err := s.exchangeAs(ctx, t, check.JWT)
		grant = got.grant
		return nil, got.calls, err
	})
	if err != nil {
		return core.Grant{}, core.Identity{}, err
	}
	who, err := s.stepIdentity(ctx, out, p, grant, check)
	return grant, who, err
}

// stepIdentity takes the owner from the credential itself, its subject (RFC 7523
// section 3), where neither the grant nor a call tells it.
func (s *Service) stepIdentity(ctx context.Context, out *run, p core.Profile, g core.Grant, check core.Check) (who core.Identity, err error) {
	err = out.step(StepIdentity, func() (*core.Identity, []core.Call, error) {
		var calls []core.Call
		who, calls, out.lacks, err = s.identity(ctx, p, g)
		if who.OwnerID == "" && check.Credential != nil {
			who.OwnerID = check.Credential.Subject
		}
		return &who, calls, err
	})
	return who, err
}

// describe returns what is now known of the connection.
func (s *Service) describe(before core.Connection, p core.Profile, check core.Check, g core.Grant, who core.Identity) core.Connection {
	now := s.now().UTC()
	c := before
	if c.ID == "" {
		c.ID, c.CreatedAt = uuid.NewString(), now
	}
	c.ProfileID, c.App = p.ID, p.Name
	c.Fingerprint = check.JWT.Fingerprint()
	c.ExpiresAt = nil
	if check.Credential != nil {
		c.ExpiresAt = check.Credential.ExpiresAt
	}
	return accepted(c, g, who, now)
}

// accepted notes that the platform accepted the credential. Account and person
// that were known stay so, with their date, when the platform does not tell them
// this time.
func accepted(c core.Connection, g core.Grant, who core.Identity, at time.Time) core.Connection {
	told := account(who) != "" || who.Person != ""
	if told || who.OwnerID != "" && who.OwnerID != c.OwnerID {
		c.Account, c.Person, c.Extension, c.OwnerID, c.IdentityKnownAt = account(who), who.Person, who.Extension, who.OwnerID, nil
	}
	if told {
		c.IdentityKnownAt = &at
	}
	c.Scopes = append([]string{}, g.Scopes...)
	c.VerifiedAt, c.LastCheckedAt, c.LastCode = at, at, ""
	return c
}

func nameTaken(name string) core.Finding {
	return finding.WithDetail(finding.NewNameTaken(name), map[string]string{"name": name})
}
