package sts

import (
	"bytes"
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
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
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

// isForm reads the content type. Anything but UTF-8 is refused, because bytes
// that are read in two ways are two identities.
func isForm(h http.Header) (bool, *refusal) {
	types := h.Values("Content-Type")
	if len(types) != 1 {
		return false, wrongType("none, or several")
	}
	media, params, err := mime.ParseMediaType(types[0])
	charset := strings.ToLower(params["charset"])
	if err != nil || charset != "" && charset != "utf-8" && charset != "utf8" && charset != "us-ascii" {
		return false, wrongType(types[0])
	}
	if coding := h.Get("Content-Encoding"); coding != "" && !strings.EqualFold(coding, "identity") {
		return false, wrongType(types[0] + ", packed as " + coding)
	}
	switch media {
	case "application/json":
		return false, nil
	case "application/x-www-form-urlencoded":
		return true, nil
	}
	return false, wrongType(types[0])
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

// decodeJSON reads one object. encoding/json alone would take the last of
// several equal keys, and match names without regard to case.
func decodeJSON(body []byte) (map[string]any, string) {
	d := decoder{json.NewDecoder(bytes.NewReader(body))}
	d.UseNumber()
	first, err := d.Token()
	if err != nil {
		return nil, notJSON(err)
	}
	if first != json.Delim('{') {
		return nil, "the body is JSON, but not an object"
	}
	fields, why := d.object(1)
	if why != "" {
		return nil, why
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, "something follows the JSON object"
	}
	return fields, ""
}

type decoder struct{ *json.Decoder }

func (d decoder) object(depth int) (map[string]any, string) {
	fields := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, notJSON(err)
		}
		name, _ := token.(string)
		if kore.UnsafeName(name) {
			return nil, "the key " + shownKey(name) + " is not allowed"
		}
		if _, twice := fields[name]; twice {
			return nil, "the key " + shownKey(name) + " stands in it twice"
		}
		value, why := d.value(depth)
		if why != "" {
			return nil, why
		}
		fields[name] = value
	}
	if _, err := d.Token(); err != nil {
		return nil, notJSON(err)
	}
	return fields, ""
}

func (d decoder) value(depth int) (any, string) {
	token, err := d.Token()
	if err != nil {
		return nil, notJSON(err)
	}
	delim, ok := token.(json.Delim)
	if !ok {
		return token, ""
	}
	if depth >= maxDepth {
		return nil, "objects or lists stand in one another more than 8 deep"
	}
	if delim == '{' {
		return d.object(depth + 1)
	}
	list := []any{}
	for d.More() {
		value, why := d.value(depth + 1)
		if why != "" {
			return nil, why
		}
		list = append(list, value)
	}
	if _, err := d.Token(); err != nil {
		return nil, notJSON(err)
	}
	return list, ""
}

// notJSON never quotes the body: it may hold a client secret.
func notJSON(err error) string {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return "the JSON ends early"
	}
	return "the body is not JSON"
}
