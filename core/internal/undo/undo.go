// Package undo owns taking back what a use case has done when a later step of it
// fails. It imports core and core/finding.
package undo

import (
	"context"
	"errors"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Limit is how long taking back may go on after the user has cancelled.
const Limit = 5 * time.Second

// Steps are what takes back a use case's effects so far, in the order of the
// effects. The zero value is ready; it is for one goroutine.
type Steps []func(context.Context) error

// Add notes how the effect that was just reached is taken back.
func (s *Steps) Add(step func(context.Context) error) { *s = append(*s, step) }

// After takes everything back, the last effect first, although the context may
// have ended, and returns the failure that made it necessary. What could not be
// taken back is told by the failure's finding, in the details "undo" and
// "undo_code", and by its cause.
func (s Steps) After(ctx context.Context, failure error) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), Limit)
	defer cancel()
	var left []error
	for i := len(s) - 1; i >= 0; i-- {
		if err := s[i](ctx); err != nil {
			left = append(left, err)
		}
	}
	if len(left) == 0 {
		return failure
	}
	f := finding.WithDetail(findingOf(failure), map[string]string{"undo": "failed", "undo_code": string(findingOf(left[0]).Code)})
	return core.Fail("undoing a failed save", f, errors.Join(append([]error{failure}, left...)...))
}

// SetSecret puts the secret into the keychain, or deletes the item when the
// secret is empty, and adds the step that puts back what was there. A Set that
// fails has left the old secret, so that nothing is to be taken back.
func (s *Steps) SetSecret(ctx context.Context, chain core.Keychain, item string, secret core.Secret) error {
	old, err := Secret(ctx, chain, item)
	if err != nil {
		return err
	}
	if err := put(ctx, chain, item, secret); err != nil {
		return err
	}
	s.Add(func(ctx context.Context) error { return put(ctx, chain, item, old) })
	return nil
}

func put(ctx context.Context, chain core.Keychain, item string, secret core.Secret) error {
	if secret.Empty() {
		return chain.Delete(ctx, item)
	}
	return chain.Set(ctx, item, secret)
}

// Secret returns the keychain's item, or an empty secret when there is none, or
// none that can be read any more.
func Secret(ctx context.Context, chain core.Keychain, item string) (core.Secret, error) {
	secret, err := chain.Get(ctx, item)
	if core.HasCode(err, finding.KeychainItemMissing) || core.HasCode(err, finding.KeychainItemChanged) {
		return core.Secret{}, nil
	}
	return secret, err
}

func findingOf(err error) core.Finding {
	if f, ok := core.FindingOf(err); ok {
		return f
	}
	return finding.New(finding.Internal)
}
