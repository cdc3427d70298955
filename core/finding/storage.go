package finding

import "github.com/sureline/sureline/core"

// storageEntries: Keychain, store, profiles, and what the user named.
var storageEntries = map[core.Code]entry{
	Internal: {
		severity: core.SeverityError, who: core.WhoNobody,
		texts: texts{
			title:       "Something went wrong inside Sureline",
			explanation: "This is a mistake in the program, not in what you did. Nothing was changed.",
			nextStep:    "Send the report for support to the people who gave you Sureline.",
		},
		cause: "a case that the program did not foresee",
	},
}
