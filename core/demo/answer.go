package demo

import (
	"cmp"
	"net/http"
	"strconv"

	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

// refusal is an error answer before it takes its shape on the wire.
type refusal struct {
	// status is as observed, documented as in the guide's table where that
	// differs (0 where it does not).
	status, documented int
	// word is the "error" of RFC 6749 section 5.2 at the OAuth endpoints.
	word    string
	code    string
	message string
	// top is the errorCode at the top of an API answer where it is not code.
	top        string
	permission string
	params     []parameter
	// retryAfter in seconds; 0 sends no header.
	retryAfter int
	// plain is true when the message alone says what is wrong, without any code.
	plain bool
	// challenge is the error of a WWW-Authenticate header; empty sends none.
	challenge string
}

type parameter struct {
	Name  string `json:"parameterName"`
	Value string `json:"parameterValue"`
}

type wireError struct {
	Code       string      `json:"errorCode"`
	Message    string      `json:"message"`
	Permission string      `json:"permissionName,omitempty"`
	Parameters []parameter `json:"parameters,omitempty"`
}

// errorBody is both kinds of error answer: with Error it is OAuth's, with Code
// the API's. The rate limit's answer is the API's everywhere, as recorded.
type errorBody struct {
	Error       string      `json:"error,omitempty"`
	Description string      `json:"error_description,omitempty"`
	Code        string      `json:"errorCode,omitempty"`
	Message     string      `json:"message,omitempty"`
	Errors      []wireError `json:"errors,omitempty"`
}

func (r refusal) list() []wireError {
	if r.code == "" {
		return nil
	}
	return []wireError{{r.code, r.message, r.permission, r.params}}
}

func (r refusal) body() errorBody {
	if r.word != "" {
		return errorBody{Error: r.word, Description: r.message, Errors: r.list()}
	}
	return errorBody{Code: r.topCode(), Message: r.message, Errors: r.list()}
}

func (r refusal) topCode() string { return cmp.Or(r.top, r.code) }

func (r refusal) headers(h http.Header) {
	if r.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(r.retryAfter))
	}
	if r.challenge != "" {
		h.Set("WWW-Authenticate", `Bearer realm="RingCentral REST API", error="`+r.challenge+`"`)
	}
}

// write sends the refusal in its usual shape.
func (r refusal) write(w http.ResponseWriter) {
	r.headers(w.Header())
	writeJSON(w, r.status, r.body())
}

const jsonType = "application/json;charset=utf-8"

func writeJSON(w http.ResponseWriter, status int, body any) {
	lookalike.WriteJSON(w, status, jsonType, body)
}

// answered is a handler that leaves its refusal to be written.
type answered func(w http.ResponseWriter, r *http.Request) *refusal

func (h answered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if refused := h(w, r); refused != nil {
		refused.write(w)
	}
}

// oauthRefusal is an answer of the token endpoint: 400, as every real one that
// was found.
func oauthRefusal(word, code, message string) *refusal {
	return &refusal{status: http.StatusBadRequest, word: word, code: code, message: message}
}

func lacksPermission(code, who, permission string) *refusal {
	return &refusal{
		status: http.StatusForbidden, code: code, top: "InsufficientPermissions", permission: permission,
		message: "In order to call this API endpoint, " + who + " needs to have [" + permission + "] permission",
	}
}
