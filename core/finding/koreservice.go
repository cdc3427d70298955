package finding

import "github.com/sureline/sureline/core"

// koreServiceEntries are about the service that pages ask for passes. They take
// reason, in the operator's words, and client where one is meant.
var koreServiceEntries = map[core.Code]entry{
	KoreOriginRefused: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This web page may not ask for passes",
			explanation: "The service gives passes only to pages on its list, and this one is not: {reason}.",
			nextStep:    "Add the page's address to the web pages that may ask for this client if it is yours, and look who runs it if not.",
		},
		cause: "the request's Origin is absent, `null`, or not exactly one of the client's",
	},
	KorePreflightMissing: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Browsers will not let pages ask this service",
			explanation: "Before a page may ask, the browser asks the service whether it allows that page, and this service does not say so: {reason}.",
			nextStep:    "Have the service answer the browser's question (OPTIONS) for the page's address, or run Sureline's own service.",
		},
		cause: "OPTIONS is not answered with 2xx and the Access-Control-Allow headers that the SDK's request needs",
	},
	KoreServiceReady: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "The service allows this page to ask",
			explanation: "The service said that browsers may ask it for passes from this page.",
			nextStep:    "Load the chat page to see the whole way work.",
		},
		cause: "OPTIONS is answered as the SDK's request needs",
	},
	KoreHostRefused: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The request did not come the way it should",
			explanation: "The service answers only under names and behind web servers that it knows, so that no foreign page can borrow its address: {reason}.",
			nextStep:    "Ask under localhost on this computer, or name what is yours under “hosts” or “proxies” of the file of a server.",
		},
		cause: "the Host header is not among `hosts` (DNS rebinding), or the request came in the clear or through a proxy that `proxies` does not name",
	},
	KoreIdentityRefused: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "No pass for this person",
			explanation: "The rule “who may ask for whom” of this client does not allow it: {reason}.",
			nextStep:    "Look at what the page sends, and change “Who may ask for whom” of this client if this person should get passes.",
		},
		cause: "the identity policy refuses: not listed, no session, session not valid, merging or private claims not allowed",
	},
	KoreRequestInvalid: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The request is not as the chat window sends it",
			explanation: "The service could not use what was sent: {reason}.",
			nextStep:    "Compare the page's code with the example in the guide to the Kore.ai part.",
		},
		cause: "wrong method, path, type or size; not JSON or a form; duplicate keys; a value of the wrong type; an unsafe name",
	},
	KoreClientNotServed: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The service does not know this client ID",
			explanation: "The page asked for a pass of a client that the service has not been given: {reason}.",
			nextStep:    "Set the client ID in the page to one that the service has, or leave it out if there is only one.",
		},
		variants: map[string]texts{"list": {
			title:       "There is no such Kore.ai client here",
			explanation: "“{client}” is none of the clients that Sureline keeps on this computer.",
			nextStep:    "Choose one of the list, or add the client on the Kore.ai page of the window.",
		}},
		cause: "`clientId` is not configured, or absent while several are; variant `list`: a command names a client that is not on the list",
	},
	KoreTooManyRequests: {
		severity: core.SeverityError, who: core.WhoNobody,
		texts: texts{
			title:       "Too many requests for passes",
			explanation: "The service slowed somebody down: {reason}.",
			nextStep:    "Wait a little, or raise the numbers under “limits” of the file of a server if these are real visitors.",
		},
		cause: "the rate limit per address or per identity",
	},
	KoreListenFailed: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The service could not start here",
			explanation: "The service could not use the address {address}: {reason}.",
			nextStep:    "Stop the other program that uses {address}, or choose another address or port.",
		},
		cause: "no listener could be opened: address in use, not on this computer, or not permitted",
	},
}

// koreSetupEntries are about the file of clients and about where secrets lie.
// Each takes file or client, and what its text names.
var koreSetupEntries = map[core.Code]entry{
	KoreFileUnreadable: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The list of Kore.ai clients cannot be read",
			explanation: "“{file}” could not be used: {reason}.",
			nextStep:    "Check that the file is there and that you may read it.",
		},
		cause: "the file is missing, too large, or may not be read or written",
	},
	KoreSettingInvalid: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "A setting of the Kore.ai part is wrong",
			explanation: "Line {line} of “{file}”, “{key}”: {reason}. Nothing was changed.",
			nextStep:    "Correct “{key}” in that line, then try again.",
		},
		variants: map[string]texts{
			"missing": {
				explanation: "“{key}” is missing from “{file}”: {reason}. Nothing was changed.",
				nextStep:    "Add “{key}”, then try again.",
			},
			"value": {
				explanation: "“{key}”: {reason}. Nothing was changed.",
				nextStep:    "Correct “{key}”, then try again.",
			},
			"syntax": {
				explanation: "Line {line} of “{file}” cannot be read: {reason}. Nothing was changed.",
				nextStep:    "Correct that line, then try again.",
			},
		},
		cause: "not TOML, an unknown key, or a bad value; variant `missing` needs no line, `value` only the key, `syntax` no key",
	},
	KoreSecretInFile: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "A secret stands in the list of clients",
			explanation: "Line {line} of “{file}” holds a secret itself, where others may find it. Sureline does not use it.",
			nextStep:    "Take the secret out of the file, name its place instead, and get a new one under “JWT App Details” if others may have seen it.",
		},
		cause: "`secret` or `key` is a text, or looks like a secret or a private key",
	},
	KoreSecretMissing: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The secret of this client is not there",
			explanation: "Sureline found no secret or key for “{client}” where it should be ({place}): {reason}.",
			nextStep:    "Enter the secret of “{client}” again, as “JWT App Details” shows it.",
		},
		cause: "the keychain item, file or environment variable is absent or empty",
	},
	KoreSecretExposed: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "Others can read the secret of this client",
			explanation: "The file {place} with the secret of “{client}” may be read or changed by other users of this computer. Sureline does not use such a file.",
			nextStep:    "Take the rights of all other users from the file (mode 0600), and get a new secret if one of them may have read it.",
		},
		cause: "the secret's file gives rights to group or others, or is not a regular file",
	},
	KoreKeyUnreadable: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "The key of this client cannot be used",
			explanation: "The key of “{client}” ({place}) is not one that Sureline can use: {reason}.",
			nextStep:    "Choose an RSA key of at least 2048 bits, in the form that begins with -----BEGIN.",
		},
		variants: map[string]texts{
			"secret": {
				title:       "This is not the client secret",
				explanation: "What “{client}” should sign with ({place}) is not its client secret: {reason}.",
				nextStep:    "Copy the client secret from “JWT App Details”, or choose the way of signing that goes with the key.",
			},
			"public": {
				title:       "The public key for encryption cannot be used",
				explanation: "Passes of “{client}” should be encrypted with the key in {place}: {reason}.",
				nextStep:    "Put the public key that Kore.ai shows for this app into that file, exactly as it is shown.",
			},
		},
		cause: "not PEM or JWK, not RSA, encrypted, or shorter than 2048 bits; variant `secret`: what cannot be a client secret (a key, not UTF-8, a blank around it), `public`: about the platform's key for encryption",
	},
}
