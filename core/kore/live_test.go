package kore_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
)

func live(t *testing.T) *kore.Live {
	t.Helper()
	l, err := kore.NewLive(kore.LiveOptions{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(l.CloseIdle)
	return l
}

// platform answers the grant; check sees the request's body.
func platform(t *testing.T, status int, answer string, check func(map[string]any, *http.Request)) *httptest.Server {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var body map[string]any
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Error(err)
		}
		if check != nil {
			check(body, r)
		}
		if status == http.StatusFound {
			w.Header().Set("Location", "/elsewhere")
		}
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, strings.ReplaceAll(answer, "ASSERTION", fmt.Sprint(body["assertion"])))
	}))
	t.Cleanup(s.Close)
	return s
}

const granted = `{"authorization":{"accessToken":"` + coretest.CanaryAccessToken + `","token_type":"bearer"},"userInfo":{"identity":"cs-1/ada"}}`

func envelope(message string) string { return `{"errors":[{"msg":"` + message + `","code":401}]}` }

func TestLiveShowsOneGoodToken(t *testing.T) {
	c := client(func(c *kore.Client) { c.JTI, c.Lifetime = true, time.Hour })
	calls := 0
	s := platform(t, 200, granted, func(body map[string]any, r *http.Request) {
		calls++
		claims := jwt.MapClaims{}
		if _, err := jwt.ParseWithClaims(body["assertion"].(string), claims, func(*jwt.Token) (any, error) { return []byte(secret), nil }); err != nil {
			t.Error(err)
		}
		bot, _ := body["botInfo"].(map[string]any)
		if r.URL.Path != "/api/1.1/oAuth/token/jwtgrant" || r.Method != http.MethodPost || bot["chatBot"] != "Shop" || bot["taskBotId"] != "st-1" {
			t.Errorf("%s %s with %v", r.Method, r.URL.Path, bot)
		}
		if claims["exp"].(float64)-claims["iat"].(float64) != 60 || claims["jti"] == nil {
			t.Errorf("claims are %v", claims)
		}
	})
	c.Host = s.URL
	for _, identity := range []string{"", "ada@example.com"} {
		got, err := live(t).Verify(t.Context(), signer(t, c, keys(t, c, secret, "")), kore.Trial{Identity: identity})
		if err != nil || !got.Accepted || len(got.Findings) != 1 || got.Findings[0].Code != finding.KoreVerified {
			t.Errorf("%v, %+v", err, got)
		}
		if text := fmt.Sprintf("%+v", got); strings.Contains(text, coretest.CanaryAccessToken) || strings.Contains(text, "eyJ") {
			t.Errorf("leaks: %s", text)
		}
	}
	if calls != 2 {
		t.Errorf("%d calls", calls)
	}
}

func TestLiveSaysWhatTheAnswerMeans(t *testing.T) {
	for _, tt := range []struct {
		name, answer, identity string
		status                 int
		want                   core.Code
		word                   string
	}{
		{"wrong secret", envelope("error verifying the jwt: invalid signature"), "", 401, finding.KoreSecretRejected, "does not tell which"},
		{"unknown client", envelope("Not found"), "", 404, finding.KoreClientUnknown, "another region"},
		{"user needed", envelope("missing/Invalid jwt.sub()"), "", 400, finding.KoreUserNeeded, "anonymous"},
		{"user unknown", envelope("missing/Invalid jwt.sub()"), "ada", 400, finding.KoreUserNeeded, "not among them"},
		{"lifetime", envelope("error verifying the jwt, `exp` must be <= 1 hour(s)"), "", 401, finding.KoreLifetime, "one hour"},
		{"replay", envelope("error verifying the jwt, possibly a replay"), "", 401, finding.KoreJTIRejected, "seen this token before"},
		{"jti", envelope("jti is mandatory"), "", 401, finding.KoreJTIRejected, "new serial number"},
		{"algorithm", envelope("invalid algorithm"), "", 401, finding.KoreAlgorithm, "HS256"},
		{"another message", envelope("bot is not published"), "", 400, finding.KoreRefused, "bot is not published"},
		{"echo of the token", envelope("bad ASSERTION"), "", 400, finding.KoreRefused, "[secret]"},
		{"busy", envelope("slow down"), "", 429, finding.KoreUnavailable, "too many"},
		{"down", "", "", 503, finding.KoreUnavailable, "problem of its own"},
		{"page", "<html>Sign in</html>", "", 200, finding.KoreUnexpectedAnswer, "not in the form"},
		{"page not found", "<html>Not found</html>", "", 404, finding.KoreUnexpectedAnswer, "not in the form"},
		{"redirect", "", "", 302, finding.KoreUnexpectedAnswer, ""},
		{"success without token", `{"authorization":{}}`, "", 200, finding.KoreUnexpectedAnswer, ""},
		{"success with empty token", `{"authorization":{"accessToken":""}}`, "", 200, finding.KoreUnexpectedAnswer, ""},
		{"success with error", `{"authorization":{"accessToken":"x"},"errors":[{"msg":"odd"}]}`, "", 200, finding.KoreRefused, "odd"},
		{"endless", strings.Repeat("a", 2<<20), "", 200, finding.KoreUnexpectedAnswer, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := client(func(c *kore.Client) { c.Host = platform(t, tt.status, tt.answer, nil).URL })
			got, err := live(t).Verify(t.Context(), signer(t, c, keys(t, c, secret, "")), kore.Trial{Identity: tt.identity})
			if err != nil || got.Accepted || len(got.Findings) != 1 {
				t.Fatalf("%v, %+v", err, got)
			}
			f := got.Findings[0]
			if f.Code != tt.want || !strings.Contains(f.Explanation, tt.word) || strings.ContainsAny(f.Title+f.Explanation+f.NextStep, "{}") {
				t.Errorf("got %s: %s", f.Code, f.Explanation)
			}
			if text := fmt.Sprintf("%+v", got); strings.Contains(text, secret) || strings.Contains(text, "eyJ") {
				t.Errorf("leaks: %s", text)
			}
		})
	}
}

