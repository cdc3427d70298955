package text_test

import (
	"testing"

	"github.com/sureline/sureline/core/text"
)

func TestPermissions(t *testing.T) {
	for code, want := range map[string]string{
		"en": "read your call log, send and receive texts, what RingCentral calls NewThing",
		"de": "Ihre Anrufliste lesen, SMS senden und empfangen, was RingCentral NewThing nennt",
	} {
		c, ok := text.For(code)
		if got := c.PermissionList([]string{"ReadCallLog", "SMS", "NewThing"}); !ok || got != want {
			t.Errorf("%s: %q", code, got)
		}
		if got := c.PermissionList(nil); got != "" {
			t.Errorf("%s, none: %q", code, got)
		}
		if got := c.Permission("unknown"); got == c.Permission("ReadCallLog") || got == "" {
			t.Errorf("%s: a permission called unknown: %q", code, got)
		}
	}
}
