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

// meaning is what a code or a text says, and in which phase only.
type meaning struct {
	code   core.Code
	in     phase
	nuance finding.Nuance
}

// wireCodes is the one table from the platform's codes to findings, for exchange
// and calls: those of RingCentral's developer guide ("Error codes") and those seen
// in public threads. A code that is not here is shown, never guessed.
var wireCodes = map[string]meaning{
	"OAU-473": {code: finding.AppNotAllowed},
	"OAU-112": {code: finding.AppWithoutJWTFlow},
	"OAU-125": {code: finding.AppWithoutJWTFlow},
	"OAU-250": {code: finding.AppWithoutJWTFlow},
	"OAU-251": {code: finding.AppWithoutJWTFlow},
	"OAU-270": {code: finding.AppWithoutJWTFlow},
	"OAU-345": {code: finding.SignatureRejected},
	"OAU-347": {code: finding.AlgorithmRejected},
	"OAU-331": {code: finding.AlgorithmRejected, nuance: finding.ForeignCredential},
	"OAU-120": {code: finding.UnknownClient},
	"OAU-121": {code: finding.UnknownClient},
	"OAU-153": {code: finding.UnknownClient},
	"OAU-146": {code: finding.ClientSecretRejected},
	"OAU-165": {code: finding.SandboxClient},
	"OAU-127": {code: finding.AppBlocked},
	"OAU-140": {code: finding.CredentialRejected},
	"OAU-136": {code: finding.UserMissing},
	"OAU-232": {code: finding.UserMissing},
	"CMN-405": {code: finding.UserMissing},
	"OAU-141": {code: finding.UserDisabled},
	"OAU-236": {code: finding.UserDisabled},
	"OAU-105": {code: finding.UserTypeNotAllowed},
	"OAU-163": {code: finding.UserTypeNotAllowed},
	"OAU-142": {code: finding.AccountUnavailable},
	"OAU-222": {code: finding.AccountUnavailable},
	"OAU-147": {code: finding.LockedOut},
	"OAU-148": {code: finding.LockedOut},
	"OAU-167": {code: finding.NetworkRestricted},
	"CMN-301": {code: finding.RateLimited},
	"CMN-302": {code: finding.RateLimited},
	"CMN-303": {code: finding.RateLimited},
	"CMN-304": {code: finding.RateLimited},
	"CMN-310": {code: finding.RateLimited},
	"CMN-211": {code: finding.Maintenance},
	"CMN-201": {code: finding.PlatformError},
	"CMN-203": {code: finding.PlatformError},
	"CMN-401": {code: finding.AppLacksPermission},
	"CMN-408": {code: finding.UserLacksPermission},
	"CMN-419": {code: finding.UserLacksPermission, nuance: finding.OtherUsersData},
	"CMN-468": {code: finding.Refused, nuance: finding.OutdatedCall},
	"SUB-528": {code: finding.AppLacksPermission},

	"MaintenanceMode":         {code: finding.Maintenance},
	"InsufficientPermissions": {code: finding.AppLacksPermission},

	// On a call the gateway says these of a missing access token.
	"OAU-123": {code: finding.ClientAuthenticationMissing, in: exchanging},
	"OAU-134": {code: finding.ClientAuthenticationMissing, in: exchanging},
	"OAU-151": {code: finding.ClientAuthenticationMissing, in: exchanging},
	"OAU-156": {code: finding.ClientAuthenticationMissing, in: exchanging},

	// At the token endpoint they could mean the credential or a refresh token:
	// there the error word decides.
	"OAU-128":      {code: finding.AccessTokenRejected, in: calling},
	"OAU-129":      {code: finding.AccessTokenRejected, in: calling},
	"OAU-149":      {code: finding.AccessTokenRejected, in: calling},
	"OAU-210":      {code: finding.AccessTokenRejected, in: calling},
	"OAU-211":      {code: finding.AccessTokenRejected, in: calling},
	"OAU-213":      {code: finding.AccessTokenRejected, in: calling},
	"TokenInvalid": {code: finding.AccessTokenRejected, in: calling},
	"AGW-401":      {code: finding.AccessTokenRejected, in: calling},
	"AGW-402":      {code: finding.AccessTokenRejected, in: calling},
	"CMN-102":      {code: finding.NotFound, in: calling},
	"CMN-120":      {code: finding.NotFound, in: calling},
	"AGW-404":      {code: finding.NotFound, in: calling},

	// Of an exchange they would say that Sureline asks wrongly; of a call, that
	// whoever chose the path does.
	"CMN-101":          {code: finding.RequestInvalid, in: calling},
	"InvalidParameter": {code: finding.RequestInvalid, in: calling},
}

