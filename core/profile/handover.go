package profile

import (
	"regexp"
	"strconv"
	"strings"

	"filippo.io/age"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
)

// handoverSince is the first version that knows connect_via, handover_recipient,
// handover_url, invite and needs.
const handoverSince = "0.2"

// maxRecipient is far beyond the longest key of today, a post-quantum one of
// 1,959 characters.
const maxRecipient = 4000

var (
	inviteShape  = regexp.MustCompile(`^[A-Za-z0-9._~-]{1,200}$`)
	versionShape = regexp.MustCompile(`^[0-9]{1,4}(\.[0-9]{1,4}){0,2}$`)
)

func connectViaReason(via core.ConnectVia) string {
	switch via {
	case core.ConnectHere, core.ConnectSealed, core.ConnectHub:
		return ""
	}
	return "it must be \"here\", \"sealed\" or \"hub\""
}

// recipientReason wants a key wherever something is to be sealed.
func recipientReason(p core.Profile) string {
	if p.HandoverRecipient == "" {
		if p.ConnectVia == core.ConnectSealed || p.ConnectVia == core.ConnectHub || p.HandoverURL != "" {
			return "it is needed to seal what is handed over; 'surelinectl handover keygen' makes one"
		}
		return ""
	}
	keys, err := age.ParseRecipients(strings.NewReader(p.HandoverRecipient))
	if err != nil || len(keys) != 1 || len(p.HandoverRecipient) > maxRecipient || strings.TrimSpace(p.HandoverRecipient) != p.HandoverRecipient {
		return "it must be one public key that begins with age1, as 'surelinectl handover keygen' prints it"
	}
	return ""
}

func handoverURLReason(p core.Profile) string {
	if p.HandoverURL == "" {
		if p.ConnectVia == core.ConnectHub {
			return "it is needed: the address of the hub that takes credentials"
		}
		return ""
	}
	_, reason := secureURL(p.HandoverURL)
	if reason == "" && strings.ContainsAny(p.HandoverURL, "?#") {
		return "it must not hold “?” or “#”"
	}
	return reason
}

func inviteReason(invite string) string {
	if !inviteShape.MatchString(invite) {
		return "it must be one word of letters, digits, dots, dashes and underlines, at most 200"
	}
	return ""
}

func needsReason(version string) string {
	if !versionShape.MatchString(version) {
		return "it must be a version such as \"0.2\""
	}
	return ""
}

// newerNeeded says that only a newer Sureline knows what the file holds.
func newerNeeded(line int, needs string) problem {
	return problem{line: line, key: keyNeeds, reason: "Sureline " + needs + " or newer is needed for this profile, and this is " + thisVersion()}
}

// thisVersion is a variable for tests: they are linked without a version.
var thisVersion = buildinfo.Version

// tooNew reports whether the version is newer than this build.
func tooNew(needs string) bool { return olderThan(thisVersion(), needs) }

// olderThan compares a build's version with one that is needed. A build without a
// version ("dev") knows everything.
func olderThan(build, needs string) bool {
	have, known := numbers(build)
	want, readable := numbers(needs)
	if !known || !readable {
		return false
	}
	for i := range want {
		if want[i] != have[i] {
			return want[i] > have[i]
		}
	}
	return false
}

// numbers reads "1.2.3", with zeros for what is missing, and without what follows
// a dash.
func numbers(version string) (out [3]int, ok bool) {
	version, _, _ = strings.Cut(version, "-")
	if !versionShape.MatchString(version) {
		return out, false
	}
	for i, part := range strings.Split(version, ".") {
		out[i], _ = strconv.Atoi(part)
	}
	return out, true
}