func TestLiveNeedsABotAndAWay(t *testing.T) {
	c := client(func(c *kore.Client) { c.BotID = "" })
	if _, err := live(t).Verify(t.Context(), signer(t, c, keys(t, c, secret, "")), kore.Trial{}); !core.HasCode(err, finding.KoreSettingInvalid) {
		t.Errorf("error is %v", err)
	}
	s := platform(t, 200, granted, nil)
	c = client(func(c *kore.Client) { c.Host = s.URL })
	s.Close()
	if _, err := live(t).Verify(t.Context(), signer(t, c, keys(t, c, secret, "")), kore.Trial{}); !core.HasCode(err, finding.ConnectionRefused) {
		t.Errorf("error is %v", err)
	}
}

func TestClockOffIsTold(t *testing.T) {
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(-10*time.Minute).UTC().Format(http.TimeFormat))
		w.WriteHeader(401)
		_, _ = fmt.Fprint(w, envelope("error verifying the jwt"))
	}))
	defer s.Close()
	c := client(func(c *kore.Client) { c.Host = s.URL })
	got, err := live(t).Verify(t.Context(), signer(t, c, keys(t, c, secret, "")), kore.Trial{})
	if err != nil || len(got.Findings) != 2 || got.Findings[0].Code != finding.KoreClock || got.Findings[0].Severity != core.SeverityWarning {
		t.Errorf("%v, %+v", err, got)
	}
}

// A token lives for a minute, so less counts than for RingCentral, and a slow
// answer is no clock that is off.
func TestSlowAnswerIsNoWrongClock(t *testing.T) {
	at := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	for _, tt := range []struct {
		date time.Time
		took int64
		want time.Duration
	}{
		{at.Add(-61 * time.Second), 0, 61 * time.Second},
		{at.Add(70 * time.Second), 0, -70 * time.Second},
		{at.Add(70 * time.Second), 9000, -61 * time.Second},
		{at.Add(5 * time.Second), 9000, 0},
		{time.Time{}, 0, 0},
	} {
		if got := finding.ClockAhead(core.Call{At: at, Date: tt.date, DurationMS: tt.took}); got != tt.want {
			t.Errorf("answer of %s after %d ms: %s ahead, want %s", tt.date, tt.took, got, tt.want)
		}
	}
}

func TestProbeJudgesThePreflight(t *testing.T) {
	const page = "https://www.example.com"
	for _, tt := range []struct {
		name   string
		status int
		header http.Header
		want   core.Code
	}{
		{"ready", 204, http.Header{"Access-Control-Allow-Origin": {page}, "Access-Control-Allow-Headers": {"Content-Type, x"}}, finding.KoreServiceReady},
		{"star", 200, http.Header{"Access-Control-Allow-Origin": {"*"}, "Access-Control-Allow-Headers": {"*"}}, finding.KoreServiceReady},
		{"the reference", 200, nil, finding.KorePreflightMissing},
		{"not found", 404, nil, finding.KorePreflightMissing},
		{"refused", 403, nil, finding.KoreOriginRefused},
		{"another page", 204, http.Header{"Access-Control-Allow-Origin": {"https://other.example"}}, finding.KoreOriginRefused},
		{"two pages", 204, http.Header{"Access-Control-Allow-Origin": {page, page}}, finding.KorePreflightMissing},
		{"no type", 204, http.Header{"Access-Control-Allow-Origin": {page}}, finding.KorePreflightMissing},
		{"bad status", 405, http.Header{"Access-Control-Allow-Origin": {page}, "Access-Control-Allow-Headers": {"*"}}, finding.KorePreflightMissing},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Method != http.MethodOptions || r.Header.Get("Origin") != page {
					t.Errorf("%s from %s", r.Method, r.Header.Get("Origin"))
				}
				for name, values := range tt.header {
					w.Header()[name] = values
				}
				w.WriteHeader(tt.status)
			}))
			defer s.Close()
			u, err := url.Parse(s.URL + "/api/users/sts/")
			if err != nil {
				t.Fatal(err)
			}
			f, _, err := live(t).ProbeService(t.Context(), u, page)
			if err != nil || f.Code != tt.want || strings.Contains(f.Explanation, "{") {
				t.Errorf("%v, %s: %s", err, f.Code, f.Explanation)
			}
		})
	}
}
