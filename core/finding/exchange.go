package finding

import "github.com/sureline/sureline/core"

// exchangeEntries: The token endpoint's answers. Every call site gives app (the
// profile's name) and host; refused takes reason, rate-limited and maintenance
// take wait (see Wait).
var exchangeEntries = merge(exchangeAppEntries, exchangeUserEntries, exchangePlatformEntries)

// exchangeAppEntries are about the credential and the app.
var exchangeAppEntries = map[core.Code]entry{
	AppNotAllowed: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential was not made for this app",
			explanation: "RingCentral does not let {app} use this credential. Another app was chosen on the page where you created it, or “All apps created by developers within my organization”, which leaves out the apps of other companies.",
			nextStep:    "Create a new credential: choose “Only specific apps of my choice”, see that the table names {app}, and press “Create JWT”.",
		},
		cause: "OAU-473",
	},
	AppWithoutJWTFlow: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The app is not set up to use credentials",
			explanation: "RingCentral knows {app}, but the app's settings there do not allow it to connect with a credential. You did nothing wrong; only the people who make the app can change this.",
			nextStep:    "Send the report to the support of {app} and ask them to turn on “JWT auth flow” in the app's settings at RingCentral.",
		},
		cause: "OAU-251, OAU-250, OAU-112, OAU-125",
	},
	SignatureRejected: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "RingCentral does not recognise this credential",
			explanation: "RingCentral could not confirm that the credential is its own. Usually a character was lost or changed while copying; it may also come from another RingCentral platform.",
			nextStep:    "Copy the credential again with the page's copy button, or create a new one if the page no longer shows it.",
		},
		cause: "OAU-345",
	},
	AlgorithmRejected: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This is not a kind of credential that RingCentral takes",
			explanation: "RingCentral accepts only credentials that were made in its own developer console. This one was signed in another way, so it was made somewhere else.",
			nextStep:    "Create a credential on the page that “Create your credential” opens, and use that one.",
		},
		cause: "OAU-347",
	},
	UnknownClient: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "RingCentral does not know this app",
			explanation: "The client ID in the profile of {app} does not exist on {host}; it may be mistyped or belong to another RingCentral platform. You did nothing wrong: the profile is to be mended, not your credential.",
			nextStep:    "Send the report to the support of {app} and ask them to check the client ID in the profile.",
		},
		cause: "OAU-153, OAU-120, OAU-121",
	},
	ClientSecretRejected: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The app's client secret was not accepted",
			explanation: "RingCentral did not accept the client ID and secret with which {app} identifies itself; the secret may be mistyped or have been replaced. This says nothing against your credential.",
			nextStep:    "Ask the support of {app} for a profile file with the client secret that is valid now, and open it in Sureline.",
		},
		cause: "OAU-146, or the error word invalid_client without a known code",
	},
	ClientAuthenticationMissing: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "RingCentral was not told which app is asking",
			explanation: "RingCentral expects {app} to identify itself in another way than its profile says: the client secret is missing, or not meant to be sent. You did nothing wrong; the profile is to be mended.",
			nextStep:    "Send the report to the support of {app} and ask them to check the client ID, client secret and “client_auth” of the profile.",
		},
		cause: "OAU-123, OAU-134, OAU-151",
	},
	SandboxClient: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The app's client ID belongs to RingCentral's sandbox",
			explanation: "The profile of {app} names an app of the sandbox, where apps are only tried out, and {host} does not take those. You did nothing wrong; the profile is to be mended.",
			nextStep:    "Ask the support of {app} for a profile with the client ID of the finished app.",
		},
		cause: "OAU-165",
	},
	AppBlocked: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "RingCentral has blocked or not released this app",
			explanation: "RingCentral does not let {app} in: the app is blocked, or was not released for this platform. You did nothing wrong; only the people who make the app can settle this with RingCentral.",
			nextStep:    "Send the report to the support of {app} and ask them to look at the app's state in the developer console.",
		},
		cause: "OAU-127",
	},
	CredentialRejected: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "RingCentral does not accept this credential",
			explanation: "Most likely it was revoked or deleted, or it has expired. RingCentral gives the same answer to all three, so Sureline cannot tell which it was.",
			nextStep:    "Create a new credential on the page that “Create your credential” opens, and use it in place of this one.",
		},
		cause: "OAU-140, or the error word invalid_grant without a known code",
	},
}

