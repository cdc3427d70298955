package sts

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/kore"
)

const (
	// maxBody is the longest request body in bytes; the SDK's has about 200.
	maxBody = 16 << 10
	// maxDepth is how deep objects and lists may stand in one another.
	maxDepth = 8
)

// asked is what a request says. The clientSecret that the SDK's mode B sends is
// not among it: it is never looked at.
type asked struct {
	clientID  string
	identity  string
	audience  string
	merge     string
	anonymous bool
	private   map[string]any
}

// readBody reads the body of a POST as the SDKs send it: JSON, or a form.
func readBody(w http.ResponseWriter, r *http.Request) (asked, *refusal) {
	form, refused := isForm(r.Header)
	if refused != nil {
		return asked{}, refused
	}
	if r.ContentLength > maxBody {
		return asked{}, tooLarge()
	}
	body, err := readAll(http.MaxBytesReader(w, r.Body, maxBody), r.ContentLength)
	if err != nil {
		if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
			return asked{}, tooLarge()
		}
		return asked{}, badRequest("the body broke off")
	}
	fields, why := decode(body, form)
	if why != "" {
		return asked{}, badRequest(why)
	}
	return interpret(fields)
}

// readAll is io.ReadAll for a body whose length is usually told beforehand.
func readAll(r io.Reader, length int64) ([]byte, error) {
	if length < 0 {
		return io.ReadAll(r)
	}
	body := make([]byte, length)
	_, err := io.ReadFull(r, body)
	return body, err
}

// isForm reads the content type. Anything but UTF-8 is refused, because bytes
// that are read in two ways are two identities.
func isForm(h http.Header) (bool, *refusal) {
	types := h["Content-Type"]
	if len(types) != 1 {
		return false, wrongType("none, or several")
	}
	// As the web SDK and the documented example write it.
	switch types[0] {
	case "application/json":
		return packed(h, false)
	case "application/x-www-form-urlencoded; charset=UTF-8":
		return packed(h, true)
	}
	media, params, err := mime.ParseMediaType(types[0])
	charset := strings.ToLower(params["charset"])
	if err != nil || charset != "" && charset != "utf-8" && charset != "utf8" && charset != "us-ascii" {
		return false, wrongType(types[0])
	}
	switch media {
	case "application/json":
		return packed(h, false)
	case "application/x-www-form-urlencoded":
		return packed(h, true)
	}
	return false, wrongType(types[0])
}

func packed(h http.Header, form bool) (bool, *refusal) {
	if coding := h.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return false, wrongType("one packed as " + coding)
	}
	return form, nil
}

func tooLarge() *refusal {
	return refuse(http.StatusRequestEntityTooLarge, finding.KoreRequestInvalid, "The request is too large.", "the body is larger than 16 KiB")
}

func wrongType(what string) *refusal {
	return refuse(http.StatusUnsupportedMediaType, finding.KoreRequestInvalid, "Send application/json or application/x-www-form-urlencoded, in UTF-8.",
		"the content type is "+finding.Printable(what, 80)+"; JSON or a form in UTF-8 is wanted")
}

// decode returns the fields of a body, or says why there are none.
func decode(body []byte, form bool) (map[string]any, string) {
	if !utf8.Valid(body) {
		return nil, "the body is not UTF-8"
	}
	if form {
		return decodeForm(string(body))
	}
	return decodeJSON(body)
}

func decodeForm(body string) (map[string]any, string) {
	values, err := url.ParseQuery(body)
	if err != nil {
		return nil, "the form is malformed"
	}
	fields := make(map[string]any, len(values))
	for name, all := range values {
		switch {
		case !utf8.ValidString(name) || !utf8.ValidString(all[0]):
			return nil, "the form is not UTF-8"
		case len(all) > 1:
			return nil, "the key " + shownKey(name) + " stands in it twice"
		case unsafeFormName(name):
			return nil, "the key " + shownKey(name) + " is not allowed"
		}
		fields[name] = all[0]
	}
	return fields, ""
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

func shownKey(name string) string { return "“" + finding.Printable(name, 40) + "”" }
