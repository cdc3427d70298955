package demo

import (
	"errors"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
)

// wireCodes are all codes that the platform's documents and observations
// name for exchange and calls: the table must be able to produce each.
const wireCodes = `OAU-473 OAU-251 OAU-250 OAU-345 OAU-347 OAU-153 OAU-146 OAU-123 OAU-134 OAU-112 OAU-125 OAU-140 OAU-136 OAU-232
OAU-141 OAU-236 OAU-142 OAU-222 OAU-105 OAU-163 OAU-147 OAU-148 OAU-165 OAU-167 OAU-127 OAU-120 OAU-121 OAU-111 OAU-151 OAU-168 OAU-270
OAU-128 OAU-210 OAU-129 OAU-149 OAU-211 OAU-213 OAU-164 OAU-101 OAU-102 OAU-106 OAU-108 OAU-109 OAU-110 OAU-113 OAU-116 OAU-117 OAU-119 OAU-150
AGW-401 AGW-402 AGW-404 CMN-405 CMN-401 CMN-408 CMN-402 CMN-403 CMN-404 CMN-101 CMN-102 CMN-120 CMN-109
OAU-331 OAU-156 CMN-419 CMN-468 SUB-528
CMN-301 CMN-302 CMN-303 CMN-304 CMN-310 CMN-201 CMN-202 CMN-203 CMN-211`

func TestEveryCodeCanBeProduced(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range Faults() {
		seen[f.Code()] = true
	}
	for _, code := range strings.Fields(wireCodes) {
		if !seen[code] {
			t.Errorf("no fault gives %s", code)
		}
	}
}

func TestTableIsWhole(t *testing.T) {
	names := map[string]bool{}
	known := finding.Codes()
	for _, f := range Faults() {
		if names[f.Name] {
			t.Errorf("two faults are named %s", f.Name)
		}
		names[f.Name] = true
		if f.Title == "" || f.Family == "" || !slices.Contains(Wheres, f.Where) || (f.refusal == nil) == (f.act == nil) {
			t.Errorf("%s is not filled in: %+v", f.Name, f)
		}
		if f.Means != "" && !slices.Contains(known, f.Means) {
			t.Errorf("%s means %s, which no catalogue holds", f.Name, f.Means)
		}
	}
}

// path is a request that the fault hits.
func (f *fixture) hit(where Where) *http.Request {
	switch where {
	case WhereCalls:
		return f.request(http.MethodGet, "/restapi/v1.0/account/~", "")
	case WhereStatus:
		return f.request(http.MethodGet, "/restapi/v1.0/status", "")
	case WhereKeys:
		return f.request(http.MethodGet, "/restapi/oauth/jwks", "")
	case WhereRevoke:
		return f.request(http.MethodPost, "/restapi/oauth/revoke", "token=x")
	}
	return f.exchangeRequest(AcmeSync, "x")
}

func TestErrorAnswersInEveryShape(t *testing.T) {
	f := start(t)
	for _, fault := range Faults() {
		for _, shape := range Shapes {
			if !fault.Shaped() {
				continue
			}
			if err := f.SetFault(fault.Name + "/" + string(shape)); err != nil {
				t.Fatal(err)
			}
			r := f.do(f.hit(fault.Where))
			status := fault.refusal.status
			if shape == ShapeDocumented && fault.refusal.documented != 0 {
				status = fault.refusal.documented
			}
			code := fault.Code()
			if shape == ShapeNoErrors || shape == ShapeTopLevel {
				code = ""
			}
			if r.status != status || r.json == nil || r.code() != code {
				t.Errorf("%s/%s: %d %.200s, want %d %s", fault.Name, shape, r.status, r.text, status, code)
			}
			if shape == ShapeTopLevel && fault.Code() != "" && r.json["errorCode"] != fault.Code() {
				t.Errorf("%s/%s: %.200s", fault.Name, shape, r.text)
			}
			if shape == ShapeNoErrors && (strings.Contains(r.text, "OAU-") || strings.Contains(r.text, "CMN-")) {
				t.Errorf("%s/%s tells the code: %.200s", fault.Name, shape, r.text)
			}
			if shape == ShapeChallenge && fault.Code() != "" && r.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s/%s: no challenge", fault.Name, shape)
			}
		}
	}
}