// plainTexts are messages of refusals that were seen without any code, in small
// letters, with what they say beyond doubt.
var plainTexts = []struct {
	text string
	meaning
}{
	{"authentication header is missing or malformed", meaning{code: finding.ClientAuthenticationMissing, in: exchanging}},
	{"application release status: blocked", meaning{code: finding.AppBlocked}},
	{"not allowed to use this personal api key", meaning{code: finding.AppNotAllowed}},
	{"invalid assertion signature", meaning{code: finding.SignatureRejected, in: exchanging}},
	{"application needs to have [", meaning{code: finding.AppLacksPermission}},
	{"user needs to have [", meaning{code: finding.UserLacksPermission}},
}

// codeMeaning returns the meaning of the first code that has one. Codes of the
// form ABC-123 go before names, which are broader.
func (p problem) codeMeaning(in phase) (meaning, bool) {
	role := meaning{code: finding.RoleLacksAppAccess}
	if p.thirdParty && p.has("CMN-408") {
		return role, true
	}
	for _, exact := range []bool{true, false} {
		for _, code := range p.codes {
			m, ok := wireCodes[code]
			if ok && wireCode.MatchString(code) == exact && (m.in == always || m.in == in) {
				return m, true
			}
		}
		if p.thirdParty {
			return role, true // no code says otherwise
		}
	}
	return meaning{}, false
}

// textMeaning returns what the message of a refusal plainly says.
func (p problem) textMeaning(in phase) (meaning, bool) {
	text := strings.ToLower(p.description)
	for _, t := range plainTexts {
		if strings.Contains(text, t.text) && (t.in == always || t.in == in) {
			return t.meaning, true
		}
	}
	return meaning{}, false
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
// decides before the text, that before the error word, the word before the status, which
// differs from one answer to the next.
func (a answer) finding(in phase) core.Finding {
	if a.Status >= 300 && a.Status < 400 {
		return a.redirect()
	}
	if m, ok := a.problem.codeMeaning(in); ok {
		return a.means(m.code, m.nuance)
	}
	if a.success() {
		return a.oddSuccess()
	}
	if m, ok := a.problem.textMeaning(in); ok && a.Status < 500 && a.Status != http.StatusTooManyRequests {
		return a.means(m.code, m.nuance)
	}
	if in == exchanging {
		switch a.problem.word {
		case "invalid_client":
			return a.means(finding.ClientSecretRejected, "")
		case "invalid_grant":
			return a.means(finding.CredentialRejected, "")
		case "unauthorized_client":
			return a.means(finding.AppWithoutJWTFlow, "")
		}
	}
	return a.means(a.byStatus(in), "")
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
		return a.means(finding.CaptivePortal, "")
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
	return a.means(finding.CaptivePortal, "")
}

// means returns the finding with all that its texts may ask for, and the facts for
// support.
func (a answer) means(code core.Code, nuance finding.Nuance) core.Finding {
	about := finding.Answer{
		App: a.app, Host: a.host, Words: a.words(), Status: a.Status, Permission: a.problem.permission, Nuance: nuance,
	}
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
