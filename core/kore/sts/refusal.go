package sts

import (
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/text"
)

// refusal is why a request got no token.
type refusal struct {
	status int
	code   core.Code
	// public goes to the page. It helps who wrote the page and tells nothing that
	// a stranger does not know.
	public string
	// why goes to the log, in the operator's words. It holds no secret and no
	// identity.
	why text.Sentence
	// retryAfter is in seconds; 0 for none.
	retryAfter int
}

func refuse(status int, code core.Code, public string, why text.Sentence) *refusal {
	return &refusal{status: status, code: code, public: public, why: why}
}

// envelope is the form in which the platform itself says no, so that the SDK
// can show it.
type envelope struct {
	Errors []problem `json:"errors"`
}

type problem struct {
	Message string `json:"msg"`
	Code    int    `json:"code"`
}

// write sends the refusal.
func (f *refusal) write(w http.ResponseWriter) {
	h := w.Header()
	if f.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(f.retryAfter))
	}
	if f.status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", "Bearer")
	}
	writeJSON(w, f.status, envelope{[]problem{{f.public, f.status}}})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	// Encoding cannot fail for the types used here.
	data, _ := json.Marshal(body)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_, _ = w.Write(data)
}
