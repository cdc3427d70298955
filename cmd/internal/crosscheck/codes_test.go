package crosscheck_test

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// produced collects the codes of all findings that the tests saw.
type produced struct {
	mu    sync.Mutex
	codes map[core.Code]string
}

var seen = produced{codes: map[core.Code]string{}}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}|⟦\w+⟧`)

// note remembers the findings and holds against each what must hold of all.
func note(t testing.TB, findings ...core.Finding) {
	t.Helper()
	for _, f := range findings {
		text := f.Title + "\n" + f.Explanation + "\n" + f.NextStep
		if hole := placeholder.FindString(text); hole != "" {
			t.Errorf("%s: nobody gave %s", f.Code, hole)
		}
		if f.Title == "" || utf8.RuneCountInString(f.Title) > 60 || f.Detail == nil {
			t.Errorf("%s: title %q, detail %v", f.Code, f.Title, f.Detail)
		}
		all := text
		for _, value := range f.Detail {
			all += "\n" + value
		}
		for _, r := range all {
			if r < ' ' && r != '\n' || r == 0x7f || r == 0x202e || r == 0x1b {
				t.Errorf("%s: control character %q", f.Code, r)
			}
		}
		seen.mu.Lock()
		seen.codes[f.Code] = t.Name()
		seen.mu.Unlock()
	}
}

// noteError remembers the finding of an error.
func noteError(t testing.TB, err error, want core.Code) {
	t.Helper()
	f, ok := core.FindingOf(err)
	if !ok {
		t.Errorf("got %v, want %s", err, want)
		return
	}
	note(t, f)
	if f.Code != want {
		t.Errorf("got %s (%v), want %s", f.Code, f.Detail, want)
	}
}

// proof names a test.
type proof struct{ file, test string }

// elsewhere are the codes that need a keychain in a certain state, or the
// provider's side of a hand-over: the tests named, beside the code that makes such
// states, produce them on real keyrings and through the public API.
var elsewhere = map[core.Code]proof{
	finding.KeychainLocked:       {"core/keychain/secretservice_test.go", "TestKeyringThatCannotBeUsed"},
	finding.KeychainNoCollection: {"core/keychain/secretservice_test.go", "TestKeyringThatCannotBeUsed"},
	finding.KeychainAbsent:       {"core/keychain/secretservice_test.go", "TestKeyringThatCannotBeUsed"},
	finding.KeychainNoSession:    {"core/keychain/secretservice_test.go", "TestNoSessionBusIsStarted"},
	finding.KeychainTimedOut:     {"core/keychain/secretservice_test.go", "TestPromptUnanswered"},
	finding.KeychainDenied:       {"core/keychain/secretservice_test.go", "TestPromptDismissed"},
	finding.KeychainFailed:       {"core/keychain/secretservice_test.go", "TestKeyringEndsWhileItAsks"},
	finding.LeftOver:             {"core/onboard/undo_test.go", "TestSettlingTellsWhatItDid"},
	finding.NotOfTheDemo:         {"cmd/sureline/demo_test.go", "TestDemoKeepsItsOwnProfilesOnly"},

	finding.SealedNot:             {"core/handover/handover_test.go", "TestBadFilesAreRefusedByName"},
	finding.SealedDamaged:         {"core/handover/handover_test.go", "TestBadFilesAreRefusedByName"},
	finding.SealedTooLarge:        {"core/handover/handover_test.go", "TestBadFilesAreRefusedByName"},
	finding.SealedForAnother:      {"core/handover/handover_test.go", "TestBadFilesAreRefusedByName"},
	finding.SealedOtherApp:        {"core/handover/handover_test.go", "TestBadFilesAreRefusedByName"},
	finding.SealedReplayed:        {"core/handover/send_test.go", "TestReceiverRefuses"},
	finding.IdentityUnreadable:    {"core/handover/handover_test.go", "TestKeys"},
	finding.HandoverNotOffered:    {"core/handover/handover_test.go", "TestSealNeedsAKeyAndRoom"},
	finding.HandoverKeyChanged:    {"core/handover/send_test.go", "TestSentAgain"},
	finding.HandoverInviteRefused: {"core/handover/send_test.go", "TestRefusals"},
	finding.HandoverOtherAccount:  {"core/handover/send_test.go", "TestRefusals"},
	finding.HandoverRefused:       {"core/handover/send_test.go", "TestRefusals"},
	finding.HandoverUnreachable:   {"core/handover/send_test.go", "TestUnreachable"},
	finding.HandoverProofFailed:   {"core/handover/send_test.go", "TestRefusedAfterwards"},
}

// TestEveryCode runs all that produces findings, and then compares what came
// with the catalogue. The Kore.ai part has its own tests.
func TestEveryCode(t *testing.T) {
	for name, test := range map[string]func(*testing.T){
		"check": checks, "faults": faults, "way": way, "use cases": useCases, "files": files, "budget": budgets,
	} {
		t.Run(name, test)
	}
	if strings.Contains(flag.Lookup("test.run").Value.String(), "/") {
		return // only a part was run
	}
	for _, code := range finding.Codes() {
		_, here := seen.codes[code]
		p, there := elsewhere[code]
		switch {
		case strings.HasPrefix(string(code), "kore-"):
		case here && there:
			t.Errorf("%s is produced here and need not be excused", code)
		case there:
			proven(t, code, p)
		case !here:
			t.Errorf("nothing produced %s", code)
		}
	}
	for code := range seen.codes {
		if !slices.Contains(finding.Codes(), code) {
			t.Errorf("%s came of %s, but the catalogue lacks it", code, seen.codes[code])
		}
	}
}

// proven sees to it that the test exists and names the code.
func proven(t *testing.T, code core.Code, p proof) {
	t.Helper()
	source, err := os.ReadFile(filepath.Join("..", "..", "..", filepath.FromSlash(p.file)))
	if err != nil {
		t.Error(err)
		return
	}
	_, body, ok := strings.Cut(string(source), "\nfunc "+p.test+"(")
	body, _, _ = strings.Cut(body, "\n}\n")
	name := strings.ReplaceAll(string(code), "-", "")
	if !ok || !strings.Contains(strings.ToLower(body), "finding."+name) {
		t.Errorf("%s does not produce %s in %s", p.file, code, p.test)
	}
}
