package finding_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/text"
)

func TestACodeThatNewCannotSayIsTold(t *testing.T) {
	for _, code := range []core.Code{"no-such-code", finding.Offline} {
		f := finding.New(code)
		if f.Code != finding.Internal || f.Detail["code"] != string(code) || strings.Contains(f.Explanation, "⟦") {
			t.Errorf("%s: got %+v", code, f)
		}
	}
}

func TestInSaysItInAnotherLanguage(t *testing.T) {
	german, _ := text.For("de")
	f := finding.WithDetail(finding.NewAppLacksPermission("Acme\x1b", "ReadCallLog"), map[string]string{"status": "403"})
	g := finding.In(german, f)
	if g.Title != "Der App fehlt dafür eine Berechtigung" || !strings.Contains(g.Explanation, "dass Acme die Berechtigung „ReadCallLog“ hat") || g.Detail["status"] != "403" {
		t.Errorf("got %+v", g)
	}
	if back := finding.In(text.English(), g); back.Explanation != f.Explanation {
		t.Errorf("back in English: %q", back.Explanation)
	}
	if data, err := json.Marshal(f); err != nil || strings.Contains(string(data), "ording") {
		t.Errorf("JSON holds the wording: %s %v", data, err)
	}
	stranger := core.Finding{Code: "from-elsewhere", Title: "As it came"}
	if finding.In(german, stranger).Title != "As it came" || finding.Title(german, "from-elsewhere") != "from-elsewhere" {
		t.Error("a finding of nobody's was changed")
	}
}

func TestWithDetailLeavesTheOriginalAlone(t *testing.T) {
	f := finding.New(finding.Cancelled)
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
