package tomlfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sureline/sureline/core/internal/tomlfile"
)

var known = []string{"name", "scopes", "tls", "tls.cert", "client", "client.id", "client.secret", "client.secret.env"}

func TestKeysHaveTheirLine(t *testing.T) {
	const text = `# a comment
name = "x"

scopes = [
  "a", "b",
]
tls.cert = "c"
[[client]]
id = "one"
secret = { env = "A" }

[[client]]
"id" = 'two'
[client.secret]
env = """
B"""
`
	f, problem := tomlfile.Read([]byte(text), known)
	if problem != nil {
		t.Fatal(*problem)
	}
	for path, want := range map[string]int{
		"name": 2, "scopes": 4, "scopes[1]": 4, "tls": 7, "tls.cert": 7, "client": 8, "client[0]": 8, "client[0].id": 9, "client[0].secret": 10,
		"client[0].secret.env": 10, "client[1]": 12, "client[1].id": 13, "client[1].secret": 14, "client[1].secret.env": 15,
		"client[0].missing": 8, "client[1].secret.file": 14, "tls.key": 7, "missing": 0, "": 0,
	} {
		if got := f.Line(path); got != want {
			t.Errorf("%s stands in line %d, want %d", path, got, want)
		}
	}
	texts := map[string]string{}
	for _, k := range f.Keys {
		if k.Unknown.Key != "" {
			t.Errorf("%s: %s", k.Path, k.Unknown)
		}
		texts[k.Path] = k.Text
	}
	if texts["scopes[1]"] != "b" || texts["client[1].secret.env"] != "B" || texts["scopes"] != "" {
		t.Errorf("got %q", texts)
	}
}

func TestUnknownKeys(t *testing.T) {
	for text, want := range map[string]string{
		"nam = 1":                                        "1 nam name",
		"\n[client]\nID2 = 1\nNAME = 2":                  "3 client.ID2, 4 client.NAME",
		"[[client]]\n[[client]]\nsecrett = ''":           "3 client[1].secrett secret",
		"[other]\nid = 1\n[other.deep]\nx = 1":           "1 other",
		"other.id = 1\nother.x = 2":                      "1 other.id, 2 other.x",
		"other = { id = 1 }":                             "1 other",
		"client = [ { id = 1, env = 2 } ]":               "1 client[0].env",
		"name.x = 1":                                     "", // of the wrong kind, which the reader's user tells
		`"client.id" = 1`:                                `1 "client.id"`,
		`"client[0]".id = 1`:                             `1 "client[0]".id`,
		"\"\\u202e" + strings.Repeat("x", 99) + "\" = 1": `1 "\u202e` + strings.Repeat("x", 33) + "…",
	} {
		f, problem := tomlfile.Read([]byte(text), known)
		if problem != nil {
			t.Errorf("%q: %v", text, *problem)
		}
		var got []string
		for _, k := range f.Keys {
			if k.Unknown.Key == "" {
				continue
			}
			got = append(got, strings.TrimSpace(fmt.Sprint(k.Line, " ", k.Shown(), " ", k.Meant)))
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestWhatCannotBeRead(t *testing.T) {
	const secret = "canarySecretDoNotLeak"
	for text, want := range map[string]struct {
		Line        int
		Key, Reason string
	}{
		"name = x":                           {Line: 1, Key: "name", Reason: "not written"},
		"\n" + secret:                        {Line: 2, Reason: "not written"},
		"\nsecret = " + secret:               {Line: 2, Key: "secret", Reason: "not written"},
		secret + " = " + secret + "\nx = 1":  {Line: 1, Reason: "not written"},
		"name = 'a'\nscopes = []\nname = ''": {Line: 3, Key: "name", Reason: "twice"},
		"[tls]\n[tls]":                       {Line: 2, Key: "tls", Reason: "twice"},
		"name_x = ":                          {Line: 1, Reason: "not written"},
	} {
		_, p := tomlfile.Read([]byte(text), known)
		if p == nil || p.Line != want.Line || p.Key != want.Key || !strings.Contains(p.Reason.String(), want.Reason) || strings.Contains(p.Reason.String(), secret) {
			t.Errorf("%q: got %+v, want %+v", text, p, want)
		}
	}
}

func TestDecode(t *testing.T) {
	type shape struct {
		Name   string `toml:"name"`
		Client []struct {
			ID string `toml:"id"`
		} `toml:"client"`
	}
	read := func(text string) (shape, *tomlfile.Problem) {
		f, syntax := tomlfile.Read([]byte(text), known)
		if syntax != nil {
			t.Fatal(*syntax)
		}
		var s shape
		problem := f.Decode(&s)
		return s, problem
	}
	if s, p := read("name = 'x'\n[[client]]\nid = 'y'"); p != nil || s.Name != "x" || s.Client[0].ID != "y" {
		t.Errorf("got %+v, %v", s, p)
	}
	if _, p := read("[[client]]\n[[client]]\nid = 7"); p == nil || p.Line != 3 || p.Key != "client.id" || p.Reason.String() != "the value is of the wrong kind" {
		t.Errorf("got %+v", p)
	}
}
