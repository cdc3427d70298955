package testpanel

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestBodyText(t *testing.T) {
	for _, c := range []struct {
		name, body, want string
		text             bool
	}{
		{"nothing", "", "(empty body)", false},
		{"white space", " \r\n\t", "(empty body)", false},
		{"object", `{"b":1,"a":[true,null]}`, "{\n  \"b\": 1,\n  \"a\": [\n    true,\n    null\n  ]\n}", true},
		{"long number stays", `{"id":12345678901234567890.10}`, "{\n  \"id\": 12345678901234567890.10\n}", true},
		{"plain text", "service\r\nreachable", "service\nreachable", true},
		{"cut JSON", `{"a":[1,`, `{"a":[1,`, true},
		{"escape sequence", "a\x1b[31mred", `a\u001b[31mred`, true},
		{"right-to-left override", "a\u202eb", `a\u202eb`, true},
		{"tab", "a\tb", "a    b", true},
		{"binary", "\x00\x01\x02", "(3 bytes that are not text; press Save to keep them)", false},
		{"cut in the middle of a character", "abc\xe2\x82", "abc", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			read := read([]byte(c.body))
			if got, text := read.shown(), read.kind == textBody; got != c.want || text != c.text {
				t.Errorf("got %q, %v; want %q, %v", got, text, c.want, c.text)
			}
		})
	}
}

// A megabyte of nested brackets, indented, would take gigabytes.
func TestBodyTextDeepNesting(t *testing.T) {
	deep := strings.Repeat("[", 5000) + strings.Repeat("]", 5000)
	body := "[" + strings.Repeat(deep+",", 100) + "1]"
	got := read([]byte(body)).text
	if len(got) != len(body) {
		t.Errorf("%d bytes became %d", len(body), len(got))
	}
	if n := nesting([]byte(`{"[[[":"\"[["}`)); n != 1 {
		t.Errorf("brackets in strings counted: %d", n)
	}
}

func TestRows(t *testing.T) {
	text := "first\n\n" + strings.Repeat("x", 25) + "\n漢字漢字漢字"
	var got []string
	for _, s := range rows(text, 10) {
		got = append(got, text[s.start:s.end])
	}
	want := []string{"first", "", strings.Repeat("x", 10), strings.Repeat("x", 10), "xxxxx", "漢字漢字漢", "字"}
	if strings.Join(got, "|") != strings.Join(want, "|") {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Whatever comes, the rows cover the text exactly, and what is shown has no
// character without a shape. JSON keeps its meaning.
func FuzzBodyText(f *testing.F) {
	f.Add([]byte(`{"a":[1,2,{"b":"c"}]}`), 12)
	f.Add([]byte("plain\r\n\ttext \x1b[0m"), 3)
	f.Add([]byte{0xff, 0xfe}, 1)
	f.Fuzz(func(t *testing.T, body []byte, columns int) {
		text := read(body).text
		if !utf8.ValidString(text) {
			t.Fatalf("not UTF-8: %q", text)
		}
		if strings.ContainsAny(text, "\x00\x1b\r\t\u202e") {
			t.Fatalf("control characters: %q", text)
		}
		end := 0
		for i, s := range rows(text, columns%200) {
			if i > 0 && s.start != end && s.start != end+1 {
				t.Fatalf("row %d starts at %d after %d", i, s.start, end)
			}
			end = s.end
		}
		if end != len(text) {
			t.Fatalf("rows end at %d of %d", end, len(text))
		}
		var before, after any
		if json.Unmarshal(body, &before) == nil && json.Unmarshal([]byte(text), &after) == nil {
			a, _ := json.Marshal(before)
			b, _ := json.Marshal(after)
			if !bytes.Equal(a, b) && !strings.Contains(text, `\u`) {
				t.Fatalf("meaning changed: %s to %s", a, b)
			}
		}
	})
}

func BenchmarkBodyText(b *testing.B) {
	body := bytes.Repeat([]byte(`{"id":12,"name":"Ada Jones","extension":"101","list":[1,2,3]},`), 1<<20/62)
	body = append(append([]byte("["), bytes.TrimSuffix(body, []byte(","))...), ']')
	for b.Loop() {
		text := read(body).text
		rows(text, 100)
	}
}
