package onboard

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/handover"
)

// confirmed is the one decision about the hosts that a profile names. It returns
// the profile with those noted that the user accepted, or fails with
// host-not-confirmed, which names all that are left. What is not encrypted
// cannot be accepted.
func confirmed(op string, p core.Profile, accepted []string) (core.Profile, error) {
	p.ConfirmedHosts = slices.Clone(p.ConfirmedHosts)
	for _, host := range p.UnconfirmedHosts() {
		named := slices.ContainsFunc(accepted, func(a string) bool { return strings.EqualFold(strings.TrimSpace(a), host) })
		if named && !plain(p, host) {
			p.ConfirmedHosts = append(p.ConfirmedHosts, host)
		}
	}
	left := p.UnconfirmedHosts()
	if len(left) == 0 {
		return p, nil
	}
	hosts := strings.Join(left, ", ")
	f := finding.NewHostNotConfirmed(hosts)
	switch {
	case slices.ContainsFunc(left, func(host string) bool { return plain(p, host) }):
		f = finding.NewHostUnprotected(hosts)
	case slices.ContainsFunc(left, core.LooksLikeRingCentral):
		f = finding.NewHostLookAlike(hosts)
	}
	f = finding.WithDetail(f, map[string]string{"host": strings.Join(left, ","), "profile": p.ID})
	if p.HandoverRecipient != "" {
		f = finding.WithDetail(f, map[string]string{"handover_key": handover.Fingerprint(p.HandoverRecipient)})
	}
	return p, core.Fail(op, f, nil)
}

// plain reports whether the profile would speak to the host without encryption.
func plain(p core.Profile, host string) bool {
	for _, address := range p.Addresses() {
		u, err := url.Parse(address)
		if err == nil && u.Scheme == "http" && strings.EqualFold(u.Host, host) {
			return true
		}
	}
	return false
}

// adopt returns the profile as it may be used: with the hosts confirmed that
// were confirmed for its ID before or are accepted now, and no others. known is
// what the store has under the ID, with an empty ID if nothing.
func (s *Service) adopt(ctx context.Context, op string, p core.Profile, accepted []string) (usable, known core.Profile, err error) {
	known, err = s.store.Profile(ctx, p.ID)
	if err != nil && !errors.Is(err, core.ErrNotFound) {
		return p, known, wrap("reading the profile", err)
	}
	p.ConfirmedHosts = known.ConfirmedHosts
	p, err = confirmed(op, p, accepted)
	return p, known, err
}

// ConfirmHosts notes that the user was shown these hosts of a stored profile and
// accepted them. While another host that the profile names is left, it changes
// nothing and fails with host-not-confirmed, which names those.
func (s *Service) ConfirmHosts(ctx context.Context, profileID string, hosts []string) (core.Profile, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return core.Profile{}, err
	}
	defer unlock()
	p, err := s.Profile(ctx, profileID)
	if err != nil {
		return p, err
	}
	if len(p.UnconfirmedHosts()) == 0 {
		return p, nil
	}
	if p, err = confirmed("confirming a host", p, hosts); err != nil {
		return p, err
	}
	return p, wrap("saving the profile", s.store.Apply(ctx, core.Change{SaveProfile: &p}))
}
