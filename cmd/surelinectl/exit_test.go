package main

import (
	"context"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

func TestExitCodeOfAVerdict(t *testing.T) {
	for want, v := range map[int]core.Verdict{
		exitDone:              {Connected: true, Findings: []core.Finding{finding.New(finding.PersonalUser)}},
		finding.ExitStorage:   {Connected: true, Findings: []core.Finding{finding.New(finding.StatusUnavailable), finding.New(finding.DiskFull)}},
		finding.ExitCancelled: {Findings: []core.Finding{finding.New(finding.Cancelled)}},
		exitInternal:          {},
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