func TestUnshapedAnswers(t *testing.T) {
	f := start(t)
	for name, want := range map[string]struct {
		status int
		text   string
	}{
		"captive-portal":               {200, "Guest WiFi"},
		"captive-511":                  {511, "Guest WiFi"},
		"captive-redirect":             {302, ""},
		"redirect":                     {307, ""},
		"bad-gateway":                  {502, "502 Bad Gateway"},
		"not-json":                     {200, "OK"},
		"cut-json":                     {200, `"U0pD`},
		"wrong-shape":                  {200, "surprise"},
		"empty-answer":                 {200, ""},
		"success-with-error":           {200, "temporarily_unavailable"},
		"success-without-access-token": {200, "owner_id"},
		"oversized":                    {200, "AAAA"},
		"gzip-bomb":                    {200, "    "},
		"numbers-as-ids":               {200, `"owner_id":400310101`},
		"key-set-empty":                {200, `{"keys":[]}`},
	} {
		if err := f.SetFault(name); err != nil {
			t.Fatal(err)
		}
		fault, _ := FaultNamed(name)
		if r := f.do(f.hit(fault.Where)); r.status != want.status || !strings.Contains(r.text, want.text) {
			t.Errorf("%s: %d %.100s", name, r.status, r.text)
		}
	}
	if n := len(bomb()); n > 1<<20 {
		t.Errorf("the bomb is %d bytes before unpacking", n)
	}
}

func TestFaultsThatLetTheRequestThrough(t *testing.T) {
	f := start(t)
	jwt := f.credential(CredentialRequest{AllowedClientIDs: []string{AcmeSync}})
	for name, date := range map[string]string{
		"clock-behind": "Sat, 28 Feb 2026 12:00:00 GMT", "clock-ahead": "Mon, 02 Mar 2026 12:00:00 GMT",
		"without-request-id": "Sun, 01 Mar 2026 12:00:00 GMT", "slow": "Sun, 01 Mar 2026 12:00:00 GMT",
	} {
		if err := f.Inject(Injection{Fault: name, Delay: time.Millisecond}); err != nil {
			t.Fatal(err)
		}
		r := f.exchange(AcmeSync, jwt)
		if r.status != http.StatusOK || r.header.Get("Date") != date || (r.header.Get("RCRequestId") == "") != (name == "without-request-id") {
			t.Errorf("%s: %d %v", name, r.status, r.header)
		}
	}
}

