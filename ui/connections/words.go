package connections

import (
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

// badges are how the standings look: a key and a tone.
var badges = map[standing]struct {
	key  string
	tone widgets.Tone
}{
	refused:    {"connections.badge.refused", widgets.ToneError},
	expired:    {"connections.badge.expired", widgets.ToneError},
	unreadable: {"connections.badge.keychain", widgets.ToneWarning},
	unreached:  {"connections.badge.unreached", widgets.ToneWarning},
	ending:     {"connections.badge.connected", widgets.ToneGood},
	unverified: {"connections.badge.unverified", widgets.ToneNone},
	working:    {"connections.badge.connected", widgets.ToneGood},
}

// badge returns the words and the tone of a standing.
func badge(s standing) (string, widgets.Tone) { return lang.T(badges[s].key), badges[s].tone }

// accepted tells when the platform last accepted the credential.
func accepted(c core.Connection, now time.Time) string {
	ago := lang.Current().Ago(now, c.VerifiedAt)
	switch {
	case c.VerifiedAt.IsZero():
		return lang.T("connections.never_verified")
	case c.LastCode != "":
		return lang.T("connections.accepted", lang.S{"ago": ago})
	}
	return lang.T("connections.verified", lang.S{"ago": ago})
}

// times tells when a connection was last accepted, and when it ends.
func times(c core.Connection, now time.Time) string {
	return accepted(c, now) + " · " + lang.Current().Expiry(now, c.ExpiresAt)
}

// owner says whom a connection stands for, and since when that is known.
func owner(c core.Connection, now time.Time) string {
	name := lang.Owner(c)
	switch {
	case name == "":
		return lang.T("connections.detail.owner_unknown")
	case c.IdentityKnownAt == nil:
		return name
	}
	return lang.T("connections.detail.owner", lang.S{"owner": name, "when": lang.Current().Moment(now, *c.IdentityKnownAt)})
}

// step returns how a call that verifies ended: "412 ms", "503, 20 ms", "no answer,
// 9.0 s".
func step(calls []core.Call, at int) string {
	if at >= len(calls) {
		return "–"
	}
	call, took := calls[at], lang.TookMS(calls[at].DurationMS)
	switch {
	case call.Status == 0:
		return lang.T("connections.history.no_answer", lang.S{"took": took})
	case call.Status >= 300:
		return strconv.Itoa(call.Status) + ", " + took
	}
	return took
}

// outcome is the verdict of a line of the history.
func outcome(v core.Verification) (string, widgets.Tone) {
	switch {
	case v.Connected:
		return lang.T("connections.history.connected"), widgets.ToneGood
	case saysNothing(v.Code):
		return title(v), widgets.ToneWarning
	}
	return title(v), widgets.ToneError
}

// title is what a failed verification found, in a line.
func title(v core.Verification) string {
	if len(v.Findings) > 0 && v.Findings[0].Code == v.Code {
		return lang.Finding(v.Findings[0]).Title
	}
	return finding.Title(lang.Current(), v.Code)
}

// evidence is what support needs of a verification; the values are English, like
// every report.
func evidence(v core.Verification) []widgets.Fact {
	result := "connected"
	if !v.Connected {
		result = string(v.Code)
	}
	facts := []widgets.Fact{
		{Name: lang.T("connections.history.at"), Value: v.At.UTC().Format(time.RFC3339)},
		{Name: lang.T("connections.history.verdict"), Value: result},
	}
	for i, c := range v.Calls {
		facts = append(facts, widgets.Fact{Name: lang.T("test.request", lang.S{"count": i + 1}), Value: callText(c)})
		if c.RequestID != "" {
			facts = append(facts, widgets.Fact{Name: lang.T("test.request_id"), Value: finding.Printable(c.RequestID, 500)})
		}
	}
	return facts
}

// callText is a request in a line: what, when, status, time, error. The query stays
// out: it may name people.
func callText(c core.Call) string {
	address, _, _ := strings.Cut(c.URL, "?")
	parts := []string{c.Method + " " + address, c.At.UTC().Format(time.RFC3339), "status " + strconv.Itoa(c.Status), strconv.FormatInt(c.DurationMS, 10) + " ms"}
	if c.Error != "" {
		parts = append(parts, strings.Join(append([]string{c.Error}, c.ErrorCodes...), " "))
	}
	if c.Routing != "" {
		parts = append(parts, "routed to "+c.Routing)
	}
	return finding.Printable(strings.Join(parts, ", "), 500)
}
