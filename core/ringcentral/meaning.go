package ringcentral

import (
	"maps"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// phase is where in a session an answer came.
type phase int

const (
	always phase = iota
	exchanging
	calling
)

// meaning is what a code says, and in which phase only.
type meaning struct {
	code core.Code
	in   phase
}

// wireCodes is the one table from the platform's codes to findings, for exchange
// and calls: those of RingCentral's developer guide ("Error codes") and those seen
// in public threads. A code that is not here is shown, never guessed.
var wireCodes = map[string]meaning{
	"OAU-473": {finding.AppNotAllowed, always},
	"OAU-112": {finding.AppWithoutJWTFlow, always},
	"OAU-125": {finding.AppWithoutJWTFlow, always},
	"OAU-250": {finding.AppWithoutJWTFlow, always},
	"OAU-251": {finding.AppWithoutJWTFlow, always},
	"OAU-345": {finding.SignatureRejected, always},
	"OAU-347": {finding.AlgorithmRejected, always},
	"OAU-120": {finding.UnknownClient, always},
	"OAU-121": {finding.UnknownClient, always},
	"OAU-153": {finding.UnknownClient, always},
	"OAU-146": {finding.ClientSecretRejected, always},
	"OAU-165": {finding.SandboxClient, always},
	"OAU-127": {finding.AppBlocked, always},
	"OAU-140": {finding.CredentialRejected, always},
	"OAU-136": {finding.UserMissing, always},
	"OAU-232": {finding.UserMissing, always},
	"CMN-405": {finding.UserMissing, always},
	"OAU-141": {finding.UserDisabled, always},
	"OAU-236": {finding.UserDisabled, always},
	"OAU-105": {finding.UserTypeNotAllowed, always},
	"OAU-163": {finding.UserTypeNotAllowed, always},
	"OAU-142": {finding.AccountUnavailable, always},
	"OAU-222": {finding.AccountUnavailable, always},
	"OAU-147": {finding.LockedOut, always},
	"OAU-148": {finding.LockedOut, always},
	"OAU-167": {finding.NetworkRestricted, always},
	"CMN-301": {finding.RateLimited, always},
	"CMN-302": {finding.RateLimited, always},
	"CMN-303": {finding.RateLimited, always},
	"CMN-304": {finding.RateLimited, always},
	"CMN-310": {finding.RateLimited, always},
	"CMN-211": {finding.Maintenance, always},
	"CMN-201": {finding.PlatformError, always},
	"CMN-203": {finding.PlatformError, always},
	"CMN-401": {finding.AppLacksPermission, always},
	"CMN-408": {finding.UserLacksPermission, always},

	"MaintenanceMode":         {finding.Maintenance, always},
	"InsufficientPermissions": {finding.AppLacksPermission, always},

	// On a call the gateway says these of a missing access token.
	"OAU-123": {finding.ClientAuthenticationMissing, exchanging},
	"OAU-134": {finding.ClientAuthenticationMissing, exchanging},
	"OAU-151": {finding.ClientAuthenticationMissing, exchanging},

	// At the token endpoint they could mean the credential or a refresh token:
	// there the error word decides.
	"OAU-128":      {finding.AccessTokenRejected, calling},
	"OAU-129":      {finding.AccessTokenRejected, calling},
	"OAU-149":      {finding.AccessTokenRejected, calling},
	"OAU-210":      {finding.AccessTokenRejected, calling},
	"OAU-211":      {finding.AccessTokenRejected, calling},
	"OAU-213":      {finding.AccessTokenRejected, calling},
	"TokenInvalid": {finding.AccessTokenRejected, calling},
	"AGW-401":      {finding.AccessTokenRejected, calling},
	"AGW-402":      {finding.AccessTokenRejected, calling},
	"CMN-102":      {finding.NotFound, calling},
	"CMN-120":      {finding.NotFound, calling},
	"AGW-404":      {finding.NotFound, calling},
}

// codeFinding returns the meaning of the first code that has one. Codes of the
// form ABC-123 go before names, which are broader.
func (p problem) codeFinding(in phase) (core.Code, bool) {
	if p.thirdParty && p.has("CMN-408") {
		return finding.RoleLacksAppAccess, true
	}
	for _, exact := range []bool{true, false} {
		for _, code := range p.codes {
			m, ok := wireCodes[code]
			if ok && wireCode.MatchString(code) == exact && (m.in == always || m.in == in) {
				return m.code, true
			}
		}
	}
	return "", false
}

func (p problem) has(code string) bool {
	for _, c := range p.codes {
		if c == code {
			return true
		}
	}
	return false
}

// finding says what an answer means that is not what was asked for: the code
// decides before the error word, the word before the status, which
// differs from one answer to the next.
func (a answer) finding(in phase) core.Finding {
	if a.Status >= 300 && a.Status < 400 {
		return a.redirect()
	}
	if code, ok := a.problem.codeFinding(in); ok {
		return a.make(code)
	}
	if a.success() {
		return a.oddSuccess()
	}
	if in == exchanging {
		switch a.problem.word {
		case "invalid_client":
			return a.make(finding.ClientSecretRejected)
		case "invalid_grant":
			return a.make(finding.CredentialRejected)
		}
	}
	return a.make(a.byStatus(in))
}

// byStatus is for answers that carry nothing better.
func (a answer) byStatus(in phase) core.Code {
	switch {
	case a.Status == http.StatusNetworkAuthenticationRequired:
		return finding.CaptivePortal
	case a.Status == http.StatusServiceUnavailable:
		return finding.Maintenance
	case a.Status >= 600:
		return finding.UnexpectedAnswer // HTTP knows no such status
	case a.Status >= 500:
		return finding.PlatformError
	case a.Status == http.StatusTooManyRequests:
		return finding.RateLimited
	case in == calling && a.Status == http.StatusUnauthorized:
		return finding.AccessTokenRejected
	case in == calling && a.Status == http.StatusNotFound:
		return finding.NotFound
	case a.Status < 400:
		return finding.UnexpectedAnswer
	case a.problem.html && !a.fromRingCentral():
		return finding.CaptivePortal
	}
	return finding.Refused
}

// oddSuccess is for a 2xx answer that cannot be used.
func (a answer) oddSuccess() core.Finding {
	switch {
	case a.Truncated:
		return a.odd(finding.TooLong)
	case a.problem.html:
		return a.make(finding.CaptivePortal)
	case a.problem.word != "" || len(a.problem.codes) > 0:
		return a.odd(finding.Contradiction)
	case a.problem.object:
		return a.odd(finding.Incomplete)
	}
	return a.odd(finding.NotUnderstood)
}

// redirect tells a login page in the way from a platform that moved something.
// None is followed.
func (a answer) redirect() core.Finding {
	to, err := url.Parse(a.Header.Get("Location"))
	if err != nil || to.Host == "" || strings.EqualFold(to.Host, a.host) {
		return a.odd(finding.Redirect)
	}
	return a.make(finding.CaptivePortal)
}

// make fills in the finding with all that the texts may ask for, and the facts
// for support.
func (a answer) make(code core.Code) core.Finding {
	about := finding.Answer{App: a.app, Host: a.host, Words: a.words(), Status: a.Status, Permission: a.problem.permission}
	facts := a.facts()
	if code == finding.RateLimited || code == finding.Maintenance {
		seconds := a.retryAfter()
		about.Wait, facts["retry_after_seconds"] = time.Duration(seconds)*time.Second, strconv.Itoa(seconds)
	}
	return finding.WithDetail(finding.NewAnswer(code, about), facts)
}

func (a answer) odd(what finding.Oddity) core.Finding {
	return finding.WithDetail(finding.NewUnexpectedAnswer(a.host, what), a.facts())
}

// words are the platform's own, for a refusal that Sureline does not know; "" for
// none.
func (a answer) words() string {
	parts := make([]string, 0, 2)
	switch {
	case len(a.problem.codes) > 0:
		parts = append(parts, strings.Join(a.problem.codes, ", "))
	case a.problem.word != "":
		parts = append(parts, a.problem.word)
	}
	if a.problem.description != "" {
		parts = append(parts, a.problem.description)
	}
	return strings.Join(parts, ": ")
}

// facts are the details of every finding about an answer.
func (a answer) facts() map[string]string {
	facts := map[string]string{
		"host": a.host, "status": strconv.Itoa(a.Status),
		"error": a.problem.word, "error_codes": strings.Join(a.problem.codes, ", "),
		"description": a.problem.description, "permission": a.problem.permission,
		"request_id": a.call.RequestID, "routing": a.call.Routing,
		"url": a.call.URL,
	}
	if to := a.Header.Get("Location"); to != "" && a.Status >= 300 && a.Status < 400 {
		facts["location"] = a.scrub.line(hostOf(to), 100)
	}
	maps.DeleteFunc(facts, func(_, v string) bool { return v == "" })
	return facts
}

// hostOf keeps of a redirect what tells whose page it is; the rest of such links
// holds session keys.
func hostOf(link string) string {
	u, err := url.Parse(link)
	if err != nil {
		return ""
	}
	return u.Host
}

// Waiting times, in seconds. The guide asks for 30 s or more when the answer
// names none, and a penalty lasts 60 s.
const (
	defaultWait = 60
	maxWait     = 3600
)

// retryAfter reads Retry-After, seconds or a date (RFC 9110 section 10.2.3), the
// date by the platform's own clock where the answer tells it. What is neither
// tells nothing: to come back at once could start the penalty anew.
func (a answer) retryAfter() int {
	text := strings.TrimSpace(a.Header.Get("Retry-After"))
	if n, err := strconv.ParseFloat(text, 64); err == nil && n >= 0 && !math.IsInf(n, 0) {
		return clampWait(n)
	}
	until, err := http.ParseTime(text)
	if err != nil {
		return defaultWait
	}
	now := a.call.Date
	if now.IsZero() {
		now = a.At.Add(a.Took)
		if until.Before(now) {
			return defaultWait // this computer's clock may be ahead
		}
	}
	return clampWait(until.Sub(now).Round(time.Millisecond).Seconds())
}

func clampWait(seconds float64) int {
	return int(math.Ceil(max(1, min(seconds, maxWait))))
}
