package onboard_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

// outcomes are what the findings of an examination are about.
func outcomes(findings []core.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, f.Detail["outcome"]+" "+f.Detail["item"])
	}
	return strings.Join(all, ", ")
}

func TestExamineComparesBothWays(t *testing.T) {
	w := furnished(t)
	lost, changed := w.connected(2), w.connected(3)
	own, left := w.connected(4), w.connected(5)
	must(t, w.keychain.Set(t.Context(), "probe/ABC", core.NewSecret("z")))
	must(t, w.keychain.Set(t.Context(), "credential/nobody", core.NewSecret(coretest.CanarySecret+"x")))
	must(t, w.keychain.Set(t.Context(), "access-token/nobody", core.NewSecret("not a token")))
	must(t, w.keychain.Set(t.Context(), "client-secret/gone", core.NewSecret(coretest.CanarySecret)))
	// What this store wrote, and lists no more; one of them holds another's credential by now.
	must(t, w.store.Apply(t.Context(), core.Change{DeleteConnection: own.ID}))
	must(t, w.store.Apply(t.Context(), core.Change{DeleteConnection: left.ID}))
	must(t, w.keychain.Set(t.Context(), core.CredentialItem(left.ID), credential(8)))
	must(t, w.keychain.Delete(t.Context(), core.CredentialItem(lost.ID)))
	must(t, w.keychain.Set(t.Context(), core.CredentialItem(changed.ID), credential(9)))

	before := len(w.keychain.Items())
	found, err := w.Examine(t.Context(), false)
	must(t, err)
	clean(t, found.Findings)
	want := []string{
		"no-credential credential/" + lost.ID, "no-credential credential/" + changed.ID,
		"orphan credential/" + own.ID, "orphan access-token/" + own.ID, "orphan access-token/" + left.ID, "orphan probe/ABC",
		"foreign credential/" + left.ID, "foreign credential/nobody", "foreign access-token/nobody", "foreign client-secret/gone",
	}
	if got := strings.Split(outcomes(found.Findings), ", "); !sameSet(got, want) || found.Open != 6 || found.Orphans != 4 || len(w.keychain.Items()) != before {
		t.Errorf("%+v\ngot  %s\nwant %s", found, got, want)
	}
	found, err = w.Examine(t.Context(), true)
	must(t, err)
	want = strings.Split(strings.ReplaceAll(strings.Join(want, ", "), "orphan", "removed"), ", ")
	if got := strings.Split(outcomes(found.Findings), ", "); !sameSet(got, want) || found.Open != 2 || found.Orphans != 4 {
		t.Errorf("%+v: repaired %s", found, got)
	}
	items := w.keychain.Items()
	for _, outcome := range want {
		kind, item, _ := strings.Cut(outcome, " ")
		if _, there := items[item]; kind == "removed" && there || kind == "foreign" && !there {
			t.Errorf("%s: still there %t", outcome, there)
		}
	}
	if len(items) != before-4 {
		t.Errorf("%d items, want %d", len(items), before-4)
	}
	again, err := w.Examine(t.Context(), true)
	if err != nil || len(again.Findings) != 6 || again.Orphans != 0 || len(w.connections()) != 3 {
		t.Errorf("again %s, %v", outcomes(again.Findings), err)
	}
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// TestRepairLeavesAnotherDataFolderAlone: two stores, one keychain, all of it
// written by the program itself.
func TestRepairLeavesAnotherDataFolderAlone(t *testing.T) {
	daily := furnished(t)
	temporary := onboard.New(onboard.Deps{Keychain: daily.keychain, Store: &coretest.Store{}, Platform: daily.platform})
	for range 3 {
		if v := daily.Verify(t.Context(), daily.connections()[0].ID, nil); !v.Connected {
			t.Fatalf("%s", codes(v.Findings))
		}
		before := daily.state()
		found, err := temporary.Examine(t.Context(), true)
		must(t, err)
		if got := daily.state(); got != before {
			t.Fatalf("another data folder's items were changed:\n%s\nbefore:\n%s", got, before)
		}
		if found.Open != 0 || found.Orphans != 0 || len(found.Findings) != len(daily.keychain.Items()) {
			t.Errorf("%+v", found)
		}
		for _, f := range found.Findings {
			if f.Detail["outcome"] != "foreign" || !strings.Contains(f.Explanation, "another data folder") {
				t.Errorf("%+v", f)
			}
		}
	}
	if found, err := daily.Examine(t.Context(), true); err != nil || len(found.Findings) != 0 {
		t.Errorf("the folder in daily use: %+v, %v", found, err)
	}
}

// TestExamineSettlesFirst: what a program left in the middle is no left-over.
func TestExamineSettlesFirst(t *testing.T) {
	w := furnished(t)
	next := core.Connection{ID: "c9", ProfileID: w.profile.ID, Fingerprint: credential(5).Fingerprint(), Account: "Northwind"}
	must(t, w.store.Begin(t.Context(), core.Change{ID: "x", Item: core.CredentialItem("c9"), Fingerprint: next.Fingerprint, SaveConnection: &next}))
	must(t, w.keychain.Set(t.Context(), core.CredentialItem("c9"), credential(5)))
	if found, err := w.Examine(t.Context(), true); err != nil || len(found.Findings) != 0 || len(w.connections()) != 2 {
		t.Errorf("%s, %v", outcomes(found.Findings), err)
	}
}

func TestExamineSaysWhatItCannotSee(t *testing.T) {
	w := furnished(t)
	w.keychain.Unlistable = true
	if found, err := w.Examine(t.Context(), true); err != nil || found.Listed || len(found.Findings) != 0 {
		t.Errorf("%+v, %v", found, err)
	}
	for _, op := range []string{"Get", "List"} {
		w.keychain.Before = failing(op, finding.KeychainLocked)
		if _, err := w.Examine(t.Context(), true); codeOf(err) != finding.KeychainLocked {
			t.Errorf("%s: %v", op, err)
		}
	}
}
