package finding

import "github.com/sureline/sureline/core"

// row is what is fixed about a finding; its words are in core/text under
// "finding." and the code.
type row struct {
	code     core.Code
	severity core.Severity
	who      core.Who
	// exit is what surelinectl ends with when the finding ended a command.
	exit int
	// cause says, for docs/findings.md, what provokes the finding: a wire code, an
	// operating system error, a claim.
	cause string
}

// The exit codes of surelinectl that findings give.
const (
	ExitInternal    = 1 // a mistake of the program's
	ExitUsage       = 2 // the command, a name or a file that was given
	ExitCheck       = 3 // what was pasted cannot be used
	ExitRefused     = 4 // the platform said no
	ExitUnreachable = 5 // no answer, or none for now
	ExitStorage     = 6 // keychain, store or disk
	ExitCancelled   = 7
)

// Short for the table.
const (
	stops = core.SeverityError
	warns = core.SeverityWarning
	tells = core.SeverityInfo
	fixed = core.SeverityFixed

	admin       = core.WhoAdmin
	provider    = core.WhoProvider
	it          = core.WhoIT
	ringcentral = core.WhoRingCentral
	nobody      = core.WhoNobody
)

// family is a heading of docs/findings.md.
type family struct {
	title string
	// about says when the family's findings come.
	about string
	rows  []row
}

