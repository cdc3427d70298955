package onboard

import (
	"context"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Replace puts a new credential in the place of a connection's, once the
// platform has accepted it: same order and undo as Connect. The old one stays,
// in the keychain and in use, unless everything worked and the new one stands for
// the same user or the other was accepted.
func (s *Service) Replace(ctx context.Context, r ReplaceRequest, progress Progress) core.Verdict {
	out := s.newRun(progress)
	before, p, err := s.connectionAndProfile(ctx, r.ConnectionID)
	if err != nil {
		return out.fail(err)
	}
	out.verdict.Connection = &before
	check := r.Check
	if _, bad := errorOf(check); bad {
		return out.refuse(check)
	}
	grant, who, err := s.prove(ctx, out, p, check)
	if err != nil {
		return out.fail(err)
	}
	c := s.describe(before, p, check, grant, who)
	if before.OwnerID != "" && c.OwnerID != before.OwnerID && !r.AcceptOtherOwner {
		return out.fail(core.Fail("replace", finding.NewOtherOwner(before.Name, before.OnBehalfOf(), c.OnBehalfOf()), nil))
	}
	err = out.step(StepKeep, func() (*core.Identity, []core.Call, error) {
		c, err = s.keep(ctx, ConnectRequest{Profile: p}, before, c, check.JWT, out.verdict.Calls)
		return nil, nil, err
	})
	if err != nil {
		return out.fail(err)
	}
	s.keepToken(ctx, c, p, grant)
	return out.succeed(c, out.afterSuccess(p, c, grant, who, check))
}
