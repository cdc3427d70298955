package demo

import (
	"net/http"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/demo/internal/lookalike"
	"github.com/sureline/sureline/core/finding"
)

// Shape is how an error answer is written. Real ones vary: clients decide by
// code first, then by error word, then by status.
type Shape string

// The shapes of an error answer.
const (
	ShapeUsual      Shape = "usual"             // as most often seen
	ShapeDocumented Shape = "documented-status" // the status of the guide's table instead of the one seen
	ShapeNoErrors   Shape = "no-errors"         // error and description only, no code
	ShapeTopLevel   Shape = "top-level"         // code and message at the top, no errors[]
	ShapeOnlyErrors Shape = "only-errors"       // errors[] and nothing else
	ShapeChallenge  Shape = "challenge"         // repeated in WWW-Authenticate
	ShapeLocalised  Shape = "localised"         // messages in another language
	ShapeHostile    Shape = "hostile"           // messages with control characters, markup, and 8,000 characters
)

// Shapes lists the shapes, in the order of the page.
var Shapes = []Shape{
	ShapeUsual, ShapeDocumented, ShapeNoErrors, ShapeTopLevel, ShapeOnlyErrors, ShapeChallenge, ShapeLocalised, ShapeHostile,
}

func (s Shape) write(w http.ResponseWriter, r refusal) {
	switch s {
	case ShapeDocumented:
		if r.documented != 0 {
			r.status = r.documented
		}
	case ShapeChallenge:
		r.challenge = r.word
		if r.challenge == "" {
			r.challenge = r.topCode()
		}
	case ShapeLocalised:
		r.message = "Die Anfrage wurde abgelehnt: ungültige Angabe"
	case ShapeHostile:
		r.message = lookalike.HostileText
	}
	body := r.body()
	switch s {
	case ShapeNoErrors:
		body.Errors, body.Code = nil, ""
	case ShapeTopLevel:
		body = errorBody{Error: body.Error, Description: body.Description, Code: r.code, Message: r.message}
	case ShapeOnlyErrors:
		body = errorBody{Errors: body.Errors}
	}
	r.headers(w.Header())
	writeJSON(w, r.status, body)
}

// MeansAs is Means for an answer of another shape: without a code, the error
// word and the status are all that is left. It is empty where that is open.
func (f Fault) MeansAs(s Shape) core.Code {
	if f.refusal == nil {
		return f.Means
	}
	status, word := f.refusal.status, f.refusal.word
	decided := status == http.StatusTooManyRequests || status >= 500 // the status says it all
	coded := f.refusal.code != "" && s != ShapeNoErrors
	told := s != ShapeOnlyErrors && s != ShapeLocalised && s != ShapeHostile // the message is the platform's
	switch {
	case decided || coded || f.refusal.plain && told:
		return f.Means
	case s == ShapeOnlyErrors || f.Where != WhereExchange:
		return ""
	case word == "invalid_client":
		return finding.ClientSecretRejected
	case word == "invalid_grant":
		return finding.CredentialRejected
	case word == "unauthorized_client":
		return finding.AppWithoutJWTFlow
	}
	return ""
}

// at gives the refusal the form of the place: OAuth's error word at the OAuth
// endpoints, the API's errorCode elsewhere. The rate limit and maintenance are
// the API's everywhere.
func (r refusal) at(place Where) refusal {
	oauth := place == WhereExchange || place == WhereRevoke
	switch {
	case !oauth:
		r.word = ""
	case r.word == "" && r.status < 500 && r.status != http.StatusTooManyRequests:
		r.word, r.top = "invalid_request", ""
	}
	return r
}
