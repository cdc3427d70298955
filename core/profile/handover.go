package profile

import (
	"regexp"
	"strconv"
	"strings"

	"filippo.io/age"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/buildinfo"
	"github.com/sureline/sureline/core/text"
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

func connectViaReason(via core.ConnectVia) text.Sentence {
	switch via {
	case core.ConnectHere, core.ConnectSealed, core.ConnectHub:
		return text.Sentence{}
	}
	return why("reason.connect_via")
}

// recipientReason wants a key wherever something is to be sealed.
func recipientReason(p core.Profile) text.Sentence {
	if p.HandoverRecipient == "" {
		if p.ConnectVia == core.ConnectSealed || p.ConnectVia == core.ConnectHub || p.HandoverURL != "" {
			return why("reason.recipient_needed")
		}
		return text.Sentence{}
	}
	keys, err := age.ParseRecipients(strings.NewReader(p.HandoverRecipient))
	if err != nil || len(keys) != 1 || len(p.HandoverRecipient) > maxRecipient || strings.TrimSpace(p.HandoverRecipient) != p.HandoverRecipient {
		return why("reason.recipient")
	}
	return text.Sentence{}
}

func handoverURLReason(p core.Profile) text.Sentence {
	if p.HandoverURL == "" {
		if p.ConnectVia == core.ConnectHub {
			return why("reason.hub_needed")
		}
		return text.Sentence{}
	}
	_, reason := secureURL(p.HandoverURL)
	if reason.Key == "" && strings.ContainsAny(p.HandoverURL, "?#") {
		return why("reason.no_query")
	}
	return reason
}

func inviteReason(invite string) text.Sentence {
	if !inviteShape.MatchString(invite) {
		return why("reason.invite")
	}
	return text.Sentence{}
}

func needsReason(version string) text.Sentence {
	if !versionShape.MatchString(version) {
		return why("reason.version")
	}
	return text.Sentence{}
}

// newerNeeded says that only a newer Sureline knows what the file holds.
func newerNeeded(line int, needs string) problem {
	return problem{line: line, key: keyNeeds, reason: why("reason.newer_needed", text.Slots{"needed": needs, "this": thisVersion()})}
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
