package finding

import "github.com/sureline/sureline/core"

// handoverEntries: A credential on its way to the provider. Those that begin
// with "sealed" are said where a file is opened; app, file, provider and
// fingerprint are the arguments.
var handoverEntries = map[core.Code]entry{
	SealedNot: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "This is not a sealed credential",
			explanation: "What was given is not a file that Sureline sealed. Nothing was taken from it.",
			nextStep:    "Ask the customer for the file whose name ends with “.sealed”.",
		},
		cause: "no age file, or one that holds something else than a credential",
	},
	SealedDamaged: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The sealed file is not complete",
			explanation: "The file was cut off or altered on its way, so nothing in it can be used. The customer's own copy is not affected.",
			nextStep:    "Ask the customer to send the “.sealed” file again as an attachment, or to make it anew.",
		},
		cause: "an age file that ends early or does not pass its own check",
	},
	SealedTooLarge: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "Too large for a sealed credential",
			explanation: "A sealed credential has at most 16 KiB. Nothing was taken from what was given.",
			nextStep:    "Ask the customer for the file whose name ends with “.sealed”.",
		},
		cause: "more than 16 KiB",
	},
	SealedForAnother: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "Sealed for another provider",
			explanation: "Another key is needed to open this file than the one given: it was sealed for somebody else, or with a profile that has an older key of yours.",
			nextStep:    "Use the identity file that belongs to the key “handover_recipient” in the customer's profile, or ask the customer to seal it anew.",
		},
		cause: "no identity opens the age file",
	},
	SealedOtherApp: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "This credential is for another app",
			explanation: "The file was sealed for the app with the client ID {found}, and {wanted} was expected.",
			nextStep:    "Ask the customer to use the profile of the right app, or open the file for the client ID that it names.",
		},
		cause: "the client ID in the envelope is another one",
	},
	SealedReplayed: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "This hand-over was received before",
			explanation: "Another file with the number of this hand-over came earlier, so this one was not taken. The first one is not affected.",
			nextStep:    "Ask the customer to hand the credential over anew if the first “.sealed” file is not the right one.",
		},
		cause: "an ID that was used for other content",
	},
	IdentityUnreadable: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The identity file cannot be used",
			explanation: "{file} does not hold the private key of a provider, or this user may not read it.",
			nextStep:    "Use the identity file that “surelinectl handover keygen” made for the app.",
		},
		cause: "no age identity in the file",
	},
	HandoverNotOffered: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "This app takes no sealed credentials",
			explanation: "The profile of {app} names no key to seal a credential with, so that nobody but its provider could open it. Nothing was sent.",
			nextStep:    "Ask the support of {app} for a profile with a key for the hand-over.",
		},
		cause: "a profile without handover_recipient",
	},
	HandoverKeyChanged: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The provider's key has changed",
			explanation: "The profile of {app} now names another key than the one that you agreed to, so nothing was sealed or sent. The new key has the fingerprint {fingerprint}.",
			nextStep:    "Ask the support of {app} whether the fingerprint is theirs, and add the new profile only then.",
		},
		cause: "handover_recipient differs from the confirmed one",
	},
	HandoverInviteRefused: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The provider does not know this invite",
			explanation: "The profile was made for one customer and names an invite that {app} does not know. Nothing is lost, and your credential was not taken.",
			nextStep:    "Ask the support of {app} for a new profile file.",
		},
		variants: map[string]texts{
			"used": {
				title:       "This invite has been used",
				explanation: "A credential was handed over to {app} with this profile before, and each profile is good for one. Nothing is lost, and your credential was not taken.",
			},
			"expired": {
				title:       "This invite has expired",
				explanation: "The profile was made for you some time ago, and {app} no longer takes what comes with it. Nothing is lost, and your credential was not taken.",
			},
			"withdrawn": {
				title:       "This invite was withdrawn",
				explanation: "The people who make {app} withdrew the profile that they made for you. Nothing is lost, and your credential was not taken.",
			},
		},
		cause: "the provider's answer names the invite: unknown, used, expired, withdrawn",
	},
	HandoverOtherAccount: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Another account than the provider expects",
			explanation: "{app} expects a credential of another company or user than the one that you handed over. Nothing is lost, and your credential was not taken.",
			nextStep:    "Create the credential again, signed in to RingCentral as the user that {app} expects.",
		},
		cause: "the provider's answer: other account",
	},
	HandoverUnreachable: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The provider could not be reached",
			explanation: "Nothing is lost: the credential is saved sealed at {file}, and will be sent again to {host} when you hand over the next time.",
			nextStep:    "Try again later, or ask your IT department whether {host} can be reached from here.",
		},
		cause: "no answer from handover_url, or one that says later",
	},
	HandoverRefused: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "The provider did not take the credential",
			explanation: "The server of {app} was reached and refused what was sent, so nothing was taken there. Your credential is not lost.",
			nextStep:    "Ask the support of {app}, and send them the details below.",
		},
		cause: "an answer of handover_url that is neither 202 nor one to try again",
	},
	HandoverProofFailed: {
		severity: core.SeverityError, who: core.WhoProvider,
		texts: texts{
			title:       "Received, but RingCentral refused it",
			explanation: "{app} has your credential, and RingCentral did not accept it there. What was handed over stays sealed, and nothing is lost.",
			nextStep:    "Ask the support of {app}, and send them the details below.",
		},
		cause: "status \"refused\" at the provider; the detail holds the finding from there",
	},
}
