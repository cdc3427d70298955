package sts

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/sureline/sureline/core/kore"
)

// decodeJSON reads one object (RFC 8259), or says why there is none. The body is
// valid UTF-8; half a surrogate pair becomes U+FFFD, as in encoding/json, which
// takes the last of equal names where jsontext refuses them. What is wrong with
// a body is never said by quoting it: it may hold a client secret.
func decodeJSON(body []byte) (map[string]any, string) {
	d := decoders.Get().(*jsontext.Decoder)
	defer decoders.Put(d)
	d.Reset(bytes.NewBuffer(body), jsontext.AllowInvalidUTF8(true))
	value, err := decodeValue(d)
	if err != nil {
		return nil, jsonProblem(err)
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, "the body is JSON, but not an object"
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, "something follows the JSON object"
	}
	return fields, ""
}

var decoders = sync.Pool{New: func() any { return new(jsontext.Decoder) }}

// notAllowedHere is a problem in words that may be shown.
type notAllowedHere string

func (e notAllowedHere) Error() string { return string(e) }

func jsonProblem(err error) string {
	if why, ok := errors.AsType[notAllowedHere](err); ok {
		return string(why)
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the JSON ends early"
	case errors.Is(err, jsontext.ErrDuplicateName):
		syntax, _ := errors.AsType[*jsontext.SyntacticError](err)
		return "the key " + shownKey(syntax.JSONPointer.LastToken()) + " stands in it twice"
	}
	return "the body is not JSON"
}

// decodeValue reads the next value with the types of encoding/json, numbers as
// they are written.
func decodeValue(d *jsontext.Decoder) (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	if d.StackDepth() > maxDepth {
		return nil, notAllowedHere("objects or lists stand in one another more than 8 deep")
	}
	switch token.Kind() {
	case '{':
		fields := map[string]any{}
		for d.PeekKind() != '}' {
			name, err := d.ReadToken()
			if err != nil {
				return nil, err
			}
			key := name.String()
			if kore.UnsafeName(key) {
				return nil, notAllowedHere("the key " + shownKey(key) + " is not allowed")
			}
			if fields[key], err = decodeValue(d); err != nil {
				return nil, err
			}
		}
		_, err := d.ReadToken()
		return fields, err
	case '[':
		list := []any{}
		for d.PeekKind() != ']' {
			value, err := decodeValue(d)
			if err != nil {
				return nil, err
			}
			list = append(list, value)
		}
		_, err := d.ReadToken()
		return list, err
	case '"':
		return token.String(), nil
	case '0':
		return json.Number(token.String()), nil
	case 'n':
		return nil, nil
	}
	return token.Bool(), nil
}
