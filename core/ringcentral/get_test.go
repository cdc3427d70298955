package ringcentral_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/nettest"
	"github.com/sureline/sureline/core/ringcentral"
	"github.com/sureline/sureline/core/text"
)

func TestGetIsAnAnswerWhateverTheStatus(t *testing.T) {
	html := "text/html"
	for _, tt := range []struct {
		name   string
		answer http.HandlerFunc
		code   core.Code // empty for a success
		words  string
	}{
		{"200", say(200, `{"id":1}`), "", ""},
		{"200, empty", say(200, ""), "", ""},
		{"200, not JSON", bare(200, "text/plain", "OK"), "", ""},
		{"200, with a field named error", say(200, `{"error":"none","errorCode":"OAU-140"}`), "", ""},
		{"200, a page", bare(200, html, nettest.Page), finding.CaptivePortal, ""},
		{"401, as probed", say(401, `{"errorCode":"TokenInvalid","message":"The token is invalid","errors":[{"errorCode":"OAU-149","message":"Unparsable access token"}]}`), finding.AccessTokenRejected, ""},
		{"401, gateway", say(401, `{"errorCode":"AGW-402","message":"Invalid Authorization header","errors":[]}`), finding.AccessTokenRejected, ""},
		{"401, gateway's other code", say(401, `{"errors":[{"errorCode":"OAU-123"}]}`), finding.AccessTokenRejected, ""},
		{"401, nothing else", bare(401, "", ""), finding.AccessTokenRejected, ""},
		{"401, session gone", say(401, `{"errors":[{"errorCode":"OAU-213","message":"Token not found"}]}`), finding.AccessTokenRejected, ""},
		{"401, user gone", say(401, `{"errors":[{"errorCode":"CMN-405"}]}`), finding.UserMissing, ""},
		{"403, app", say(403, `{"errorCode":"InsufficientPermissions","message":"x","errors":[{"errorCode":"CMN-401","message":"x","permissionName":"ReadCallLog"}],"permissionName":"ReadCallLog"}`), finding.AppLacksPermission, "“ReadCallLog”"},
		{"403, app, by name only", say(403, `{"errorCode":"InsufficientPermissions","message":"x"}`), finding.AppLacksPermission, "does not say which"},
		{"403, user", say(403, `{"errorCode":"InsufficientPermissions","errors":[{"errorCode":"CMN-408","permissionName":"ReadCompanyInfo"}]}`), finding.UserLacksPermission, "“ReadCompanyInfo”"},
		{"403, role", say(403, `{"errors":[{"errorCode":"CMN-408","permissionName":"ThirdPartyAppAccess"}]}`), finding.RoleLacksAppAccess, ""},
		{"403, nothing else", say(403, ""), finding.Refused, ""},
		{"403, a page of somebody", bare(403, html, nettest.Page), finding.CaptivePortal, ""},
		{"404", say(404, `{"errorCode":"CMN-102","message":"Resource not found","errors":[{"errorCode":"CMN-102"}]}`), finding.NotFound, ""},
		{"404, gateway", say(404, `{"errorCode":"AGW-404","message":"Resource not found"}`), finding.NotFound, ""},
		{"404, URI", say(404, `{"errorCode":"CMN-120"}`), finding.NotFound, ""},
		{"404, page", bare(404, html, nettest.Page), finding.NotFound, ""},
		{"400, resource", say(400, `{"errorCode":"CMN-102"}`), finding.NotFound, ""},
		{"400, parameter", say(400, `{"errorCode":"CMN-101","message":"Parameter [x] is invalid"}`), finding.RequestInvalid, "CMN-101: Parameter [x] is invalid"},
		{"400, parameter by name", say(400, `{"errorCode":"InvalidParameter","message":"x"}`), finding.RequestInvalid, "Correct the path"},
		{"401, header missing", say(401, `{"message":"Authentication header is missing or malformed"}`), finding.AccessTokenRejected, ""},
		{"403, in words", say(403, `{"message":"In order to call this API endpoint, user needs to have [ReadCallLog] permission"}`), finding.UserLacksPermission, "“ReadCallLog”"},
		{"429", say(429, `{"errorCode":"CMN-301","message":"Request rate exceeded","errors":[{"errorCode":"CMN-301"}]}`, "Retry-After", "27"), finding.RateLimited, "27 seconds"},
		{"503", say(503, `{"errorCode":"MaintenanceMode","errors":[{"errorCode":"CMN-211"}]}`, "Retry-After", "90"), finding.Maintenance, "90 seconds"},
		{"500", say(500, `{"errorCode":"CMN-201"}`), finding.PlatformError, ""},
		{"501", say(501, `{"errorCode":"CMN-202"}`), finding.PlatformError, ""},
		{"302 to a login page", nettest.RedirectTo("http://login.example.test/", 302).ServeHTTP, finding.CaptivePortal, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, tt.answer)
			answer, err := newClient(t, ringcentral.Options{}).Get(t.Context(), p.target().Profile, grant(), "/restapi/v1.0/x?a=b")
			r := p.requests()[0]
			if r.method != http.MethodGet || r.uri != "/restapi/v1.0/x?a=b" || r.header.Get("Authorization") != "Bearer "+coretest.CanaryAccessToken {
				t.Errorf("sent %s %s", r.method, r.uri)
			}
			if answer.Call.Status == 0 || answer.Header == nil || answer.Call.URL != p.URL+"/restapi/v1.0/x?a=b" {
				t.Errorf("the answer is incomplete: %+v", answer.Call)
			}
			if tt.code == "" {
				if err != nil || answer.Call.Error != "" || len(answer.Call.ErrorCodes) != 0 {
					t.Errorf("error %v, call %+v", err, answer.Call)
				}
				return
			}
			if f := wantCode(t, err, tt.code); !strings.Contains(f.Explanation+f.NextStep, tt.words) {
				t.Errorf("texts lack %q: %+v", tt.words, f)
			}
		})
	}
}

