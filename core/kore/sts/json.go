package sts

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/text"
)

// decodeJSON reads one object (RFC 8259), or says why there is none. The body is
// valid UTF-8; half a surrogate pair becomes U+FFFD, as in encoding/json, which
// takes the last of equal names where jsontext refuses them. What is wrong with
// a body is never said by quoting it: it may hold a client secret.
func decodeJSON(body []byte) (map[string]any, text.Sentence) {
	d := decoders.Get().(*jsontext.Decoder)
	defer decoders.Put(d)
	d.Reset(bytes.NewBuffer(body), jsontext.AllowInvalidUTF8(true))
	value, err := decodeValue(d)
	if err != nil {
		return nil, jsonProblem(err)
	}
	fields, ok := value.(map[string]any)
	if !ok {
		return nil, text.Say("reason.kore.json_not_object")
	}
	if _, err := d.ReadToken(); !errors.Is(err, io.EOF) {
		return nil, text.Say("reason.kore.json_more")
	}
	return fields, text.Sentence{}
}

var decoders = sync.Pool{New: func() any { return new(jsontext.Decoder) }}

// notAllowedHere is a problem in words that may be shown.
type notAllowedHere text.Sentence

func (e notAllowedHere) Error() string { return text.Sentence(e).String() }

func jsonProblem(err error) text.Sentence {
	if why, ok := errors.AsType[notAllowedHere](err); ok {
		return text.Sentence(why)
	}
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return text.Say("reason.kore.json_early")
	case errors.Is(err, jsontext.ErrDuplicateName):
		syntax, _ := errors.AsType[*jsontext.SyntacticError](err)
		return keyed("reason.kore.key_twice", syntax.JSONPointer.LastToken())
	}
	return text.Say("reason.kore.json_not")
}

// decodeValue reads the next value with the types of encoding/json, numbers as
// they are written.
func decodeValue(d *jsontext.Decoder) (any, error) {
	token, err := d.ReadToken()
	if err != nil {
		return nil, err
	}
	if d.StackDepth() > maxDepth {
		return nil, notAllowedHere(text.Say("reason.kore.json_deep"))
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
				return nil, notAllowedHere(keyed("reason.kore.key_forbidden", key))
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
