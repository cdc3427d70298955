package credential_test

import (
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/credential"
	"github.com/sureline/sureline/core/internal/coretest"
)

var (
	key = sync.OnceValue(coretest.NewKey)
	now = time.Date(2026, time.June, 15, 12, 0, 0, 0, time.UTC)
)

const (
	clientID = "aB3dEfGhIjKlMnOpQrStUv"
	custom   = "http://127.0.0.1:8765"
)

func mint(c coretest.Claims) string { return coretest.Mint(key(), c) }

// mintWith returns a credential whose payload is the JSON given.
func mintWith(payload string) string { return mint(coretest.Claims{Payload: payload}) }

func mintAlg(header string) string { return mint(coretest.Claims{Header: header}) }

func options() credential.Options {
	return credential.Options{
		Profile:      core.Profile{ID: "acme", Name: "Acme Sync", ClientID: clientID, Server: core.DefaultServer, Console: core.DefaultConsole},
		Now:          now,
		ClientSecret: core.NewSecret(coretest.CanarySecret),
	}
}

func customOptions() credential.Options {
	o := options()
	o.Profile.Server = custom
	return o
}

func codes(c core.Check) []core.Code {
	list := []core.Code{}
	for _, f := range c.Findings {
		list = append(list, f.Code)
	}
	return list
}

func wantCodes(t *testing.T, got core.Check, want ...core.Code) {
	t.Helper()
	if !slices.Equal(codes(got), want) {
		t.Errorf("got %v, want %v", codes(got), want)
	}
	checkInvariants(t, got)
}

// placeholder is one that a call site forgot to fill.
var placeholder = regexp.MustCompile(`\{(size|what|part|missing|algorithm|host|name|issuer|audience|found|expected|thing|date|left)\}`)

// checkInvariants tests what holds of every check.
func checkInvariants(t *testing.T, c core.Check) {
	t.Helper()
	if len(c.Findings) == 0 && c.JWT.Empty() {
		t.Error("neither findings nor a credential")
	}
	if c.Usable != (core.Usable(c.Findings) && !c.JWT.Empty()) {
		t.Errorf("usable is %v with %v", c.Usable, codes(c))
	}
	if c.JWT.Empty() != (c.Credential == nil) {
		t.Error("credential without JWT, or JWT without credential")
	}
	for _, f := range c.Findings {
		for _, text := range []string{f.Title, f.Explanation, f.NextStep} {
			if text == "" || placeholder.MatchString(text) {
				t.Errorf("%s: unfilled text %q", f.Code, text)
			}
		}
		if n := len([]rune(f.Title)); n > 60 {
			t.Errorf("%s: title has %d characters", f.Code, n)
		}
	}
}
