package credential

import (
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// consistent reports whether the claims of a payload put together from lines
// are surely what they were. Without one of its lines it may still be readable,
// but a claim is gone, or of issuer and audience one has become a stranger.
func (r *report) consistent(c claims) bool {
	strange := func(rel relation) bool { return rel.match == matchAlien || rel.match == matchNotUse }
	return len(c.missing)+len(c.mistyped) == 0 && strange(r.issuer) == strange(r.audience)
}

// origin compares issuer and audience with the profile's platform.
func (r *report) origin(c claims) {
	told := false // of another environment: once is enough
	switch {
	case c.issuer == "":
	case r.issuer.match == matchOther:
		r.environment(r.issuer.env)
		told = true
	case r.issuer.match == matchAlien:
		r.stranger(finding.NewForeignIssuer, "issuer", c.issuer)
	}
	a := r.audience
	switch {
	case a.name == "":
	case a.match == matchOther && told && a.env == r.issuer.env:
	case a.match == matchOther && !told:
		r.environment(a.env)
	case a.match != matchSame:
		r.stranger(finding.NewWrongAudience, "audience", a.name)
	case r.platform.unknown && r.issuer.env != core.CustomHosts && a.env != r.issuer.env:
		r.stranger(finding.NewWrongAudience, "audience", a.name)
	}
}

func (r *report) environment(found core.Environment) {
	r.add(finding.NewWrongEnvironment(found, r.platform.env, r.otherHost()), map[string]string{
		"found": string(found), "expected": string(r.platform.env),
	})
}

// otherHost is the host of a server that is not RingCentral's, else "".
func (r *report) otherHost() string {
	if r.platform.custom() {
		return r.platform.host()
	}
	return ""
}

// stranger reports an issuer or audience that is not the platform's, and names
// it where that can give nothing away.
func (r *report) stranger(of func(name, host string) core.Finding, what, name string) {
	if !quotable(name, r.text, r.compact) {
		r.add(of("", r.otherHost()), nil)
		return
	}
	r.add(of(name, r.otherHost()), map[string]string{what: name})
}

func (r *report) missing(c claims) {
	for _, name := range c.missing {
		r.add(finding.NewMissingClaim(name, false), map[string]string{"claim": name})
	}
	for _, name := range c.mistyped {
		r.add(finding.NewMissingClaim(name, true), map[string]string{"claim": name, "problem": "wrong type"})
	}
}

// dates compares the dates of the credential with this computer's clock.
func (r *report) dates(c claims) {
	now := r.o.Now
	if c.hasIssued && c.issued.After(now.Add(skew)) {
		r.add(finding.NewIssuedInFuture(c.issued, now), dated("issued_at", c.issued))
	}
	if !c.hasExpires {
		return
	}
	switch left := c.expires.Sub(now); {
	case !c.expires.After(now):
		r.add(finding.NewExpired(c.expires, now), dated("expires_at", c.expires))
	case left < soon && !c.neverExpires(now):
		r.add(finding.NewExpiresSoon(c.expires, now), dated("expires_at", c.expires))
	}
}

func dated(name string, t time.Time) map[string]string {
	return map[string]string{name: t.Format(time.RFC3339)}
}
