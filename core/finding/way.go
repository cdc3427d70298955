package finding

import "github.com/sureline/sureline/core"

// wayEntries: On the way to the platform. Every call site gives host, and proxy
// (the proxy's host, or "of your network").
var wayEntries = merge(networkEntries, certificateEntries, answerEntries)

// networkEntries are about names, connections and proxies. Timed-out takes
// time ("15 seconds") and stage (words that follow "while").
var networkEntries = map[core.Code]entry{
	Offline: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "This computer does not seem to be online",
			explanation: "Sureline found no way to {host}: no network is connected, or the network does not answer. You did nothing wrong, and nothing is lost.",
			nextStep:    "Check the network cable, Wi-Fi or VPN, and ask your IT department if other web pages do not open either.",
		},
		cause: "no route, no interface, or no answer from the name lookup",
	},
	HostNotFound: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The network does not know this address",
			explanation: "Your network says that there is no {host}: it may not be fully connected or may hide the name, or the address in the profile may be misspelled. This says nothing against your credential.",
			nextStep:    "Ask your IT department whether this network can find {host}.",
		},
		cause: "the name lookup says that the name does not exist",
	},
	ConnectionRefused: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The connection was refused",
			explanation: "The computer at {host} does not take the connection: the service there is not running, or a firewall turns you away. You did nothing wrong, and nothing is lost.",
			nextStep:    "Ask your IT department whether a firewall blocks {host}, and check the address in the profile.",
		},
		variants: map[string]texts{
			"proxy": {
				title:       "The proxy does not let Sureline through",
				explanation: "The proxy {proxy} was reached, but did not connect to {host}: it may not be allowed to, or cannot reach it. You did nothing wrong, and nothing is lost.",
				nextStep:    "Ask your IT department to let the proxy connect to {host}.",
			},
			"blocked": {
				title:       "This computer does not let Sureline connect",
				explanation: "A firewall or security program on this computer forbids Sureline to connect to {host}. You did nothing wrong, and nothing is lost.",
				nextStep:    "Ask your IT department to allow Sureline to connect to {host}.",
			},
		},
		cause: "connection refused; a proxy that answers the request to connect with a refusal",
	},
	ConnectionLost: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The connection broke off",
			explanation: "The connection to {host} was cut before the answer was complete: once that can be chance, but each time means that something in the network cuts it. This says nothing against your credential.",
			nextStep:    "Try again, and ask your IT department whether a firewall cuts connections to {host} if it stays so.",
		},
		cause: "connection reset or closed, or a body shorter than announced",
	},
	TimedOut: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "No answer in time",
			explanation: "Sureline gave up on {host} after {time}, while {stage}. You did nothing wrong, and nothing is lost.",
			nextStep:    "Try again, and ask your IT department whether {host} can be reached from here if it stays so.",
		},
		cause: "no answer within the limit; the detail names the stage",
	},
	ProxyAuthenticationRequired: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The proxy wants a user name and password",
			explanation: "The proxy {proxy} lets nobody through who has not signed in to it, or did not accept the password given. This says nothing against your credential.",
			nextStep:    "Enter the proxy's user name and password in Settings under Network, and ask your IT department if you do not know them.",
		},
		cause: "status 407, or a SOCKS proxy that refuses the sign-in",
	},
	ProxyUnreachable: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The proxy cannot be reached",
			explanation: "This computer is set to go through the proxy {proxy}, and that does not answer. You did nothing wrong, and nothing was sent.",
			nextStep:    "Ask your IT department whether the proxy's address is right, and correct it in Settings under Network.",
		},
		variants: map[string]texts{"not-a-proxy": {
			title:       "The address of the proxy seems to be wrong",
			explanation: "This computer is set to go through the proxy {proxy}, and what answers there is not a proxy. You did nothing wrong, and nothing was sent.",
		}},
		cause: "the proxy's name is unknown, it takes no connection, or it does not speak as proxies do",
	},
}

