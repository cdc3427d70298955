package demo

import (
	"net/http"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// oauth is a fault of the token endpoint: 400 as seen, documented otherwise.
func oauth(name, code, title, word, message string, documented int, means core.Code) Fault {
	r := oauthRefusal(word, code, message)
	r.documented = documented
	return Fault{Name: name, Title: title, Family: "Token exchange refused", Where: WhereExchange, Means: means, refusal: r}
}

// exchangeFaults are the codes with which the token endpoint refuses, those of
// the code flow among them: a client must tell them too.
var exchangeFaults = []Fault{
	oauth("oau-473", "OAU-473", "credential is not for this app", "invalid_request", "The client [AcmeSyncDemo0000000001] is not allowed to use this personal API Key", 0, finding.AppNotAllowed),
	oauth("oau-251", "OAU-251", "app without the JWT auth flow", "unauthorized_client", "Unauthorized for this grant type", 0, finding.AppWithoutJWTFlow),
	oauth("oau-250", "OAU-250", "grant type unknown, or app without the flow", "invalid_request", "Unsupported grant type", 0, finding.AppWithoutJWTFlow),
	oauth("oau-112", "OAU-112", "app without the flow", "unauthorized_client", "Client unauthorized for required grant type", 403, finding.AppWithoutJWTFlow),
	oauth("oau-125", "OAU-125", "app without the flow", "unauthorized_client", "Grant type is not allowed for application", 401, finding.AppWithoutJWTFlow),
	oauth("oau-345", "OAU-345", "credential altered in copying", "invalid_request", "Invalid assertion signature", 0, finding.SignatureRejected),
	oauth("oau-331", "OAU-331", "not a credential of RingCentral's", "invalid_request", "Invalid assertion", 0, finding.AlgorithmRejected),
	oauth("oau-347", "OAU-347", "credential signed by somebody else", "invalid_request", "Algorithm used to sign the assertion is not supported", 0, finding.AlgorithmRejected),
	oauth("oau-153", "OAU-153", "client ID unknown", "invalid_client", "Invalid client: AcmeSyncDemo0000000001", 0, finding.UnknownClient),
	oauth("oau-120", "OAU-120", "client ID wrong", "invalid_client", "Wrong Application ID", 401, finding.UnknownClient),
	oauth("oau-121", "OAU-121", "client ID wrong", "invalid_client", "Wrong Application", 401, finding.UnknownClient),
	oauth("oau-146", "OAU-146", "client secret wrong", "invalid_client", "Invalid client credentials", 401, finding.ClientSecretRejected),
	oauth("oau-123", "OAU-123", "no client secret sent", "invalid_client", "Client authentication is required", 401, finding.ClientAuthenticationMissing),
	oauth("oau-134", "OAU-134", "Authorization header malformed", "invalid_client", "Invalid Authorization header", 401, finding.ClientAuthenticationMissing),
	oauth("oau-151", "OAU-151", "authorization method unknown", "invalid_client", "Authorization method not supported", 401, finding.ClientAuthenticationMissing),
	plainly(oauth("oau-156", "OAU-156", "Authorization header missing", "invalid_client", "Authentication header is missing or malformed", 0, finding.ClientAuthenticationMissing)),
	plainly(oauth("header-missing", "", "Authorization header missing, without a code", "invalid_client", "Authentication header is missing or malformed", 0, finding.ClientAuthenticationMissing)),
	plainly(oauth("app-blocked", "", "app blocked, without a code", "invalid_client", "Bad Application Release Status: Blocked", 0, finding.AppBlocked)),
	plainly(oauth("role-without-code", "", "role without third-party apps, without a code", "invalid_request", "In order to call this API endpoint, user needs to have [ThirdPartyAppAccess] permission", 0, finding.RoleLacksAppAccess)),
	oauth("oau-165", "OAU-165", "client ID of the sandbox", "invalid_client", "Sandbox client is not allowed: AcmeSyncDemo0000000001", 0, finding.SandboxClient),
	oauth("oau-127", "OAU-127", "app blocked", "invalid_client", "Invalid application release", 401, finding.AppBlocked),
	oauth("oau-140", "OAU-140", "credential revoked, deleted or expired", "invalid_grant", "Invalid resource owner credentials", 401, finding.CredentialRejected),
	oauth("oau-136", "OAU-136", "user deleted", "invalid_grant", "Extension not found", 401, finding.UserMissing),
	oauth("oau-232", "OAU-232", "user deleted", "invalid_grant", "Extension not found", 0, finding.UserMissing),
	oauth("cmn-405", "CMN-405", "user gone", "invalid_grant", "Login to extension required", 401, finding.UserMissing),
	oauth("oau-141", "OAU-141", "user disabled", "invalid_grant", "Login in current extension state not allowed", 401, finding.UserDisabled),
	oauth("oau-236", "OAU-236", "user disabled or frozen", "invalid_grant", "Extension is disabled or frozen", 0, finding.UserDisabled),
	oauth("oau-105", "OAU-105", "not an ordinary user", "invalid_grant", "Login for this extension type not allowed", 403, finding.UserTypeNotAllowed),
	oauth("oau-163", "OAU-163", "a call queue", "invalid_grant", "Login of this call queue not allowed", 0, finding.UserTypeNotAllowed),
	oauth("oau-142", "OAU-142", "account suspended", "invalid_grant", "Login to account in current state not allowed", 401, finding.AccountUnavailable),
	oauth("oau-222", "OAU-222", "account deleted", "invalid_grant", "Account does not exist", 0, finding.AccountUnavailable),
	oauth("oau-147", "OAU-147", "account locked", "invalid_grant", "Account locked out due to multiple unsuccessful logon attempts", 400, finding.LockedOut),
	oauth("oau-148", "OAU-148", "account locked, single sign-on", "invalid_grant", "Account locked out, use single sign-on", 400, finding.LockedOut),
	oauth("oau-167", "OAU-167", "sign-in restricted by a realm or network rule", "invalid_client", "Account access restricted", 403, finding.NetworkRestricted),
	{Name: "cmn-408-role", Title: "role lacks Third Party Apps Access", Family: "Token exchange refused", Where: WhereExchange, Means: finding.RoleLacksAppAccess, refusal: roleLacksAppAccess()},
	oauth("oau-101", "OAU-101", "brand ID (code flow)", "invalid_request", "Parameter [brandId] is invalid", 0, finding.Refused),
	oauth("oau-102", "OAU-102", "no code issued (code flow)", "invalid_request", "Cannot issue authorization code", 0, finding.Refused),
	oauth("oau-106", "OAU-106", "invalid code (code flow)", "invalid_request", "Invalid authorization code", 0, finding.Refused),
	oauth("oau-108", "OAU-108", "code expired (code flow)", "invalid_request", "Authorization code expired", 0, finding.Refused),
	oauth("oau-109", "OAU-109", "redirect mismatch (code flow)", "invalid_request", "Redirect URIs do not match", 0, finding.Refused),
	oauth("oau-110", "OAU-110", "code of another app (code flow)", "invalid_request", "Authorization code is for another application", 0, finding.Refused),
	oauth("oau-111", "OAU-111", "parameter sent twice", "invalid_request", "Request parameter duplicated", 400, finding.Refused),
	oauth("oau-113", "OAU-113", "no redirect (code flow)", "invalid_request", "No redirect uri registered for the application", 0, finding.Refused),
	oauth("oau-116", "OAU-116", "invalid method (code flow)", "invalid_request", "Invalid authorization method", 0, finding.Refused),
	oauth("oau-117", "OAU-117", "scope (code flow)", "invalid_scope", "Requested scope is narrower", 0, finding.Refused),
	oauth("oau-119", "OAU-119", "virtual number (code flow)", "invalid_request", "Virtual number is not allowed", 0, finding.Refused),
	oauth("oau-150", "OAU-150", "query and body differ", "invalid_request", "Query and body parameters do not match", 0, finding.Refused),
	oauth("oau-168", "OAU-168", "password with MFA", "invalid_request", "Password grant not allowed because MFA is required", 401, finding.Refused),
	oauth("oau-270", "OAU-270", "partner-level grant", "unauthorized_client", "Unauthorized for this grant type", 0, finding.AppWithoutJWTFlow),
	oauth("oau-164", "OAU-164", "revoke by another app", "invalid_client", "Invalid client app used for token revocation", 0, ""),
	oauth("oau-999", "OAU-999", "unknown code", "invalid_request", "A code that no table holds", 0, finding.Refused),
	oauth("invalid-client", "", "invalid_client without a code", "invalid_client", "Client authentication failed", 0, finding.ClientSecretRejected),
	oauth("unauthorized-client", "", "unauthorized_client without a code", "unauthorized_client", "The client is not authorized", 0, finding.AppWithoutJWTFlow),
	oauth("invalid-grant", "", "invalid_grant without a code", "invalid_grant", "Invalid resource owner credentials", 0, finding.CredentialRejected),
	oauth("oau-210", "OAU-210", "token expired", "invalid_grant", "Token expired", 401, ""),
	oauth("oau-211", "OAU-211", "token revoked", "invalid_grant", "Token revoked", 0, ""),
}

// plainly is for messages that say what is wrong without any code.
func plainly(f Fault) Fault {
	f.refusal.plain = true
	return f
}

// callFaults are the codes with which the API refuses a call.
var callFaults = []Fault{
	call("agw-401", "no Authorization header arrived", finding.AccessTokenRejected, noAuthorization),
	call("agw-402", "Authorization header invalid", finding.AccessTokenRejected, badAuthorization),
	call("oau-149", "access token unreadable", finding.AccessTokenRejected, tokenInvalid("OAU-149", "Unparsable access token")),
	call("oau-129", "access token corrupted", finding.AccessTokenRejected, tokenInvalid("OAU-129", "Access token corrupted")),
	call("oau-213", "session ended", finding.AccessTokenRejected, tokenInvalid("OAU-213", "Token not found")),
	call("oau-128", "access token expired", finding.AccessTokenRejected, tokenInvalid("OAU-128", "Access token expired")),
	call("cmn-401", "app lacks a permission", finding.AppLacksPermission, lacksPermission("CMN-401", "application", "ReadAccounts")),
	call("cmn-408", "user lacks a permission", finding.UserLacksPermission, lacksPermission("CMN-408", "user", permReadExtensions)),
	call("cmn-419", "another user's data, beyond the role", finding.UserLacksPermission, apiRefusal(http.StatusForbidden, "CMN-419", "In order to call this API endpoint, user needs to have [ReadCallLog] permission for requested resource.")),
	call("sub-528", "app lacks a permission for a subscription", finding.AppLacksPermission, apiRefusal(http.StatusForbidden, "SUB-528", "Not enough permissions for event filter")),
	call("cmn-468", "a newer API is needed", finding.Refused, apiRefusal(http.StatusForbidden, "CMN-468", "API is no longer available, use the newer version")),
	call("cmn-402", "administrator needed", "", apiRefusal(http.StatusForbidden, "CMN-402", "Administrator permissions are required")),
	call("cmn-403", "feature not for this extension type", "", apiRefusal(http.StatusForbidden, "CMN-403", "Feature is not available for this extension type")),
	call("cmn-404", "another user's data", "", apiRefusal(http.StatusForbidden, "CMN-404", "Access to another extension is not allowed")),
	call("cmn-109", "feature not available", "", apiRefusal(http.StatusForbidden, "CMN-109", "Feature is not available")),
	call("cmn-101", "parameter invalid", finding.RequestInvalid, invalidParameter("perPage", "0")),
	call("cmn-102", "resource not found", finding.NotFound, notFound("extensionId")),
	call("cmn-120", "address invalid", finding.NotFound, apiRefusal(http.StatusNotFound, "CMN-120", "Invalid URI")),
	call("agw-404", "address unknown to the gateway", finding.NotFound, noSuchURI),
}

func call(name, title string, means core.Code, r *refusal) Fault {
	return Fault{Name: name, Title: title, Family: "Calls refused", Where: WhereCalls, Means: means, refusal: r}
}

func apiRefusal(status int, code, message string) *refusal {
	return &refusal{status: status, code: code, message: message}
}

// busyFaults are the answers of a platform that cannot serve just now.
var busyFaults = []Fault{
	busy("cmn-301", "too many requests, with a penalty of a minute", finding.RateLimited, tooManyRequests),
	busy("cmn-302", "too many requests", finding.RateLimited, tooMany("CMN-302", "Request rate exceeded", 60)),
	busy("cmn-303", "no plan for this many requests", finding.RateLimited, tooMany("CMN-303", "No throttling plan is found", 60)),
	busy("cmn-304", "the same request twice at once", finding.RateLimited, tooMany("CMN-304", "Duplicate concurrent request", 30)),
	busy("cmn-310", "too many requests of everybody", finding.RateLimited, tooMany("CMN-310", "Global request rate exceeded", 60)),
	busy("too-many-without-retry-after", "too many requests, no word on how long", finding.RateLimited, tooMany("CMN-301", "Request rate exceeded", 0)),
	busy("cmn-211", "maintenance, in limited mode", finding.Maintenance, unavailable("CMN-211", "Service is in maintenance mode", "", 60)),
	busy("maintenance-mode", "maintenance, top-level MaintenanceMode", finding.Maintenance, unavailable("CMN-211", "Service is in maintenance mode", "MaintenanceMode", 60)),
	busy("service-unavailable", "unavailable, without a code", finding.Maintenance, &refusal{status: http.StatusServiceUnavailable, word: "service_unavailable", message: "Service is temporarily unavailable"}),
	busy("cmn-201", "temporary error", finding.PlatformError, apiRefusal(http.StatusInternalServerError, "CMN-201", "Service Temporary Unavailable")),
	busy("cmn-203", "internal error", finding.PlatformError, apiRefusal(http.StatusInternalServerError, "CMN-203", "Internal Server Error")),
	busy("cmn-202", "not supported", finding.PlatformError, apiRefusal(http.StatusNotImplemented, "CMN-202", "Operation is not supported")),
	busy("request-timeout", "the platform waited too long for the request", "", &refusal{status: http.StatusRequestTimeout, message: "Request timeout"}),
}

func busy(name, title string, means core.Code, r *refusal) Fault {
	return Fault{Name: name, Title: title, Family: "Platform busy or broken", Where: WhereExchange, Means: means, refusal: r}
}

func tooMany(code, message string, retryAfter int) *refusal {
	return &refusal{status: http.StatusTooManyRequests, code: code, message: message, challenge: code, retryAfter: retryAfter}
}

func unavailable(code, message, top string, retryAfter int) *refusal {
	return &refusal{status: http.StatusServiceUnavailable, code: code, top: top, message: message, retryAfter: retryAfter}
}
