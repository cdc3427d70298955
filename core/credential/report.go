package credential

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Limits of the warnings about dates.
const (
	soon = 30 * 24 * time.Hour
	skew = 5 * time.Minute
)

// order ranks the codes that may come together: what makes the rest pointless
// first, what needs nobody last.
var order = []core.Code{
	finding.SeveralCredentials, finding.EncryptedToken, finding.Damaged, finding.Truncated,
	finding.WrongEnvironment, finding.ForeignIssuer, finding.Expired, finding.Unsigned, finding.WrongAlgorithm,
	finding.WrongAudience, finding.MissingClaim, finding.AlreadyConnected, finding.IssuedInFuture,
	finding.ExpiresSoon, finding.CleanedUp, finding.NeverExpires,
}

var severities = []core.Severity{core.SeverityError, core.SeverityWarning, core.SeverityFixed, core.SeverityInfo}

// report collects what is to be said about one credential.
type report struct {
	o        Options
	platform platform
	text     string // as pasted
	compact  string
	list     []core.Finding
	// issuer and audience say how those compare with the platform.
	issuer, audience relation
}

func (r *report) add(f core.Finding, detail map[string]string) {
	r.list = append(r.list, finding.WithDetail(f, detail))
}

// reportOn says everything about the credential found in the text.
func reportOn(f found, text string, o Options) core.Check {
	r := report{o: o, platform: platformOf(o.Profile), text: text, compact: f.compact()}
	head, headerSound := decodeObject(f.header)
	body, payloadSound := decodeObject(f.payload)
	alg, readable := stringOf(head.Alg), headerSound && payloadSound
	var c claims
	if readable {
		c = readClaims(body)
		r.issuer, r.audience = r.platform.issuer(c.issuer), r.platform.audience(c.audiences)
		if f.joined && !r.consistent(c) {
			f, c, readable = f.damaged(finding.MiddlePart), claims{}, false
		}
	}
	usable := r.guard(f, headerSound, payloadSound, alg)
	if readable {
		r.origin(c)
		r.algorithm(alg)
		r.missing(c)
		r.dates(c)
	}
	r.remarks(f, c, usable && core.Usable(r.list))
	var result core.Check
	if usable && readable {
		result.JWT = core.NewSecret(r.compact)
		result.Credential = r.credential(c, result.JWT)
		if o.Known != nil {
			if name, ok := o.Known(result.Credential.Fingerprint); ok {
				r.add(finding.NewAlreadyConnected(name), map[string]string{"fingerprint": result.Credential.Fingerprint})
			}
		}
	}
	result.Findings = sorted(r.list)
	result.Usable = !result.JWT.Empty() && core.Usable(result.Findings)
	return result
}

// remarks adds what is no error, in other words beside one.
func (r *report) remarks(f found, c claims, usable bool) {
	if f.dirt != 0 {
		r.list = append(r.list, finding.NewCleanedUp(f.dirt.list(), !usable))
	}
	if c.neverExpires(r.o.Now) {
		r.list = append(r.list, finding.NewNeverExpires(!usable))
	}
}

// guard is what every credential passes on its way to being usable: nothing was
// found wrong with its outline, header and payload can be read, and the
// signature has a fitting length. It reports what is wrong.
func (r *report) guard(f found, headerSound, payloadSound bool, alg string) bool {
	switch {
	case f.flaw == flawEncrypted:
		r.add(finding.New(finding.EncryptedToken), nil)
	case f.flaw == flawStart:
		r.list = append(r.list, beginningMissing())
	case f.flaw == flawCut && f.missing > 0 && f.dirt&dirtLookAlikes != 0: // one dash may have been two
		r.damaged(finding.LastPart)
	case f.flaw == flawCut && f.missing > 0:
		r.truncated(f.missing, shortestRSA-f.missing)
	case f.flaw == flawCut, f.flaw == flawNone && headerSound && !payloadSound && f.signature == "" && endsEarly(f.payload):
		r.add(finding.NewTruncated(0), nil)
	case f.flaw == flawDamaged:
		r.damaged(f.part)
	case !headerSound:
		r.damaged(finding.FirstPart)
	case !payloadSound:
		r.damaged(finding.MiddlePart)
	default:
		return r.signature(f.signature, alg)
	}
	return false
}

