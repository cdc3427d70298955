package onboard

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// Examination is what a comparison of keychain and store found.
type Examination struct {
	// Findings are left-over: one for each connection whose credential is gone or
	// is another, and one for each keychain item that nothing refers to. Empty
	// means that the two agree.
	Findings []core.Finding
	// Open is how many of the findings are about something that is still amiss here:
	// neither removed, nor what may be another data folder's.
	Open int
	// Orphans is how many items a repair removes, or has removed.
	Orphans int
	// Listed is false where the operating system has no way to list the items:
	// then only the connections were looked at.
	Listed bool
}

// Checkup is one thing that Sureline needs of this computer, and how it stands.
type Checkup struct {
	// Name is keychain, store, items (whether these two agree), settings, proxy,
	// network or clock; its title is in core/text under "doctor.name.".
	Name string
	OK   bool
	// Says is what was looked at or seen, in few words.
	Says text.Sentence
	// Findings say what is amiss or worth knowing.
	Findings []core.Finding
	// Repairable is true when a repair removes something.
	Repairable bool
}

// Examine compares keychain and store both ways, once everything left in the
// middle is settled. With repair it deletes the items that nothing refers to and
// that this store knows it has put there: others may be those of another data
// folder, and are named only. A connection without its credential needs a person
// who creates another. It reads every credential, and changes nothing without
// repair.
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
			found.Open++
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
		wrote, err := s.wrote(ctx, item)
		if err != nil {
			return found, err
		}
		if !wrote {
			found.add(differs(finding.NewForeignItem(item), item))
			continue
		}
		found.Orphans++
		if !repair {
			found.Open++
		} else if err := s.keychain.Delete(ctx, item); err != nil {
			return found, wrap("removing what is left over", err)
		}
		found.add(differs(finding.NewOrphan(item, repair), item))
	}
	return found, nil
}

func (e *Examination) add(f core.Finding) { e.Findings = append(e.Findings, f) }

// wrote reports whether what the item holds was put there with this store. A
// client secret never counts: another data folder may keep the same one under the
// same name, for profiles have the same ID everywhere.
func (s *Service) wrote(ctx context.Context, item string) (bool, error) {
	if strings.HasPrefix(item, probePrefix) {
		return true, nil // it holds no secret
	}
	if strings.HasPrefix(item, core.ClientSecretItem("")) {
		return false, nil
	}
	secret, err := s.keychain.Get(ctx, item)
	switch {
	case core.HasCode(err, finding.KeychainItemMissing), core.HasCode(err, finding.KeychainItemChanged):
		return false, nil
	case err != nil:
		return false, wrap("reading what is left over", err)
	}
	fingerprint := secret.Fingerprint()
	if id, isToken := strings.CutPrefix(item, core.AccessTokenItem("")); isToken {
		var shared sharedToken
		if json.Unmarshal([]byte(secret.Reveal()), &shared) != nil {
			return false, nil
		}
		item, fingerprint = core.CredentialItem(id), shared.Fingerprint // what it was made from
	}
	wrote, err := s.store.Wrote(ctx, item, fingerprint)
	return wrote, wrap("reading what was written", err)
}

// probePrefix is that of the items with which the keychain is tried.
const probePrefix = "probe/"

// isOurs tells the items that profiles and connections refer to, and what a
// probe that was interrupted left, from those of other parts of Sureline.
func isOurs(item string) bool {
	for _, prefix := range []string{core.CredentialItem(""), core.AccessTokenItem(""), core.ClientSecretItem(""), probePrefix} {
		if strings.HasPrefix(item, prefix) {
			return true
		}
	}
	return false
}

func differs(f core.Finding, item string) core.Finding {
	return finding.WithDetail(f, map[string]string{"item": item, "outcome": f.Wording.Variant})
}
