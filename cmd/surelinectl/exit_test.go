package main

import (
	"context"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// TestEveryFindingHasAnExitCode: those that are not in the table are what the
// platform refused, or what never ends a command.
func TestEveryFindingHasAnExitCode(t *testing.T) {
	refused := map[core.Code]bool{}
	for _, code := range []core.Code{
		finding.AppNotAllowed, finding.AppWithoutJWTFlow, finding.SignatureRejected, finding.AlgorithmRejected, finding.UnknownClient,
		finding.ClientSecretRejected, finding.ClientAuthenticationMissing, finding.SandboxClient, finding.AppBlocked,
		finding.CredentialRejected, finding.UserMissing, finding.UserDisabled, finding.UserTypeNotAllowed, finding.AccountUnavailable,
		finding.LockedOut, finding.NetworkRestricted, finding.RoleLacksAppAccess, finding.Refused, finding.AppLacksPermission,
		finding.UserLacksPermission, finding.AccessTokenRejected, finding.NotFound,
		finding.KoreSecretRejected, finding.KoreClientUnknown, finding.KoreUserNeeded, finding.KoreJTIRejected, finding.KoreRefused,
		finding.KoreOriginRefused, finding.KorePreflightMissing, finding.KoreHostRefused, finding.KoreIdentityRefused,
		finding.KoreTooManyRequests,
		finding.HandoverInviteRefused, finding.HandoverOtherAccount, finding.HandoverRefused, finding.HandoverProofFailed,
	} {
		refused[code] = true
	}
	for _, code := range finding.Codes() {
		f := finding.New(code, nil)
		if f.Severity != core.SeverityError && code != finding.Cancelled {
			continue
		}
		_, inTable := exitOfCode[code]
		if inTable == refused[code] {
			t.Errorf("%s: in the table %v, among the refusals %v", code, inTable, refused[code])
		}
	}
}

func TestExitCodeOfAVerdict(t *testing.T) {
	for want, v := range map[int]core.Verdict{
		exitDone:      {Connected: true, Findings: []core.Finding{finding.New(finding.PersonalUser, nil)}},
		exitStorage:   {Connected: true, Findings: []core.Finding{finding.New(finding.StatusUnavailable, nil), finding.New(finding.DiskFull, nil)}},
		exitCancelled: {Findings: []core.Finding{finding.New(finding.Cancelled, nil)}},
		exitInternal:  {},
	} {
		if got := exitOfVerdict(v); got != want {
			t.Errorf("%+v: %d, want %d", v, got, want)
		}
	}
}

func TestSecretsInArgumentsAreNeitherUsedNorEchoed(t *testing.T) {
	const jwt = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJ4In0.c2lnbmF0dXJlc2lnbmF0dXJl"
	const word = "canarySecretDoNotLeak0123456789abcdefghijkLM"
	for _, args := range [][]string{
		{"check", jwt},
		{"connect", "--profile", "x", jwt},
		{"--name=" + jwt},
		{jwt},
		{"show", jwt},
		{"secret", "set", "acme", word},
		{"check", word},
		{word},
		{"list", "--" + word},
		{"rename", "a", "b", word},
		{"verify", "--parallel", word},
		{"secret", word},
		{"profile", word},
	} {
		var out, errs strings.Builder
		code := run(context.Background(), args, streams{in: strings.NewReader(""), out: &out, err: &errs})
		all := out.String() + errs.String()
		if code != exitUsage || out.Len() > 0 {
			t.Errorf("%d arguments starting %.7s: exit code %d, output %q", len(args), args[0], code, out.String())
		}
		if strings.Contains(all, "c2lnbmF0dXJl") || strings.Contains(all, word) {
			t.Errorf("arguments starting %.7s: the secret is echoed", args[0])
		}
	}
}
