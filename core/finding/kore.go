package finding

import "github.com/sureline/sureline/core"

// koreEntries: the Kore.ai part. The signed text that a chat window shows to the
// platform is called a pass here.
var koreEntries = merge(korePassEntries, koreLiveEntries, koreServiceEntries, koreSetupEntries)

// korePassEntries are about a pass itself, without any network. Kore-part takes
// part (its name in the pass) and reason.
var korePassEntries = map[core.Code]entry{
	KoreNotAPass: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This is not a pass for the chat",
			explanation: "What was given is not a signed pass as the chat window shows it to Kore.ai: {reason}.",
			nextStep:    "Copy the whole pass, which begins with eyJ and has two dots in it, and paste it again.",
		},
		cause: "not a compact JWS or JWE, or its parts cannot be read",
	},
	KoreEncrypted: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "This pass is encrypted",
			explanation: "Only Kore.ai can look into it, so Sureline cannot tell what it says. That is as it should be when encryption is switched on for the app.",
			nextStep:    "Use “Verify live” to learn whether Kore.ai accepts such passes.",
		},
		cause: "five parts: a JWE",
	},
	KoreSignatureVerified: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "The signature matches this client",
			explanation: "The pass was signed with the secret or key that Sureline keeps for this client.",
			nextStep:    "Use “Verify live” to learn whether Kore.ai has the same secret.",
		},
		variants: map[string]texts{"previous": {
			title:       "The signature is that of the previous secret",
			explanation: "The pass was signed with the secret or key that this client had before the last change. Kore.ai may not accept it any longer.",
			nextStep:    "Make a new pass, and load the chat page again.",
		}},
		cause: "the signature was made with the client's secret or key; variant `previous`: with the one before a rotation",
	},
	KoreSignatureMismatch: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The signature is not that of this client",
			explanation: "The pass was signed with another secret or key than the one that Sureline keeps for this client, or was changed afterwards.",
			nextStep:    "Compare the client ID of the pass with that under “JWT App Details”, and enter the secret from there again.",
		},
		cause: "the signature does not verify with the client's secret or key, nor with the previous one",
	},
	KoreAlgorithm: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The way of signing does not fit this client",
			explanation: "The pass is signed with {found}, but this client is set up for {expected}. Kore.ai fixes the way of signing when the app is registered, and takes no other.",
			nextStep:    "Open “JWT App Details” of the bot, see which way of signing it names, and set the same one for this client.",
		},
		variants: map[string]texts{"platform": {
			title:       "Kore.ai wants another way of signing",
			explanation: "The pass was signed with {found}, and the app at Kore.ai is registered for another way of signing.",
		}},
		cause: "`alg` is not the client's, or not among HS256, HS512, RS256 and RS512; variant `platform`: the platform's message names the algorithm",
	},
	KorePart: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "A part of the pass is missing or malformed",
			explanation: "The part “{part}” of the pass is not as Kore.ai wants it: {reason}.",
			nextStep:    "Have the program that signs the pass correct “{part}”, or let Sureline's own service sign.",
		},
		cause: "`iss`, `sub`, `aud`, `iat` or `exp` absent or of the wrong type; `aud` a list; `isAnonymous` a text; another issuer or audience than the client's",
	},
	KoreMilliseconds: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The times are in milliseconds",
			explanation: "The times in the pass are a thousand times too large, so that it would be good for tens of thousands of years. The sample program from Kore.ai makes this mistake.",
			nextStep:    "Have the program that signs the pass write its times in whole seconds, or let Sureline's own service sign.",
		},
		cause: "`iat` or `exp` is 13 digits long",
	},
	KoreExpired: {
		severity: core.SeverityError, who: core.WhoNobody,
		texts: texts{
			title:       "This pass has run out",
			explanation: "It was good until {time}. Passes live for minutes only, so this is no surprise for one that was copied a while ago.",
			nextStep:    "Make a new pass.",
		},
		cause: "`exp` is past",
	},
	KoreLifetime: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The pass is good for too long",
			explanation: "It is good for {time}. Kore.ai refuses passes with a serial number that are good for more than one hour.",
			nextStep:    "Set the lifetime of this client to a few minutes.",
		},
		cause: "`exp` - `iat` over an hour together with a `jti`, by inspection or by the platform's answer",
	},
	KoreLongLived: {
		severity: core.SeverityWarning, who: core.WhoAdmin,
		texts: texts{
			title:       "The pass is good for a long time",
			explanation: "It is good for {time}. Whoever gets hold of it can chat as this person until then.",
			nextStep:    "Have passes signed for a few minutes only.",
		},
		cause: "`exp` - `iat` over an hour, without a `jti`",
	},
	KoreClock: {
		severity: core.SeverityWarning, who: core.WhoIT,
		texts: texts{
			title:       "The clocks do not agree",
			explanation: "The pass says that it was made {difference} from now. The clock of the computer that signed it, or of this one, is wrong, and Kore.ai may refuse the pass.",
			nextStep:    "Ask your IT department to have the clocks of both computers set automatically.",
		},
		variants: map[string]texts{"platform": {
			title:       "This clock and that of Kore.ai do not agree",
			explanation: "This computer's clock differs from that of Kore.ai by {difference}. Passes signed here may be refused as run out or as not yet good.",
			nextStep:    "Ask your IT department to have this computer's clock set automatically.",
		}},
		cause: "`iat` ahead of this clock by over a minute; variant `platform`: the answer's Date differs by over a minute",
	},
}
