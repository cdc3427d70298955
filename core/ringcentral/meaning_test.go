package ringcentral_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/nettest"
	"github.com/sureline/sureline/core/ringcentral"
)

// wire lists the codes of RingCentral's guide and of public threads, and what they
// mean at the token endpoint. It is written anew from those, not from the program.
var wire = map[core.Code]string{
	finding.AppNotAllowed:               "OAU-473",
	finding.AppWithoutJWTFlow:           "OAU-251 OAU-250 OAU-270 OAU-112 OAU-125",
	finding.SignatureRejected:           "OAU-345",
	finding.AlgorithmRejected:           "OAU-347 OAU-331",
	finding.UnknownClient:               "OAU-153 OAU-120 OAU-121",
	finding.ClientSecretRejected:        "OAU-146",
	finding.ClientAuthenticationMissing: "OAU-123 OAU-134 OAU-151 OAU-156",
	finding.SandboxClient:               "OAU-165",
	finding.AppBlocked:                  "OAU-127",
	finding.CredentialRejected:          "OAU-140",
	finding.UserMissing:                 "OAU-136 OAU-232 CMN-405",
	finding.UserDisabled:                "OAU-141 OAU-236",
	finding.UserTypeNotAllowed:          "OAU-105 OAU-163",
	finding.AccountUnavailable:          "OAU-142 OAU-222",
	finding.LockedOut:                   "OAU-147 OAU-148",
	finding.NetworkRestricted:           "OAU-167",
	finding.RateLimited:                 "CMN-301 CMN-302 CMN-303 CMN-304 CMN-310",
	finding.Maintenance:                 "CMN-211 MaintenanceMode",
	finding.UserLacksPermission:         "CMN-408 CMN-419",
	finding.AppLacksPermission:          "CMN-401 SUB-528",
}

// shapes are the ways in which a code arrives.
var shapes = map[string]func(code, word string) http.HandlerFunc{
	"errors[] only": func(code, word string) http.HandlerFunc {
		return say(400, fmt.Sprintf(`{"error":%q,"error_description":"Something","errors":[{"errorCode":%q,"message":"Something","parameters":[{"parameterName":"client_id"}]}]}`, word, code))
	},
	"top only": func(code, word string) http.HandlerFunc {
		return say(403, fmt.Sprintf(`{"errorCode":%q,"message":"Something","error":%q}`, code, word))
	},
	"both, with a name on top": func(code, word string) http.HandlerFunc {
		return say(401, fmt.Sprintf(`{"errorCode":"Whatever","error":%q,"errors":[null,7,{"errorCode":%q}]}`, word, code))
	},
	"challenge only": func(code, _ string) http.HandlerFunc {
		return say(400, "", "WWW-Authenticate", fmt.Sprintf(`Bearer realm="RingCentral REST API", error=%q, error_description="Something"`, code))
	},
	"status of another kind": func(code, word string) http.HandlerFunc {
		return say(500, fmt.Sprintf(`{"error":%q,"errors":[{"errorCode":%q}]}`, word, code))
	},
	"inside a success": func(code, word string) http.HandlerFunc {
		return say(200, fmt.Sprintf(`{"access_token":"x","error":%q,"errors":[{"errorCode":%q}]}`, word, code))
	},
}

func TestACodeWinsOverWordAndStatus(t *testing.T) {
	c := newClient(t, ringcentral.Options{})
	for want, codes := range wire {
		for _, code := range strings.Fields(codes) {
			for name, shape := range shapes {
				for _, word := range []string{"invalid_request", "invalid_client", "invalid_grant"} {
					if name == "challenge only" && code == "MaintenanceMode" {
						continue // a challenge holds words and numbered codes
					}
					p := newPlatform(t, shape(code, word))
					_, call, err := c.Exchange(t.Context(), p.target(), credential())
					f := findingOf(t, err)
					if f.Code != want {
						t.Errorf("%s, %s, %s: got %s, want %s", code, name, word, f.Code, want)
					}
					if !strings.Contains(f.Detail["error_codes"], code) || len(call.ErrorCodes) == 0 {
						t.Errorf("%s, %s: the code is not in the detail: %v", code, name, f.Detail)
					}
				}
			}
		}
	}
}

