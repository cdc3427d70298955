package finding

import "github.com/sureline/sureline/core"

// Next steps that several findings share.
const (
	createAndCopy = "Go back to the page in your browser, press “Create JWT”, and copy the long text that begins with eyJ."
	copyAgain     = "Go back to the page in your browser and copy the whole text again with the copy button."
	createNew     = "Create a new credential on the page that Sureline opens, and paste it here."
)

// checkEntries: Check of what was pasted: local, no network.
var checkEntries = merge(mistakenEntries, shapeEntries, originEntries, dateEntries)

// mistakenEntries: what was pasted is something else.
var mistakenEntries = map[core.Code]entry{
	Empty: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Nothing has been pasted yet",
			explanation: "The field is empty or holds only spaces.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{
			"folder": {
				title:       "That was a folder, not a file",
				explanation: "“{file}” was dropped on the window, and Sureline does not look into folders.",
				nextStep:    "Open the folder and drop the file that holds the credential, or paste the credential itself.",
			},
			"unreadable": {
				title:       "The dropped file cannot be read",
				explanation: "“{file}” may not be read by you, is no longer there, or is not on this computer.",
				nextStep:    "Open the file yourself, copy the long text that begins with eyJ, and paste it here.",
			},
			"empty-file": {
				title:       "The dropped file is empty",
				explanation: "There is nothing in “{file}”.",
				nextStep:    "Copy the long text that begins with eyJ from the page in your browser, and paste it here.",
			},
		},
		cause: "no text, or only white space and invisible characters; variants `folder`, `unreadable`, `empty-file`: what was dropped on the window",
	},
	TooLarge: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The text is too long to be a credential",
			explanation: "A credential has about 700 characters, and this text has {size}. Sureline did not look into it.",
			nextStep:    "Copy only the long text that begins with eyJ from the page in your browser.",
		},
		cause: "more than 16 KiB",
	},
	LooksLikeClientID: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This looks like a client ID, not a credential",
			explanation: "A client ID is the short name of an app. The credential is a much longer text that begins with eyJ.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{"exact": {
			title:       "This is the app's client ID, not a credential",
			explanation: "The client ID only names the app, and Sureline has it already. The credential is a much longer text that begins with eyJ.",
		}},
		cause: "the profile's client ID, one segment of 20 to 24 characters, or a value that a label calls a client ID",
	},
	LooksLikeClientSecret: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This looks like a client secret, not a credential",
			explanation: "A client secret is an app's own password and belongs to its provider. The credential is a longer text that begins with eyJ.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{"exact": {
			title:       "This is the app's client secret, not a credential",
			explanation: "The client secret is the app's own password, and Sureline has it already. The credential is a longer text that begins with eyJ.",
		}},
		cause: "the profile's client secret, one segment of 40 to 48 characters, or a value that a label calls a client secret",
	},
	LooksLikeAccessToken: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This looks like a temporary pass, not a credential",
			explanation: "RingCentral gives such passes to apps for a short time, and Sureline fetches its own. The credential is a different text that begins with eyJ.",
			nextStep:    createAndCopy,
		},
		cause: "the shape of a RingCentral access or refresh token, or an answer that holds one",
	},
	LooksLikeURL: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This is a link, not a credential",
			explanation: "A link leads to a page. The credential is the long text, beginning with eyJ, that you copy from the page.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{"create": {
			title:       "This is the link to the page, not the credential",
			explanation: "The link leads to the page on which the credential is made. The credential is the long text, beginning with eyJ, that the page then shows.",
			nextStep:    "Open the link in your browser, press “Create JWT” on the page, and copy the long text that begins with eyJ.",
		}},
		cause: "one web address and nothing else",
	},
	LooksLikePrivateKey: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This is a private key, not a credential",
			explanation: "A private key must stay with its owner. Sureline does not need it and has not kept it.",
			nextStep:    createAndCopy,
		},
		cause: "a PEM block with a private key, or JSON with one",
	},
	NotAJWT: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This is not a credential",
			explanation: "A credential is one long text that begins with eyJ. Sureline found nothing like it in what was pasted.",
			nextStep:    createAndCopy,
		},
		cause: "none of the other shapes fits",
	},
}

