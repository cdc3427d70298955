package koredemo

import (
	"encoding/json"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

// maxBody of a request, in bytes: far more than a JWT that headers can carry.
const maxBody = 64 << 10

// Grant is what one request for a grant came to.
type Grant struct {
	At           time.Time
	Path, Origin string
	// Fingerprint tells assertions apart without holding one.
	Fingerprint string
	Encrypted   bool
	// ClientID is proven only when the grant was not refused; the same holds for
	// what follows.
	ClientID  string
	Identity  string
	Anonymous bool
	JTI       string
	Lifetime  time.Duration
	// Claims is the whole payload; nil when refused.
	Claims map[string]any
	// Refused is the message of the error answer; empty when granted.
	Refused string
}

// Grants returns the record of the requests, oldest first, at most a thousand.
func (p *Platform) Grants() []Grant {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.grants)
}

// grantRequest is the part of the body that decides. Unlike encoding/json it
// reads names with their case.
type grantRequest struct{ assertion, botName, botID string }

func readGrant(w http.ResponseWriter, r *http.Request) (grantRequest, *refusal) {
	body, refused := readObject(w, r)
	if refused != nil {
		return grantRequest{}, refused
	}
	var req grantRequest
	req.assertion, _ = body["assertion"].(string)
	if req.assertion == "" {
		return req, unverified("an assertion is required")
	}
	bot, _ := body["botInfo"].(map[string]any)
	req.botName, _ = bot["chatBot"].(string)
	req.botID, _ = bot["taskBotId"].(string)
	if req.botName == "" || req.botID == "" {
		return req, badRequest("botInfo needs chatBot and taskBotId")
	}
	return req, nil
}

// readObject reads a body that is one JSON object and says that it is JSON.
func readObject(w http.ResponseWriter, r *http.Request) (map[string]any, *refusal) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" {
		return nil, badRequest("the body must be application/json")
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		return nil, badRequest("the body is too large")
	}
	var object map[string]any
	if err := json.Unmarshal(text, &object); err != nil || object == nil {
		return nil, badRequest("the body must be a JSON object")
	}
	return object, nil
}

// grant exchanges an assertion for an access token.
func (p *Platform) grant(w http.ResponseWriter, r *http.Request) *refusal {
	req, refused := readGrant(w, r)
	var v verified
	if refused == nil {
		v, refused = p.verify(req.assertion)
	}
	// What a wrong bot gets is documented nowhere: the words are the look-alike's.
	if refused == nil && (v.app.BotName != req.botName || v.app.BotID != req.botID) {
		refused = badRequest("the app may not use this bot")
	}
	p.record(r, req, v, refused)
	if refused != nil {
		return refused
	}
	token, s := p.open(v.app, core.NewSecret(req.assertion))
	writeJSON(w, http.StatusOK, newGrantAnswer(v, token, s))
	return nil
}

func (p *Platform) record(r *http.Request, req grantRequest, v verified, refused *refusal) {
	g := Grant{
		At: p.now(), Path: r.URL.Path, Origin: r.Header.Get("Origin"), Fingerprint: core.NewSecret(req.assertion).Fingerprint(),
		Encrypted: v.encrypted, ClientID: v.claims.text("iss"), Identity: v.claims.text("sub"), JTI: v.claims.text("jti"),
	}
	g.Anonymous, _ = v.claims.anonymous()
	issued, hasIssued := v.claims.seconds("iat")
	expires, hasExpires := v.claims.seconds("exp")
	if hasIssued && hasExpires {
		g.Lifetime = expires.Sub(issued)
	}
	if refused != nil {
		g.Refused = refused.msg
	} else {
		g.Claims = maps.Clone(v.claims)
	}
	p.log.Info("Kore.ai look-alike: grant", "client", g.ClientID, "anonymous", g.Anonymous, "refused", g.Refused)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.grants = lookalike.LastOf(append(p.grants, g), maxRecorded)
}

// grantAnswer is the documented success (docs, "Web Socket Connect and RTM").
type grantAnswer struct {
	Authorization struct {
		AccessToken string `json:"accessToken"`
		TokenType   string `json:"token_type"`
		ExpiresDate string `json:"expiresDate"`
		IssuedDate  string `json:"issuedDate"`
	} `json:"authorization"`
	UserInfo struct {
		UserID     string `json:"userId"`
		AccountID  string `json:"accountId"`
		OrgID      string `json:"orgId"`
		Identity   string `json:"identity"`
		EnrollType string `json:"enrollType"`
		ManagedBy  string `json:"managedBy"`
		FirstName  string `json:"fName"`
		LastName   string `json:"lName"`
	} `json:"userInfo"`
}

const wireTime = "2006-01-02T15:04:05.000Z"

func newGrantAnswer(v verified, token core.Secret, s session) grantAnswer {
	var a grantAnswer
	a.Authorization.AccessToken = token.Reveal()
	a.Authorization.TokenType = "bearer"
	a.Authorization.IssuedDate = s.issuedAt.UTC().Format(wireTime)
	a.Authorization.ExpiresDate = s.expiresAt.UTC().Format(wireTime)
	identity := v.app.ClientID + "/" + v.claims.text("sub")
	a.UserInfo.Identity = identity
	a.UserInfo.UserID = "u-" + core.NewSecret(identity).Fingerprint()
	a.UserInfo.OrgID = "o-" + core.NewSecret(v.app.ClientID).Fingerprint()
	a.UserInfo.AccountID = a.UserInfo.OrgID
	a.UserInfo.ManagedBy = a.UserInfo.OrgID
	a.UserInfo.EnrollType = "sdk"
	return a
}
