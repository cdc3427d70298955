package finding

import "github.com/sureline/sureline/core"

// callEntries: Calls with an access token. App-lacks-permission and
// user-lacks-permission take app and permission, or the variant "unnamed" when
// the platform did not name the permission; the others take nothing.
var callEntries = map[core.Code]entry{
	IdentityUnknown: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "The name of the user is not known",
			explanation: "The credential was accepted, so the connection works. The server does not tell {app} whom it stands for, or the app may not read it, so only the user's number can be shown.",
			nextStep:    "Carry on: nothing needs to be done.",
		},
		cause: "a success whose identity calls are refused, or unknown to a server that is not RingCentral's",
	},
	PersonalUser: {
		severity: core.SeverityInfo, who: core.WhoAdmin,
		texts: texts{
			title:       "This connection depends on one user",
			explanation: "The credential was created by an ordinary user. When that user leaves or is switched off, the connection ends with them; a service user, made for this purpose, stays.",
			nextStep:    "Consider creating the credential again, signed in to RingCentral as a service user.",
		},
		cause: "a success whose extension has the type of an ordinary user",
	},
	AppLacksPermission: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The app lacks a permission for this",
			explanation: "RingCentral wants {app} to have the permission “{permission}” for this call, and the app was not given it. The connection itself works, and you did nothing wrong.",
			nextStep:    "Ask the support of {app} whether the app should have the permission “{permission}”.",
		},
		variants: map[string]texts{"unnamed": {
			explanation: "RingCentral wants {app} to have a permission for this call that the app was not given, and does not say which. The connection itself works, and you did nothing wrong.",
			nextStep:    "Ask the support of {app} which permission this call needs.",
		}},
		cause: "CMN-401, InsufficientPermissions, or a scope that the token lacks",
	},
	UserLacksPermission: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The user lacks a permission for this",
			explanation: "The role of the user who created the credential does not include “{permission}”, so {app} may not do this on their behalf.",
			nextStep:    "Ask a RingCentral administrator to add “{permission}” to the user's role, or use a credential of another user.",
		},
		variants: map[string]texts{"unnamed": {
			explanation: "The role of the user who created the credential lacks a permission that {app} would need for this. RingCentral does not say which.",
			nextStep:    "Ask a RingCentral administrator to look at the user's role, or use a credential of another user.",
		}},
		cause: "CMN-408 with another permission than ThirdPartyAppAccess",
	},
	AccessTokenRejected: {
		severity: core.SeverityError, who: core.WhoNobody,
		texts: texts{
			title:       "RingCentral ended the session",
			explanation: "RingCentral did not accept the access that it had just given Sureline. A session can end early, for instance when the same user and app open too many at once.",
			nextStep:    "Verify the connection again after a minute.",
		},
		cause: "status 401 on a call, also after one new token exchange",
	},
	NotFound: {
		severity: core.SeverityError, who: core.WhoNobody,
		texts: texts{
			title:       "RingCentral has nothing at this path",
			explanation: "The path does not exist, or what it names is not there for this user. The connection itself works.",
			nextStep:    "Check the path for mistakes, or choose one from the list.",
		},
		cause: "status 404 on a call, CMN-102, CMN-120, AGW-404",
	},
	StatusUnavailable: {
		severity: core.SeverityWarning, who: core.WhoRingCentral,
		texts: texts{
			title:       "RingCentral's status could not be read",
			explanation: "The connection is fine: RingCentral accepted the credential and told whom it stands for. Only its status service did not answer as it should, which happens when it is busy.",
			nextStep:    "Carry on, and look at status.ringcentral.com if you notice problems.",
		},
		cause: "the status call fails while the identity call works",
	},
}
