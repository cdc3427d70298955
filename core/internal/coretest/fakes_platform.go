package coretest

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/sureline/sureline/core"
)

// TB is the part of testing.TB that the fakes need.
type TB interface {
	Helper()
	Errorf(format string, args ...any)
	Cleanup(func())
}

// Platform is a core.Platform whose functions the test sets. A function that is
// not set gives an error that names it; one that is set and never called fails
// the test.
type Platform struct {
	ExchangeFunc        func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error)
	RevokeFunc          func(context.Context, core.Target, core.Grant) (core.Call, error)
	IdentityFunc        func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error)
	GetFunc             func(context.Context, core.Profile, core.Grant, string) (core.Answer, error)
	VerifySignatureFunc func(context.Context, core.Profile, core.Secret) (core.Finding, bool)

	mu   sync.Mutex
	asks []string
}

var _ core.Platform = (*Platform)(nil)

// Verified returns the platform after registering the check that every
// function that is set by the end of the test was called.
func (p *Platform) Verified(t TB) *Platform {
	t.Cleanup(func() {
		t.Helper()
		for name, set := range map[string]bool{
			"Exchange": p.ExchangeFunc != nil, "Revoke": p.RevokeFunc != nil, "Identity": p.IdentityFunc != nil,
			"Get": p.GetFunc != nil, "VerifySignature": p.VerifySignatureFunc != nil,
		} {
			if set && p.Asked(name) == 0 {
				t.Errorf("coretest: Platform.%sFunc is set but was never called", name)
			}
		}
	})
	return p
}

// Asks returns the names of the methods called so far, in order.
func (p *Platform) Asks() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asks)
}

// Asked returns how often the method was called.
func (p *Platform) Asked(method string) int {
	n := 0
	for _, ask := range p.Asks() {
		if ask == method {
			n++
		}
	}
	return n
}

func (p *Platform) note(method string, set bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.asks = append(p.asks, method)
	if !set {
		return fmt.Errorf("coretest: Platform.%sFunc is not set", method)
	}
	return nil
}

// Exchange implements core.Platform.
func (p *Platform) Exchange(ctx context.Context, t core.Target, credential core.Secret) (core.Grant, core.Call, error) {
	if err := p.note("Exchange", p.ExchangeFunc != nil); err != nil {
		return core.Grant{}, core.Call{}, err
	}
	return p.ExchangeFunc(ctx, t, credential)
}

// Revoke implements core.Platform.
func (p *Platform) Revoke(ctx context.Context, t core.Target, g core.Grant) (core.Call, error) {
	if err := p.note("Revoke", p.RevokeFunc != nil); err != nil {
		return core.Call{}, err
	}
	return p.RevokeFunc(ctx, t, g)
}

// Identity implements core.Platform.
func (p *Platform) Identity(ctx context.Context, profile core.Profile, g core.Grant) (core.Identity, []core.Call, error) {
	if err := p.note("Identity", p.IdentityFunc != nil); err != nil {
		return core.Identity{}, nil, err
	}
	return p.IdentityFunc(ctx, profile, g)
}

// Get implements core.Platform.
func (p *Platform) Get(ctx context.Context, profile core.Profile, g core.Grant, path string) (core.Answer, error) {
	if err := p.note("Get", p.GetFunc != nil); err != nil {
		return core.Answer{}, err
	}
	return p.GetFunc(ctx, profile, g, path)
}

// VerifySignature implements core.Platform.
func (p *Platform) VerifySignature(ctx context.Context, profile core.Profile, credential core.Secret) (core.Finding, bool) {
	if p.note("VerifySignature", p.VerifySignatureFunc != nil) != nil {
		return core.Finding{}, false
	}
	return p.VerifySignatureFunc(ctx, profile, credential)
}
