package finding

import "github.com/sureline/sureline/core"

// sessionEntries: what came of ending a session on request. They take nothing.
var sessionEntries = map[core.Code]entry{
	SessionEnded: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "The session at RingCentral was ended",
			explanation: "Sureline asked RingCentral to end the session that it had opened for this connection, and RingCentral did. The credential itself still exists there.",
			nextStep:    "Delete the credential on the page where you created it if nobody needs it any more.",
		},
		cause: "`remove --revoke` while an access token was held",
	},
	NothingToRevoke: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "There was no session to end",
			explanation: "Sureline held no open session of this connection, so there was nothing to end at RingCentral. The credential itself still exists there.",
			nextStep:    "Delete the credential on the page where you created it if nobody needs it any more.",
		},
		cause: "`remove --revoke` while no access token was held: they live in memory only, so a new program has none",
	},
}
