package demo

import (
	"encoding/base64"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/sureline/sureline/core"
)

// maxForm is the largest form, in bytes, that the OAuth endpoints read.
const maxForm = 64 << 10

// readForm reads a form whose parameters appear once each (RFC 6749 section
// 3.2).
func readForm(w http.ResponseWriter, r *http.Request) (url.Values, *refusal) {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, &refusal{
			status: http.StatusUnsupportedMediaType, word: "invalid_request",
			message: "Unsupported content type, application/x-www-form-urlencoded expected",
		}
	}
	text, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxForm))
	if err != nil {
		return nil, &refusal{status: http.StatusRequestEntityTooLarge, word: "invalid_request", message: "Request body is too large"}
	}
	form, err := url.ParseQuery(string(text))
	if err != nil {
		return nil, oauthRefusal("invalid_request", "CMN-101", "Request body is invalid")
	}
	for name, values := range form {
		if len(values) > 1 {
			return nil, oauthRefusal("invalid_request", "OAU-111", "Request parameter ["+name+"] duplicated")
		}
	}
	return form, nil
}

// presented is how a client says who it is.
type presented struct {
	clientID string
	secret   core.Secret
	basic    bool
}

// readClient takes the client from the Authorization header, or a public one
// from the body. A secret in the body does not count.
func readClient(r *http.Request, form url.Values) (presented, *refusal) {
	header := r.Header.Get("Authorization")
	if header == "" {
		if form.Get("client_id") == "" || form.Has("client_secret") {
			return presented{}, oauthRefusal("invalid_client", "OAU-123", "Client authentication is required")
		}
		return presented{clientID: form.Get("client_id")}, nil
	}
	scheme, encoded, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Basic") {
		return presented{}, oauthRefusal("invalid_client", "OAU-151", "Authorization method not supported")
	}
	text, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	id, secret, ok := strings.Cut(string(text), ":")
	switch {
	case err != nil || !ok:
		return presented{}, oauthRefusal("invalid_client", "OAU-134", "Invalid Authorization header")
	case id == "" || secret == "":
		return presented{}, oauthRefusal("invalid_client", "OAU-123", "Invalid Authorization header value")
	case form.Has("client_id") && form.Get("client_id") != id:
		return presented{}, oauthRefusal("invalid_client", "OAU-121", "Wrong Application")
	}
	return presented{clientID: id, secret: core.NewSecret(secret), basic: true}, nil
}

// authenticate decides whether the client is what it says, and may be used at
// all.
func (p *Platform) authenticate(c presented) (app, *refusal) {
	a, known := findApp(c.clientID)
	switch {
	case !known:
		r := oauthRefusal("invalid_client", "OAU-153", "Invalid client: "+c.clientID)
		r.params = []parameter{{"client_id", c.clientID}}
		return app{}, r
	case a.Sandbox:
		return app{}, oauthRefusal("invalid_client", "OAU-165", "Sandbox client is not allowed: "+a.ClientID)
	case a.Confidential && !c.basic:
		return app{}, oauthRefusal("invalid_client", "OAU-123", "Client authentication is required")
	case c.basic && !p.ClientSecretOf(a.ClientID).Equal(c.secret):
		return app{}, oauthRefusal("invalid_client", "OAU-146", "Invalid client credentials")
	case a.Blocked:
		return app{}, oauthRefusal("invalid_client", "OAU-127", "Invalid application release")
	}
	return a, nil
}
