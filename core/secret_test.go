package core_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
)

const canary = "canary-4711-in-the-secret"

// holder has the secret where fmt cannot call its methods.
type holder struct {
	hidden core.Secret
	Shown  core.Secret
	list   []core.Secret
	named  map[string]core.Secret
}

type named struct{ S core.Secret }

func TestSecretNeverPrints(t *testing.T) {
	s := core.NewSecret(canary)
	h := holder{s, s, []core.Secret{s}, map[string]core.Secret{"a": s}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%T", "%p", "%10s", "%-5v", "%U"} {
		for _, value := range []any{s, &s, h, &h, []any{s}, errors.New(s.String())} {
			fmt.Fprintf(&out, verb+"\n", value)
		}
	}
	for _, encode := range []func(any) ([]byte, error){json.Marshal, xml.Marshal} {
		data, err := encode(named{s})
		if err != nil {
			t.Fatal(err)
		}
		out.Write(data)
	}
	var buffer bytes.Buffer
	if err := gob.NewEncoder(&buffer).Encode(named{s}); err == nil {
		out.Write(buffer.Bytes())
	}
	slog.New(slog.NewTextHandler(&out, nil)).Info("text", "secret", s, "holder", h)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("json", "secret", s, "holder", h)
	text := out.String()
	if strings.Contains(text, canary) || strings.Contains(text, fmt.Sprintf("%x", canary)) {
		t.Errorf("the secret is printed in:\n%s", text)
	}
	if !strings.Contains(text, "[secret]") {
		t.Error("the mask is printed nowhere, so nothing was tried")
	}
}

func TestSecretEqual(t *testing.T) {
	a, b, none := core.NewSecret("a"), core.NewSecret("b"), core.NewSecret("")
	for _, tt := range []struct {
		name string
		x, y core.Secret
		want bool
	}{
		{"same text", a, core.NewSecret("a"), true},
		{"other text", a, b, false},
		{"other length", a, core.NewSecret("aa"), false},
		{"empty and text", none, a, false},
		{"empty and empty", none, core.Secret{}, false},
	} {
		if got := tt.x.Equal(tt.y); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestSecretFacts(t *testing.T) {
	s := core.NewSecret("abc")
	if s.Reveal() != "abc" || s.Len() != 3 || s.Empty() {
		t.Errorf("length %d, empty %v", s.Len(), s.Empty())
	}
	// From `printf abc | sha256sum`.
	if got := s.Fingerprint(); got != "ba7816bf8f01" {
		t.Errorf("fingerprint %s", got)
	}
	if none := core.NewSecret(""); !none.Empty() || none.Fingerprint() != "" || none.Reveal() != "" {
		t.Error("the empty secret is not empty")
	}
}