// signature judges the signature by the algorithm.
func (r *report) signature(signature, alg string) bool {
	n, least := len(signature), (sizes[alg]*8+5)/6
	if isRSA(alg) {
		least = shortestRSA
	}
	switch {
	case strings.EqualFold(alg, "none"), fits(alg, signature), r.platform.custom() && isRSA(alg) && fitsAnyRSA(signature):
		return true
	case n == 0:
		r.add(finding.NewUnsigned(true), map[string]string{"algorithm": alg})
	case n < least:
		r.truncated(least-n, n)
	case n == least, n%4 == 1:
		r.damaged(finding.LastPart)
	case isRSA(alg), r.platform.custom() && isAsymmetric(alg):
		r.damaged(finding.SignatureLength)
	default:
		return true // of an algorithm that is refused in its own words
	}
	return false
}

func (r *report) truncated(missing, length int) {
	r.add(finding.NewTruncated(missing), map[string]string{"missing": strconv.Itoa(missing), "signature_length": strconv.Itoa(length)})
}

// damagedParts are the details of damage.
var damagedParts = map[finding.Damage]string{
	finding.FirstPart: "header", finding.FirstCharacters: "header", finding.MiddlePart: "payload",
	finding.LastPart: "signature", finding.SignatureLength: "signature",
}

func damaged(at finding.Damage) core.Finding {
	return finding.WithDetail(finding.NewDamaged(at), map[string]string{"part": damagedParts[at]})
}

func beginningMissing() core.Finding {
	return finding.WithDetail(finding.NewBeginningMissing(), map[string]string{"part": "header"})
}

func (r *report) damaged(at finding.Damage) { r.list = append(r.list, damaged(at)) }

// algorithm reports what is not RS256, which is all that RingCentral takes.
func (r *report) algorithm(alg string) {
	detail := map[string]string{"algorithm": alg}
	switch {
	case alg == "RS256":
		return
	case strings.EqualFold(alg, "none"):
		r.add(finding.NewUnsigned(false), detail)
		return
	case alg == "":
		r.add(finding.NewAlgorithmMissing(), nil)
		return
	}
	name := alg
	if !quotable(alg, r.text, r.compact) || len(alg) > leak {
		name, detail = "", nil
	}
	switch {
	case r.platform.custom() && isAsymmetric(alg):
		r.add(finding.NewAlgorithmUncertain(name, r.platform.host), detail)
	case r.platform.custom() && strings.HasPrefix(name, "HS"):
		r.add(finding.NewAlgorithmShared(name), detail)
	default:
		r.add(finding.NewWrongAlgorithm(name), detail)
	}
}

func isAsymmetric(alg string) bool {
	return isRSA(alg) || strings.HasPrefix(alg, "ES") || strings.HasPrefix(alg, "Ed")
}

func (r *report) credential(c claims, jwt core.Secret) *core.Credential {
	cred := core.Credential{
		Issuer: c.issuer, Audience: r.audience.name, Subject: c.subject, Environment: r.issuer.env,
		Length: jwt.Len(), Fingerprint: jwt.Fingerprint(),
	}
	if c.hasIssued {
		cred.IssuedAt = &c.issued
	}
	if c.hasExpires && !c.neverExpires(r.o.Now) {
		cred.ExpiresAt = &c.expires
	}
	return &cred
}

// consistent reports whether the claims of a payload put together from lines
// are surely what they were. Without one of its lines it may still be readable,
// but a claim is gone, or of issuer and audience one has become a stranger.
func (r *report) consistent(c claims) bool {
	strange := func(rel relation) bool { return rel.match == matchAlien || rel.match == matchNotUse }
	return len(c.missing)+len(c.mistyped) == 0 && strange(r.issuer) == strange(r.audience)
}

// origin compares issuer and audience with the profile's platform.
func (r *report) origin(c claims) {
	said := false // that it is of another environment: once is enough
	switch {
	case c.issuer == "":
	case r.issuer.match == matchOther:
		r.environment(r.issuer.env)
		said = true
	case r.issuer.match == matchAlien:
		r.stranger(finding.NewForeignIssuer, "issuer", c.issuer)
	}
	a := r.audience
	switch {
	case a.name == "":
	case a.match == matchOther && said && a.env == r.issuer.env:
	case a.match == matchOther && !said:
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
		return r.platform.host
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

func sorted(list []core.Finding) []core.Finding {
	slices.SortStableFunc(list, func(a, b core.Finding) int {
		if d := slices.Index(severities, a.Severity) - slices.Index(severities, b.Severity); d != 0 {
			return d
		}
		return slices.Index(order, a.Code) - slices.Index(order, b.Code)
	})
	return list
}
