package connections

import (
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/ui/widgets"
)

func TestStanding(t *testing.T) {
	past := now.Add(-time.Hour)
	for _, c := range []struct {
		name string
		c    core.Connection
		want string
		tone widgets.Tone
	}{
		{"never verified", core.Connection{}, "Not verified", widgets.ToneNone},
		{"good", core.Connection{VerifiedAt: past}, "Connected", widgets.ToneGood},
		{"offline", core.Connection{VerifiedAt: past, LastCode: finding.Offline}, "Not reached", widgets.ToneWarning},
		{"limited", core.Connection{VerifiedAt: past, LastCode: finding.RateLimited}, "Not reached", widgets.ToneWarning},
		{"keychain", core.Connection{VerifiedAt: past, LastCode: finding.KeychainLocked}, "Keychain", widgets.ToneWarning},
		{"refused", core.Connection{VerifiedAt: past, LastCode: finding.AppNotAllowed}, "Not accepted", widgets.ToneError},
		{"expired", core.Connection{VerifiedAt: past, ExpiresAt: &past}, "Expired", widgets.ToneError},
	} {
		if got, tone := standing(c.c, now); got != c.want || tone != c.tone {
			t.Errorf("%s: %q %d, want %q %d", c.name, got, tone, c.want, c.tone)
		}
	}
}

func TestTitle(t *testing.T) {
	for want, c := range map[string]core.Connection{
		"Northwind / Ada": {Account: "Northwind", Person: "Ada", Extension: "1"},
		"user 12":         {OwnerID: "12"},
		"Name":            {Name: "Name"},
	} {
		if got := title(c); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestStep(t *testing.T) {
	calls := []core.Call{{Status: 200, DurationMS: 412}, {Status: 503, DurationMS: 31}, {DurationMS: 9000}}
	for i, want := range []string{"412 ms", "503, 31 ms", "no answer, 9.0 s", "–"} {
		if got := step(calls, i); got != want {
			t.Errorf("%d: %q, want %q", i, got, want)
		}
	}
}
