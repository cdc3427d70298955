package finding

import (
	"slices"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// facts are the codes with severity and who must act, written from the facts
// and not from the table. Codes in one line have the same.
const facts = `
error   admin       empty looks-like-client-id looks-like-client-secret looks-like-access-token looks-like-url looks-like-private-key
error   admin       encrypted-token several-credentials not-a-jwt truncated damaged unsigned wrong-algorithm foreign-issuer
error   admin       wrong-environment wrong-audience missing-claim expired signature-mismatch too-large
fixed   nobody      cleaned-up
warning admin       expires-soon already-connected
warning it          issued-in-future
info    nobody      never-expires signature-verified

error   admin       app-not-allowed signature-rejected algorithm-rejected credential-rejected
error   admin       user-missing user-disabled user-type-not-allowed locked-out role-lacks-app-access
error   provider    app-without-jwt-flow unknown-client client-secret-rejected client-authentication-missing sandbox-client app-blocked refused
error   it          network-restricted
error   ringcentral account-unavailable maintenance platform-error
error   nobody      rate-limited

error   it          offline host-not-found connection-refused connection-lost timed-out certificate-untrusted
error   it          proxy-authentication-required proxy-unreachable captive-portal
error   ringcentral unexpected-answer
warning it          clock-wrong
error   admin       host-not-confirmed
info    nobody      cancelled

info    admin       personal-user
error   provider    app-lacks-permission
error   admin       user-lacks-permission
error   nobody      access-token-rejected not-found
warning ringcentral status-unavailable

error   admin       keychain-locked keychain-no-session keychain-denied keychain-timed-out keychain-item-missing keychain-item-changed
error   it          keychain-no-collection keychain-absent
error   it          store-unreadable disk-full
error   admin       store-newer store-busy
`

func TestSeverityAndWhoAreThoseOfTheFacts(t *testing.T) {
	seen := 0
	for line := range strings.Lines(facts) {
		fields := strings.Fields(line)
		if len(fields) == 0 {
			continue
		}
		for _, code := range fields[2:] {
			seen++
			r, ok := rows[core.Code(code)]
			if !ok {
				t.Errorf("the table lacks %s", code)
				continue
			}
			if string(r.severity) != fields[0] || string(r.who) != fields[1] {
				t.Errorf("%s is %s for %s, want %s for %s", code, r.severity, r.who, fields[0], fields[1])
			}
		}
	}
	if seen < 70 {
		t.Errorf("only %d codes compared", seen)
	}
}

// What is kept must be said wherever something goes wrong with keeping.
func TestStorageTextsSayWhatIsNotLost(t *testing.T) {
	safe := []string{"not lost", "Nothing is lost", "nothing is lost", "is still there", "safe", "unchanged", "not changed", "Nothing was", "not affected", "no longer needed"}
	for _, w := range wordings(text.English()) {
		if familyOf(w.code) == "Keychain, store, profiles and settings" && !slices.ContainsFunc(safe, func(s string) bool { return strings.Contains(w.explanation, s) }) {
			t.Errorf("%s does not say what is not lost: %q", w.name(), w.explanation)
		}
	}
}
