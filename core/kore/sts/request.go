package sts

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

const (
	// maxBody is the longest request body in bytes; the SDK's has about 200.
	maxBody = 16 << 10
	// maxDepth is how deep objects and lists may stand in one another.
	maxDepth = 8
)

// tokenRequest is what a page asks for. The clientSecret that the SDK's mode B
// sends is not among it: it is never looked at.
type tokenRequest struct {
	clientID  string
	identity  string
	audience  string
	merge     string
	anonymous bool
	private   map[string]any
}

// readRequest reads the body of a POST as the SDKs send it: JSON, or a form.
func readRequest(w http.ResponseWriter, r *http.Request) (tokenRequest, *refusal) {
	form, refused := isForm(r.Header)
	if refused != nil {
		return tokenRequest{}, refused
	}
	body, err := readBody(http.MaxBytesReader(w, r.Body, maxBody), r.ContentLength)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge {
		return tokenRequest{}, refuse(http.StatusRequestEntityTooLarge, finding.KoreRequestInvalid, "The request is too large.", text.Say("reason.kore.body_large"))
	}
	if err != nil {
		return tokenRequest{}, badRequest(text.Say("reason.kore.body_broke_off"))
	}
	fields, why := decode(body, form)
	if !why.Empty() {
		return tokenRequest{}, badRequest(why)
	}
	return interpret(fields)
}

// readBody is io.ReadAll, with room for what the length says and no more.
func readBody(r io.Reader, length int64) ([]byte, error) {
	if length < 0 || length > maxBody {
		return io.ReadAll(r)
	}
	body := make([]byte, length)
	_, err := io.ReadFull(r, body)
	return body, err
}

// isForm reads the content type. Anything but UTF-8 is refused, because bytes
// that are read in two ways are two identities.
func isForm(h http.Header) (bool, *refusal) {
	if coding := h.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return false, wrongType(text.Say("reason.kore.body_compressed", text.Slots{"coding": finding.Printable(coding, 80)}))
	}
	types := h["Content-Type"]
	if len(types) != 1 {
		return false, wrongType(text.Say("reason.kore.body_untyped"))
	}
	if types[0] == "application/json" { // as the documented example writes it
		return false, nil
	}
	media, params, err := mime.ParseMediaType(types[0])
	charset := strings.ToLower(params["charset"])
	switch {
	case err != nil || charset != "" && charset != "utf-8" && charset != "utf8" && charset != "us-ascii":
	case media == "application/json":
		return false, nil
	case media == "application/x-www-form-urlencoded":
		return true, nil
	}
	return false, wrongType(text.Say("reason.kore.body_type", text.Slots{"type": finding.Printable(types[0], 80)}))
}

func wrongType(why text.Sentence) *refusal {
	return refuse(http.StatusUnsupportedMediaType, finding.KoreRequestInvalid, "Send application/json or application/x-www-form-urlencoded, in UTF-8.", why)
}

// decode returns the fields of a body, or says why there are none.
func decode(body []byte, form bool) (map[string]any, text.Sentence) {
	if !utf8.Valid(body) {
		return nil, text.Say("reason.kore.body_not_utf8")
	}
	if form {
		return decodeForm(string(body))
	}
	return decodeJSON(body)
}

func decodeForm(body string) (map[string]any, text.Sentence) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return nil, text.Say("reason.kore.form_malformed")
	}
	fields := make(map[string]any, len(values))
	for name, all := range values {
		switch {
		case !utf8.ValidString(name) || !utf8.ValidString(all[0]):
			return nil, text.Say("reason.kore.form_not_utf8")
		case len(all) > 1:
			return nil, keyed("reason.kore.key_twice", name)
		case unsafeFormName(name):
			return nil, keyed("reason.kore.key_forbidden", name)
		}
		fields[name] = all[0]
	}
	return fields, text.Sentence{}
}

// unsafeFormName looks into the brackets of names such as a[__proto__], as
// jQuery writes objects.
func unsafeFormName(name string) bool {
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '[' || r == ']' || r == '.' }) {
		if kore.UnsafeName(part) {
			return true
		}
	}
	return false
}

// keyed is a reason about a key that somebody sent.
func keyed(why, name string) text.Sentence {
	return text.Say(why, text.Slots{"key": finding.Printable(name, 40)})
}

// interpret takes the fields that the service knows. Others are left alone, as
// the reference does: SDKs send some of their own.
func interpret(fields map[string]any) (tokenRequest, *refusal) {
	var q tokenRequest
	for _, field := range [...]struct {
		name   string
		target *string
	}{{"clientId", &q.clientID}, {"identity", &q.identity}, {"aud", &q.audience}, {"identityToMerge", &q.merge}} {
		value, there := fields[field.name]
		if !there || value == nil {
			continue
		}
		written, ok := value.(string)
		if !ok {
			return q, badRequest(text.Say("reason.kore.field_not_text", text.Slots{"field": field.name}))
		}
		*field.target = written
	}
	var ok bool
	if q.anonymous, ok = truth(fields["isAnonymous"]); !ok {
		return q, badRequest(text.Say("reason.kore.field_not_truth", text.Slots{"field": "isAnonymous"}))
	}
	if why := kore.IdentityProblem(q.identity); q.identity != "" && !why.Empty() {
		return q, badRequest(text.Say("reason.kore.field", text.Slots{"field": "identity", "reason": why}))
	}
	if why := kore.IdentityProblem(q.merge); q.merge != "" && !why.Empty() {
		return q, badRequest(text.Say("reason.kore.field", text.Slots{"field": "identityToMerge", "reason": why}))
	}
	for _, name := range [...]string{kore.PrivateClaims, kore.SecureCustomData} {
		value, there := fields[name]
		if !there || value == nil {
			continue
		}
		object, ok := value.(map[string]any)
		if !ok {
			return q, badRequest(text.Say("reason.kore.field_not_object", text.Slots{"field": name}))
		}
		if q.private != nil {
			return q, badRequest(text.Say("reason.kore.private_twice"))
		}
		q.private = object
	}
	return q, nil
}

// truth reads a boolean as the SDKs send it: true and false in JSON, "true" and
// "false" in the forms of the web SDK, 1 and 0 from iOS. Absent means false.
func truth(value any) (yes, ok bool) {
	switch value {
	case nil, false, "", "false", "0", json.Number("0"):
		return false, true
	case true, "true", "1", json.Number("1"):
		return true, true
	}
	return false, false
}

func badRequest(why text.Sentence) *refusal {
	return refuse(http.StatusBadRequest, finding.KoreRequestInvalid, "The request is not valid: "+why.String()+".", why)
}
