package credential

import (
	"strconv"
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
		r.stranger(finding.ForeignIssuer, "issuer", c.issuer)
	}
	a := r.audience
	switch {
	case a.name == "":
	case a.match == matchOther && told && a.env == r.issuer.env:
	case a.match == matchOther && !told:
		r.environment(a.env)
	case a.match != matchSame:
		r.stranger(finding.WrongAudience, "audience", a.name)
	case r.platform.unknown && r.issuer.env != core.CustomHosts && a.env != r.issuer.env:
		r.stranger(finding.WrongAudience, "audience", a.name)
	}
}

func (r *report) environment(found core.Environment) {
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
	if c.hasIssued && c.issued.After(now.Add(skew)) {
		r.add(finding.IssuedInFuture, finding.Args{"date": human(c.issued, now)}, dated("issued_at", c.issued))
	}
	if !c.hasExpires {
		return
	}
	switch left := c.expires.Sub(now); {
	case !c.expires.After(now):
		r.add(finding.Expired, finding.Args{"date": human(c.expires, now)}, dated("expires_at", c.expires))
	case left < soon && !c.neverExpires(now):
		r.add(finding.ExpiresSoon, finding.Args{"date": human(c.expires, now), "left": leftFor(c.expires, now)}, dated("expires_at", c.expires))
	}
}

func dated(name string, t time.Time) map[string]string {
	return map[string]string{name: t.Format(time.RFC3339)}
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

// leftFor counts the days of the calendar, as people do: at noon, a credential
// that ends in 36 hours ends tomorrow.
func leftFor(t, now time.Time) string {
	switch days := calendarDay(t.In(now.Location())) - calendarDay(now); days {
	case 0:
		return "today"
	case 1:
		return "tomorrow"
	default:
		return "in " + strconv.Itoa(days) + " days"
	}
}

// calendarDay numbers the days, whatever their length in hours.
func calendarDay(t time.Time) int {
	return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}
