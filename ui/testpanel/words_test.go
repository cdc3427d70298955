package testpanel

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/ui/lang"
	"github.com/sureline/sureline/ui/widgets"
)

var (
	statusCall   = onboard.Endpoint{Path: "/restapi/v1.0/status", Title: "endpoint.status"}
	identityCall = onboard.Endpoint{Path: "/restapi/v1.0/account/~/extension/~", Title: "endpoint.extension", Permission: "ReadAccounts", ProvesCredential: true}
	endpoints    = []onboard.Endpoint{statusCall, identityCall}
)

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		status int
		path   string
		want   string
		tone   widgets.Tone
	}{
		{200, statusCall.Path, "200 Service reachable", widgets.ToneGood},
		{200, identityCall.Path, "200 Credential accepted", widgets.ToneGood},
		{200, "/restapi/v1.0/account/~/device", "200 Answered", widgets.ToneGood},
		{204, identityCall.Path + "/?view=x", "204 Credential accepted", widgets.ToneGood},
		{200, "/restapi/v1.0/account/12/extension/34", "200 Credential accepted", widgets.ToneGood},
		{200, "/restapi/v1.0/account//extension/~", "200 Answered", widgets.ToneGood},
		{300, statusCall.Path, "300 Sent elsewhere", widgets.ToneWarning},
		{400, identityCall.Path, "400 Refused", widgets.ToneError},
		{500, statusCall.Path, "500 Not available", widgets.ToneError},
		{302, statusCall.Path, "302 Sent elsewhere", widgets.ToneWarning},
		{401, identityCall.Path, "401 Refused", widgets.ToneError},
		{429, identityCall.Path, "429 Too many calls", widgets.ToneWarning},
		{503, statusCall.Path, "503 Not available", widgets.ToneError},
		{0, statusCall.Path, "No answer", widgets.ToneError},
	} {
		e, known := find(endpoints, c.path)
		key, tone := verdict(core.Call{Status: c.status}, e, known)
		if got := lang.T(key, lang.S{"status": strconv.Itoa(c.status)}); got != c.want || tone != c.tone {
			t.Errorf("%d on %s: %q %v; want %q %v", c.status, c.path, got, tone, c.want, c.tone)
		}
	}
}

func TestCleanPath(t *testing.T) {
	for in, want := range map[string]string{
		"  /restapi/v1.0/status ": "/restapi/v1.0/status",
		"GET /restapi":            "/restapi",
		"get  restapi":            "/restapi",
		"https://platform.ringcentral.com/restapi/v1.0?a=b c": "/restapi/v1.0?a=b c",
		"GET ":         "",
		"https://host": "/",
		"":             "",
	} {
		if got := cleanPath(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestLacks(t *testing.T) {
	for _, c := range []struct {
		scopes []string
		e      onboard.Endpoint
		want   string
	}{
		{[]string{"ReadCallLog"}, identityCall, "ReadAccounts"},
		{[]string{"readaccounts"}, identityCall, ""},
		{nil, identityCall, ""}, // nothing known: the platform decides
		{[]string{"ReadCallLog"}, statusCall, ""},
	} {
		if got := lacks(c.e, core.Connection{Scopes: c.scopes}); got != c.want {
			t.Errorf("%v: %q, want %q", c.scopes, got, c.want)
		}
	}
}

func TestCallsLeft(t *testing.T) {
	rate := func(remaining, limit, window int) core.Call {
		return core.Call{Rate: &core.Rate{Remaining: remaining, Limit: limit, WindowSeconds: window}}
	}
	for _, c := range []struct {
		call core.Call
		path string
		want string
	}{
		{rate(48, 50, 60), identityCall.Path, "48 of 50"},
		{rate(1, 5, 30), identityCall.Path, "1 of 5 in 30 s"},
		{rate(3, 10, 0), identityCall.Path, "3 of 10"},
		{core.Call{}, statusCall.Path, "not limited"},
		{core.Call{}, identityCall.Path, "not told"},
		{core.Call{}, "/free", "not told"},
	} {
		e, known := find(endpoints, c.path)
		if got := callsLeft(c.call, e, known); got != c.want {
			t.Errorf("%s: %q, want %q", c.path, got, c.want)
		}
	}
}

func TestStatusNote(t *testing.T) {
	now := connection.VerifiedAt.Add(2 * time.Minute)
	for want, c := range map[string]core.Connection{
		"accepted, 2 minutes ago": {VerifiedAt: connection.VerifiedAt},
		"did not succeed":         {VerifiedAt: connection.VerifiedAt, LastCode: finding.RateLimited},
		"whether it is accepted":  {},
	} {
		if got := statusNote(c, now); !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
}

func TestCurlQuotesAndMasks(t *testing.T) {
	got := curl("https://host/a?b='c'&d=$(x)")
	if !strings.Contains(got, `'https://host/a?b='\''c'\''&d=$(x)'`) || !strings.Contains(got, "Bearer [access token]") {
		t.Error(got)
	}
}

func TestHeaderLines(t *testing.T) {
	got := headerLines(http.Header{"X-B": {"2", "3"}, "A": {"es\x1bc"}})
	if want := "A: es\\u001bc\nX-B: 2\nX-B: 3"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
