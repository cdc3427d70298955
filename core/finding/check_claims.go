package finding

import "github.com/sureline/sureline/core"

// askOrTry is the next step where only the server can tell.
const askOrTry = "Try to connect if this is the credential you mean, and otherwise ask the app's provider which one to use."

// originEntries: who made the credential, and for whom.
var originEntries = map[core.Code]entry{
	ForeignIssuer: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential was not made by RingCentral",
			explanation: "It says that it was made by {issuer}.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{
			"unnamed": {
				explanation: "It does not name RingCentral as the one who made it.",
			},
			"uncertain": {
				title:       "This credential was made by another server",
				explanation: "It says that it was made by {issuer}, while this app works with {host}. Sureline cannot tell whether it is accepted there.",
				nextStep:    askOrTry,
			},
			"uncertain-unnamed": {
				title:       "This credential was made by another server",
				explanation: "It does not say that it was made by {host}, with which this app works. Sureline cannot tell whether it is accepted there.",
				nextStep:    askOrTry,
			},
		},
		cause: "iss is none of RingCentral's hosts; a warning when the profile's server is not RingCentral's either",
	},
	WrongEnvironment: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential belongs to another RingCentral platform",
			explanation: "It was made for {found}, while this app works with {expected}. A credential of one platform is not accepted by another.",
			nextStep:    createNew,
		},
		variants: map[string]texts{"uncertain": {
			explanation: "It was made for {found}, while this app works with {expected}. Sureline cannot tell whether it is accepted there.",
			nextStep:    askOrTry,
		}},
		cause: "iss or aud is RingCentral's, but of another environment than the profile's server",
	},
	WrongAudience: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential is meant for another use",
			explanation: "It says that it is to be used at {audience}, and not where apps sign in to RingCentral.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{
			"unnamed": {
				explanation: "It says that it is to be used elsewhere, and not where apps sign in to RingCentral.",
			},
			"uncertain": {
				explanation: "It says that it is to be used at {audience}, while this app works with {host}. Sureline cannot tell whether it is accepted there.",
				nextStep:    askOrTry,
			},
			"uncertain-unnamed": {
				explanation: "It does not say that it is to be used at {host}, with which this app works. Sureline cannot tell whether it is accepted there.",
				nextStep:    askOrTry,
			},
		},
		cause: "aud is not the platform's token endpoint; a warning when the profile's server is not RingCentral's",
	},
	MissingClaim: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Something is missing inside the credential",
			explanation: "It does not say {thing}, which every RingCentral credential does. It was probably made by another system.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{"type": {
			title:       "Something inside the credential cannot be read",
			explanation: "It says {thing} in a form that RingCentral does not use. It was probably made by another system.",
		}},
		cause: "aud, sub, iss or exp is absent, or one of these or iat has the wrong JSON type",
	},
}

// dateEntries: from when until when the credential holds.
var dateEntries = map[core.Code]entry{
	Expired: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential has expired",
			explanation: "By this computer's clock it ended on {date}.",
			nextStep:    createNew,
		},
		cause: "exp is past",
	},
	ExpiresSoon: {
		severity: core.SeverityWarning, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential expires soon",
			explanation: "It works until {date}, {left}. After that the app can no longer reach RingCentral with it.",
			nextStep:    "Note the date and replace the credential before it, or create one now that lasts longer.",
		},
		cause: "exp is less than 30 days away",
	},
	IssuedInFuture: {
		severity: core.SeverityWarning, who: core.WhoIT,
		texts: texts{
			title:       "The credential seems to come from the future",
			explanation: "It says that it was made on {date}, and this computer's clock shows an earlier time. Probably the clock is wrong.",
			nextStep:    "Ask your IT to set the date and time of this computer.",
		},
		cause: "iat is over 5 minutes ahead of this computer's clock",
	},
	NeverExpires: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "This credential does not expire",
			explanation: "It works until somebody deletes it on the page where it was made, or the user who made it leaves the company.",
			nextStep:    "Delete it on that page once the app is no longer used.",
		},
		variants: map[string]texts{"beside": {
			title:       "No end date is set in this text",
			explanation: "A credential like it would not expire, but something else is wrong with it.",
			nextStep:    "Do first what the other message says.",
		}},
		cause: "exp - iat is 2^31-1 seconds or more, or exp is over 50 years ahead",
	},
}
