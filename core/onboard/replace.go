package onboard

import (
	"context"

	"github.com/sureline/sureline/core"
)

// Replace puts a new credential in the place of a connection's, once the
// platform has accepted it: same order and undo as Connect. The old one stays,
// in the keychain and in use, unless everything worked.
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
	err = out.step(StepKeep, func() (*core.Identity, []core.Call, error) {
		c, err = s.keep(ctx, ConnectRequest{Profile: p}, before, c, check.JWT, out.verdict.Calls)
		return nil, nil, err
	})
	if err != nil {
		return out.fail(err)
	}
	s.keepToken(ctx, c, p, grant)
	return out.succeed(c, afterSuccess(p, who, check, out.verdict.Calls))
}
