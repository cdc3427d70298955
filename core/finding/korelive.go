package finding

import "github.com/sureline/sureline/core"

// koreLiveEntries are what Kore.ai's answer to a live check means. Each takes
// host, except kore-user-needed and kore-jti-rejected, which take nothing.
var koreLiveEntries = map[core.Code]entry{
	KoreVerified: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "Kore.ai accepted the pass",
			explanation: "The client ID, the secret or key and the way of signing are right for this bot at {host}. No conversation was started.",
			nextStep:    "Go on to the chat page, which will be let in the same way.",
		},
		cause: "200 with `authorization.accessToken`",
	},
	KoreSecretRejected: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Kore.ai does not accept the signature",
			explanation: "Either the secret or key is not that of this client ID, or the way of signing differs, or the app wants serial numbers or encryption. Kore.ai's answer does not tell which.",
			nextStep:    "Open “JWT App Details” of the bot, copy the client secret anew, and compare the way of signing there.",
		},
		cause: "“error verifying the jwt”",
	},
	KoreClientUnknown: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Kore.ai does not know this client ID here",
			explanation: "There is no app with this client ID at {host}. The ID may be misspelled, or the app lives in another region.",
			nextStep:    "Compare the client ID and the host with those in the browser when you are signed in to your Kore.ai account.",
		},
		cause: "“Not found” in the platform's own envelope",
	},
	KoreUserNeeded: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This app wants to know who the person is",
			explanation: "Kore.ai lets no anonymous visitors in for this app, so the trial with one was refused. That says nothing against the secret.",
			nextStep:    "Try again with the email address of a user whom Kore.ai knows.",
		},
		variants: map[string]texts{"named": {
			title:       "Kore.ai does not know this person",
			explanation: "The app lets in only people whom Kore.ai knows, and the one who was named is not among them. That says nothing against the secret.",
			nextStep:    "Try again with the email address that the person has in the Kore.ai account.",
		}},
		cause: "“missing/Invalid jwt.sub()”; variant `named`: although a user was named",
	},
	KoreJTIRejected: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The serial number of the pass was refused",
			explanation: "This app wants a new serial number (JTI) in each pass, and takes none twice.",
			nextStep:    "Switch on the serial number (JTI) for this client, so that each pass gets one of its own, then try again.",
		},
		variants: map[string]texts{"replay": {
			explanation: "Kore.ai has seen this pass before and takes each only once. Something showed the same pass twice.",
			nextStep:    "Try again with a new pass, and see that the page asks for one each time it connects.",
		}},
		cause: "a message about `jti`; variant `replay`: “possibly a replay”",
	},
	KoreRefused: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Kore.ai refused, and Sureline does not know why",
			explanation: "The answer from {host} was: “{message}”. Sureline cannot tell whether this is about the secret, the bot or its channel.",
			nextStep:    "Check that the bot is published and its Web/Mobile channel is switched on, and send this message to Kore.ai's support if it is.",
		},
		cause: "a refusal with a message that is not documented",
	},
	KoreUnavailable: {
		severity: core.SeverityError, who: core.WhoNobody,
		texts: texts{
			title:       "Kore.ai cannot answer at the moment",
			explanation: "The service at {host} reports a problem of its own. This says nothing about the secret, good or bad.",
			nextStep:    "Try again in a few minutes.",
		},
		variants: map[string]texts{"busy": {
			title:       "Kore.ai asks to wait",
			explanation: "The service at {host} gets too many requests at the moment. This says nothing about the secret, good or bad.",
			nextStep:    "Try again in a minute.",
		}},
		cause: "status 500 to 599; variant `busy`: status 429",
	},
	KoreUnexpectedAnswer: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "What answered does not look like Kore.ai",
			explanation: "The answer from {host} is not in the form that Kore.ai uses. The host may be wrong, or something in the network answers in its place. This says nothing about the secret.",
			nextStep:    "Compare the host with the address in the browser when you are signed in to your Kore.ai account.",
		},
		cause: "not JSON, too large, a redirect, or a success without an access token",
	},
}
