package wire

import (
	"context"
	"sync/atomic"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/ringcentral"
	"github.com/sureline/sureline/core/settings"
)

// network merges the settings and what overrides them. A proxy that overrides
// that of the settings does not get its user and password.
func (s *Sureline) network(ctx context.Context, chosen settings.Settings) (ringcentral.Network, error) {
	n := ringcentral.Network{
		ProxyURL: s.options.Proxy, Timeout: s.options.Timeout, UserAgent: ringcentral.UserAgent(buildinfo.Version()),
	}
	for _, file := range []string{chosen.CAFile, s.options.CAFile} {
		if file != "" {
			n.CAFiles = append(n.CAFiles, file)
		}
	}
	if n.ProxyURL != "" || chosen.Proxy == "" {
		return n, nil
	}
	n.ProxyURL, n.ProxyUser = chosen.Proxy, chosen.ProxyUser
	if chosen.ProxyUser == "" {
		return n, nil
	}
	password, err := s.Keychain.Get(ctx, settings.ProxyPasswordItem)
	if err != nil && !core.HasCode(err, finding.KeychainItemMissing) {
		return n, err
	}
	n.ProxyPassword = password
	return n, nil
}

// platform is a core.Platform whose network can be changed while it is used.
type platform struct{ now atomic.Pointer[built] }

// built is a client, or why there is none.
type built struct {
	client *ringcentral.Client
	err    error
}

var _ core.Platform = (*platform)(nil)

func (p *platform) use(n ringcentral.Network, err error) error {
	b := &built{err: err}
	if err == nil {
		b.client, b.err = ringcentral.New(ringcentral.Options{Network: n})
	}
	if old := p.now.Swap(b); old != nil && old.client != nil {
		old.client.CloseIdle()
	}
	return b.err
}

func (p *platform) problem() error { return p.now.Load().err }

func (p *platform) closeIdle() {
	if b := p.now.Load(); b.client != nil {
		b.client.CloseIdle()
	}
}

// Exchange implements core.Platform.
func (p *platform) Exchange(ctx context.Context, t core.Target, credential core.Secret) (core.Grant, core.Call, error) {
	b := p.now.Load()
	if b.err != nil {
		return core.Grant{}, core.Call{}, b.err
	}
	return b.client.Exchange(ctx, t, credential)
}

// Revoke implements core.Platform.
func (p *platform) Revoke(ctx context.Context, t core.Target, g core.Grant) (core.Call, error) {
	b := p.now.Load()
	if b.err != nil {
		return core.Call{}, b.err
	}
	return b.client.Revoke(ctx, t, g)
}

// Identity implements core.Platform.
func (p *platform) Identity(ctx context.Context, profile core.Profile, g core.Grant) (core.Identity, []core.Call, error) {
	b := p.now.Load()
	if b.err != nil {
		return core.Identity{}, nil, b.err
	}
	return b.client.Identity(ctx, profile, g)
}

// Get implements core.Platform.
func (p *platform) Get(ctx context.Context, profile core.Profile, g core.Grant, path string) (core.Answer, error) {
	b := p.now.Load()
	if b.err != nil {
		return core.Answer{}, b.err
	}
	return b.client.Get(ctx, profile, g, path)
}

// VerifySignature implements core.Platform.
func (p *platform) VerifySignature(ctx context.Context, profile core.Profile, credential core.Secret) (core.Finding, bool) {
	b := p.now.Load()
	if b.err != nil {
		return core.Finding{}, false
	}
	return b.client.VerifySignature(ctx, profile, credential)
}

// Reach asks the profile's server for the versions of its interface, without a
// credential: it tells whether the server can be reached. Any answer that is
// the platform's own will do, a refusal included. Nothing is sent to a host that
// the user has not confirmed.
func (s *Sureline) Reach(ctx context.Context, profile core.Profile) (core.Call, error) {
	answer, err := s.platform.Get(ctx, profile, core.Grant{}, "/restapi")
	f, _ := core.FindingOf(err)
	switch {
	case err == nil, f.Code == finding.AccessTokenRejected, f.Code == finding.Refused, f.Code == finding.NotFound:
		return answer.Call, nil
	}
	return answer.Call, err
}
