package ringcentral

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonSpace is the white space of RFC 8259 section 2.
const jsonSpace = " \t\r\n"

// jsonObject reads an object with its names exactly as written; encoding/json's
// structs would match them without regard to case. The values are parts of raw.
// It cuts the text itself: reflection would take a third of the time that an
// exchange costs beyond its request.
func jsonObject(raw []byte) (map[string]json.RawMessage, bool) {
	rest := bytes.TrimLeft(raw, jsonSpace)
	if len(rest) == 0 || rest[0] != '{' || !json.Valid(raw) {
		return nil, false
	}
	fields := make(map[string]json.RawMessage, 8)
	for rest = bytes.TrimLeft(rest[1:], jsonSpace); rest[0] != '}'; {
		n := jsonLen(rest)
		name := jsonText(rest[:n])
		rest = bytes.TrimLeft(rest[n:], jsonSpace+":")
		n = jsonLen(rest)
		fields[name] = rest[:n:n]
		rest = bytes.TrimLeft(rest[n:], jsonSpace+",")
	}
	return fields, true
}

// jsonLen returns the length of the value that valid JSON begins with.
func jsonLen(raw []byte) int {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i += stringLen(raw[i:]) - 1
			if depth == 0 {
				return i + 1
			}
		case '{', '[':
			depth++
		case '}', ']', ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i // the end of a number or a word
			}
			if raw[i] != '}' && raw[i] != ']' {
				continue
			}
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(raw)
}

// stringLen returns the length of the string that valid JSON begins with, its
// quotes included.
func stringLen(raw []byte) int {
	for i := 1; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(raw)
}

// jsonList reads a list; anything else is an empty one.
func jsonList(raw json.RawMessage) []json.RawMessage {
	var list []json.RawMessage
	if len(raw) > 0 && raw[0] == '[' {
		_ = json.Unmarshal(raw, &list)
	}
	return list
}

// jsonText returns a string, or an integer as it is written: identifiers come as
// either. Anything else is empty.
func jsonText(raw json.RawMessage) string {
	switch {
	case len(raw) == 0:
		return ""
	case raw[0] != '"':
		text := string(raw)
		if _, err := strconv.ParseInt(text, 10, 64); err != nil {
			return ""
		}
		return text
	case bytes.IndexByte(raw, '\\') < 0 && utf8.Valid(raw):
		// Nothing in it to decode, as in nearly every answer.
		return string(raw[1 : len(raw)-1])
	}
	var text string
	_ = json.Unmarshal(raw, &text)
	return text
}

// utf8Body drops a byte order mark, decodes UTF-16, and takes what else is not
// UTF-8 for Latin-1, so that a message in another language can still be read,
// and a secret in it found.
func utf8Body(body []byte) []byte {
	if order := utf16Order(body); order != nil {
		return fromUTF16(body, order)
	}
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	if utf8.Valid(body) {
		return body
	}
	runes := make([]rune, len(body))
	for i, b := range body {
		runes[i] = rune(b)
	}
	return []byte(string(runes))
}

// utf16Order knows UTF-16 by its mark, or by a first character that is plain
// ASCII (as RFC 4627 section 3 told JSON's encodings apart); nil for none.
func utf16Order(body []byte) binary.ByteOrder {
	if len(body) < 4 {
		return nil
	}
	switch {
	case body[0] == 0xff && body[1] == 0xfe, body[0] != 0 && body[1] == 0 && body[2] != 0 && body[3] == 0:
		return binary.LittleEndian
	case body[0] == 0xfe && body[1] == 0xff, body[0] == 0 && body[1] != 0 && body[2] == 0 && body[3] != 0:
		return binary.BigEndian
	}
	return nil
}

func fromUTF16(body []byte, order binary.ByteOrder) []byte {
	units := make([]uint16, len(body)/2)
	for i := range units {
		units[i] = order.Uint16(body[2*i:])
	}
	return bytes.TrimPrefix([]byte(string(utf16.Decode(units))), []byte("\xef\xbb\xbf"))
}