// families are all findings there are.
var families = []family{
	{"Check", "What the check of a pasted text says, on this computer and without any network.", []row{
		{Empty, stops, admin, ExitCheck, "no text, or only white space and invisible characters; variants `folder`, `unreadable`, `empty-file`: what was dropped on the window"},
		{CleanedUp, fixed, nobody, ExitRefused, "white space, quotes, other text or an encoding around or inside the credential"},
		{LooksLikeClientID, stops, admin, ExitCheck, "the profile's client ID, one segment of 20 to 24 characters, or a value that a label calls a client ID"},
		{LooksLikeClientSecret, stops, admin, ExitCheck, "the profile's client secret, one segment of 40 to 48 characters, or a value that a label calls a client secret"},
		{LooksLikeAccessToken, stops, admin, ExitCheck, "the shape of a RingCentral access or refresh token, or an answer that holds one"},
		{LooksLikeURL, stops, admin, ExitCheck, "one web address and nothing else"},
		{LooksLikePrivateKey, stops, admin, ExitCheck, "a PEM block with a private key, or JSON with one"},
		{EncryptedToken, stops, admin, ExitCheck, "five parts (JWE, RFC 7516)"},
		{SeveralCredentials, stops, admin, ExitCheck, "two different JWTs in one text; the same one twice is cleaned up"},
		{NotAJWT, stops, admin, ExitCheck, "none of the other shapes fits"},
		{Truncated, stops, admin, ExitCheck, "a JWT that lacks its beginning, or ends inside header, payload or signature"},
		{Damaged, stops, admin, ExitCheck, "base64url or JSON that cannot be decoded, duplicate members, or a signature of impossible length"},
		{Unsigned, stops, admin, ExitCheck, "alg none, or nothing after the second dot"},
		{WrongAlgorithm, stops, admin, ExitCheck, "alg is not RS256; with a server that is not RingCentral's, another asymmetric algorithm is a warning only"},
		{ForeignIssuer, stops, admin, ExitCheck, "iss is none of RingCentral's hosts; a warning when the profile's server is not RingCentral's either"},
		{WrongEnvironment, stops, admin, ExitCheck, "iss or aud is RingCentral's, but of another environment than the profile's server"},
		{WrongAudience, stops, admin, ExitCheck, "aud is not the platform's token endpoint; a warning when the profile's server is not RingCentral's"},
		{MissingClaim, stops, admin, ExitCheck, "aud, sub, iss or exp is absent, or one of these or iat has the wrong JSON type"},
		{Expired, stops, admin, ExitCheck, "exp is past"},
		{ExpiresSoon, warns, admin, ExitRefused, "exp is less than 30 days away"},
		{IssuedInFuture, warns, it, ExitRefused, "iat is over 5 minutes ahead of this computer's clock"},
		{NeverExpires, tells, nobody, ExitRefused, "exp - iat is 2^31-1 seconds or more, or exp is over 50 years ahead"},
		{SignatureVerified, tells, nobody, ExitRefused, "the platform's key set holds the credential's kid, and the signature fits"},
		{SignatureMismatch, stops, admin, ExitCheck, "the platform's key set holds the credential's kid, and the signature does not fit"},
		{TooLarge, stops, admin, ExitCheck, "more than 16 KiB"},
		{AlreadyConnected, warns, admin, ExitRefused, "a stored connection has the same fingerprint"},
	}},
	{"Token exchange", "What RingCentral's answer to the credential means. Calls can give the last four too.", []row{
		{AppNotAllowed, stops, admin, ExitRefused, "OAU-473"},
		{AppWithoutJWTFlow, stops, provider, ExitRefused, "OAU-251, OAU-250, OAU-270, OAU-112, OAU-125, or the error word unauthorized_client without a known code"},
		{SignatureRejected, stops, admin, ExitRefused, "OAU-345"},
		{AlgorithmRejected, stops, admin, ExitRefused, "OAU-347; variant `foreign`: OAU-331"},
		{UnknownClient, stops, provider, ExitRefused, "OAU-153, OAU-120, OAU-121"},
		{ClientSecretRejected, stops, provider, ExitRefused, "OAU-146, or the error word invalid_client without a known code"},
		{ClientAuthenticationMissing, stops, provider, ExitRefused, "OAU-123, OAU-134, OAU-151, OAU-156, or a message without a code that says so"},
		{SandboxClient, stops, provider, ExitRefused, "OAU-165"},
		{AppBlocked, stops, provider, ExitRefused, "OAU-127, or “Bad Application Release Status: Blocked” without a code"},
		{CredentialRejected, stops, admin, ExitRefused, "OAU-140, or the error word invalid_grant without a known code"},
		{UserMissing, stops, admin, ExitRefused, "OAU-136, OAU-232, CMN-405"},
		{UserDisabled, stops, admin, ExitRefused, "OAU-141, OAU-236"},
		{UserTypeNotAllowed, stops, admin, ExitRefused, "OAU-105, OAU-163"},
		{AccountUnavailable, stops, ringcentral, ExitRefused, "OAU-142, OAU-222"},
		{LockedOut, stops, admin, ExitRefused, "OAU-147, OAU-148"},
		{NetworkRestricted, stops, it, ExitRefused, "OAU-167"},
		{RoleLacksAppAccess, stops, admin, ExitRefused, "ThirdPartyAppAccess named with CMN-408 or without a code that says otherwise, whatever the error word says"},
		{RateLimited, stops, nobody, ExitUnreachable, "status 429, CMN-301, CMN-302, CMN-303, CMN-304, CMN-310; variant `not-sent`: the shared budget of requests is used up, or a pause that the platform asked for is not over"},
		{Maintenance, stops, ringcentral, ExitUnreachable, "status 503, CMN-211, MaintenanceMode"},
		{PlatformError, stops, ringcentral, ExitUnreachable, "any other status from 500 to 599, CMN-201, CMN-203"},
		{Refused, stops, provider, ExitRefused, "any other status from 400 to 499; variant `outdated`: CMN-468"},
	}},
	{"On the way", "What happens between this computer and RingCentral.", []row{
		{Offline, stops, it, ExitUnreachable, "no route, no interface, or no answer from the name lookup"},
		{HostNotFound, stops, it, ExitUnreachable, "the name lookup says that the name does not exist"},
		{ConnectionRefused, stops, it, ExitUnreachable, "connection refused; a proxy that answers the request to connect with a refusal"},
		{ConnectionLost, stops, it, ExitUnreachable, "connection reset or closed, or a body shorter than announced"},
		{TimedOut, stops, it, ExitUnreachable, "no answer within the limit; the detail names the stage"},
		{CertificateUntrusted, stops, it, ExitUnreachable, "unknown authority (typical of TLS inspection), wrong host, expired, not yet valid, or no common way of encryption"},
		{ProxyAuthenticationRequired, stops, it, ExitUnreachable, "status 407, or a SOCKS proxy that refuses the sign-in"},
		{ProxyUnreachable, stops, it, ExitUnreachable, "the proxy's name is unknown, it takes no connection, or it does not speak as proxies do"},
		{CaptivePortal, stops, it, ExitUnreachable, "a web page or a redirect to another host where data was due; status 511"},
		{UnexpectedAnswer, stops, ringcentral, ExitUnreachable, "not JSON, of the wrong shape, too large, a redirect, or a success that names an error or lacks the access token"},
		{ClockWrong, warns, it, ExitRefused, "the answer's Date differs from this clock by over 5 minutes"},
		{HostNotConfirmed, stops, admin, ExitUsage, "a host that the profile names (server, console, token_url, handover_url) is neither RingCentral's nor this computer and was not confirmed, or is not encrypted; variant `look-alike`: it can be taken for one of RingCentral's"},
		{Cancelled, tells, nobody, ExitCancelled, "the user cancelled; variant `unsettled`: and what was begun could not be taken back"},
	}},
	{"Calls", "What comes of calls with an access token.", []row{
		{IdentityUnknown, tells, nobody, ExitRefused, "a success whose identity calls are refused, or unknown to a server that is not RingCentral's"},
		{PersonalUser, tells, admin, ExitRefused, "a success whose extension has the type of an ordinary user"},
		{AppLacksPermission, stops, provider, ExitRefused, "CMN-401, SUB-528, InsufficientPermissions, or a scope that the token lacks"},
		{UserLacksPermission, stops, admin, ExitRefused, "CMN-408 with another permission than ThirdPartyAppAccess; variant `other-user`: CMN-419"},
		{AccessTokenRejected, stops, nobody, ExitRefused, "status 401 on a call, also after one new token exchange"},
		{NotFound, stops, nobody, ExitRefused, "status 404 on a call, CMN-102, CMN-120, AGW-404"},
		{RequestInvalid, stops, nobody, ExitRefused, "CMN-101 or InvalidParameter on a call"},
		{StatusUnavailable, warns, ringcentral, ExitRefused, "the status call fails while the identity call works"},
	}},
	{"Sessions", "What came of ending a session on request.", []row{
		{SessionEnded, tells, nobody, ExitRefused, "`remove --revoke`, `verify --revoke`, `call --revoke`, or End the session in the test panel, while an access token was held"},
		{NothingToRevoke, tells, nobody, ExitRefused, "The same while no access token is held: it has ended, or none was asked for yet"},
	}},
	{"Whose connection it is", "What is said of the user that a new credential stands for.", []row{
		{OtherOwner, warns, admin, ExitUsage, "`replace` with a credential of another user; refused unless the user accepts it (`--accept-other-owner`)"},
		{SameOwner, warns, admin, ExitUsage, "`connect` for a user who has a connection of this app; refused unless the user wants both (`--keep-both`)"},
	}},
	{"Hand-over", "What is said of a sealed credential, at the customer's and at the provider's.", []row{
		{SealedNot, stops, provider, ExitCheck, "no age file, or one that holds something else than a credential"},
		{SealedDamaged, stops, provider, ExitCheck, "an age file that ends early or does not pass its own check"},
		{SealedTooLarge, stops, provider, ExitCheck, "more than 16 KiB"},
		{SealedForAnother, stops, provider, ExitCheck, "no identity opens the age file"},
		{SealedOtherApp, stops, provider, ExitCheck, "the client ID in the envelope is another one"},
		{SealedReplayed, stops, provider, ExitCheck, "an ID that was used for other content"},
		{IdentityUnreadable, stops, provider, ExitUsage, "no age identity in the file"},
		{HandoverNotOffered, stops, provider, ExitUsage, "a profile without handover_recipient"},
		{HandoverKeyChanged, stops, admin, ExitUsage, "handover_recipient differs from the confirmed one"},
		{HandoverInviteRefused, stops, provider, ExitRefused, "the provider's answer names the invite: unknown, used, expired, withdrawn"},
		{HandoverOtherAccount, stops, admin, ExitRefused, "the provider's answer: other account"},
		{HandoverUnreachable, stops, it, ExitUnreachable, "no answer from handover_url, or one that says later"},
		{HandoverRefused, stops, provider, ExitRefused, "an answer of handover_url that is neither 202 nor one to try again"},
		{HandoverProofFailed, stops, provider, ExitRefused, "status \"refused\" at the provider; the detail holds the finding from there"},
	}},
	{"Keychain, store, profiles and settings", "What this computer keeps. Each says what is not lost.", []row{
		{KeychainLocked, stops, admin, ExitStorage, "Secret Service collection locked and no prompt possible; macOS errSecInteractionNotAllowed (-25308), `security` exit status 36"},
		{KeychainNoCollection, stops, it, ExitStorage, "Secret Service alias `default` points nowhere and the creation of a collection failed or was dismissed"},
		{KeychainNoSession, stops, admin, ExitStorage, "Linux: no session bus. Windows: ERROR_NO_SUCH_LOGON_SESSION (1312)"},
		{KeychainAbsent, stops, it, ExitStorage, "nobody owns org.freedesktop.secrets on the session bus and nothing can be started for it"},
		{KeychainDenied, stops, admin, ExitStorage, "Secret Service prompt dismissed; `security` exit status 51 or 128; Windows ERROR_ACCESS_DENIED, ERROR_CANCELLED"},
		{KeychainTimedOut, stops, admin, ExitStorage, "a keychain call ran longer than its limit: typically a prompt that nobody answers"},
		{KeychainItemMissing, stops, admin, ExitStorage, "the item does not exist"},
		{KeychainItemChanged, stops, admin, ExitStorage, "the parts of a split secret do not have the length or SHA-256 that its manifest names"},
		{KeychainTooLarge, stops, admin, ExitStorage, "a secret over 16 KiB, or an item larger than the keychain takes"},
		{KeychainFailed, stops, it, ExitStorage, "any failure of the keychain that no other code covers"},
		{StoreUnreadable, stops, it, ExitStorage, "the SQLite file is corrupt, not a database, or its permissions forbid access"},
		{StoreNewer, stops, admin, ExitStorage, "the schema version of the store is higher than this program's"},
		{StoreBusy, stops, admin, ExitStorage, "SQLITE_BUSY or SQLITE_LOCKED beyond the busy time-out"},
		{DiskFull, stops, it, ExitStorage, "SQLITE_FULL, ENOSPC, EDQUOT, ERROR_DISK_FULL"},
		{LeftOver, tells, admin, ExitStorage, "a program that was ended between keychain and store: its change was completed by the next start, or `taken-back`; `unsettled`: an undo that failed; from `doctor`: `orphan`, a keychain item that nothing refers to (`removed` with --repair), `foreign`, one that another data folder may own, and `no-credential`, a connection without its item"},
		{ClientSecretMissing, stops, provider, ExitStorage, "client_auth is basic and the keychain has no item client-secret/PROFILE-ID; support sets it with `surelinectl secret set PROFILE-ID`"},
		{ProfileUnreadable, stops, admin, ExitUsage, "the file is absent, not permitted, too large, or not text; variants `exists` and `unwritable`: it cannot be saved"},
		{ProfileInvalid, stops, provider, ExitUsage, "not TOML, an unknown key, or a bad value; variant `missing` (a required key is absent) needs no line, `line` (it cannot be read) no key, `value` (no file yet) only the key"},
		{ProfileUnknown, stops, admin, ExitUsage, "a profile ID that is not in the store"},
		{ProfileChanges, warns, admin, ExitUsage, "a known profile comes again with another client ID, address or key; refused unless the user accepts it (`--accept-changes`); variant `unused`: no connection uses it"},
		{NotOfTheDemo, stops, admin, ExitUsage, "the window of the demo is asked to keep a profile that works with another server"},
		{NameTaken, stops, admin, ExitUsage, "connection names are unique without regard to case"},
		{ConnectionUnknown, stops, admin, ExitUsage, "a connection name or ID that is not in the store"},
		{ProfileInUse, stops, admin, ExitUsage, "profile removal while connections refer to it"},
		{SettingInvalid, stops, it, ExitUsage, "a flag, a settings entry or a proxy variable with a bad value"},
		{Internal, stops, nobody, ExitInternal, "a case that the program did not foresee"},
	}},
	{"Kore.ai", "What is said of tokens (JWTs) for Kore.ai chats and of the service that signs them.", []row{
		{KoreNotAPass, stops, admin, ExitCheck, "not a compact JWS or JWE, or its parts cannot be read"},
		{KoreEncrypted, tells, nobody, ExitRefused, "five parts: a JWE"},
		{KoreSignatureVerified, tells, nobody, ExitRefused, "the signature was made with the client's secret or key; variant `previous`: with the one before a rotation"},
		{KoreSignatureMismatch, stops, admin, ExitCheck, "the signature does not verify with the client's secret or key, nor with the previous one"},
		{KoreAlgorithm, stops, admin, ExitCheck, "`alg` is not the client's, or not among HS256, HS512, RS256 and RS512; variant `platform`: the platform's message names the algorithm"},
		{KorePart, stops, admin, ExitCheck, "`iss`, `sub`, `aud`, `iat` or `exp` absent or of the wrong type; `aud` a list; `isAnonymous` a text; another issuer or audience than the client's"},
		{KoreMilliseconds, stops, admin, ExitCheck, "`iat` or `exp` is 13 digits long"},
		{KoreExpired, stops, nobody, ExitCheck, "`exp` is past"},
		{KoreLifetime, stops, admin, ExitCheck, "`exp` - `iat` over an hour together with a `jti`, by inspection or by the platform's answer"},
		{KoreLongLived, warns, admin, ExitRefused, "`exp` - `iat` over an hour, without a `jti`"},
		{KoreClock, warns, it, ExitRefused, "`iat` ahead of this clock by over a minute; variant `platform`: the answer's Date differs by over a minute"},
		{KoreVerified, tells, nobody, ExitRefused, "200 with `authorization.accessToken`"},
		{KoreSecretRejected, stops, admin, ExitRefused, "“error verifying the jwt”"},
		{KoreClientUnknown, stops, admin, ExitRefused, "“Not found” in the platform's own envelope"},
		{KoreUserNeeded, stops, admin, ExitRefused, "“missing/Invalid jwt.sub()”; variant `named`: although a user was named"},
		{KoreJTIRejected, stops, admin, ExitRefused, "a message about `jti`; variant `replay`: “possibly a replay”"},
		{KoreRefused, stops, admin, ExitRefused, "a refusal with a message that is not documented"},
		{KoreUnavailable, stops, nobody, ExitUnreachable, "status 500 to 599; variant `busy`: status 429"},
		{KoreUnexpectedAnswer, stops, admin, ExitUnreachable, "not JSON, too large, a redirect, or a success without an access token"},
		{KoreOriginRefused, stops, admin, ExitRefused, "the request's Origin is absent, `null`, or not exactly one of the client's"},
		{KorePreflightMissing, stops, admin, ExitRefused, "OPTIONS is not answered with 2xx and the Access-Control-Allow headers that the SDK's request needs"},
		{KoreServiceReady, tells, nobody, ExitRefused, "OPTIONS is answered as the SDK's request needs"},
		{KoreHostRefused, stops, admin, ExitRefused, "the Host header is not among `hosts` (DNS rebinding), or the request came in the clear or through a proxy that `proxies` does not name"},
		{KoreIdentityRefused, stops, admin, ExitRefused, "the identity policy refuses: not listed, no session, session not valid, merging or private claims not allowed"},
		{KoreRequestInvalid, stops, admin, ExitUsage, "wrong method, path, type or size; not JSON or a form; duplicate keys; a value of the wrong type; an unsafe name"},
		{KoreClientNotServed, stops, admin, ExitUsage, "`clientId` is not configured, or absent while several are; variant `list`: a command names a client that is not on the list"},
		{KoreTooManyRequests, stops, nobody, ExitRefused, "the rate limit per address or per identity"},
		{KoreListenFailed, stops, admin, ExitUsage, "no listener could be opened: address in use, not on this computer, or not permitted"},
		{KoreFileUnreadable, stops, admin, ExitUsage, "the file is missing, too large, or may not be read or written"},
		{KoreSettingInvalid, stops, admin, ExitUsage, "not TOML, an unknown key, or a bad value; variant `missing` needs no line, `value` only the key, `line` no key"},
		{KoreSecretInFile, stops, admin, ExitUsage, "`secret` or `key` is a text, or looks like a secret or a private key"},
		{KoreSecretMissing, stops, admin, ExitStorage, "the keychain item, file or environment variable is absent or empty"},
		{KoreSecretExposed, stops, admin, ExitStorage, "the secret's file gives rights to group or others, or is not a regular file"},
		{KoreKeyUnreadable, stops, admin, ExitUsage, "not PEM or JWK, not RSA, encrypted, or shorter than 2048 bits; variant `secret`: what cannot be a client secret (a key, not UTF-8, a blank around it), `public`: about the platform's key for encryption"},
	}},
}
