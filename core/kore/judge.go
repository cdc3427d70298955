package kore

import (
	"encoding/json"
	"math"
	"strings"
	"time"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

// clockTolerance is how far a clock may be off before Sureline speaks of it. It
// is less than for RingCentral, because tokens live for minutes; the platform's
// own tolerance is not documented.
const clockTolerance = time.Minute

// millisecondsFrom is a number that no time in seconds reaches before the year
// 5138, and no time in milliseconds since March 1973 lies below.
const millisecondsFrom = 100_000_000_000

// inspector judges what was read.
type inspector struct {
	*Inspection
	client *Client
	now    time.Time
	all    []member
}

func (in *inspector) wrongClaim(name string, why text.Sentence) {
	in.add(finding.NewKorePart(name, why))
}

func (in *inspector) algorithm() {
	expected := ""
	if in.client != nil {
		expected = string(in.client.Algorithm)
	}
	known := Algorithm(in.Algorithm).Known()
	if known && (in.client == nil || in.Algorithm == expected) {
		return
	}
	found := in.Algorithm
	if found == "" || strings.EqualFold(found, "none") {
		found = ""
	}
	in.add(finding.NewKoreAlgorithm(found, expected))
}

// claims judges the claims that are no times. kore_iss and kore_sub are for
// issuers that already use the standard names for something else (Kore.ai docs,
// "SDK Security").
func (in *inspector) claims() {
	missing := text.Say("reason.kore.issuer_missing")
	if in.value("appId") != nil {
		missing = text.Say("reason.kore.app_id")
	}
	if issuer, ok := in.text("iss", missing); ok && in.client != nil && issuer != in.client.ClientID {
		in.wrongClaim("iss", text.Say("reason.kore.other_issuer", text.Slots{"found": issuer, "wanted": in.client.ClientID}))
	}
	if subject, ok := in.text("sub", text.Say("reason.kore.missing_nobody")); ok && subject == "" {
		in.wrongClaim("sub", text.Say("reason.kore.empty_nobody"))
	}
	if _, isList := in.either("aud").([]any); isList {
		in.wrongClaim("aud", text.Say("reason.kore.audience_list"))
	} else if audience, ok := in.text("aud", text.Say("reason.kore.missing")); ok && audience != in.audience() {
		in.wrongClaim("aud", text.Say("reason.kore.other_audience", text.Slots{"found": audience, "wanted": in.audience()}))
	}
	switch in.value("isAnonymous").(type) {
	case nil, bool:
	case string:
		in.wrongClaim("isAnonymous", text.Say("reason.kore.true_or_false_text"))
	default:
		in.wrongClaim("isAnonymous", text.Say("reason.kore.true_or_false"))
	}
	if in.either("jti") != nil || in.client != nil && in.client.JTI {
		in.text("jti", text.Say("reason.kore.jti_missing"))
	}
}

// text returns a claim that is a text, and otherwise says what is wrong with it.
func (in *inspector) text(name string, missing text.Sentence) (string, bool) {
	value := in.either(name)
	s, ok := value.(string)
	switch {
	case value == nil:
		in.wrongClaim(name, missing)
	case !ok:
		in.wrongClaim(name, text.Say("reason.kore.must_be_text"))
	}
	return s, ok
}

func (in *inspector) audience() string {
	if in.client != nil {
		return in.client.Audience
	}
	return DefaultAudience
}

func (in *inspector) times() {
	issued, issuedOK := in.time("iat")
	expires, expiresOK := in.time("exp")
	if millis := issued.millis || expires.millis; millis {
		in.add(finding.New(finding.KoreMilliseconds))
	}
	if issuedOK {
		in.IssuedAt = &issued.Time
		if ahead := issued.Sub(in.now); ahead > clockTolerance {
			in.add(finding.NewKoreClock(ahead))
		}
	}
	if !expiresOK {
		return
	}
	in.ExpiresAt = &expires.Time
	if !expires.After(in.now) {
		in.add(finding.NewKoreExpired(expires.Time))
	}
	if !issuedOK || expires.millis != issued.millis {
		return
	}
	life := expires.Sub(issued.Time)
	if life <= 0 {
		in.wrongClaim("exp", text.Say("reason.kore.end_before_beginning"))
	}
	if life > MaxLifetime {
		f := finding.NewKoreLongLived(life)
		if in.either("jti") != nil {
			f = finding.NewKoreLifetime(life)
		}
		in.add(f)
	}
}

// moment is a time in a token.
type moment struct {
	time.Time
	millis bool
}

func (in *inspector) time(name string) (moment, bool) {
	value := in.value(name)
	number, ok := value.(json.Number)
	if value == nil {
		in.wrongClaim(name, text.Say("reason.kore.missing"))
		return moment{}, false
	}
	seconds, err := number.Float64()
	if !ok || err != nil || math.Abs(seconds) > 1e17 {
		in.wrongClaim(name, text.Say("reason.kore.seconds"))
		return moment{}, false
	}
	if seconds != math.Trunc(seconds) {
		in.wrongClaim(name, text.Say("reason.kore.whole_seconds"))
	}
	if seconds >= millisecondsFrom {
		return moment{time.UnixMilli(int64(seconds)).UTC(), true}, true
	}
	return moment{time.Unix(int64(seconds), 0).UTC(), false}, true
}

func (in *inspector) value(name string) any { return lookup(in.all, name) }

// either returns a claim, under its own name or Kore.ai's.
func (in *inspector) either(name string) any {
	if v := in.value(name); v != nil {
		return v
	}
	return in.value("kore_" + name)
}

// decodePayload returns the members of the payload of a token.
func decodePayload(token string) []member {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	if all, ok := decodeObject(parts[1]); ok {
		return all
	}
	return nil
}