// shapeEntries: a credential was found, whole or not.
var shapeEntries = map[core.Code]entry{
	CleanedUp: {
		severity: core.SeverityFixed, who: core.WhoNobody,
		texts: texts{
			title:       "What you pasted was tidied up",
			explanation: "Sureline found {what} and put that right. The credential itself is unchanged.",
			nextStep:    "Carry on with the next step.",
		},
		variants: map[string]texts{"beside": {
			explanation: "Sureline found {what} and put that right, but something else is wrong too.",
			nextStep:    "Do first what the other message says.",
		}},
		cause: "white space, quotes, other text or an encoding around or inside the credential",
	},
	EncryptedToken: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This is an encrypted text, not a credential",
			explanation: "It has five parts, and a RingCentral credential has three. It probably comes from another system.",
			nextStep:    createAndCopy,
		},
		cause: "five parts (JWE, RFC 7516)",
	},
	SeveralCredentials: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "There is more than one credential here",
			explanation: "What was pasted holds different credentials, and Sureline cannot tell which one you mean.",
			nextStep:    "Paste only the one credential that you made for this app.",
		},
		cause: "two different JWTs in one text; the same one twice is cleaned up",
	},
	Truncated: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Part of the credential is missing",
			explanation: "The text begins like a credential, but part of it was not copied. Sureline cannot tell how much.",
			nextStep:    copyAgain,
		},
		variants: map[string]texts{
			"count": {
				title:       "The end of the credential is missing",
				explanation: "The text begins like a credential but stops too early. About {missing} characters are missing at the end.",
			},
			"one": {
				title:       "The end of the credential is missing",
				explanation: "The text begins like a credential but stops too early. Probably just one character is missing at the end.",
			},
			"start": {
				title:       "The beginning of the credential is missing",
				explanation: "The text ends like a credential, but its first part, which begins with eyJ, was not copied.",
			},
		},
		cause: "a JWT that lacks its beginning, or ends inside header, payload or signature",
	},
	Damaged: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The credential was damaged in copying",
			explanation: "The text has the shape of a credential, but its {part} part cannot be read. Some of its characters were changed or lost.",
			nextStep:    copyAgain,
		},
		variants: map[string]texts{
			"length": {
				explanation: "The last part of the credential has a length that does not fit. Characters were added or lost there.",
			},
			"start": {
				title:       "Some of the credential's beginning is missing",
				explanation: "The text ends like a credential but does not begin with eyJ. Its first characters were not copied.",
			},
			"parts": {
				explanation: "The text begins like a credential but is divided into the wrong number of parts. Something was added or lost.",
			},
		},
		cause: "base64url or JSON that cannot be decoded, duplicate members, or a signature of impossible length",
	},
	Unsigned: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential is not signed",
			explanation: "A RingCentral credential ends in a signature that proves it genuine. This one says itself that it has none.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{"empty": {
			title:       "The credential's signature is empty",
			explanation: "A credential ends in a long signature that proves it genuine. Here nothing follows the second dot, so the end may not have been copied.",
			nextStep:    copyAgain,
		}},
		cause: "alg none, or nothing after the second dot",
	},
	WrongAlgorithm: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential is signed in a way that is not accepted",
			explanation: "RingCentral's credentials are signed with a method named RS256; this one says {algorithm}. It was probably made by another system.",
			nextStep:    createAndCopy,
		},
		variants: map[string]texts{
			"absent": {
				explanation: "RingCentral's credentials say how they are signed; this one does not. It was probably made by another system.",
			},
			"shared": {
				explanation: "This one says {algorithm}, a method for which both sides must hold the same password. A server that hands out access does not accept that.",
			},
			"uncertain": {
				title:       "This credential is signed in an unusual way",
				explanation: "Credentials are mostly signed with a method named RS256; this one says {algorithm}. Sureline cannot tell whether {host} accepts it.",
				nextStep:    "Try to connect, and if that fails ask the app's provider which credential to use.",
			},
		},
		cause: "alg is not RS256; with a server that is not RingCentral's, another asymmetric algorithm is a warning only",
	},
	AlreadyConnected: {
		severity: core.SeverityWarning, who: core.WhoAdmin,
		texts: texts{
			title:       "This credential is already in use here",
			explanation: "The connection “{name}” uses this very credential.",
			nextStep:    "Use the connection that exists, or create another credential for a second one.",
		},
		cause: "a stored connection has the same fingerprint",
	},
	SignatureVerified: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "The credential is genuine",
			explanation: "It carries the signature of the platform, so it was copied without a mistake. Whether it has been deleted since, this does not tell.",
			nextStep:    "Carry on with the next step.",
		},
		cause: "the platform's key set holds the credential's kid, and the signature fits",
	},
	SignatureMismatch: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The credential was altered in copying",
			explanation: "Its signature does not fit the rest of the text, so at least one character differs from what the page showed.",
			nextStep:    copyAgain,
		},
		cause: "the platform's key set holds the credential's kid, and the signature does not fit",
	},
}
