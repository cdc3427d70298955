package sts

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sureline/sureline/core/kore"
)

// FuzzDecode compares the decoder with encoding/json and a count of colons and
// brackets, which know nothing of each other: exactly the objects without
// duplicate or unsafe names that are not too deep are taken, and as they are.
func FuzzDecode(f *testing.F) {
	for _, seed := range []string{
		`{"identity":"ada@example.com"}`, `{"identity":"a","identity":"b"}`, `{"a":{"b":[1,2,{"c":null}]},"d":true}`,
		`{"__proto__":1}`, `{"x":{"constructor":{}}}`, `{"x":[[[[[[[[1]]]]]]]]}`, `{"a":1}{"b":2}`, `[]`, `{`, `{"a":1e999}`, `{"\u0061":1,"a":2}`,
		`{"a":"\ud800"}`, "{\"a\":\"\xff\"}", ` {"a":"}:{"} `, `null`, ``,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, why := decode(body, false)
		want, ok := oracle(body)
		if ok != why.Empty() {
			t.Fatalf("decode says %q, the oracle says %t", why, ok)
		}
		if ok && !reflect.DeepEqual(got, want) {
			t.Fatalf("got %#v, want %#v", got, want)
		}
		// Whatever was decoded, interpreting it must not panic, and must give an
		// identity that can stand in a token.
		if a, refused := interpret(got); refused == nil && a.identity != "" && !kore.IdentityProblem(a.identity).Empty() {
			t.Fatalf("identity %q was taken", a.identity)
		}
	})
}

func oracle(body []byte) (map[string]any, bool) {
	var value map[string]any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if !utf8.Valid(body) || !json.Valid(body) || d.Decode(&value) != nil || value == nil {
		return nil, false
	}
	members, depth := shape(body)
	n, unsafe := count(value)
	return value, members == n && depth <= maxDepth && !unsafe
}

// shape counts colons and the depth of brackets outside of strings.
func shape(body []byte) (colons, deepest int) {
	depth, inString := 0, false
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case inString && c == '\\':
			i++
		case c == '"':
			inString = !inString
		case inString:
		case c == ':':
			colons++
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return colons, deepest
}

// count returns the members of all objects, and whether one has an unsafe name.
func count(value any) (n int, unsafe bool) {
	switch v := value.(type) {
	case map[string]any:
		for name, child := range v {
			m, bad := count(child)
			n += 1 + m
			unsafe = unsafe || bad || strings.Contains(" __proto__ constructor prototype ", " "+strings.TrimSpace(name)+" ")
		}
	case []any:
		for _, child := range v {
			m, bad := count(child)
			n += m
			unsafe = unsafe || bad
		}
	}
	return n, unsafe
}

func FuzzForm(f *testing.F) {
	for _, seed := range []string{"identity=a&isAnonymous=false", "a=1&a=2", "a[__proto__]=1", "%ff=1", "a=%zz", "a;b=1", "=", "&&", "identity=a+b%40c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		got, why := decode([]byte(body), true)
		if !why.Empty() {
			return
		}
		// The oracle splits by hand: every pair is there, once.
		n := 0
		for pair := range strings.SplitSeq(body, "&") {
			if pair != "" {
				n++
			}
		}
		if len(got) != n {
			t.Fatalf("%d fields of %d pairs", len(got), n)
		}
		for name := range got {
			if strings.Contains(name, "__proto__") && unsafeFormName(name) {
				t.Fatalf("%q was taken", name)
			}
		}
		_, _ = interpret(got)
	})
}
