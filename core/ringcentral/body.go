package ringcentral

import (
	"strconv"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// fields are those of a JSON object, their names exactly as written.
type fields map[string]jsontext.Value

// jsonObject reads an object. One with two members of a name is none: readers
// differ in which of the two they believe (RFC 8259 section 4).
func jsonObject(raw []byte) (fields, bool) {
	var f fields
	if json.Unmarshal(raw, &f, jsontext.AllowInvalidUTF8(true)) != nil {
		return nil, false // without the part that was read until then
	}
	return f, f != nil // nil is what "null" gives
}

// jsonList reads a list; anything else is an empty one.
func jsonList(raw jsontext.Value) []jsontext.Value {
	var list []jsontext.Value
	if json.Unmarshal(raw, &list, jsontext.AllowInvalidUTF8(true)) != nil {
		return nil
	}
	return list
}

// text returns a string, or an integer as it is written: identifiers come as
// either. Anything else is empty.
func (f fields) text(name string) string { return jsonText(f[name]) }

func jsonText(raw jsontext.Value) string {
	if raw.Kind() == '"' {
		var text string
		_ = json.Unmarshal(raw, &text, jsontext.AllowInvalidUTF8(true))
		return text
	}
	if _, err := strconv.ParseInt(string(raw), 10, 64); err != nil {
		return ""
	}
	return string(raw)
}

// utf8Body decodes UTF-16, known by its mark or by a first character that is
// plain ASCII, and takes what else is not UTF-8 for Latin-1, so that a message
// in another language can be read, and a secret in it found.
func utf8Body(body []byte) []byte {
	var plain encoding.Encoding
	switch {
	case len(body) > 1 && body[0] != 0 && body[1] == 0:
		plain = unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	case len(body) > 1 && body[0] == 0 && body[1] != 0:
		plain = unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	case utf8.Valid(body):
		plain = encoding.Nop
	default:
		plain = charmap.ISO8859_1
	}
	text, _, err := transform.Bytes(unicode.BOMOverride(plain.NewDecoder()), body)
	if err != nil {
		return nil // these decoders replace what they cannot read, and never fail
	}
	return text
}
