package sts

import (
	"encoding/json"
	"strings"

	"github.com/sureline/sureline/core/kore"
)

// decodeJSON reads one object (RFC 8259), or says why there is none. The body is
// valid UTF-8.
//
// It is not encoding/json's Unmarshal, which takes the last of several equal
// keys and matches names without regard to case, nor its Token, which costs more
// than the signing of the token; FuzzDecode compares the outcome with
// encoding/json's.
func decodeJSON(body []byte) (map[string]any, string) {
	s := scanner{data: body}
	switch {
	case s.next() == 0:
		return nil, endsEarly
	case !s.take('{'):
		if json.Valid(body) {
			return nil, "the body is JSON, but not an object"
		}
		return nil, notJSON
	}
	fields, why := s.object(1)
	if why != "" {
		return nil, why
	}
	if s.next() != 0 || s.pos < len(s.data) {
		return nil, "something follows the JSON object"
	}
	return fields, ""
}

// What is wrong with a body is never said by quoting it: it may hold a client
// secret.
const (
	endsEarly = "the JSON ends early"
	notJSON   = "the body is not JSON"
)

// scanner stands before the next unread byte.
type scanner struct {
	data []byte
	pos  int
}

// next skips white space and returns the byte that follows, or 0 at the end. A
// zero byte is no JSON, so the two need not be told apart.
func (s *scanner) next() byte {
	for ; s.pos < len(s.data); s.pos++ {
		switch c := s.data[s.pos]; c {
		case ' ', '\t', '\n', '\r':
		default:
			return c
		}
	}
	return 0
}

// take skips white space and, when it follows, the byte.
func (s *scanner) take(c byte) bool {
	if s.next() != c {
		return false
	}
	s.pos++
	return true
}

// wrong says what a missing byte means.
func (s *scanner) wrong() string {
	if s.pos >= len(s.data) {
		return endsEarly
	}
	return notJSON
}

// object reads after the opening brace.
func (s *scanner) object(depth int) (map[string]any, string) {
	fields := map[string]any{}
	if s.take('}') {
		return fields, ""
	}
	for {
		if s.next() != '"' {
			return nil, s.wrong()
		}
		name, why := s.text()
		switch _, twice := fields[name]; {
		case why != "":
			return nil, why
		case kore.UnsafeName(name):
			return nil, "the key " + shownKey(name) + " is not allowed"
		case twice:
			return nil, "the key " + shownKey(name) + " stands in it twice"
		}
		if !s.take(':') {
			return nil, s.wrong()
		}
		if fields[name], why = s.value(depth); why != "" {
			return nil, why
		}
		if s.take('}') {
			return fields, ""
		}
		if !s.take(',') {
			return nil, s.wrong()
		}
	}
}

// list reads after the opening bracket.
func (s *scanner) list(depth int) ([]any, string) {
	list := []any{}
	if s.take(']') {
		return list, ""
	}
	for {
		value, why := s.value(depth)
		if why != "" {
			return nil, why
		}
		list = append(list, value)
		if s.take(']') {
			return list, ""
		}
		if !s.take(',') {
			return nil, s.wrong()
		}
	}
}

func (s *scanner) value(depth int) (any, string) {
	c := s.next()
	switch c {
	case '"':
		text, why := s.text()
		return text, why
	case '{', '[':
		if depth >= maxDepth {
			return nil, "objects or lists stand in one another more than 8 deep"
		}
		s.pos++
		if c == '{' {
			fields, why := s.object(depth + 1)
			return fields, why
		}
		list, why := s.list(depth + 1)
		return list, why
	}
	return s.word()
}

// word reads true, false, null or a number.
func (s *scanner) word() (any, string) {
	start := s.pos
	for s.pos < len(s.data) && strings.IndexByte(",]} \t\r\n:\"[{", s.data[s.pos]) < 0 {
		s.pos++
	}
	switch word := s.data[start:s.pos]; {
	case string(word) == "true":
		return true, ""
	case string(word) == "false":
		return false, ""
	case string(word) == "null":
		return nil, ""
	case json.Valid(word):
		return json.Number(word), ""
	}
	return nil, s.wrong()
}

// text reads a string from its opening quotation mark on.
func (s *scanner) text() (string, string) {
	start, escaped := s.pos, false
	for s.pos++; s.pos < len(s.data); s.pos++ {
		switch c := s.data[s.pos]; {
		case c == '\\':
			escaped = true
			s.pos++
		case c == '"':
			s.pos++
			quoted := s.data[start:s.pos]
			if !escaped {
				return string(quoted[1 : len(quoted)-1]), ""
			}
			var text string
			if json.Unmarshal(quoted, &text) != nil {
				return "", notJSON
			}
			return text, ""
		case c < ' ':
			return "", notJSON
		}
	}
	return "", endsEarly
}
