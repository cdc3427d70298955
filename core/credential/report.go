package credential

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// Limits of the warnings about dates (diagnosis.md, Check).
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
			f, c, readable = f.damaged("middle"), claims{}, false
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
		if name, ok := r.known(result.Credential.Fingerprint); ok {
			r.add(finding.NewAlreadyConnected(name), map[string]string{"fingerprint": result.Credential.Fingerprint})
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
	switch f.flaw {
	case flawEncrypted:
		r.add(finding.New(finding.EncryptedToken), nil)
		return false
	case flawStart:
		r.add(finding.NewBeginningMissing(), map[string]string{"part": "header"})
		return false
	case flawCut:
		switch {
		case f.missing == 0:
			r.add(finding.NewTruncated(0), nil)
		case f.dirt&dirtLookAlikes != 0: // one dash may have been two
			r.damaged(finding.LastPart)
		default:
			r.truncated(f.missing, shortestRSA-f.missing)
		}
		return false
	case flawDamaged:
		r.damaged(finding.Damage(f.part))
		return false
	}
	switch {
	case !headerSound:
		r.damaged(finding.FirstPart)
		return false
	case !payloadSound:
		if _, _, cut := objectEnd([]byte(f.payload)); cut && f.signature == "" {
			r.add(finding.NewTruncated(0), nil)
		} else {
			r.damaged(finding.MiddlePart)
		}
		return false
	}
	return r.signature(f.signature, alg)
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
		r.damaged("length")
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

func (r *report) damaged(at finding.Damage) {
	r.add(finding.NewDamaged(at), map[string]string{"part": damagedParts[at]})
}

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
		r.add(finding.NewAlgorithmUncertain(name, r.platform.host()), detail)
	case r.platform.custom() && strings.HasPrefix(name, "HS"):
		r.add(finding.NewAlgorithmShared(name), detail)
	default:
		r.add(finding.NewWrongAlgorithm(name), detail)
	}
}

func isAsymmetric(alg string) bool {
	return isRSA(alg) || strings.HasPrefix(alg, "ES") || strings.HasPrefix(alg, "Ed")
}

func (r *report) known(fingerprint string) (string, bool) {
	if r.o.Known == nil {
		return "", false
	}
	return r.o.Known(fingerprint)
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

func sorted(list []core.Finding) []core.Finding {
	slices.SortStableFunc(list, func(a, b core.Finding) int {
		if d := slices.Index(severities, a.Severity) - slices.Index(severities, b.Severity); d != 0 {
			return d
		}
		return slices.Index(order, a.Code) - slices.Index(order, b.Code)
	})
	return list
}
