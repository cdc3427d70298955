package credential

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// object is a header or payload: the members that Sureline reads, as written.
type object struct {
	Alg jsontext.Value `json:"alg"`
	Enc jsontext.Value `json:"enc"`
	Aud jsontext.Value `json:"aud"`
	Sub jsontext.Value `json:"sub"`
	Iss jsontext.Value `json:"iss"`
	Exp jsontext.Value `json:"exp"`
	Iat jsontext.Value `json:"iat"`
}

// isPayload reports whether the object has claims.
func (o object) isPayload() bool { return o.Aud != nil || o.Sub != nil || o.Iss != nil || o.Exp != nil }

// stringOf returns a member that is a string, else "".
func stringOf(v jsontext.Value) string {
	if v.Kind() != '"' {
		return ""
	}
	s, _ := jsontext.AppendUnquote(nil, v)
	return string(s)
}

// decodeObject decodes a header or payload and reports whether it is sound:
// one JSON object in valid UTF-8 in which no name occurs twice (RFC 7519
// section 4), which the library refuses by default.
func decodeObject(segment string) (object, bool) {
	var o object
	if len(segment) > maxPayload {
		return o, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(segment)
	sound := err == nil && json.Unmarshal(raw, &o) == nil && !bytes.Equal(bytes.TrimSpace(raw), []byte("null"))
	return o, sound
}

// objectEnd finds where the JSON object at the start of the base64url text
// closes, and returns the number of characters it takes; what follows may be
// anything, so a lost dot can be put back. Without a whole object it reports
// whether the text is sound as far as it goes.
func objectEnd(chars []byte) (n int, whole, cut bool) {
	if len(chars)%4 == 1 {
		chars = chars[:len(chars)-1]
	}
	d := jsontext.NewDecoder(base64.NewDecoder(base64.RawURLEncoding, bytes.NewReader(chars)))
	if len(chars) > 0 && d.PeekKind() != '{' {
		return 0, false, false
	}
	if _, err := d.ReadValue(); err != nil {
		return 0, false, errors.Is(err, io.ErrUnexpectedEOF) || err == io.EOF
	}
	return (int(d.InputOffset())*8 + 5) / 6, true, false
}

// endsEarly reports whether the base64url text is a JSON object but for its end.
func endsEarly(segment string) bool {
	_, _, cut := objectEnd([]byte(segment))
	return cut
}

// probe is how many characters must decode to JSON for a beginning to count.
const probe = 12

// beginsObject reports whether the base64url text decodes to {" and printable
// characters, as every JSON object with a plain first name does.
func beginsObject(chars []byte) bool {
	var raw [probe]byte
	n, _ := base64.RawURLEncoding.Decode(raw[:], chars[:min(probe, len(chars))&^3])
	return n >= 3 && raw[0] == '{' && raw[1] == '"' && isPrintable(raw[2:n])
}

func isPrintable(raw []byte) bool {
	return bytes.IndexFunc(raw, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}

// isTail reports whether the base64url text is the end of a JSON object, from
// somewhere in its middle on. Where the bytes begin is lost with the beginning,
// so all four places are tried.
func isTail(chars []byte) bool {
	for from := range min(4, len(chars)) {
		raw, err := base64.RawURLEncoding.DecodeString(string(chars[from:]))
		if err == nil && bytes.HasSuffix(raw, []byte("}")) && isPrintable(raw) {
			return true
		}
	}
	return false
}