func TestBrokenConnections(t *testing.T) {
	f := start(t)
	for _, name := range []string{"truncated", "closed", "reset", "stall-before-answer", "stall-in-body"} {
		if err := f.SetFault(name); err != nil {
			t.Fatal(err)
		}
		client := http.Client{Timeout: 20 * time.Second}
		stalls := strings.HasPrefix(name, "stall")
		if stalls {
			client.Timeout = 200 * time.Millisecond
		}
		resp, err := client.Do(f.hit(WhereExchange))
		if inBody := name == "truncated" || name == "stall-in-body"; inBody {
			if err != nil {
				t.Errorf("%s: no answer begins: %v", name, err)
				continue
			}
			_, err = io.ReadAll(resp.Body)
			_ = resp.Body.Close()
		}
		timeout, ok := errors.AsType[net.Error](err)
		if err == nil || stalls != (ok && timeout.Timeout()) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCloseWakesStalledAnswers(t *testing.T) {
	p, err := Start(t.Context(), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := p.SetFault("stall-in-body"); err != nil {
		t.Fatal(err)
	}
	resp, err := http.Post(p.URL()+core.TokenPath, "application/x-www-form-urlencoded", strings.NewReader("a=b"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := p.Close(); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadAll(resp.Body); err == nil {
		t.Error("the answer ended as if whole")
	}
}

func TestInjectionIsCountedAndPlaced(t *testing.T) {
	f := start(t)
	inject := func(in Injection) {
		t.Helper()
		if err := f.Inject(in); err != nil {
			t.Fatal(err)
		}
	}
	inject(Injection{Fault: "oau-473", Times: 2})
	for i, want := range []string{"OAU-473", "OAU-473", "OAU-345"} {
		if r := f.exchange(AcmeSync, "x"); r.code() != want {
			t.Errorf("request %d: %s, want %s", i, r.text, want)
		}
	}
	if _, on := f.Injected(); on {
		t.Error("still on after two")
	}
	inject(Injection{Fault: "cmn-211", Where: WhereStatus})
	if r := f.get("/restapi/v1.0/status", ""); r.status != http.StatusServiceUnavailable || r.header.Get("Retry-After") != "60" {
		t.Errorf("status: %d", r.status)
	}
	if r := f.get("/restapi/v1.0", ""); r.status != http.StatusOK {
		t.Errorf("another call: %d", r.status)
	}
	inject(Injection{Fault: "cmn-203", Where: WhereEverything})
	for _, path := range []string{"/restapi", "/restapi/v1.0/status", "/restapi/oauth/jwks"} {
		if r := f.get(path, ""); r.status != http.StatusInternalServerError {
			t.Errorf("%s: %d", path, r.status)
		}
	}
	if r := f.get("/console/my-credentials", ""); r.status != http.StatusOK {
		t.Errorf("the console must stay: %d", r.status)
	}
	inject(Injection{Fault: "oau-146", Where: WhereCalls})
	if r := f.get("/restapi", ""); r.json["errorCode"] != "OAU-146" || r.json["error"] != nil {
		t.Errorf("an exchange code at a call has the API's form: %s", r.text)
	}
	f.Reset()
	if _, on := f.Injected(); on {
		t.Error("still on after a reset")
	}
	for _, in := range []Injection{
		{},
		{Fault: "oau-1"},
		{Fault: "slow", Shape: "round"},
		{Fault: "slow", Where: "nowhere"},
		{Fault: "slow", Times: -1},
		{Fault: "slow", Delay: time.Hour},
	} {
		if err := f.Inject(in); !core.HasCode(err, finding.SettingInvalid) {
			t.Errorf("%+v: %v", in, err)
		}
	}
}

func TestMeaningsWithoutACode(t *testing.T) {
	for _, c := range []struct {
		name  string
		shape Shape
		want  core.Code
	}{
		{"oau-473", ShapeUsual, finding.AppNotAllowed},
		{"oau-473", ShapeTopLevel, finding.AppNotAllowed},
		{"oau-473", ShapeNoErrors, ""},
		{"cmn-408-role", ShapeHostile, finding.RoleLacksAppAccess},
		{"cmn-408-role", ShapeNoErrors, finding.RoleLacksAppAccess},
		{"app-blocked", ShapeUsual, finding.AppBlocked},
		{"app-blocked", ShapeLocalised, finding.ClientSecretRejected},
		{"app-blocked", ShapeOnlyErrors, ""},
		{"oau-112", ShapeNoErrors, finding.AppWithoutJWTFlow},
		{"oau-141", ShapeNoErrors, finding.CredentialRejected},
		{"invalid-grant", ShapeTopLevel, finding.CredentialRejected},
		{"invalid-grant", ShapeOnlyErrors, ""},
		{"cmn-301", ShapeNoErrors, finding.RateLimited},
		{"service-unavailable", ShapeOnlyErrors, finding.Maintenance},
		{"reset", ShapeUsual, finding.ConnectionLost},
	} {
		f, ok := FaultNamed(c.name)
		if got := f.MeansAs(c.shape); !ok || got != c.want {
			t.Errorf("%s/%s: %q, want %q", c.name, c.shape, got, c.want)
		}
	}
}