// exchangeUserEntries are about the user and the account behind the credential.
var exchangeUserEntries = map[core.Code]entry{
	UserMissing: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The user of this credential no longer exists",
			explanation: "RingCentral cannot find the user who created the credential. The user has probably been deleted, and the credential ended with them.",
			nextStep:    "Sign in to RingCentral as another user, best a service user that stays, and create a new credential.",
		},
		cause: "OAU-136, OAU-232, CMN-405",
	},
	UserDisabled: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The user of this credential is switched off",
			explanation: "The user who created the credential is disabled, frozen or not yet activated, and so nothing may be done on their behalf.",
			nextStep:    "Enable the user in RingCentral's Admin Portal, or create a new credential as another user.",
		},
		cause: "OAU-141, OAU-236",
	},
	UserTypeNotAllowed: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This kind of extension cannot be used",
			explanation: "The credential belongs to an extension that is not a user, such as a call queue, and RingCentral does not let apps act for those.",
			nextStep:    "Sign in to RingCentral as a user and create a new credential.",
		},
		cause: "OAU-105, OAU-163",
	},
	AccountUnavailable: {
		severity: core.SeverityError, who: core.WhoRingCentral,
		texts: texts{
			title:       "The RingCentral account is not available",
			explanation: "RingCentral says that the account of this user is suspended, closed or not confirmed yet, or is not known on this platform. Neither the app nor Sureline can change that.",
			nextStep:    "Ask RingCentral's support or billing about the state of your account.",
		},
		cause: "OAU-142, OAU-222",
	},
	LockedOut: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The user is locked after failed sign-ins",
			explanation: "RingCentral has locked the user of this credential because somebody failed to sign in several times. The credential itself may be fine.",
			nextStep:    "Unlock the user in RingCentral's Admin Portal, or wait until RingCentral does, then try again.",
		},
		cause: "OAU-147, OAU-148",
	},
	NetworkRestricted: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "A rule of your company does not allow this sign-in",
			explanation: "RingCentral says that access to this account is restricted, for instance to certain networks or sites. You did nothing wrong, and the credential may be fine.",
			nextStep:    "Ask your IT department which networks or sites may sign in to RingCentral, and whether {app} can be allowed.",
		},
		cause: "OAU-167",
	},
	RoleLacksAppAccess: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The user's role does not allow apps of other companies",
			explanation: "The user of this credential has a role without the permission “Third Party Apps Access”, so RingCentral keeps {app} out. The credential itself may be fine.",
			nextStep:    "Ask a RingCentral administrator to add “Third Party Apps Access” to the user's role, then try again.",
		},
		cause: "CMN-408 with ThirdPartyAppAccess, whatever the error word says",
	},
}

// exchangePlatformEntries are about the platform's state and what it does not
// explain. Calls give them too.
var exchangePlatformEntries = map[core.Code]entry{
	RateLimited: {
		severity: core.SeverityError, who: core.WhoNobody,
		texts: texts{
			title:       "Too many requests: please wait",
			explanation: "RingCentral takes only a few requests a minute from {app}, everybody who uses the app may share them, and trying again too early starts the wait anew. This says nothing against the credential.",
			nextStep:    "Wait {wait}, then try again.",
		},
		variants: map[string]texts{"not-sent": {
			title:       "It is too early for the next try",
			explanation: "RingCentral takes only a few requests a minute from {app}, or has asked for a pause. Sureline has sent nothing, so that the wait does not start anew.",
		}},
		cause: "status 429, CMN-301, CMN-302, CMN-303, CMN-304, CMN-310; variant `not-sent`: the shared budget of requests is used up, or a pause that the platform asked for is not over",
	},
	Maintenance: {
		severity: core.SeverityError, who: core.WhoRingCentral,
		texts: texts{
			title:       "RingCentral is out of service for the moment",
			explanation: "The answer from {host} says that the service is under maintenance or limited for now. This says nothing about your credential, and nothing is lost.",
			nextStep:    "Wait at least {wait}, then try again, and look at status.ringcentral.com if it lasts.",
		},
		cause: "status 503, CMN-211, MaintenanceMode",
	},
	PlatformError: {
		severity: core.SeverityError, who: core.WhoRingCentral,
		texts: texts{
			title:       "RingCentral has a problem of its own",
			explanation: "Something failed inside the service at {host} while it was answering. This says nothing about your credential, good or bad.",
			nextStep:    "Try again in a few minutes, and send the report to RingCentral's support if it stays so.",
		},
		cause: "any other status from 500 to 599, CMN-201, CMN-203",
	},
	Refused: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "RingCentral refused, and Sureline does not know why",
			explanation: "The answer from {host} was “{reason}”. Sureline has no plainer words for this and does not guess; it need not be a mistake of yours.",
			nextStep:    "Send the report to the support of {app} and ask them what this answer means.",
		},
		cause: "any other status from 400 to 499",
	},
}
