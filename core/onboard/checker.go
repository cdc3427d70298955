package onboard

import (
	"context"
	"slices"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/finding"
)

// Checker looks at pasted texts for one profile, without any I/O. It is
// immutable and safe for concurrent use.
type Checker struct {
	profile core.Profile
	secret  core.Secret
	known   map[string]string
	now     func() time.Time
}

// CheckerFor returns a Checker that knows the profile only: neither the app's
// client secret nor the credentials already in use.
func (s *Service) CheckerFor(p core.Profile) *Checker {
	return &Checker{profile: p, now: s.now}
}

// Checker returns a Checker that also recognises the app's client secret and
// the credentials of the profile's connections. What cannot be read is left
// out: a locked keychain must not stop a check. It may wait for the keychain.
func (s *Service) Checker(ctx context.Context, p core.Profile) *Checker {
	c := s.CheckerFor(p)
	if p.ClientAuth != core.ClientAuthNone {
		if secret, err := s.keychain.Get(ctx, core.ClientSecretItem(p.ID)); err == nil {
			c.secret = secret
		}
	}
	connections, err := s.store.Connections(ctx)
	if err != nil {
		return c
	}
	c.known = make(map[string]string, len(connections))
	for _, connection := range connections {
		if connection.ProfileID == p.ID {
			c.known[connection.Fingerprint] = connection.Name
		}
	}
	return c
}

// Check finds, cleans and reads the credential in the text.
func (c *Checker) Check(text string) core.Check {
	return credential.Check(text, credential.Options{
		Profile: c.profile, Now: c.now(), ClientSecret: c.secret,
		Known: func(fingerprint string) (string, bool) {
			name, ok := c.known[fingerprint]
			return name, ok
		},
	})
}

// checkStored looks at a credential that is about to be exchanged.
func (s *Service) checkStored(p core.Profile, jwt core.Secret) core.Check {
	return s.CheckerFor(p).Check(jwt.Reveal())
}

// signatureLimit is how long anybody waits for the platform's key set: it makes
// the outcome plainer, and nothing depends on it.
const signatureLimit = 2 * time.Second

// VerifySignature asks the platform's key set whether a usable credential is
// genuine, and returns the check with what it said: nothing, when nothing can be
// said. A check that was asked about, or is not usable, comes back as it is. It
// spends no budget, sends no secret, and takes two seconds at most.
func (s *Service) VerifySignature(ctx context.Context, p core.Profile, check core.Check) core.Check {
	if check.SignatureAsked || !check.Usable || check.JWT.Empty() || len(p.UnconfirmedHosts()) > 0 {
		return check
	}
	ctx, cancel := context.WithTimeout(ctx, signatureLimit)
	defer cancel()
	f, said := s.platform.VerifySignature(ctx, p, check.JWT)
	check.SignatureAsked = true
	switch {
	case said && f.Severity == core.SeverityError: // makes the rest pointless
		check.Usable, check.Findings = false, append([]core.Finding{f}, check.Findings...)
	case said:
		check.Findings = append(slices.Clone(check.Findings), f)
	}
	return check
}

// errorOf returns the first finding that stops the work.
func errorOf(check core.Check) (core.Finding, bool) {
	for _, f := range check.Findings {
		if f.Severity == core.SeverityError {
			return f, true
		}
	}
	if check.JWT.Empty() {
		return finding.New(finding.NotAJWT), true
	}
	return core.Finding{}, false
}
