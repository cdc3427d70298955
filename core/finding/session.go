package finding

import "github.com/sureline/sureline/core"

// sessionEntries: what came of ending a session on request, when the connection
// was removed with it or, as the variant "kept", stays. They take nothing.
var sessionEntries = map[core.Code]entry{
	SessionEnded: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "The session at RingCentral was ended",
			explanation: "Sureline asked RingCentral to end the session that it had opened for this connection, and RingCentral did. The credential itself still exists there.",
			nextStep:    "Delete the credential on the page where you created it if nobody needs it any more.",
		},
		variants: map[string]texts{"kept": {
			explanation: "Sureline asked RingCentral to end the session that it had opened for this connection, and RingCentral did. The connection itself stays as it was.",
			nextStep:    "Go on whenever you like: the next test opens a new session by itself.",
		}},
		cause: "`remove --revoke`, `verify --revoke`, `call --revoke`, or End the session in the test panel, while an access token was held",
	},
	NothingToRevoke: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "There was no session to end",
			explanation: "Sureline held no open session of this connection, so there was nothing to end at RingCentral. The credential itself still exists there.",
			nextStep:    "Delete the credential on the page where you created it if nobody needs it any more.",
		},
		variants: map[string]texts{"kept": {
			explanation: "Sureline held no open session of this connection, so there was nothing to end at RingCentral. It forgets its sessions when it is closed and cannot end those later.",
			nextStep:    "Go on whenever you like: the next test opens a new session by itself.",
		}},
		cause: "The same while no access token was held: they live in memory only, so a new program has none",
	},
}