func TestWhatAnExchangeWithoutAKnownCodeMeans(t *testing.T) {
	html := "text/html; charset=utf-8"
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		code   core.Code
		words  string
	}{
		{"word: client", say(400, `{"error":"invalid_client","error_description":"Bad"}`), finding.ClientSecretRejected, ""},
		{"word: client, unknown code", say(401, `{"error":"invalid_client","errors":[{"errorCode":"OAU-999"}]}`), finding.ClientSecretRejected, ""},
		{"word: grant", say(400, `{"error":"invalid_grant"}`), finding.CredentialRejected, ""},
		{"word: grant, code of a refresh", say(400, `{"error":"invalid_grant","errors":[{"errorCode":"OAU-211"}]}`), finding.CredentialRejected, ""},
		{"word in the challenge", say(401, "", "WWW-Authenticate", `Basic realm="x", error="invalid_client"`), finding.ClientSecretRejected, ""},
		{"role, though it says client", say(400, `{"error":"invalid_client","errors":[{"errorCode":"CMN-408","permissionName":"ThirdPartyAppAccess"}]}`), finding.RoleLacksAppAccess, ""},
		{"role, permission as a parameter", say(403, `{"errorCode":"InsufficientPermissions","errors":[{"errorCode":"CMN-408","parameters":[{"parameterName":"permissionName","parameterValue":"ThirdPartyAppAccess"}]}]}`), finding.RoleLacksAppAccess, ""},
		{"role, permission in the message", say(403, `{"errors":[{"errorCode":"CMN-408","message":"In order to call this API endpoint, user needs to have [ThirdPartyAppAccess] permission"}]}`), finding.RoleLacksAppAccess, ""},
		{"role, permission as people know it", say(400, `{"error":"invalid_client","error_description":"The user needs [Third Party Apps Access] permission","errors":[{"errorCode":"CMN-408"}]}`), finding.RoleLacksAppAccess, ""},
		{"role, permission in the inner message", say(400, `{"error":"invalid_client","error_description":"Forbidden","errors":[{"errorCode":"CMN-408","message":"User needs permission ThirdPartyAppAccess"}]}`), finding.RoleLacksAppAccess, ""},
		{"role, permission as an ID", say(400, `{"errors":[{"errorCode":"CMN-408","message":"x","parameters":[{"permissionId":"ThirdPartyAppAccess"}]}]}`), finding.RoleLacksAppAccess, ""},
		{"another permission of the app", say(403, `{"errors":[{"errorCode":"CMN-401","message":"ThirdPartyAppAccess","permissionName":"X"}]}`), finding.AppLacksPermission, "“X”"},
		{"user permission of another kind", say(403, `{"error":"invalid_client","errors":[{"errorCode":"CMN-408","permissionName":"ReadExtensions"}]}`), finding.UserLacksPermission, "ReadExtensions"},
		{"user permission without a name", say(403, `{"errors":[{"errorCode":"CMN-408"}]}`), finding.UserLacksPermission, "does not say which"},
		{"unknown code", say(400, `{"error":"invalid_request","error_description":"Parameter [x] is odd","errors":[{"errorCode":"OAU-111"}]}`), finding.Refused, "OAU-111: Parameter [x] is odd"},
		{"word: unauthorized client", say(400, `{"error":"unauthorized_client"}`), finding.AppWithoutJWTFlow, "127.0.0.1"},
		{"unknown word", say(400, `{"error":"invalid_scope"}`), finding.Refused, "invalid_scope"},
		{"header missing, no code", say(401, `{"error":"invalid_client","error_description":"Authentication header is missing or malformed"}`), finding.ClientAuthenticationMissing, ""},
		{"blocked, no code", say(400, `{"error":"invalid_client","error_description":"Bad Application Release Status: Blocked"}`), finding.AppBlocked, ""},
		{"blocked, in a success", say(200, `{"error":"invalid_client","error_description":"Bad Application Release Status: Blocked"}`), finding.UnexpectedAnswer, ""},
		{"role, CMN-408 not quoted", say(400, `{"error":"invalid_request","error_description":"user needs to have [ThirdPartyAppAccess] permission"}`), finding.RoleLacksAppAccess, "free developer account"},
		{"role, only the broad name", say(403, `{"errorCode":"InsufficientPermissions","message":"user needs to have [ThirdPartyAppAccess] permission"}`), finding.RoleLacksAppAccess, ""},
		{"user permission named in the text only", say(400, `{"error":"x","error_description":"In order to call this API endpoint, user needs to have [ReadCallLog] permission for requested resource."}`), finding.UserLacksPermission, "“ReadCallLog”"},
		{"app permission named in the text only", say(400, `{"error":"x","error_description":"In order to call this API endpoint, application needs to have [SMS] permission"}`), finding.AppLacksPermission, "“SMS”"},
		{"a text with a status that says more", say(500, `{"error":"x","error_description":"Bad Application Release Status: Blocked"}`), finding.PlatformError, ""},
		{"user permission under another key", say(403, `{"errors":[{"errorCode":"CMN-408","permissionsName":"ReadCallLog"}]}`), finding.UserLacksPermission, "“ReadCallLog”"},
		{"a known code against the text", say(400, `{"error":"x","error_description":"Bad Application Release Status: Blocked","errors":[{"errorCode":"OAU-140"}]}`), finding.CredentialRejected, "does not say which"},
		{"not a credential of RingCentral's", say(400, `{"error":"invalid_request","errors":[{"errorCode":"OAU-331"}]}`), finding.AlgorithmRejected, "does not take this for one"},
		{"another user's data", say(403, `{"errors":[{"errorCode":"CMN-419","permissionsName":"ReadCallLog"}]}`), finding.UserLacksPermission, "that other user's own credential"},
		{"a newer way", say(403, `{"errors":[{"errorCode":"CMN-468","message":"Use v2"}]}`), finding.Refused, "CMN-468: Use v2”: RingCentral wants"},
		{"an invalid parameter", say(400, `{"error":"invalid_request","errors":[{"errorCode":"CMN-101"}]}`), finding.Refused, "CMN-101"},
		{"another shape", say(400, `{"detail":"Not authenticated"}`), finding.Refused, `“{"detail":"Not authenticated"}”`},
		{"another shape of errors", say(400, `{"errors":["Ung\u00fcltig: \u202e"]}`), finding.Refused, "errors"},
		{"an empty object", say(400, ` {} `), finding.Refused, "number 400, without an explanation"},
		{"nothing at all", say(400, ""), finding.Refused, "number 400"},
		{"not JSON", bare(400, "text/plain", "Bad \x1b[31mrequest\r\n\u202eevil"), finding.Refused, "Bad [31mrequest evil"},
		{"another language, Latin-1", bare(400, "application/json; charset=iso-8859-1", `{"error":"x","error_description":"Ung`+"\xfc"+`ltig"}`), finding.Refused, "Ungültig"},
		{"wrong shape: list of texts", say(400, `["OAU-140"]`), finding.Refused, "OAU-140"},
		{"wrong shape: word is an object", say(400, `{"error":{"message":"x"},"errors":"OAU-140","errorCode":{}}`), finding.Refused, ""},
		{"wrong content type", bare(400, "text/html", `{"error":"invalid_grant","errors":[{"errorCode":"OAU-473"}]}`), finding.AppNotAllowed, ""},
		{"404", bare(404, "text/plain", "404 page not found\n"), finding.Refused, "404 page not found"},
		{"408", say(408, ""), finding.Refused, ""},
		{"429 without code", say(429, ""), finding.RateLimited, "60 seconds"},
		{"429 page", bare(429, html, nettest.Page), finding.RateLimited, ""},
		{"503 without code", say(503, `{"error":"service_unavailable"}`), finding.Maintenance, "60 seconds"},
		{"503 page", bare(503, html, nettest.Page), finding.Maintenance, ""},
		{"500", say(500, `{"error":"internal","errors":[{"errorCode":"CMN-203"}]}`), finding.PlatformError, ""},
		{"502 page", bare(502, html, nettest.Page), finding.PlatformError, ""},
		{"511", bare(511, html, nettest.Page), finding.CaptivePortal, ""},
		{"page in place of the answer", bare(200, html, nettest.Page), finding.CaptivePortal, ""},
		{"page without its content type", bare(200, "application/json", nettest.Page), finding.CaptivePortal, ""},
		{"page that forbids", bare(403, html, nettest.Page), finding.CaptivePortal, ""},
		{"page of RingCentral itself", say(403, nettest.Page, "Content-Type", html), finding.Refused, ""},
		{"redirect to a login page", nettest.RedirectTo("http://login.example.test/?from=x", 302).ServeHTTP, finding.CaptivePortal, ""},
		{"redirect on the same host", nettest.RedirectTo("/elsewhere", 307).ServeHTTP, finding.UnexpectedAnswer, "ask elsewhere"},
		{"not JSON, 200", bare(200, "text/plain", "OK"), finding.UnexpectedAnswer, "not in a form"},
		{"empty, 200", say(200, ""), finding.UnexpectedAnswer, ""},
		{"204", bare(204, "", ""), finding.UnexpectedAnswer, ""},
		{"null, 200", say(200, "null"), finding.UnexpectedAnswer, ""},
		{"no access token", say(200, `{"token_type":"bearer","expires_in":3600}`), finding.UnexpectedAnswer, "leaves out"},
		{"access token of a wrong type", say(200, `{"access_token":{"a":1}}`), finding.UnexpectedAnswer, "leaves out"},
		{"access token with a line break", say(200, `{"access_token":"a\r\nX: b"}`), finding.UnexpectedAnswer, "leaves out"},
		{"access token of another kind", say(200, `{"access_token":"a","token_type":"mac"}`), finding.UnexpectedAnswer, ""},
		{"error inside a success", say(200, `{"access_token":"a","error":"invalid_grant"}`), finding.UnexpectedAnswer, "names an error"},
		{"10 MB", say(200, `{"access_token":"`+strings.Repeat("a", 10<<20)+`"}`), finding.UnexpectedAnswer, "large"},
		{"a megabyte of space behind the answer", say(200, `{"access_token":"a"}`+strings.Repeat(" ", 2<<20)), finding.UnexpectedAnswer, "large"},
		{"10 MB of refusal", say(400, strings.Repeat("a", 10<<20)), finding.Refused, ""},
		{"description with escapes", say(400, `{"error":"x","error_description":"\u001b[2J**bold**\u0000\u202e <b>"}`), finding.Refused, "[2J**bold** <b>"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, tt.answer)
			g, call, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), p.target(), credential())
			f := wantCode(t, err, tt.code)
			if !strings.Contains(f.Title+f.Explanation+f.NextStep, tt.words) {
				t.Errorf("texts lack %q: %+v", tt.words, f)
			}
			if !g.AccessToken.Empty() {
				t.Error("a grant came with the error")
			}
			if n := len(p.requests()); n != 1 {
				t.Errorf("%d requests, want 1", n)
			}
			wantNoSecret(t, call, err)
		})
	}
}

func TestAnotherServerIsNotRingCentral(t *testing.T) {
	elsewhere := newPlatform(t, func(http.ResponseWriter, *http.Request) { t.Error("the redirect was followed") })
	p := newPlatform(t, nettest.RedirectTo(elsewhere.URL+"/login?session=abc", 302).ServeHTTP)
	_, _, err := newClient(t, ringcentral.Options{}).Exchange(t.Context(), p.target(), credential())
	f := wantCode(t, err, finding.CaptivePortal)
	if f.Detail["location"] == "" || strings.Contains(f.Detail["location"], "session") {
		t.Errorf("location is %q", f.Detail["location"])
	}
}
