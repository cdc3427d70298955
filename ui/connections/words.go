package connections

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/when"
	"github.com/sureline/sureline/ui/widgets"
)

// notAnswered are the codes after which nothing new is known of a credential:
// the platform was not reached, or did not answer the question for now.
var notAnswered = []core.Code{
	finding.RateLimited, finding.Maintenance, finding.PlatformError,
	finding.Offline, finding.HostNotFound, finding.ConnectionRefused, finding.ConnectionLost, finding.TimedOut,
	finding.CertificateUntrusted, finding.ProxyAuthenticationRequired, finding.ProxyUnreachable, finding.CaptivePortal,
	finding.UnexpectedAnswer, finding.Cancelled, finding.HostNotConfirmed,
}

// standing is the badge of a connection: a word and a tone.
func standing(c core.Connection, now time.Time) (string, widgets.Tone) {
	switch {
	case c.ExpiresAt != nil && !now.Before(*c.ExpiresAt):
		return "Expired", widgets.ToneError
	case slices.Contains(notAnswered, c.LastCode):
		return "Not reached", widgets.ToneWarning
	case strings.HasPrefix(string(c.LastCode), "keychain-"):
		return "Keychain", widgets.ToneWarning
	case c.LastCode != "":
		return "Not accepted", widgets.ToneError
	case c.VerifiedAt.IsZero():
		return "Not verified", widgets.ToneNone
	}
	return "Connected", widgets.ToneGood
}

// acceptedWords tells when the platform last accepted the credential.
func acceptedWords(c core.Connection, now time.Time) string {
	if c.LastCode != "" && !c.VerifiedAt.IsZero() {
		return "last accepted " + when.Ago(now, c.VerifiedAt)
	}
	return "verified " + when.Ago(now, c.VerifiedAt)
}

// title is what stands above a connection's page: whom it acts for, else its
// name.
func title(c core.Connection) string {
	switch {
	case c.Account != "" && c.Person != "":
		return c.Account + " / " + c.Person
	case c.OnBehalfOf() != "":
		return c.OnBehalfOf()
	}
	return c.Name
}

// matches reports whether every word of the query occurs in what the list
// shows of the connection, without regard to case.
func matches(c core.Connection, query string) bool {
	text := strings.ToLower(strings.Join([]string{c.Name, c.App, c.OnBehalfOf(), c.OwnerID, c.Fingerprint}, " "))
	for _, word := range strings.Fields(strings.ToLower(query)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

// step returns how a call that verifies ended: "412 ms", "503, 20 ms",
// "no answer".
func step(calls []core.Call, at int) string {
	if at >= len(calls) {
		return "–"
	}
	call := calls[at]
	took := when.TookMS(call.DurationMS)
	switch {
	case call.Status == 0:
		return "no answer, " + took
	case call.Status >= 300:
		return fmt.Sprintf("%d, %s", call.Status, took)
	}
	return took
}

// outcome is the verdict of a line of the history, in the words of the
// catalogue.
func outcome(v core.Verification) (string, widgets.Tone) {
	tone := widgets.ToneError
	switch {
	case v.Connected && v.Code == "":
		return "connected", widgets.ToneGood
	case v.Connected:
		return "connected, " + finding.Title(lang.Current(), v.Code), widgets.ToneWarning
	case slices.Contains(notAnswered, v.Code):
		tone = widgets.ToneWarning
	}
	return finding.Title(lang.Current(), v.Code), tone
}

// expiryWords is the expiry column of the list.
func expiryWords(c core.Connection, now time.Time) (string, bool) {
	text, soon := when.Expiry(now, c.ExpiresAt)
	if text == "never" {
		return "never expires", false
	}
	if strings.HasPrefix(text, "expired") {
		return text, true
	}
	return "expires " + text, soon
}
