package demo

import (
	"net/http"
	"strconv"
	"strings"
)

// endpoint is one GET path of the API.
type endpoint struct {
	path       string
	group      group
	appPerm    string
	userPerm   string
	anonymous  bool // answers without an access token
	expiredToo bool // lets an expired access token through
	// serve returns what is answered as JSON; nil is an empty answer.
	serve func(p *Platform, r *http.Request, s *session) (any, *refusal)
}

// endpoints are the calls that Sureline's test panel offers, and a few more.
var endpoints = []endpoint{
	{path: "/restapi", anonymous: true, serve: serveVersions},
	{path: "/restapi/v1.0", anonymous: true, serve: serveVersion},
	{path: "/restapi/v1.0/status", expiredToo: true, serve: serveStatus},
	{path: "/restapi/v1.0/account/{account}", group: groupLight, appPerm: "ReadAccounts", userPerm: permReadCompanyInfo, serve: serveAccountV1},
	{path: "/restapi/v2/accounts/{account}", group: groupLight, appPerm: "ReadAccounts", userPerm: permReadCompanyInfo, serve: serveAccountV2},
	{path: "/restapi/v1.0/account/{account}/extension", group: groupMedium, appPerm: "ReadAccounts", userPerm: permReadExtensions, serve: serveExtensions},
	{path: "/restapi/v1.0/account/{account}/extension/{extension}", group: groupLight, appPerm: "ReadAccounts", userPerm: permReadExtensions, serve: serveExtension},
	{path: "/restapi/v1.0/account/{account}/extension/{extension}/authz-profile", group: groupMedium, serve: serveAuthzProfile},
	{path: "/restapi/v1.0/account/{account}/extension/{extension}/authz-profile/check", group: groupLight, serve: serveAuthzCheck},
	{path: "/restapi/v1.0/account/{account}/call-log", group: groupHeavy, appPerm: "ReadCallLog", userPerm: permReadCallLog, serve: serveCallLog},
	{path: "/restapi/v1.0/dictionary/language", group: groupLight, serve: serveLanguages},
	{path: "/restapi/v1.0/dictionary/country", group: groupLight, serve: serveCountries},
	{path: "/restapi/v1.0/dictionary/timezone", group: groupLight, serve: serveTimezones},
	{path: "/restapi/oauth/jwks", anonymous: true, serve: serveKeys},
	{path: "/.well-known/openid-configuration", anonymous: true, serve: serveDiscovery},
}

func (p *Platform) apiRoutes(mux *http.ServeMux) {
	for _, e := range endpoints {
		mux.Handle("GET "+e.path, answered(func(w http.ResponseWriter, r *http.Request) *refusal { return p.call(w, r, e) }))
	}
	mux.Handle("POST /restapi/oauth/token", answered(p.exchange))
	mux.Handle("POST /restapi/oauth/revoke", answered(p.revoke))
	mux.Handle("POST "+relayPath, answered(p.relay))
	mux.HandleFunc("GET /restapi/", func(w http.ResponseWriter, _ *http.Request) { noSuchURI.write(w) })
	mux.HandleFunc("/restapi/", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Allow", "GET")
		refusal{status: http.StatusMethodNotAllowed, message: "Method is not allowed"}.write(w)
	})
}

func (p *Platform) call(w http.ResponseWriter, r *http.Request, e endpoint) *refusal {
	w.Header().Set("RoutingKey", "SJC00P00")
	w.Header().Set("Content-Language", "en-US")
	var s *session
	var refused *refusal
	if !e.anonymous {
		s, refused = p.admit(w, r, e)
	}
	var answer any
	if refused == nil {
		answer, refused = e.serve(p, r, s)
	}
	switch {
	case refused != nil:
	case answer == nil:
		w.Header().Set("Content-Length", "0")
		w.WriteHeader(http.StatusOK)
	default:
		writeJSON(w, http.StatusOK, answer)
	}
	return refused
}

// admit returns the session of a request that the endpoint may serve.
func (p *Platform) admit(w http.ResponseWriter, r *http.Request, e endpoint) (*session, *refusal) {
	s, refused := p.bearer(r, e.expiredToo)
	if refused == nil {
		refused = p.limited(w, s.app.ClientID+" "+id(s.user.ID), e.group)
	}
	switch {
	case refused != nil:
		return nil, refused
	case !s.has(e.appPerm):
		return nil, lacksPermission("CMN-401", "application", e.appPerm)
	case e.userPerm != "" && !s.user.may(e.userPerm):
		return nil, lacksPermission("CMN-408", "user", e.userPerm)
	case !own(r.PathValue("account"), s.user.AccountID):
		return nil, notFound("accountId")
	}
	return s, nil
}

// own reports whether the path's value means the ID: itself, "~", or nothing.
func own(value string, id int64) bool {
	return value == "" || value == "~" || value == strconv.FormatInt(id, 10)
}

// bearer returns the session of the request's access token, a copy. The token
// may stand in the query, which the guide allows and discourages.
func (p *Platform) bearer(r *http.Request, expiredToo bool) (*session, *refusal) {
	header, token := r.Header.Get("Authorization"), r.URL.Query().Get("access_token")
	if header == "" && token == "" {
		return nil, noAuthorization
	}
	if header != "" {
		scheme, rest, _ := strings.Cut(header, " ")
		token = strings.TrimSpace(rest)
		if !strings.EqualFold(scheme, "Bearer") || token == "" {
			return nil, badAuthorization
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.sessions.find(token)
	switch {
	case !ok && !looksIssued(token):
		return nil, tokenInvalid("OAU-149", "Unparsable access token")
	case !ok || s.ended:
		return nil, tokenInvalid("OAU-213", "Token not found")
	case !expiredToo && !p.now().Before(s.expiresAt):
		return nil, tokenInvalid("OAU-128", "Access token expired")
	}
	return new(*s), nil
}

var (
	noAuthorization = &refusal{
		status: http.StatusUnauthorized, code: "AGW-401", message: "Authorization header is not specified", challenge: "invalid_request",
	}
	badAuthorization = &refusal{
		status: http.StatusUnauthorized, code: "AGW-402", message: "Invalid Authorization header", challenge: "invalid_request",
	}
	noSuchURI = &refusal{status: http.StatusNotFound, code: "AGW-404", message: "Resource not found"}
)

func tokenInvalid(code, message string) *refusal {
	return &refusal{status: http.StatusUnauthorized, code: code, top: "TokenInvalid", message: message, challenge: "invalid_token"}
}

func notFound(name string) *refusal {
	return &refusal{
		status: http.StatusNotFound, code: "CMN-102", message: "Resource for parameter [" + name + "] is not found",
		params: []parameter{{Name: name}},
	}
}

func invalidParameter(name, value string) *refusal {
	return &refusal{
		status: http.StatusBadRequest, code: "CMN-101", message: "Parameter [" + name + "] value is invalid",
		params: []parameter{{name, value}},
	}
}