func TestGetKeepsAMegabyte(t *testing.T) {
	p := newPlatform(t, say(200, strings.Repeat("a", 3<<20)))
	answer, err := newClient(t, ringcentral.Options{}).Get(t.Context(), p.target().Profile, grant(), "/x")
	if err != nil || !answer.Truncated || len(answer.Body) != 1<<20 {
		t.Errorf("truncated %t, %d bytes, error %v", answer.Truncated, len(answer.Body), err)
	}
}

func TestCookiesAreNotShown(t *testing.T) {
	p := newPlatform(t, say(200, "{}", "Set-Cookie", "session=abc", "X-Other", "kept"))
	answer, err := newClient(t, ringcentral.Options{}).Get(t.Context(), p.target().Profile, grant(), "/x")
	if err != nil || answer.Header.Get("Set-Cookie") != "[secret]" || answer.Header.Get("X-Other") != "kept" {
		t.Errorf("header %v, error %v", answer.Header, err)
	}
}

func TestPathsThatLeadElsewhere(t *testing.T) {
	p := newPlatform(t, say(200, `{}`))
	c := newClient(t, ringcentral.Options{})
	for _, path := range []string{
		"", "restapi", "https://evil.example.test/", "//evil.example.test/", "@evil.example.test/", ":80/", "/a/../b", "/a/..", "/./a",
		"/%2e%2e/a", "/a/%2E%2e", "/%2f/evil.example.test", "/a\\b", "/a%5cb", "/a b", "/a#b", "/a\r\nX: y", "/a\x00", "/a%0d%0a", "/a%00", "/%zz",
		"/" + strings.Repeat("a", 3000), credential().Reveal(), "/\t/evil",
	} {
		_, err := c.Get(t.Context(), p.target().Profile, grant(), path)
		f := wantCode(t, err, finding.SettingInvalid)
		if !strings.Contains(f.Explanation, "path") {
			t.Errorf("%q: %s", path, f.Explanation)
		}
		wantNoSecret(t, err)
	}
	if n := len(p.requests()); n != 0 {
		t.Fatalf("%d requests were sent", n)
	}
	for _, path := range []string{"/", "/restapi/v1.0/account/~/extension/~", "/a/%20b?c=%2f..&d=e", "/a;b,c/d:e@f", "/é", "/a?b=//c/../d"} {
		if _, err := c.Get(t.Context(), p.target().Profile, grant(), path); err != nil {
			t.Errorf("%q: %v", path, err)
		}
	}
	if r := p.requests()[2]; r.uri != "/a/%20b?c=%2f..&d=e" {
		t.Errorf("the path arrived as %q", r.uri)
	}
	below := p.target().Profile
	below.Server += "/gate%2Fway/"
	if _, err := c.Get(t.Context(), below, grant(), "/call-log/a%2Fb?c=1"); err != nil {
		t.Error(err)
	}
	if all := p.requests(); all[len(all)-1].uri != "/gate%2Fway/call-log/a%2Fb?c=1" {
		t.Errorf("below a path of the server it arrived as %q", all[len(all)-1].uri)
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	at := func(d time.Duration) string { return now.Add(d).Format(http.TimeFormat) }
	for _, tt := range []struct{ name, value, date, want string }{
		{"seconds", "27", "", "27"},
		{"fraction", "0.5", "", "1"},
		{"none", "", "", "60"},
		{"nonsense", "soon", "", "60"},
		{"negative", "-5", "", "60"},
		{"endless", "Inf", "", "60"},
		{"at once", "0", "", "1"},
		{"not a number", "NaN", "", "60"},
		{"a week", "604800", "", "3600"},
		{"date", at(90 * time.Second), at(0), "90"},
		{"date, this clock an hour behind", at(time.Hour + 90*time.Second), at(time.Hour), "90"},
		{"date in the past", at(-time.Hour), at(0), "1"},
		{"date in the past by this clock only", at(-time.Hour), "", "60"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := newPlatform(t, say(429, "", "Retry-After", tt.value, "Date", tt.date))
			c := newClient(t, ringcentral.Options{Now: func() time.Time { return now }})
			_, _, err := c.Exchange(t.Context(), p.target(), credential())
			f := wantCode(t, err, finding.RateLimited)
			seconds, _ := strconv.Atoi(tt.want)
			if f.Detail["retry_after_seconds"] != tt.want || !strings.Contains(f.NextStep, "Wait "+text.English().Duration(time.Duration(seconds)*time.Second)+",") {
				t.Errorf("wait is %q, want %q: %s", f.Detail["retry_after_seconds"], tt.want, f.NextStep)
			}
		})
	}
}

