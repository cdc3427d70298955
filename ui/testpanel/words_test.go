package testpanel

import (
	"net/http"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/onboard"
)

var (
	statusCall   = onboard.Endpoint{Path: "/restapi/v1.0/status"}
	identityCall = onboard.Endpoint{Path: "/restapi/v1.0/account/~/extension/~", Permission: "ReadAccounts", ProvesCredential: true}
	endpoints    = []onboard.Endpoint{statusCall, identityCall}
)

func TestVerdict(t *testing.T) {
	for _, c := range []struct {
		status int
		path   string
		want   string
		sev    core.Severity
	}{
		{200, statusCall.Path, "200 Service reachable", good},
		{200, identityCall.Path, "200 Credential accepted", good},
		{200, "/restapi/v1.0/account/~/device", "200 Answered", good},
		{204, identityCall.Path + "/?view=x", "204 Credential accepted", good},
		{200, "/restapi/v1.0/account/12/extension/34", "200 Credential accepted", good},
		{302, statusCall.Path, "302 Sent elsewhere", core.SeverityWarning},
		{401, identityCall.Path, "401 Refused", core.SeverityError},
		{429, identityCall.Path, "429 Too many calls", core.SeverityWarning},
		{503, statusCall.Path, "503 Not available", core.SeverityError},
		{0, statusCall.Path, "No answer", core.SeverityError},
	} {
		e, known := find(endpoints, c.path)
		got, sev := verdict(core.Call{Status: c.status}, e, known)
		if got != c.want || sev != c.sev {
			t.Errorf("%d on %s: %q %s; want %q %s", c.status, c.path, got, sev, c.want, c.sev)
		}
	}
}

func TestCleanPath(t *testing.T) {
	for in, want := range map[string]string{
		"  /restapi/v1.0/status ": "/restapi/v1.0/status",
		"GET /restapi":            "/restapi",
		"get  restapi":            "/restapi",
		"https://platform.ringcentral.com/restapi/v1.0?a=b c": "/restapi/v1.0?a=b c",
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
