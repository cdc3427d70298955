package ringcentral

import (
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/sureline/sureline/core"
)

const (
	// maxAccessToken is far beyond those seen (about 100 to 2,000 bytes).
	maxAccessToken = 16 << 10
	// maxTTL caps expires_in: no access token is used for longer than a day.
	maxTTL    = 24 * time.Hour
	maxScopes = 200
	// unknownTTL is the shortest life that the platform gives a token (API
	// reference, "access_token_ttl"), for one that does not say.
	unknownTTL = 600 * time.Second
)

// decodeGrant reads a success body (RFC 6749 section 5.1). sent is when the
// request left: counted from then, a token never looks valid for longer than it
// is. It reports false when there is no access token that a request could carry.
// What stands beside it is kept and shown, so s takes echoes of secrets out of it.
func decodeGrant(f fields, sent time.Time, s scrubber) (core.Grant, bool) {
	token := f.text("access_token")
	kind := f.text("token_type")
	if !sendable(token) || kind != "" && !strings.EqualFold(kind, "bearer") {
		return core.Grant{}, false
	}
	access := core.NewSecret(token)
	s = s.with(access)
	return core.Grant{
		AccessToken: access,
		IssuedAt:    sent.UTC(),
		ExpiresAt:   sent.UTC().Add(lifetime(f["expires_in"])),
		Scopes:      scopes(f["scope"], s),
		OwnerID:     identifier(f["owner_id"], s),
		EndpointID:  identifier(f["endpoint_id"], s),
		SessionID:   identifier(f["session_id"], s),
	}, true
}

// sendable reports whether the token can stand in a header (RFC 6750 section
// 2.1, and a little more than its alphabet).
func sendable(token string) bool {
	return token != "" && len(token) <= maxAccessToken && plain(token)
}

// lifetime reads expires_in, a number or a numeric string, in seconds. Without
// one that can be read, it is unknownTTL.
func lifetime(raw jsontext.Value) time.Duration {
	text := string(raw)
	if unquoted := jsonText(raw); unquoted != "" {
		text = strings.TrimSpace(unquoted)
	}
	seconds, err := strconv.ParseFloat(text, 64)
	if math.IsNaN(seconds) || err != nil && !math.IsInf(seconds, 0) {
		return unknownTTL
	}
	seconds = max(0, min(seconds, maxTTL.Seconds()))
	return time.Duration(seconds) * time.Second
}

// scopes reads scope: words split by spaces, or a list. Empty means unknown.
func scopes(raw jsontext.Value, s scrubber) []string {
	list := strings.Fields(jsonText(raw))
	if len(list) == 0 {
		for _, item := range jsonList(raw) {
			list = append(list, strings.Fields(jsonText(item))...)
		}
	}
	known := make([]string, 0, len(list))
	for _, scope := range list {
		if scope = s.line(scope, 100); scope != "" && len(known) < maxScopes {
			known = append(known, scope)
		}
	}
	return known
}

// identifier reads an ID, a string or an integer.
func identifier(raw jsontext.Value, s scrubber) string { return s.line(jsonText(raw), 100) }
