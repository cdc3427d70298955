package onboard

import (
	"context"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Examination is what a comparison of keychain and store found.
type Examination struct {
	// Findings are left-over: one for each connection whose credential is gone or
	// is another, and one for each keychain item that nothing refers to. Empty
	// means that the two agree.
	Findings []core.Finding
	// Listed is false where the operating system has no way to list the items:
	// then only the connections were looked at.
	Listed bool
}

// Examine compares keychain and store both ways, once everything left in the
// middle is settled. With repair it deletes the items that nothing refers to;
// a connection without its credential needs a person who creates another. It
// reads every credential, and changes nothing without repair.
func (s *Service) Examine(ctx context.Context, repair bool) (Examination, error) {
	unlock, err := s.lock(ctx)
	if err != nil {
		return Examination{}, err
	}
	defer unlock()
	connections, err := s.Connections(ctx)
	if err != nil {
		return Examination{}, err
	}
	profiles, err := s.Profiles(ctx)
	if err != nil {
		return Examination{}, err
	}
	var found Examination
	known := map[string]bool{}
	for _, p := range profiles {
		known[core.ClientSecretItem(p.ID)] = true
	}
	for _, c := range connections {
		item := core.CredentialItem(c.ID)
		known[item], known[core.AccessTokenItem(c.ID)] = true, true
		_, err := s.credentialOf(ctx, c)
		switch {
		case core.HasCode(err, finding.KeychainItemMissing), core.HasCode(err, finding.KeychainItemChanged):
			found.add(differs(finding.NewCredentialGone(c.Name), item))
		case err != nil:
			return found, err
		}
	}
	items, listed, err := s.keychain.List(ctx)
	if err != nil {
		return found, wrap("listing the keychain", err)
	}
	found.Listed = listed
	for _, item := range items {
		if known[item] || !isOurs(item) {
			continue
		}
		if repair {
			if err := s.keychain.Delete(ctx, item); err != nil {
				return found, wrap("removing what is left over", err)
			}
		}
		found.add(differs(finding.NewOrphan(item, repair), item))
	}
	return found, nil
}

func (e *Examination) add(f core.Finding) { e.Findings = append(e.Findings, f) }

// isOurs tells the items that profiles and connections refer to, and what a
// probe that was interrupted left, from those of other parts of Sureline.
func isOurs(item string) bool {
	for _, prefix := range []string{core.CredentialItem(""), core.AccessTokenItem(""), core.ClientSecretItem(""), "probe/"} {
		if strings.HasPrefix(item, prefix) {
			return true
		}
	}
	return false
}

func differs(f core.Finding, item string) core.Finding {
	return finding.WithDetail(f, map[string]string{"item": item, "outcome": f.Wording.Variant})
}
