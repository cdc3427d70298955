package onboard

import (
	"context"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// identity asks whom the token acts for. A missing permission is no failure: the
// exchange has proved the credential, and its owner is known. It is told as a
// warning.
func (s *Service) identity(ctx context.Context, p core.Profile, g core.Grant) (who core.Identity, calls []core.Call, lacks []core.Finding, err error) {
	who, calls, err = s.platform.Identity(ctx, p, g)
	if who.OwnerID == "" {
		who.OwnerID = g.OwnerID
	}
	switch {
	case core.HasCode(err, finding.AppLacksPermission), core.HasCode(err, finding.UserLacksPermission):
		return who, calls, []core.Finding{finding.Softened(findingOf(err))}, nil
	case unknownThere(p, err):
		err = nil
	}
	return who, calls, nil, wrap("identity call", err)
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

// afterSuccess returns what is worth saying of a connection that works: first what
// the check warned of, then who has to give a permission, then the rest.
func (r *run) afterSuccess(p core.Profile, c core.Connection, g core.Grant, who core.Identity, check core.Check) []core.Finding {
	var out []core.Finding
	for _, f := range check.Findings {
		if f.Severity == core.SeverityWarning {
			out = append(out, f)
		}
	}
	missing := slices.DeleteFunc(slices.Clone(p.Scopes), func(scope string) bool { return len(g.Scopes) == 0 || granted(g, scope) })
	switch {
	case len(missing) > 0:
		names := strings.Join(missing, ", ")
		out = append(out, finding.WithDetail(finding.NewConnectedWithout(p.Name, names), map[string]string{
			"permission": names, "granted": strings.Join(g.Scopes, " "),
		}))
	case len(r.lacks) > 0:
		out = append(out, r.lacks...)
	case c.Person == "" && c.Account == "":
		out = append(out, finding.NewIdentityUnknown(p.Name))
	}
	if who.PersonalUser != nil && *who.PersonalUser {
		out = append(out, finding.New(finding.PersonalUser))
	}
	return append(out, clockFindings(r.verdict.Calls)...)
}

// granted reports whether the access token carries the app permission.
func granted(g core.Grant, permission string) bool {
	return slices.ContainsFunc(g.Scopes, func(s string) bool { return strings.EqualFold(s, permission) })
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
	if granted(g, e.Permission) {
		return core.Finding{}, false
	}
	return finding.WithDetail(finding.NewAppLacksPermission(p.Name, e.Permission), map[string]string{
		"permission": e.Permission, "granted": strings.Join(g.Scopes, " "), "path": e.Path, "sent": "no",
	}), true
}