// certificateEntries take issuer and expiry (a date in words).
var certificateEntries = map[core.Code]entry{
	CertificateUntrusted: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "The secure connection cannot be trusted",
			explanation: "The proof that {host} showed of being itself did not hold. Sureline stopped before sending anything; you did nothing wrong.",
			nextStep:    "Ask your IT department why the secure connection to {host} is not trusted.",
		},
		variants: map[string]texts{
			"unknown-authority": {
				title:       "The secure connection is vouched for by a stranger",
				explanation: "“{issuer}” vouches for {host}, and this computer does not know it: typically a security product of your company opens secure connections to look inside. Sureline stopped before sending anything.",
				nextStep:    "Ask your IT department whether “{issuer}” is theirs, and if so, choose its CA file in Settings under Network.",
			},
			"wrong-host": {
				title:       "Somebody else answered the secure connection",
				explanation: "What answered at {host} proved to be somebody else (certificate issued by “{issuer}”). Sureline stopped before sending anything; you did nothing wrong.",
				nextStep:    "Ask your IT department whether something in the network redirects {host}, and check the address in the profile.",
			},
			"expired": {
				title:       "The proof of a secure connection has expired",
				explanation: "By this computer's clock, the certificate of {host} was valid until {expiry}: either it was not renewed, or the clock is wrong. Sureline stopped before sending anything.",
				nextStep:    "Check the date and time of this computer, and tell your IT department if they are right.",
			},
			"not-yet-valid": {
				title:       "The proof of a secure connection is not valid yet",
				explanation: "By this computer's clock, the certificate of {host} becomes valid only in the future, so the clock is probably wrong. Sureline stopped before sending anything.",
				nextStep:    "Check the date and time of this computer, and tell your IT department if they are right.",
			},
			"handshake": {
				title:       "No secure connection could be made",
				explanation: "What answered at {host} does not offer a secure connection that Sureline accepts. Sureline stopped before sending anything; you did nothing wrong.",
				nextStep:    "Ask your IT department whether something in the network stands between you and {host}, and check the address in the profile.",
			},
		},
		cause: "unknown authority (typical of TLS inspection), wrong host, expired, not yet valid, or no common way of encryption",
	},
	ClockWrong: {
		severity: core.SeverityWarning, who: core.WhoIT,
		texts: texts{
			title:       "This computer's clock seems to be wrong",
			explanation: "It differs from RingCentral's clock by {difference}. The connection works all the same, but dates that Sureline shows may be wrong.",
			nextStep:    "Ask your IT department to have this computer's clock set automatically.",
		},
		variants: map[string]texts{
			"ahead": {
				title:       "This computer's clock seems to be ahead",
				explanation: "It is {difference} ahead of RingCentral's clock. RingCentral does not mind, but dates that Sureline shows may be wrong.",
			},
			"behind": {
				title:       "This computer's clock seems to be behind",
				explanation: "It is {difference} behind RingCentral's clock. RingCentral does not mind, but dates that Sureline shows may be wrong.",
			},
		},
		cause: "the answer's Date differs from this clock by over 5 minutes",
	},
}

// answerEntries are about what answered, and about what was not sent.
var answerEntries = map[core.Code]entry{
	CaptivePortal: {
		severity: core.SeverityError, who: core.WhoIT,
		texts: texts{
			title:       "Something else answered in place of RingCentral",
			explanation: "A web page came where the answer from {host} was due: usually the network wants you to sign in first, as in hotels, or a filter blocks the way. This says nothing against your credential.",
			nextStep:    "Open any web page in your browser and sign in to the network if it asks you to, or ask your IT department to let {host} through.",
		},
		cause: "a web page or a redirect to another host where data was due; status 511",
	},
	UnexpectedAnswer: {
		severity: core.SeverityError, who: core.WhoRingCentral,
		texts: texts{
			title:       "The answer could not be understood",
			explanation: "An answer came from {host}, but not in a form that Sureline knows. This says nothing about your credential, good or bad.",
			nextStep:    "Try again in a few minutes, and send the report to support if it stays so.",
		},
		variants: map[string]texts{
			"too-large": {
				title:       "The answer was far too large",
				explanation: "What came from {host} is so large that it cannot be the answer, and Sureline stopped reading. This says nothing about your credential, good or bad.",
			},
			"redirect": {
				title:       "The answer points to another address",
				explanation: "The service at {host} said to ask elsewhere. Sureline never follows such a hint, so that your credential goes nowhere else.",
				nextStep:    "Send the report to support and ask whether the address in the profile is right.",
			},
			"contradiction": {
				title:       "The answer contradicts itself",
				explanation: "The answer from {host} says that all went well, and names an error too. Sureline does not take that for a success.",
			},
			"incomplete": {
				title:       "The answer lacks what was asked for",
				explanation: "The answer from {host} says that all went well, but leaves out what Sureline asked for. Sureline does not take that for a success.",
			},
			"garbled": {
				title:       "The answer arrived garbled",
				explanation: "What came from {host} was damaged or is not meant for a program like this. This says nothing about your credential, good or bad.",
			},
		},
		cause: "not JSON, of the wrong shape, too large, a redirect, or a success that names an error or lacks the access token",
	},
	HostNotConfirmed: {
		severity: core.SeverityError, who: core.WhoAdmin,
		texts: texts{
			title:       "This address has not been confirmed yet",
			explanation: "The profile names {host}, which is not one of RingCentral's own addresses. Sureline keeps nothing of the profile, and neither sends nor opens anything there, before you agree.",
			nextStep:    "Confirm {host} if the people who gave you the profile have told you that name, and ask them if they have not.",
		},
		variants: map[string]texts{
			"plain": {
				title:       "The address in the profile is not protected",
				explanation: "The connection to {host} could be read by anybody on the way. Sureline never sends a credential over such a connection, whoever agrees.",
				nextStep:    "Ask the people who gave you the profile for an address that begins with https://.",
			},
			"look-alike": {
				title:       "This address only looks like RingCentral's",
				explanation: "The profile names {host}, which can be taken for an address of RingCentral's and is none. Sureline has kept nothing of the profile: whoever made it may be after your credential or password.",
				nextStep:    "Ask your provider, at a number or address that you know from before, whether {host} is theirs, and agree only then.",
			},
		},
		cause: "a host that the profile names (server, console, token_url, handover_url) is neither RingCentral's nor this computer and was not confirmed, or is not encrypted; variant `look-alike`: it can be taken for one of RingCentral's",
	},
	Cancelled: {
		severity: core.SeverityInfo, who: core.WhoNobody,
		texts: texts{
			title:       "You cancelled this",
			explanation: "Sureline stopped where it was and kept nothing new. What you pasted is still there.",
			nextStep:    "Start again when you are ready.",
		},
		cause: "the user cancelled",
	},
}
