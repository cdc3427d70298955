package kore

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/httpx"
)

// verdictFacts are what the meaning of an answer depends on.
type verdictFacts struct {
	host   string
	client Client
	minted Minted
	// named is true when the trial was for a named user.
	named bool
}

// grantAnswer is the platform's answer, as far as Sureline looks at it. The
// access token is decoded into its presence only.
type grantAnswer struct {
	Authorization *struct {
		AccessToken present `json:"accessToken"`
	} `json:"authorization"`
	Errors []struct {
		Message string `json:"msg"`
		Code    any    `json:"code"`
	} `json:"errors"`
}

// present is true for a text that is not empty, which is not kept.
type present bool

// UnmarshalJSON implements json.Unmarshaler.
func (p *present) UnmarshalJSON(data []byte) error {
	*p = len(data) > 2 && data[0] == '"'
	return nil
}

// judgeGrant says what the answer means. The statuses of the documented messages
// are in no source, so the message decides where there is one.
func judgeGrant(reply httpx.Reply, call core.Call, facts verdictFacts) LiveResult {
	r := LiveResult{Call: call, Findings: []core.Finding{}}
	var answer grantAnswer
	readable := !reply.Truncated && json.Unmarshal(reply.Body, &answer) == nil
	message := ""
	if readable && len(answer.Errors) > 0 {
		message = facts.scrub(answer.Errors[0].Message)
		r.Call.Error = message
		if code := facts.scrub(textOf(answer.Errors[0].Code)); code != "" {
			r.Call.ErrorCodes = append(r.Call.ErrorCodes, code)
		}
	}
	success := reply.Status >= 200 && reply.Status < 300
	var f core.Finding
	switch {
	case success && readable && len(answer.Errors) == 0 && answer.Authorization != nil && bool(answer.Authorization.AccessToken):
		r.Accepted = true
		f = finding.NewKoreAnswer(finding.KoreVerified, facts.host, "")
	case reply.Status == http.StatusTooManyRequests:
		f = finding.NewKoreBusy(facts.host)
	case message != "":
		f = facts.meaning(message)
	case reply.Status >= 500:
		f = finding.NewKoreAnswer(finding.KoreUnavailable, facts.host, "")
	default:
		f = finding.NewKoreAnswer(finding.KoreUnexpectedAnswer, facts.host, "")
	}
	r.Findings = append(r.Findings, finding.WithDetail(f, map[string]string{
		"status": strconv.Itoa(reply.Status), "message": message, "error_codes": strings.Join(r.Call.ErrorCodes, ", "), "host": facts.host,
	}))
	if clock, ok := clockFinding(r.Call); ok {
		r.Findings = append(r.Findings, clock)
		if !r.Accepted {
			// A clock that is off explains a refusal better than the refusal.
			r.Findings[0], r.Findings[1] = r.Findings[1], r.Findings[0]
		}
	}
	return r
}

// meaning is the table of documented messages (Kore.ai docs, "Kore.ai Web SDK",
// "Common Errors", and "SDK Security"). The rules about jti come first: their
// messages may begin like that of a wrong secret.
func (v verdictFacts) meaning(message string) core.Finding {
	m := strings.ToLower(message)
	has := func(words ...string) bool {
		for _, word := range words {
			if !strings.Contains(m, word) {
				return false
			}
		}
		return true
	}
	switch {
	case has("replay"):
		return finding.NewKoreJTIRejected(true)
	case has("exp", "hour"):
		return finding.NewKoreLifetime(v.minted.Lifetime())
	case has("jti"):
		return finding.NewKoreJTIRejected(false)
	case has("jwt.sub"):
		return finding.NewKoreUserNeeded(v.named)
	case has("algorithm"):
		return finding.NewKoreAlgorithmRefused(string(v.client.Algorithm))
	case has("error verifying the jwt"), has("invalid signature"):
		return finding.New(finding.KoreSecretRejected)
	case strings.Trim(m, " .!") == "not found":
		return finding.NewKoreAnswer(finding.KoreClientUnknown, v.host, "")
	}
	return finding.NewKoreAnswer(finding.KoreRefused, v.host, message)
}

// scrub returns text from the platform as it may be shown: an answer that echoes
// the token does not get it into a message.
func (v verdictFacts) scrub(text string) string {
	token := v.minted.JWT.Reveal()
	for _, part := range append(strings.Split(token, "."), token) {
		if len(part) > 8 {
			text = strings.ReplaceAll(text, part, "[secret]")
		}
	}
	return finding.Printable(text, 200)
}

func textOf(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return ""
}

// clockFinding says so when this computer's clock differs from the platform's by
// more than a token can bear: it lives for a minute in the live check.
func clockFinding(call core.Call) (core.Finding, bool) {
	ahead := finding.ClockAhead(call)
	if ahead.Abs() <= clockTolerance {
		return core.Finding{}, false
	}
	f := finding.NewKoreClocksDiffer(ahead)
	return finding.WithDetail(f, map[string]string{
		"this_computer": call.At.UTC().Format(time.RFC3339), "platform": call.Date.UTC().Format(time.RFC3339),
	}), true
}
