package use

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"io"
	"log"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	// maxForm is the longest form, in bytes, that the token endpoint reads.
	maxForm      = 64 << 10
	jwtBearer    = "urn:ietf:params:oauth:grant-type:jwt-bearer" // RFC 7523 section 2.1
	refreshGrant = "refresh_token"
	// refreshFor is what RingCentral gives refresh tokens by default.
	refreshFor = 7 * 24 * time.Hour
)

// token answers the token endpoint: a program that logs in or renews gets the
// shared token.
func (p *Proxy) token(w http.ResponseWriter, r *http.Request) {
	form, ok := p.form(w, r)
	if !ok {
		return
	}
	switch form.Get("grant_type") {
	case jwtBearer:
		// Another credential would be another person's: the program must not take
		// this connection for it.
		if !same(form.Get("assertion"), p.placeholder) {
			refuse(w, http.StatusBadRequest, "invalid_grant", "Not the RC_USER_JWT that surelinectl gave")
			return
		}
	case refreshGrant:
		if !same(form.Get("refresh_token"), p.refresh) {
			refuse(w, http.StatusBadRequest, "invalid_grant", "Not a refresh token that surelinectl gave")
			return
		}
	default:
		refuse(w, http.StatusBadRequest, "unsupported_grant_type", "surelinectl answers jwt-bearer and refresh_token")
		return
	}
	g, err := p.live(r.Context(), nil)
	if err != nil {
		fail(w, err)
		return
	}
	a := answer{
		AccessToken: g.AccessToken.Reveal(), TokenType: "bearer", ExpiresIn: secondsLeft(g, p.o.Now()), Scope: strings.Join(g.Scopes, " "),
		OwnerID: g.OwnerID, EndpointID: g.EndpointID, RefreshToken: p.refresh, RefreshTokenExpiresIn: int64(refreshFor / time.Second),
	}
	if p.o.HideToken {
		a.AccessToken = p.hidden
	}
	write(w, http.StatusOK, a)
}

// revoke says yes and does nothing: the session is shared, and others work on.
func (p *Proxy) revoke(w http.ResponseWriter, r *http.Request) {
	if _, ok := p.form(w, r); ok {
		write(w, http.StatusOK, struct{}{})
	}
}

// form reads a form of a program that knows the key, else answers itself.
func (p *Proxy) form(w http.ResponseWriter, r *http.Request) (url.Values, bool) {
	id, key, _ := r.BasicAuth()
	// Both are compared, so that the time tells nothing of either.
	if known := same(id, p.o.ClientID); !same(key, p.key) || !known {
		w.Header().Set("WWW-Authenticate", `Basic realm="surelinectl exec"`)
		refuse(w, http.StatusUnauthorized, "invalid_client", "Not the RC_APP_CLIENT_ID and RC_APP_CLIENT_SECRET that surelinectl gave")
		return nil, false
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if r.Method != http.MethodPost || err != nil || kind != "application/x-www-form-urlencoded" {
		refuse(w, http.StatusUnsupportedMediaType, "invalid_request", "A form is wanted, by POST")
		return nil, false
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if err == nil {
		var form url.Values
		if form, err = url.ParseQuery(string(text)); err == nil {
			return form, true
		}
	}
	refuse(w, http.StatusBadRequest, "invalid_request", "The form cannot be read")
	return nil, false
}

// same compares in a time that tells nothing of what is expected.
func same(got, want string) bool {
	a, b := sha256.Sum256([]byte(got)), sha256.Sum256([]byte(want))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1
}

// refusal is an error body as RingCentral's.
type refusal struct {
	Error       string  `json:"error"`
	Description string  `json:"error_description"`
	ErrorCode   string  `json:"errorCode,omitempty"`
	Message     string  `json:"message"`
	Errors      []fault `json:"errors,omitempty"`
}

type fault struct {
	ErrorCode string `json:"errorCode"`
	Message   string `json:"message"`
}

func refuse(w http.ResponseWriter, status int, word, description string) {
	write(w, status, refusal{Error: word, Description: description, Message: description})
}

// fail answers with the finding that keeps us from a token, in RingCentral's shape
// where programs act on it.
func fail(w http.ResponseWriter, err error) {
	f, ok := core.FindingOf(err)
	if !ok {
		f = finding.New(finding.Internal)
	}
	text := f.Title + ". " + f.NextStep
	switch finding.Exit(f.Code) {
	case finding.ExitUnreachable:
		body := refusal{Error: string(f.Code), Description: text, Message: text}
		status := http.StatusServiceUnavailable
		if f.Code == finding.RateLimited {
			status = http.StatusTooManyRequests
			body.ErrorCode, body.Errors = "CMN-301", []fault{{"CMN-301", text}}
		}
		if seconds := int64((f.Wait + time.Second - 1) / time.Second); seconds > 0 {
			w.Header().Set("Retry-After", strconv.FormatInt(seconds, 10))
		}
		write(w, status, body)
	case finding.ExitRefused, finding.ExitCheck:
		refuse(w, http.StatusBadRequest, "invalid_grant", text)
	default:
		refuse(w, http.StatusServiceUnavailable, string(f.Code), text)
	}
}

func unreachable(w http.ResponseWriter, _ *http.Request, _ error) {
	refuse(w, http.StatusBadGateway, "unreachable", "RingCentral could not be reached through surelinectl, or the connection broke off")
}

func write(w http.ResponseWriter, status int, body any) {
	h := w.Header()
	h.Set("Content-Type", "application/json")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body)
}

// silent keeps the server's own log, which could quote requests, out of the
// program's standard error.
func silent() *log.Logger { return log.New(io.Discard, "", 0) }
