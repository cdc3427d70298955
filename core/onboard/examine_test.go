package onboard_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
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
	foreign := map[string]string{"kore/cs-1": "other part", "proxy-password": "other part"}
	orphans := map[string]string{"credential/nobody": "x", "access-token/nobody": "t", "client-secret/gone": "y", "probe/ABC": "z"}
	for item, text := range foreign {
		must(t, w.keychain.Set(t.Context(), item, core.NewSecret(coretest.CanarySecret+text)))
	}
	if found, err := w.Examine(t.Context(), true); err != nil || len(found.Findings) != 0 || !found.Listed {
		t.Fatalf("when all is well: %+v, %v", found, err)
	}
	for item, text := range orphans {
		must(t, w.keychain.Set(t.Context(), item, core.NewSecret(coretest.CanarySecret+text)))
	}
	must(t, w.keychain.Delete(t.Context(), core.CredentialItem(lost.ID)))
	must(t, w.keychain.Set(t.Context(), core.CredentialItem(changed.ID), credential(9)))

	before := len(w.keychain.Items())
	found, err := w.Examine(t.Context(), false)
	must(t, err)
	clean(t, found.Findings)
	want := fmt.Sprintf("no-credential credential/%s, no-credential credential/%s, orphan access-token/nobody, orphan client-secret/gone, orphan credential/nobody, orphan probe/ABC", lost.ID, changed.ID)
	if got := outcomes(found.Findings); got != want || len(w.keychain.Items()) != before {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	found, err = w.Examine(t.Context(), true)
	must(t, err)
	if got := outcomes(found.Findings); got != strings.ReplaceAll(want, "orphan", "removed") {
		t.Errorf("repaired %s", got)
	}
	items := w.keychain.Items()
	for item := range orphans {
		if _, there := items[item]; there {
			t.Errorf("%s is still there", item)
		}
	}
	if len(items) != before-len(orphans) {
		t.Errorf("%d items, want %d: more than the orphans was removed", len(items), before-len(orphans))
	}
	again, err := w.Examine(t.Context(), true)
	if err != nil || len(again.Findings) != 2 || len(w.connections()) != 3 {
		t.Errorf("again %s, %v", outcomes(again.Findings), err)
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
