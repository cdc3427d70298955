package demo

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

const (
	grantJWT = "urn:ietf:params:oauth:grant-type:jwt-bearer"
	// The bounds of access_token_ttl in seconds; values outside are clamped.
	minTTL, maxTTL = 600, 3600
)

// granted is the answer to a token exchange (the public API reference's
// TokenInfo).
type granted struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type"`
	ExpiresIn   int    `json:"expires_in"`
	Scope       string `json:"scope"`
	OwnerID     string `json:"owner_id"`
	EndpointID  string `json:"endpoint_id"`
	SessionID   string `json:"session_id"`
}

func (p *Platform) exchange(w http.ResponseWriter, r *http.Request) *refusal {
	client, form, refused := readRequest(w, r)
	if refused != nil {
		return refused
	}
	return p.exchangeAs(w, client, form)
}

// readRequest reads what every OAuth endpoint needs.
func readRequest(w http.ResponseWriter, r *http.Request) (client presented, form url.Values, refused *refusal) {
	authHeaders(w.Header())
	if form, refused = readForm(w, r); refused == nil {
		client, refused = readClient(r, form)
	}
	return client, form, refused
}

func (p *Platform) exchangeAs(w http.ResponseWriter, client presented, form url.Values) *refusal {
	if refused := p.limited(w, client.clientID, groupAuth); refused != nil {
		return refused
	}
	answer, refused := p.grant(client, form)
	if refused == nil {
		writeJSON(w, http.StatusOK, answer)
	}
	return refused
}

// authHeaders are those observed on the answers of the OAuth endpoints.
func authHeaders(h http.Header) {
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	h.Set("Content-Language", "en-US")
	h.Set("AceRoutingKey", "SJC00P00")
}

// grant goes from the client over the grant to the credential and its user: in
// which order the real platform does is not known.
func (p *Platform) grant(client presented, form url.Values) (granted, *refusal) {
	a, refused := p.authenticate(client)
	if refused == nil {
		refused = checkGrant(a, form.Get("grant_type"))
	}
	if refused != nil {
		return granted{}, refused
	}
	u, refused := p.owner(a, form.Get("assertion"))
	if refused != nil {
		return granted{}, refused
	}
	scopes, ok := scopesFor(a, form.Get("scope"))
	if !ok {
		return granted{}, oauthRefusal("invalid_scope", "", "The requested scope exceeds the permissions of the application")
	}
	ttl, ok := ttlFor(form)
	if !ok {
		return granted{}, oauthRefusal("invalid_request", "CMN-101", "Parameter [access_token_ttl] value is invalid")
	}
	if p.tokenLife > 0 {
		ttl = int(p.tokenLife / time.Second)
	}
	opened := session{id: uuid.NewString(), user: u, app: a, scopes: scopes, expiresAt: p.now().Add(time.Duration(ttl) * time.Second)}
	p.mu.Lock()
	defer p.mu.Unlock()
	return granted{
		AccessToken: p.sessions.open(opened), TokenType: "bearer", ExpiresIn: ttl, Scope: strings.Join(scopes, " "),
		OwnerID: strconv.FormatInt(u.ID, 10), EndpointID: cmp.Or(form.Get("endpoint_id"), uuid.NewString()), SessionID: opened.id,
	}, nil
}

func checkGrant(a app, grantType string) *refusal {
	switch grantType {
	case grantJWT:
		if !a.JWTFlow {
			return oauthRefusal("unauthorized_client", "OAU-251", "Unauthorized for this grant type")
		}
		return nil
	case "authorization_code", "refresh_token", "password":
		return oauthRefusal("unauthorized_client", "OAU-251", "Unauthorized for this grant type")
	case "client_credentials":
		return oauthRefusal("unauthorized_client", "OAU-270", "Unauthorized for this grant type")
	}
	return oauthRefusal("invalid_request", "OAU-250", "Unsupported grant type")
}

