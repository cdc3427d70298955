package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	koredemo "github.com/sureline/sureline/core/demo/kore"
	"github.com/sureline/sureline/core/finding"
)

// korePlatform starts the look-alike with one app.
func korePlatform(t *testing.T) (*koredemo.Platform, koredemo.App) {
	t.Helper()
	app := koredemo.NewApp()
	p, err := koredemo.Start(t.Context(), koredemo.Options{Apps: []koredemo.App{app}})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.Close() })
	return p, app
}

type korecall struct {
	code     int
	out, err string
}

// koreRun runs one command on a data folder of its own, with a text on standard
// input.
func koreRun(t *testing.T, dir, in string, args ...string) korecall {
	t.Helper()
	var out, errs strings.Builder
	code := run(t.Context(), append([]string{"--data-dir", dir, "kore"}, args...), streams{in: strings.NewReader(in), out: &out, err: &errs})
	return korecall{code, out.String(), errs.String()}
}

func TestKoreMintAndInspect(t *testing.T) {
	dir := t.TempDir()
	const secret = "canarySecretDoNotLeak"
	t.Setenv("KORE_TEST_SECRET", secret)
	list := "[[client]]\nclient_id = \"cs-1\"\nname = \"Support\"\nidentity = \"anonymous\"\nsecret = {env = \"KORE_TEST_SECRET\"}\n"
	if err := os.WriteFile(filepath.Join(dir, "kore.toml"), []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := koreRun(t, dir, "", "list"); got.code != exitDone || !strings.Contains(got.out, "cs-1") || !strings.Contains(got.out, "anonymous") {
		t.Errorf("list: %+v", got)
	}
	minted := koreRun(t, dir, "", "mint", "cs-1", "--identity", "ada@example.com")
	if minted.code != exitDone || !strings.HasPrefix(minted.out, "eyJ") || !strings.Contains(minted.err, "ada@example.com; good for 2 minutes") {
		t.Fatalf("mint: %+v", minted)
	}
	other := koreRun(t, dir, "another secret", "mint", "cs-1", "--secret-stdin", "--json", "--algorithm", "HS512", "--jti")
	var answer mintedJSON
	if err := json.Unmarshal([]byte(other.out), &answer); err != nil || answer.Claims.ID == "" || !answer.Claims.Anonymous {
		t.Errorf("mint --json: %v, %d", err, other.code)
	}
	for _, c := range []struct {
		name, in string
		args     []string
		code     int
		says     string
	}{
		{"its own", minted.out, []string{"cs-1"}, exitDone, "kore-signature-verified"},
		{"without a client", minted.out, nil, exitDone, "ada@example.com"},
		{"of another secret", other.out, []string{"cs-1"}, finding.ExitCheck, "kore-algorithm"},
		{"as JSON", `{"jwt":"` + strings.TrimSpace(minted.out) + `"}`, []string{"cs-1", "--json"}, exitDone, `"signature": "verified"`},
		{"nonsense", "nonsense", nil, finding.ExitCheck, "kore-not-a-pass"},
		{"unknown client", minted.out, []string{"cs-2"}, exitUsage, "kore-client-not-served"},
	} {
		got := koreRun(t, dir, c.in, append([]string{"inspect"}, c.args...)...)
		if got.code != c.code || !strings.Contains(got.out+got.err, c.says) {
			t.Errorf("%s: exit code %d, want %d and %q in:\n%s%s", c.name, got.code, c.code, c.says, got.out, got.err)
		}
		if signature := minted.out[strings.LastIndex(minted.out, ".")+1:]; strings.Contains(got.out+got.err, strings.TrimSpace(signature)) {
			t.Errorf("%s: the JWT is in the output", c.name)
		}
		if strings.Contains(got.out+got.err+minted.out+minted.err, secret) {
			t.Errorf("%s: the secret is in the output", c.name)
		}
	}
}

func TestKoreFlagsThatCannotBeMeant(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{"mint", "cs-1", "--jti"}, exitUsage, "--jti goes with --secret-stdin only"},
		{[]string{"mint", "cs-1", "--lifetime", "5m"}, exitUsage, "--lifetime goes with"},
		{[]string{"verify", "cs-1", "--yes", "--bot-name", "x"}, exitUsage, "--bot-name goes with"},
		{[]string{"mint", "cs-1", "--secret-stdin", "--algorithm", "ES256"}, exitUsage, "it must be one of HS256"},
		{[]string{"mint", "cs-1", "--secret-stdin", "--lifetime", "2h"}, exitUsage, "“lifetime”"},
		{[]string{"mint", "cs-1", "--secret-stdin", "--algorithm", "RS256"}, exitUsage, "(as it was entered)"},
	} {
		if got := koreRun(t, dir, "canary", c.args...); got.code != c.code || !strings.Contains(got.err, c.says) || got.out != "" {
			t.Errorf("%v: exit code %d, want %q in %s%s", c.args, got.code, c.says, got.err, got.out)
		}
	}
}

func TestKoreVerify(t *testing.T) {
	platform, app := korePlatform(t)
	t.Setenv("NO_PROXY", "*")
	secret := app.Secret.Reveal()
	args := func(more ...string) []string {
		return append([]string{
			"verify", app.ClientID, "--secret-stdin", "--host", platform.URL(), "--bot-name", app.BotName, "--bot-id", app.BotID,
		}, more...)
	}
	dir := t.TempDir()
	if got := koreRun(t, dir, secret, args()...); got.code != exitUsage || !strings.Contains(got.err, "--yes") || len(platform.Grants()) != 0 {
		t.Errorf("without --yes: %+v, %d grants", got, len(platform.Grants()))
	}
	for _, c := range []struct {
		name, secret, fault string
		code                int
		says                string
	}{
		{"right", secret, "", exitDone, "Kore.ai accepted the JWT"},
		{"right, with a line break", secret + "\n", "", exitDone, "kore-verified"},
		{"wrong", "canarySecretDoNotLeak", "", finding.ExitRefused, "kore-secret-rejected"},
		{"closed", secret, "closed", finding.ExitUnreachable, "connection-lost"},
		{"redirect", secret, "redirect", finding.ExitUnreachable, "kore-unexpected-answer"},
	} {
		platform.ClearFault()
		if c.fault != "" {
			if err := platform.Inject(koredemo.Injection{Fault: c.fault}); err != nil {
				t.Fatal(err)
			}
		}
		got := koreRun(t, dir, c.secret, args("--yes")...)
		if got.code != c.code || !strings.Contains(got.out+got.err, c.says) {
			t.Errorf("%s: exit code %d, want %d and %q in:\n%s%s", c.name, got.code, c.code, c.says, got.out, got.err)
		}
		for _, canary := range []string{strings.TrimSpace(c.secret), "eyJ"} {
			if strings.Contains(got.out+got.err, canary) {
				t.Errorf("%s: a secret or JWT is in the output", c.name)
			}
		}
	}
	platform.ClearFault()
	got := koreRun(t, dir, secret, args("--yes", "--json")...)
	var result struct {
		Accepted bool
		Findings []core.Finding
		Call     core.Call
	}
	if err := json.Unmarshal([]byte(got.out), &result); err != nil || !result.Accepted || result.Call.Status != 200 || len(result.Findings) == 0 {
		t.Errorf("--json: %v %+v", err, result)
	}
}
