package undo_test

import (
	"context"
	"errors"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/internal/undo"
)

func TestEverythingIsTakenBackLastFirst(t *testing.T) {
	chain := &coretest.Keychain{}
	if err := chain.Set(t.Context(), "a", core.NewSecret("old")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	var steps undo.Steps
	for _, change := range []struct{ item, secret string }{{"a", "one"}, {"b", "new"}, {"a", "two"}, {"a", ""}} {
		if err := steps.SetSecret(ctx, chain, change.item, core.NewSecret(change.secret)); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	failure := errors.New("failure")
	if err := steps.After(ctx, failure); !errors.Is(err, failure) || core.HasCode(err, finding.Internal) {
		t.Errorf("error is %v", err)
	}
	items := chain.Items()
	if a := items["a"]; len(items) != 1 || a.Reveal() != "old" {
		t.Errorf("%d items", len(items))
	}
}

func TestWhatCannotBeTakenBackIsTold(t *testing.T) {
	locked := core.Fail("test", finding.NewKeychain(finding.KeychainLocked), nil)
	full := core.Fail("test", finding.New(finding.DiskFull), nil)
	ran := 0
	var steps undo.Steps
	steps.Add(func(context.Context) error { ran++; return nil })
	steps.Add(func(context.Context) error { ran++; return locked })
	err := steps.After(t.Context(), full)
	f, _ := core.FindingOf(err)
	if ran != 2 || f.Code != finding.DiskFull || f.Detail["undo"] != "failed" || f.Detail["undo_code"] != "keychain-locked" || !errors.Is(err, locked) || !errors.Is(err, full) {
		t.Errorf("%d steps ran; %v, %+v", ran, err, f)
	}
}

func TestKeychainThatCannotBeReadIsNotWritten(t *testing.T) {
	locked := core.Fail("test", finding.NewKeychain(finding.KeychainLocked), nil)
	chain := &coretest.Keychain{Before: func(_ context.Context, op, _ string) error {
		if op == "Get" {
			return locked
		}
		return nil
	}}
	var steps undo.Steps
	if err := steps.SetSecret(t.Context(), chain, "a", core.NewSecret("x")); !errors.Is(err, locked) || len(chain.Items()) != 0 || len(steps) != 0 {
		t.Errorf("error %v, %d items, %d steps", err, len(chain.Items()), len(steps))
	}
}
