package koredemo

import (
	"net/http"
	"strconv"

	"github.com/sureline/sureline/core/demo/internal/lookalike"
)

// refusal is an error answer: an HTTP status, and what stands in the body.
type refusal struct {
	status int
	msg    string
	// code is a number or a word; Kore's own codes are of both kinds.
	code any
	// retryAfter in seconds; 0 sends no header.
	retryAfter int
}

// The refusals of the grant endpoint. Texts are as documented ("Common Errors"
// of the Web SDK page, and "SDK Security"). Of the HTTP statuses only the code
// 401 of the two JWT ID rules is documented; an Injection can have others.
var (
	unknownClient = &refusal{status: http.StatusNotFound, msg: "Not found", code: 404}
	userNeeded    = &refusal{status: http.StatusUnauthorized, msg: "missing/Invalid jwt.sub()", code: 401}
	jtiTooLong    = unverified(`if "jti" claim "exp" must be <= 1 hour(s)`)
	jtiReplayed   = unverified("possibly a replay")
	badSignature  = unverified("invalid signature")
)

// unverified is the documented text for a JWT that does not pass, with a reason
// after it that is the look-alike's own.
func unverified(reason string) *refusal {
	return &refusal{status: http.StatusUnauthorized, msg: "error verifying the jwt: " + reason, code: 401}
}

// badRequest is for what no document mentions; its texts are the look-alike's
// own.
func badRequest(msg string) *refusal {
	return &refusal{status: http.StatusBadRequest, msg: msg, code: 400}
}

type wireError struct {
	Msg  string `json:"msg"`
	Code any    `json:"code"`
}

type errorBody struct {
	Errors []wireError `json:"errors"`
}

// answered is a handler that leaves its refusal to be written.
type answered func(w http.ResponseWriter, r *http.Request) *refusal

func (h answered) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if refused := h(w, r); refused != nil {
		refused.write(w)
	}
}

func (r refusal) write(w http.ResponseWriter) {
	if r.retryAfter > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(r.retryAfter))
	}
	writeJSON(w, r.status, errorBody{[]wireError{{r.msg, r.code}}})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	lookalike.WriteJSON(w, status, "application/json; charset=utf-8", body)
}

// allowedHeaders are what Kore's own clients send across origins: the Web SDK
// since 11.22.0 adds x-rtm-v.
const allowedHeaders = "Authorization, Content-Type, X-Rtm-V"

// crossOrigin lets pages of every origin read the answers, as the real platform
// must for the SDK to work, and answers every preflight.
func crossOrigin(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Vary", "Origin")
		h.Set("Cache-Control", "no-store")
		if origin := r.Header.Get("Origin"); origin != "" {
			h.Set("Access-Control-Allow-Origin", origin)
		}
		if r.Method != http.MethodOptions {
			next.ServeHTTP(w, r)
			return
		}
		h.Set("Access-Control-Allow-Methods", "GET, POST")
		h.Set("Access-Control-Allow-Headers", allowedHeaders)
		h.Set("Access-Control-Max-Age", "0") // so that each login shows its preflights
		w.WriteHeader(http.StatusNoContent)
	})
}
