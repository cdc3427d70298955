package onboard

import (
	"context"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Call makes a GET under the connection. The access token in memory is reused;
// when the platform refuses it, one new exchange is made within the budget,
// then access-token-rejected is the answer. A permission that the app is known
// to lack, or a path that leads elsewhere, is said before the call is sent.
func (s *Service) Call(ctx context.Context, connectionID, path string) CallResult {
	out := CallResult{Path: core.ShownPath(path), Findings: []core.Finding{}, Calls: []core.Call{}}
	c, p, err := s.connectionAndProfile(ctx, connectionID)
	if err != nil {
		return out.failed(err)
	}
	out.App, out.OnBehalfOf = c.App, c.OnBehalfOf()
	if _, reason := core.CallPath(path); reason != "" {
		f := finding.NewSettingInvalid("path", out.Path, text.Sentence{Key: reason})
		return out.failed(core.Fail("call", f, nil))
	}
	for try := 1; ; try++ {
		got, err := s.grant(ctx, c, p, core.Secret{}, want{ttl: callTTL}, impatient)
		out.Calls = append(out.Calls, got.calls...)
		if err != nil {
			return out.failed(err)
		}
		if f, lacks := lackedPermission(p, got.grant, path); lacks {
			return out.failed(core.Fail("call", f, nil))
		}
		answer, err := s.platform.Get(ctx, p, got.grant, path)
		out.Calls = append(out.Calls, made(answer.Call)...)
		out.Answer = nil
		if answer.Call.Status != 0 {
			out.Answer = &answer
		}
		if err == nil {
			return out
		}
		if !core.HasCode(err, finding.AccessTokenRejected) {
			return out.failed(wrap("call", err))
		}
		s.rejectToken(ctx, c, p, got.grant)
		if try == 2 {
			return out.failed(err)
		}
	}
}

func (r CallResult) failed(err error) CallResult {
	r.Findings = append(r.Findings, findingOf(err))
	return r
}
