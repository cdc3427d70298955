package credential

import (
	"strconv"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// origin compares issuer and audience with the profile's platform.
func (r *report) origin(c claims) {
	told := false // of another environment: once is enough
	if c.issuer != "" {
		m, env := r.platform.matchIssuer(c.issuer)
		switch m {
		case matchOther:
			r.environment(env, c)
			told = true
		case matchAlien:
			r.stranger(finding.ForeignIssuer, "issuer", c.issuer)
		}
	}
	if len(c.audiences) == 0 {
		return
	}
	audience := r.audience(c)
	m, env := r.platform.matchAudience(audience)
	_, issuerEnv := r.platform.matchIssuer(c.issuer)
	switch {
	case m == matchOther && told && env == issuerEnv:
	case m == matchOther && !told:
		r.environment(env, c)
	case m != matchSame:
		r.stranger(finding.WrongAudience, "audience", audience)
	case r.platform.unknown && issuerEnv != core.CustomHosts && env != issuerEnv:
		r.stranger(finding.WrongAudience, "audience", audience)
	}
}

func (r *report) environment(found core.Environment, c claims) {
	args := finding.Args{"found": environmentNames[found], "expected": environmentNames[r.platform.env]}
	if r.platform.custom() {
		args["expected"], args["variant"] = r.platform.host(), "uncertain"
	}
	r.add(finding.WrongEnvironment, args, map[string]string{
		"found": string(found), "expected": string(r.platform.env),
	})
	if r.platform.custom() {
		r.soften()
	}
}

// stranger reports an issuer or audience that is not the platform's, and names
// it where that can give nothing away.
func (r *report) stranger(code core.Code, what, name string) {
	args := finding.Args{what: name, "host": r.platform.host()}
	detail := map[string]string{what: name}
	variant := ""
	if r.platform.custom() {
		variant = "uncertain"
	}
	if !quotable(name, r.text, r.compact) {
		delete(args, what)
		detail = nil
		if variant != "" {
			variant += "-"
		}
		variant += "unnamed"
	}
	args["variant"] = variant
	r.add(code, args, detail)
	if r.platform.custom() {
		r.soften()
	}
}

// claimNames finish the sentence "It does not say …".
var claimNames = map[string]string{
	"aud": "where it may be used", "sub": "whose it is", "iss": "who made it",
	"exp": "until when it works", "iat": "when it was made",
}

func (r *report) missing(c claims) {
	for _, name := range c.missing {
		r.add(finding.MissingClaim, finding.Args{"thing": claimNames[name]}, map[string]string{"claim": name})
	}
	for _, name := range c.mistyped {
		r.add(finding.MissingClaim, finding.Args{"thing": claimNames[name], "variant": "type"},
			map[string]string{"claim": name, "problem": "wrong type"})
	}
}

// dates compares the dates of the credential with this computer's clock.
func (r *report) dates(c claims) {
	now := r.o.Now
	detail := map[string]string{}
	if c.hasIssued {
		detail["issued_at"] = c.issued.Format(time.RFC3339)
	}
	if c.hasExpires {
		detail["expires_at"] = c.expires.Format(time.RFC3339)
	}
	if c.hasIssued && c.issued.After(now.Add(skew)) {
		r.add(finding.IssuedInFuture, finding.Args{"date": human(c.issued, now)}, detail)
	}
	if !c.hasExpires {
		return
	}
	switch left := c.expires.Sub(now); {
	case !c.expires.After(now):
		r.add(finding.Expired, finding.Args{"date": human(c.expires, now)}, detail)
	case c.neverExpires(now):
		r.add(finding.NeverExpires, nil, detail)
	case left < soon:
		r.add(finding.ExpiresSoon, finding.Args{"date": human(c.expires, now), "left": leftFor(left)}, detail)
	}
}

// human returns the date in the location of now: "2 January 2027", with the
// time when it is less than two days away.
func human(t, now time.Time) string {
	t = t.In(now.Location())
	if d := t.Sub(now); d > -48*time.Hour && d < 48*time.Hour {
		return t.Format("2 January 2006 at 15:04")
	}
	return t.Format("2 January 2006")
}

func leftFor(d time.Duration) string {
	switch days := int(d / (24 * time.Hour)); days {
	case 0:
		return "less than a day from now"
	case 1:
		return "a day from now"
	default:
		return strconv.Itoa(days) + " days from now"
	}
}
