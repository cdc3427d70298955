package credential

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"unicode/utf8"
)

// objectState says how far a JSON object in base64url could be read.
type objectState int

const (
	objectWhole  objectState = iota // it closes
	objectCut                       // sound so far, but the text ends
	objectBroken                    // not JSON
)

// objectEnd finds where the JSON object at the start of the base64url text
// closes, and returns the number of characters it takes. What follows may be
// anything: the object tells its own end, so a lost dot can be put back.
func objectEnd(chars []byte) (int, objectState) {
	usable := len(chars)
	if usable%4 == 1 {
		usable--
	}
	raw := make([]byte, base64.RawURLEncoding.DecodedLen(usable))
	if n, err := base64.RawURLEncoding.Decode(raw, chars[:usable]); err != nil {
		raw = raw[:n]
	}
	if len(raw) == 0 {
		return 0, objectCut
	}
	if raw[0] != '{' {
		return 0, objectBroken
	}
	depth, inString := 0, false
	for i := 0; i < len(raw); i++ {
		c := raw[i]
		switch {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString && c < ' ':
			return 0, objectBroken
		case inString:
		case c == '{' || c == '[':
			depth++
		case c == '}' || c == ']':
			if depth--; depth == 0 {
				return ((i+1)*8 + 5) / 6, objectWhole
			}
		case c >= utf8.RuneSelf || c < ' ' && !isSpace(c):
			return 0, objectBroken
		}
	}
	return 0, objectCut
}

// beginsObject reports whether the base64url text decodes to {" and printable
// characters, as every JSON object with a plain first name does.
func beginsObject(chars []byte) bool {
	var raw [probe]byte
	n, _ := base64.RawURLEncoding.Decode(raw[:], chars[:len(chars)&^3])
	if n < 3 || raw[0] != '{' || raw[1] != '"' {
		return false
	}
	for _, c := range raw[2:n] {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return true
}

// hasMember reports whether the base64url text is a JSON object with one of
// the members.
func hasMember(chars []byte, names ...string) bool {
	raw := make([]byte, base64.RawURLEncoding.DecodedLen(len(chars)))
	n, err := base64.RawURLEncoding.Decode(raw, chars)
	if err != nil {
		return false
	}
	var members map[string]json.RawMessage
	if json.Unmarshal(raw[:n], &members) != nil {
		return false
	}
	for _, name := range names {
		if _, ok := members[name]; ok {
			return true
		}
	}
	return false
}

// soundObject reports whether raw is exactly one JSON object in valid UTF-8
// without a name that occurs twice at its top level (RFC 7519 section 4).
// encoding/json would take the last of two, another reader the first.
func soundObject(raw []byte) bool {
	trimmed := bytes.TrimLeft(raw, " \t\r\n")
	nested := bytes.Count(raw, []byte("{")) + bytes.Count(raw, []byte("["))
	if len(trimmed) == 0 || trimmed[0] != '{' || nested > maxMembers || !utf8.Valid(raw) || !json.Valid(raw) {
		return false
	}
	var few [16][]byte
	names := few[:0]
	depth, expectName := 0, false
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '{', '[':
			depth++
			expectName = depth == 1
		case '}', ']':
			depth--
		case ',':
			expectName = depth == 1
		case '"':
			end := i + 1
			for raw[end] != '"' {
				if raw[end] == '\\' {
					end++
				}
				end++
			}
			if expectName {
				names = append(names, raw[i:end+1])
				expectName = false
			}
			i = end
		}
	}
	return distinct(names)
}

// maxMembers is how many members, and how many objects and lists inside, a
// header or payload may have; RingCentral's have six and one. It bounds the
// time for reading them.
const maxMembers = 64

func distinct(names [][]byte) bool {
	if len(names) > maxMembers {
		return false
	}
	for i, name := range names {
		if bytes.IndexByte(name, '\\') >= 0 {
			var plain string
			if json.Unmarshal(name, &plain) != nil {
				return false
			}
			name = append(append([]byte{'"'}, plain...), '"')
			names[i] = name
		}
		for _, earlier := range names[:i] {
			if bytes.Equal(earlier, name) {
				return false
			}
		}
	}
	return true
}
