package finding_test

import (
	"maps"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

const (
	maxTitle = 60
	maxText  = 320
)

// jargon lists words that a person outside the field cannot act on.
var jargon = regexp.MustCompile(`(?i)\b(oauth|grant|bearer|invalid_\w+|http|api|payload|base64|claims?|headers?|assertion|tls|ssl|dns|json|rfc|endpoint|config\w*)\b`)

// allowedJargon are the exceptions: names of things on RingCentral's pages and
// words addressed to those who know them.
var allowedJargon = strings.NewReplacer("“Create JWT”", "", "token URL", "")

func TestEveryCodeIsCompleteAndPlain(t *testing.T) {
	titles := map[string]core.Code{}
	for _, code := range finding.Codes() {
		f := finding.New(code, nil)
		if f.Title == "" || f.Explanation == "" || f.NextStep == "" || f.Severity == "" || f.Who == "" || finding.Cause(code) == "" {
			t.Errorf("%s: a field is empty: %+v", code, f)
		}
		if n := utf8.RuneCountInString(f.Title); n > maxTitle {
			t.Errorf("%s: title has %d characters, more than %d", code, n, maxTitle)
		}
		if strings.HasSuffix(f.Title, ".") {
			t.Errorf("%s: title ends in a full stop", code)
		}
		if n := len(f.Explanation); n > maxText {
			t.Errorf("%s: explanation has %d characters, more than %d", code, n, maxText)
		}
		if strings.Count(strings.TrimSuffix(f.NextStep, "."), ". ") > 0 || !strings.HasSuffix(f.NextStep, ".") {
			t.Errorf("%s: next step is not one sentence: %q", code, f.NextStep)
		}
		for _, text := range []string{f.Title, f.Explanation, f.NextStep} {
			if word := jargon.FindString(allowedJargon.Replace(text)); word != "" {
				t.Errorf("%s: jargon %q in %q", code, word, text)
			}
		}
		if other, ok := titles[f.Title]; ok {
			t.Errorf("%s and %s have the same title %q", code, other, f.Title)
		}
		titles[f.Title] = code
	}
}

func TestUnknownCodeIsTold(t *testing.T) {
	f := finding.New("no-such-code", nil)
	if f.Code != finding.Internal || f.Detail["code"] != "no-such-code" {
		t.Errorf("got %+v", f)
	}
}

func TestWithDetailLeavesTheOriginalAlone(t *testing.T) {
	f := finding.New(finding.Cancelled, nil)
	before := maps.Clone(f.Detail)
	g := finding.WithDetail(f, map[string]string{"status": "400", "error": ""})
	if !maps.Equal(f.Detail, before) {
		t.Errorf("the original's detail changed to %v", f.Detail)
	}
	if len(g.Detail) != 1 || g.Detail["status"] != "400" {
		t.Errorf("detail is %v, want only the status", g.Detail)
	}
}

func TestPrintable(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		limit    int
		want     string
	}{
		{"plain", "Invalid client", 20, "Invalid client"},
		{"ANSI escape", "a\x1b[31mred", 20, "a [31mred"},
		{"line breaks and tabs fold", "a\r\n\tb", 20, "a b"},
		{"right-to-left override", "a\u202eb", 20, "a b"},
		{"not UTF-8", "a\xffb", 20, "a b"},
		{"cut", "abcdefghijk", 10, "abcdefghij…"},
		{"leading space goes", "  a", 20, "a"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := finding.Printable(tt.in, tt.limit); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}
