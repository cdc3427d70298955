package onboard

import (
	"context"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// identity asks whom the token acts for. A missing permission is no failure:
// the exchange has proved the credential, and its owner is known.
func (s *Service) identity(ctx context.Context, p core.Profile, g core.Grant) (core.Identity, []core.Call, error) {
	who, calls, err := s.platform.Identity(ctx, p, g)
	if who.OwnerID == "" {
		who.OwnerID = g.OwnerID
	}
	if core.HasCode(err, finding.AppLacksPermission) || core.HasCode(err, finding.UserLacksPermission) || unknownThere(p, err) {
		err = nil
	}
	return who, calls, wrap("identity call", err)
}

// unknownThere reports whether a server that is not RingCentral's answered that
// it has no such call: a provider's own token server need not have the others.
func unknownThere(p core.Profile, err error) bool {
	if p.Environment() != core.CustomHosts {
		return false
	}
	f, ok := core.FindingOf(err)
	return ok && slices.Contains([]core.Code{finding.NotFound, finding.Refused, finding.UnexpectedAnswer}, f.Code)
}

// account is how the account is called: its name, else its number.
func account(who core.Identity) string {
	if who.Account != "" {
		return who.Account
	}
	return who.AccountID
}

// afterSuccess returns what is worth saying of a connection that works.
func afterSuccess(p core.Profile, who core.Identity, check core.Check, calls []core.Call) []core.Finding {
	var out []core.Finding
	for _, f := range check.Findings {
		if f.Severity == core.SeverityWarning {
			out = append(out, f)
		}
	}
	if who.Person == "" && who.Account == "" {
		out = append(out, finding.NewIdentityUnknown(p.Name))
	}
	if who.PersonalUser != nil && *who.PersonalUser {
		out = append(out, finding.New(finding.PersonalUser))
	}
	return append(out, clockFindings(calls)...)
}

// clockFindings says once if this computer's clock differs from the platform's.
func clockFindings(calls []core.Call) []core.Finding {
	for _, c := range calls {
		if f, wrong := finding.Clock(c); wrong {
			return []core.Finding{f}
		}
	}
	return nil
}

// lackedPermission returns the finding for an app permission that the endpoint
// needs and the grant does not have. An answer without scopes says nothing.
func lackedPermission(p core.Profile, g core.Grant, path string) (core.Finding, bool) {
	e, ok := endpointOf(path)
	if !ok || e.Permission == "" || len(g.Scopes) == 0 {
		return core.Finding{}, false
	}
	if slices.ContainsFunc(g.Scopes, func(s string) bool { return strings.EqualFold(s, e.Permission) }) {
		return core.Finding{}, false
	}
	return finding.WithDetail(finding.NewAppLacksPermission(p.Name, e.Permission), map[string]string{
		"permission": e.Permission, "granted": strings.Join(g.Scopes, " "), "path": e.Path, "sent": "no",
	}), true
}
