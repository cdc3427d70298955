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

func (r *report) add(code core.Code, args finding.Args, detail map[string]string) {
	r.list = append(r.list, finding.WithDetail(finding.New(code, args), detail))
}

// soften turns the last finding into a warning.
func (r *report) soften() { r.list[len(r.list)-1].Severity = core.SeverityWarning }

// reportOn says everything about the credential found in the text.
func reportOn(f found, text string, o Options) core.Check {
	r := report{o: o, platform: platformOf(o.Profile), text: text, compact: f.compact()}
	var c claims
	headerSound := f.headerSound
	if !headerSound {
		_, headerSound = decodeObject(f.header)
	}
	_, payloadSound := decodeObject(f.payload)
	readable := headerSound && payloadSound
	if readable {
		c = readClaims(f.header, f.payload)
	}
	usable := r.shape(f, headerSound, payloadSound, c.algorithm)
	if readable {
		r.origin(c)
		r.algorithm(c)
		r.missing(c)
		r.dates(c)
	}
	r.remarks(f, c, usable && core.Usable(r.list))
	var result core.Check
	if usable && readable {
		result.JWT = core.NewSecret(r.compact)
		result.Credential = r.credential(c, result.JWT)
		if name, ok := r.known(result.Credential.Fingerprint); ok {
			r.add(finding.AlreadyConnected, finding.Args{"name": name}, map[string]string{"fingerprint": result.Credential.Fingerprint})
		}
	}
	result.Findings = sorted(r.list)
	result.Usable = !result.JWT.Empty() && core.Usable(result.Findings)
	return result
}

// remarks adds what is no error, in other words beside one.
func (r *report) remarks(f found, c claims, usable bool) {
	var beside finding.Args // none for the usual case
	if !usable {
		beside = finding.Args{"variant": "beside"}
	}
	if f.dirt != 0 {
		r.list = append(r.list, finding.New(finding.CleanedUp, finding.Args{"what": f.dirt.String(), "variant": beside["variant"]}))
	}
	if c.neverExpires(r.o.Now) {
		r.list = append(r.list, finding.New(finding.NeverExpires, beside))
	}
}

// shape reports what is wrong with the text as a JWT, and whether it is one.
func (r *report) shape(f found, headerSound, payloadSound bool, alg string) bool {
	switch f.shape {
	case shapeEncrypted:
		r.add(finding.EncryptedToken, nil, nil)
		return false
	case shapeHeadless:
		r.add(finding.Truncated, finding.Args{"variant": "start"}, map[string]string{"part": "header"})
		return false
	case shapeCut:
		if payloadSound && alg == "RS256" && !f.elided {
			r.truncated(shortestRSA, 0)
		} else {
			r.add(finding.Truncated, nil, nil)
		}
		return false
	case shapeBroken:
		r.damaged(f.part)
		return false
	}
	switch {
	case !headerSound:
		r.damaged("first")
		return false
	case !payloadSound && f.signature == "" && isCut(f.payload):
		r.add(finding.Truncated, nil, nil)
		return false
	case !payloadSound:
		r.damaged("middle")
		return false
	}
	if f.elided {
		r.add(finding.Truncated, nil, map[string]string{"part": "signature"})
		return false
	}
	return r.signature(len(f.signature), alg)
}

func (r *report) truncated(missing, length int) {
	args := finding.Args{"variant": "count", "missing": strconv.Itoa(missing)}
	if missing == 1 {
		args["variant"] = "one"
	}
	r.add(finding.Truncated, args, map[string]string{"missing": args["missing"], "signature_length": strconv.Itoa(length)})
}

func (r *report) damaged(part string) {
	args := finding.Args{"part": part}
	if part == "length" || part == "parts" || part == "start" {
		args["variant"] = part
	}
	name := map[string]string{"first": "header", "start": "header", "middle": "payload", "last": "signature", "length": "signature"}[part]
	r.add(finding.Damaged, args, map[string]string{"part": name})
}

// signature judges the length of the signature by the algorithm.
func (r *report) signature(n int, alg string) bool {
	switch {
	case strings.EqualFold(alg, "none"):
		return true
	case n == 0:
		r.add(finding.Unsigned, finding.Args{"variant": "empty"}, map[string]string{"algorithm": alg})
		return false
	case isRSA(alg):
		if knownRSALength(n) || r.platform.custom() && plausibleRSALength(n) {
			return true
		}
		if n < shortestRSA {
			r.truncated(shortestRSA-n, n)
		} else {
			r.damaged("length")
		}
		return false
	case fixedLengths[alg] > n:
		r.truncated(fixedLengths[alg]-n, n)
		return false
	case n%4 == 1:
		r.damaged("last")
		return false
	}
	return true
}

// algorithm reports what is not RS256, which is all that RingCentral takes.
func (r *report) algorithm(c claims) {
	alg := c.algorithm
	detail := map[string]string{"algorithm": alg}
	switch {
	case alg == "RS256":
		return
	case strings.EqualFold(alg, "none"):
		r.add(finding.Unsigned, nil, detail)
		return
	case alg == "":
		r.add(finding.WrongAlgorithm, finding.Args{"variant": "absent"}, nil)
		return
	}
	shown := alg
	if !quotable(alg, r.text, r.compact) || len(alg) > leak {
		shown, detail = "another one", nil
	}
	args := finding.Args{"algorithm": shown, "host": r.platform.host()}
	switch {
	case r.platform.custom() && isAsymmetric(alg):
		args["variant"] = "uncertain"
		r.add(finding.WrongAlgorithm, args, detail)
		r.soften()
		return
	case r.platform.custom() && strings.HasPrefix(alg, "HS"):
		args["variant"] = "shared"
	}
	r.add(finding.WrongAlgorithm, args, detail)
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