func TestClock(t *testing.T) {
	at := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		name  string
		call  core.Call
		words string // empty for no finding
	}{
		{"right", core.Call{At: at, Date: at.Add(time.Second)}, ""},
		{"five minutes", core.Call{At: at, Date: at.Add(-5 * time.Minute)}, ""},
		{"ahead", core.Call{At: at, Date: at.Add(-301 * time.Second)}, "5 minutes ahead"},
		{"behind", core.Call{At: at, Date: at.Add(12 * time.Minute)}, "12 minutes behind"},
		{"a slow answer is not a wrong clock", core.Call{At: at, Date: at.Add(400 * time.Second), DurationMS: 400_000}, ""},
		{"hours", core.Call{At: at, Date: at.Add(-3 * time.Hour)}, "3 hours ahead"},
		{"days", core.Call{At: at, Date: at.Add(72 * time.Hour)}, "3 days behind"},
		{"years", core.Call{At: at, Date: at.AddDate(-10, 0, 0)}, "10 years ahead"},
		{"no date", core.Call{At: at}, ""},
		{"no answer", core.Call{}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f, wrong := finding.Clock(tt.call)
			if wrong != (tt.words != "") || !strings.Contains(f.Explanation, tt.words) {
				t.Errorf("got %t, %+v", wrong, f)
			}
		})
	}
}