// owner returns the user whose credential it is, if the app may use it and the
// user may still sign in.
func (p *Platform) owner(a app, assertion string) (user, *refusal) {
	if assertion == "" {
		return user{}, oauthRefusal("invalid_request", "CMN-101", "Parameter [assertion] value is invalid")
	}
	read, err := p.readAssertion(assertion)
	switch {
	case errors.Is(err, errAlgorithm):
		return user{}, oauthRefusal("invalid_request", "OAU-347", "Algorithm used to sign the assertion is not supported")
	case errors.Is(err, errSignature):
		return user{}, oauthRefusal("invalid_request", "OAU-345", "Invalid assertion signature")
	case err != nil:
		return user{}, oauthRefusal("invalid_grant", "OAU-140", "Invalid resource owner credentials")
	}
	c, ok := p.findCredential(read.ID, read.Subject)
	u, known := findUser(c.UserID)
	switch {
	case !ok || !known:
		return user{}, oauthRefusal("invalid_grant", "OAU-140", "Invalid resource owner credentials")
	case !c.allows(a, u):
		return user{}, oauthRefusal("invalid_request", "OAU-473", "The client ["+a.ClientID+"] is not allowed to use this personal API Key")
	}
	return u, checkUser(u)
}

// allows reports whether the credential is for the app: named in its table, or
// made by the user's own organization when all such apps are permitted.
func (c credential) allows(a app, u user) bool {
	own := a.OwnerID == u.AccountID
	return c.AllOrgApps && own || slices.Contains(c.ClientIDs, a.ClientID) && a.usableBy(u.AccountID)
}

func checkUser(u user) *refusal {
	a, _ := findAccount(u.AccountID)
	switch {
	case u.Status == deleted:
		return oauthRefusal("invalid_grant", "OAU-232", "Extension not found")
	case u.Status == disabled:
		return oauthRefusal("invalid_grant", "OAU-141", "Login in current extension state not allowed")
	case a.Status != "Confirmed":
		return oauthRefusal("invalid_grant", "OAU-142", "Login to account in current state not allowed")
	case !u.may(permThirdPartyApps):
		return roleLacksAppAccess()
	}
	return nil
}

// roleLacksAppAccess is not an OAU code, and says invalid_client although the
// client is fine: as observed.
func roleLacksAppAccess() *refusal {
	r := lacksPermission("CMN-408", "user", permThirdPartyApps)
	r.status, r.documented, r.word, r.top = http.StatusBadRequest, http.StatusForbidden, "invalid_client", ""
	r.plain = true
	return r
}

// scopesFor returns the part of the app's permissions that was asked for, or
// all when nothing was.
func scopesFor(a app, asked string) ([]string, bool) {
	wanted := strings.Fields(asked)
	if len(wanted) == 0 {
		return a.Permissions, true
	}
	for _, s := range wanted {
		if !slices.Contains(a.Permissions, s) {
			return nil, false
		}
	}
	return wanted, true
}

func ttlFor(form url.Values) (int, bool) {
	if !form.Has("access_token_ttl") {
		return maxTTL, true
	}
	n, err := strconv.Atoi(form.Get("access_token_ttl"))
	return min(max(n, minTTL), maxTTL), err == nil
}

// revoke ends the whole session of an access token. It leaves the credential
// as it is.
func (p *Platform) revoke(w http.ResponseWriter, r *http.Request) *refusal {
	client, form, refused := readRequest(w, r)
	if refused == nil {
		refused = p.limited(w, client.clientID, groupAuth)
	}
	var a app
	if refused == nil {
		a, refused = p.authenticate(client)
	}
	if refused == nil {
		refused = p.end(a, form.Get("token"))
	}
	if refused == nil {
		lookalike.Write(w, http.StatusOK, jsonType, nil)
	}
	return refused
}

func (p *Platform) end(a app, token string) *refusal {
	if token == "" {
		return oauthRefusal("invalid_request", "CMN-101", "Parameter [token] value is invalid")
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.sessions.find(token)
	switch {
	case !ok && !looksIssued(token):
		return oauthRefusal("invalid_request", "OAU-149", "Unparsable access token")
	case !ok || s.ended:
		return oauthRefusal("invalid_request", "OAU-213", "Token not found")
	case s.app.ClientID != a.ClientID:
		return oauthRefusal("invalid_client", "OAU-164", "Invalid client app used for token revocation")
	}
	s.ended = true
	return nil
}
