package use_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
	"github.com/sureline/sureline/core/use"
)

var _ use.Access = (*onboard.Access)(nil)

// access is a connection whose tokens are numbered.
type access struct {
	mu                      sync.Mutex
	number, asked, reserved int
	err, budget             error
	penalty                 time.Duration
	life                    time.Duration
	lost                    bool
	refusedTokens           []string
}

func (a *access) Token(context.Context, onboard.TokenRequest) (core.Grant, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked++
	if a.err != nil {
		return core.Grant{}, a.err
	}
	if a.number == 0 || a.lost {
		a.number++
		a.lost = false
	}
	now := time.Now()
	return core.Grant{
		AccessToken: core.NewSecret(a.token()), IssuedAt: now, ExpiresAt: now.Add(a.life), Scopes: []string{"ReadAccounts", "SMS"}, OwnerID: "400",
	}, nil
}

func (a *access) token() string { return coretest.CanaryAccessToken + string(rune('0'+a.number)) }

func (a *access) Refused(_ context.Context, g core.Grant) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.lost = true
	a.refusedTokens = append(a.refusedTokens, g.AccessToken.Reveal())
}

func (a *access) ReserveAuth(context.Context) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reserved++
	return a.budget
}

func (a *access) PenaliseAuth(_ context.Context, d time.Duration) { a.penalty = d }

// stage is a proxy with the platform behind it.
type stage struct {
	*use.Proxy
	t        *testing.T
	access   *access
	env      map[string]string
	mu       sync.Mutex
	got      []*http.Request
	bodies   []string
	platform http.HandlerFunc
}

func newStage(t *testing.T, change func(*use.Options)) *stage {
	s := &stage{t: t, access: &access{life: time.Hour}}
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.got, s.bodies = append(s.got, r), append(s.bodies, string(body))
		s.mu.Unlock()
		if s.platform != nil {
			s.platform(w, r)
			return
		}
		_, _ = io.WriteString(w, `{"ok":true}`)
	}))
	t.Cleanup(upstream.Close)
	u, err := url.Parse(upstream.URL)
	must(t, err)
	o := use.Options{Access: s.access, ClientID: "AcmeClientId", Upstream: u, Transport: http.DefaultTransport}
	if change != nil {
		change(&o)
	}
	s.Proxy, err = use.Listen(t.Context(), o)
	must(t, err)
	go func() { _ = s.Serve() }()
	t.Cleanup(func() { _ = s.Close() })
	s.env = map[string]string{}
	for _, entry := range s.Environment(nil) {
		name, value, _ := strings.Cut(entry, "=")
		s.env[name] = value
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// do sends a request; change may be nil.
func (s *stage) do(method, path, body string, change func(*http.Request)) (int, http.Header, string) {
	s.t.Helper()
	req, err := http.NewRequestWithContext(s.t.Context(), method, s.URL()+path, strings.NewReader(body))
	must(s.t, err)
	if change != nil {
		change(req)
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	must(s.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	must(s.t, err)
	return resp.StatusCode, resp.Header, string(text)
}

// form is a request as the SDKs make it.
func (s *stage) form(r *http.Request) {
	r.SetBasicAuth(s.env["RC_APP_CLIENT_ID"], s.env["RC_APP_CLIENT_SECRET"])
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded;charset=utf-8")
}

func (s *stage) login() string {
	return url.Values{"grant_type": {"urn:ietf:params:oauth:grant-type:jwt-bearer"}, "assertion": {s.env["RC_USER_JWT"]}}.Encode()
}

func bearer(token string) func(*http.Request) {
	return func(r *http.Request) { r.Header.Set("Authorization", "Bearer "+token) }
}

type granted struct {
	AccessToken  string `json:"access_token"`
	RefreshToken string `json:"refresh_token"`
	ExpiresIn    int    `json:"expires_in"`
	Scope        string
	Error        string
}

func (s *stage) token(form string) (int, granted) {
	s.t.Helper()
	status, _, body := s.do("POST", core.TokenPath, form, s.form)
	var g granted
	must(s.t, json.Unmarshal([]byte(body), &g))
	return status, g
}

func TestLogInCallRenewLogOut(t *testing.T) {
	s := newStage(t, nil)
	if !strings.HasPrefix(s.env["RC_USER_JWT"], "eyJ") || s.env["RC_APP_CLIENT_ID"] != "AcmeClientId" || s.env["RC_SERVER_URL"] != s.URL() {
		t.Errorf("environment %v", s.env)
	}
	status, g := s.token(s.login())
	if status != 200 || g.AccessToken != s.access.token() || g.ExpiresIn < 3590 || g.Scope != "ReadAccounts SMS" || g.RefreshToken == "" {
		t.Fatalf("%d %+v", status, g)
	}
	status, _, body := s.do("POST", "/restapi/v1.0/account/~/extension/~/sms?x=1", `{"text":"hi"}`, bearer(g.AccessToken))
	sent := s.got[0]
	if status != 200 || body != `{"ok":true}` || s.bodies[0] != `{"text":"hi"}` || sent.Header.Get("Authorization") != "Bearer "+g.AccessToken ||
		sent.URL.String() != "/restapi/v1.0/account/~/extension/~/sms?x=1" || sent.Header.Get("X-Forwarded-For") != "" || "http://"+sent.Host == s.URL() {
		t.Errorf("%d %s, the platform got %s %v %q", status, body, sent.URL, sent.Header, s.bodies[0])
	}
	if status, _, _ = s.do("POST", "/restapi/oauth/revoke", "token="+g.AccessToken, s.form); status != 200 || len(s.got) != 1 {
		t.Errorf("revoke: %d, %d requests", status, len(s.got))
	}
	// The session is shared: it goes on.
	if status, _, _ = s.do("GET", "/restapi/v1.0", "", bearer(g.AccessToken)); status != 200 {
		t.Errorf("after revoke: %d", status)
	}
	status, again := s.token(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {g.RefreshToken}}.Encode())
	if status != 200 || again.AccessToken != g.AccessToken || s.access.asked != 1 {
		t.Errorf("renewal: %d %+v, asked %d times", status, again, s.access.asked)
	}
}

func TestWhoDoesNotKnowTheKeyGetsNothing(t *testing.T) {
	s := newStage(t, nil)
	_, g := s.token(s.login())
	good := bearer(g.AccessToken)
	with := func(name, value string, also func(*http.Request)) func(*http.Request) {
		return func(r *http.Request) {
			also(r)
			r.Header.Set(name, value)
		}
	}
	host := func(value string, also func(*http.Request)) func(*http.Request) {
		return func(r *http.Request) {
			also(r)
			r.Host = value
		}
	}
	key := func(id, secret string) func(*http.Request) {
		return func(r *http.Request) {
			s.form(r)
			r.SetBasicAuth(id, secret)
		}
	}
	none := func(*http.Request) {}
	port := s.URL()[strings.LastIndex(s.URL(), ":"):]
	for _, tt := range []struct {
		name, method, path, body string
		change                   func(*http.Request)
		want                     int
	}{
		{"another host", "POST", core.TokenPath, s.login(), host("evil.example"+port, s.form), 421},
		{"localhost", "POST", core.TokenPath, s.login(), host("localhost"+port, s.form), 421},
		{"no port", "POST", core.TokenPath, s.login(), host("127.0.0.1", s.form), 421},
		{"another host, call", "GET", "/restapi/v1.0", "", host("evil.example"+port, good), 421},
		{"origin", "POST", core.TokenPath, s.login(), with("Origin", "https://evil.example", s.form), 403},
		{"origin null", "POST", core.TokenPath, s.login(), with("Origin", "null", s.form), 403},
		{"own origin", "GET", "/restapi/v1.0", "", with("Origin", s.URL(), good), 403},
		{"empty origin", "GET", "/restapi/v1.0", "", with("Origin", "", good), 403},
		{"same site", "GET", "/restapi/v1.0", "", with("Sec-Fetch-Site", "same-origin", good), 403},
		{"no site", "GET", "/restapi/v1.0", "", with("Sec-Fetch-Site", "none", good), 403},
		{"preflight", "OPTIONS", "/restapi/v1.0", "", none, 401},
		{"no key", "POST", core.TokenPath, s.login(), with("Content-Type", "application/x-www-form-urlencoded", none), 401},
		{"wrong key", "POST", core.TokenPath, s.login(), key("AcmeClientId", "x"), 401},
		{"empty key", "POST", core.TokenPath, s.login(), key("AcmeClientId", ""), 401},
		{"wrong id", "POST", core.TokenPath, s.login(), key("Other", s.env["RC_APP_CLIENT_SECRET"]), 401},
		{"key in the form", "POST", core.TokenPath, s.login() + "&client_secret=" + s.env["RC_APP_CLIENT_SECRET"], none, 401},
		{"wrong key, revoke", "POST", "/restapi/oauth/revoke", "", key("AcmeClientId", "x"), 401},
		{"not a form", "POST", core.TokenPath, "{}", with("Content-Type", "text/plain", s.form), 415},
		{"GET", "GET", core.TokenPath + "?" + s.login(), "", s.form, 415},
		{"another JWT", "POST", core.TokenPath, strings.Replace(s.login(), "eyJ", "eyK", 1), s.form, 400},
		{"another refresh token", "POST", core.TokenPath, "grant_type=refresh_token&refresh_token=x", s.form, 400},
		{"no refresh token", "POST", core.TokenPath, "grant_type=refresh_token", s.form, 400},
		{"password", "POST", core.TokenPath, "grant_type=password", s.form, 400},
		{"too large", "POST", core.TokenPath, strings.Repeat("x", 100_000), s.form, 400},
		{"no token", "GET", "/restapi/v1.0", "", none, 401},
		{"wrong token", "GET", "/restapi/v1.0", "", bearer("x"), 401},
		{"empty token", "GET", "/restapi/v1.0", "", bearer(""), 401},
		{"the key as a token", "GET", "/restapi/v1.0", "", bearer(s.env["RC_APP_CLIENT_SECRET"]), 401},
		{"Basic on a call", "GET", "/restapi/v1.0", "", s.form, 401},
		{"TRACE", "TRACE", "/restapi/v1.0", "", good, 400},
		{"dots", "GET", "/restapi/x/../oauth/userinfo", "", good, 400},
		{"two slashes", "GET", "/restapi//oauth/userinfo", "", good, 400},
		{"backslash", "GET", "/restapi/%5Coauth/userinfo", "", good, 400},
		{"encoded dots", "GET", "/restapi/%2e%2e/oauth/userinfo", "", good, 400},
	} {
		status, header, body := s.do(tt.method, tt.path, tt.body, tt.change)
		if status != tt.want || len(s.got) != 0 {
			t.Errorf("%s: %d %s, want %d; %d requests went on", tt.name, status, body, tt.want, len(s.got))
		}
		if strings.Contains(body, "DoNotLeak") || header.Get("Access-Control-Allow-Origin") != "" {
			t.Errorf("%s: %v %s", tt.name, header, body)
		}
	}
	if status, _, _ := s.do("GET", "/restapi/v1.0", "", good); status != 200 {
		t.Errorf("the program itself: %d", status)
	}
}

func TestHiddenToken(t *testing.T) {
	s := newStage(t, func(o *use.Options) { o.HideToken = true })
	_, g := s.token(s.login())
	if strings.Contains(g.AccessToken, "DoNotLeak") || g.AccessToken == "" {
		t.Fatal("the token is not hidden")
	}
	for _, query := range []string{"", "?access_token=" + g.AccessToken + "&x=1"} {
		change := bearer(g.AccessToken)
		if query != "" {
			change = nil
		}
		status, _, _ := s.do("GET", "/restapi/v1.0"+query, "", change)
		sent := s.got[len(s.got)-1]
		if status != 200 || sent.Header.Get("Authorization") != "Bearer "+s.access.token() || strings.Contains(sent.URL.String(), "hidden") {
			t.Errorf("%d, the platform got %s", status, sent.URL)
		}
	}
	if status, _, _ := s.do("GET", "/restapi/v1.0", "", bearer(s.access.token())); status != 401 {
		t.Errorf("the real token, which nobody was given: %d", status)
	}
}

func TestReadOnly(t *testing.T) {
	s := newStage(t, func(o *use.Options) { o.ReadOnly = true })
	_, g := s.token(s.login())
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 403, "PUT": 403, "PATCH": 403, "DELETE": 403, "get": 403} {
		if status, _, _ := s.do(method, "/restapi/v1.0/x", "", bearer(g.AccessToken)); status != want {
			t.Errorf("%s: %d, want %d", method, status, want)
		}
	}
	if len(s.got) != 2 {
		t.Errorf("%d requests went on", len(s.got))
	}
}

// TestRefusedTokenIsReplaced: the program is told, as the platform would tell it,
// and its renewal gets another one. Tokens it was given before stay good here.
func TestRefusedTokenIsReplaced(t *testing.T) {
	s := newStage(t, nil)
	_, old := s.token(s.login())
	s.platform = func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") == "Bearer "+old.AccessToken {
			w.WriteHeader(http.StatusUnauthorized)
		}
	}
	if status, _, _ := s.do("GET", "/restapi/v1.0", "", bearer(old.AccessToken)); status != 401 {
		t.Errorf("%d", status)
	}
	_, fresh := s.token(url.Values{"grant_type": {"refresh_token"}, "refresh_token": {old.RefreshToken}}.Encode())
	if fresh.AccessToken == old.AccessToken || len(s.access.refusedTokens) != 1 {
		t.Errorf("refused %d", len(s.access.refusedTokens))
	}
	for _, token := range []string{fresh.AccessToken, old.AccessToken} {
		if status, _, _ := s.do("GET", "/restapi/v1.0", "", bearer(token)); status != 200 {
			t.Errorf("%d", status)
		}
	}
}

func TestTokenIsRenewedInTime(t *testing.T) {
	now := time.Now()
	var mu sync.Mutex
	s := newStage(t, func(o *use.Options) {
		o.Now = func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	})
	_, g := s.token(s.login())
	for _, step := range []struct {
		after time.Duration
		asked int
	}{{57 * time.Minute, 1}, {90 * time.Second, 2}} {
		mu.Lock()
		now = now.Add(step.after)
		mu.Unlock()
		if status, _, _ := s.do("GET", "/restapi/v1.0", "", bearer(g.AccessToken)); status != 200 || s.access.asked != step.asked {
			t.Errorf("%d, asked %d times, want %d", status, s.access.asked, step.asked)
		}
	}
}

func TestAuthGroupIsCounted(t *testing.T) {
	s := newStage(t, nil)
	_, g := s.token(s.login())
	for path, want := range map[string]int{
		"/restapi/oauth/userinfo": 1, "/restapi/oauth/wstoken": 1, "/RestAPI/OAuth/userinfo": 1, "/restapi/oauth/authorize/": 1,
		"/restapi/oauth/jwks": 0, "/restapi/v1.0/status": 0,
	} {
		s.access.reserved = 0
		if status, _, _ := s.do("POST", path, "", bearer(g.AccessToken)); status != 200 || s.access.reserved != want {
			t.Errorf("%s: %d, %d counted", path, status, s.access.reserved)
		}
	}
	spent := finding.NewTooEarly("Acme", 7*time.Second)
	s.access.budget = core.Fail("test", spent, nil)
	before := len(s.got)
	status, header, body := s.do("GET", "/restapi/oauth/userinfo", "", bearer(g.AccessToken))
	if status != 429 || header.Get("Retry-After") != "7" || !strings.Contains(body, "CMN-301") || len(s.got) != before {
		t.Errorf("%d %v %s", status, header, body)
	}
	s.platform = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("X-Rate-Limit-Group", "Auth")
		w.Header().Set("Retry-After", "33")
		w.WriteHeader(http.StatusTooManyRequests)
	}
	s.access.budget = nil
	if status, _, _ = s.do("GET", "/restapi/oauth/userinfo", "", bearer(g.AccessToken)); status != 429 || s.access.penalty != 33*time.Second {
		t.Errorf("%d, penalty %s", status, s.access.penalty)
	}
}

func TestNoToken(t *testing.T) {
	for _, tt := range []struct {
		finding core.Finding
		want    int
	}{
		{finding.New(finding.CredentialRejected), 400},
		{finding.NewExpired(time.Unix(1, 0), time.Now()), 400},
		{finding.NewOffline("platform.example"), 503},
		{finding.NewKeychain(finding.KeychainLocked), 503},
	} {
		code, want := tt.finding.Code, tt.want
		s := newStage(t, nil)
		s.access.err = core.Fail("test", tt.finding, errors.New("cause "+coretest.CanarySecret))
		status, _, body := s.do("POST", core.TokenPath, s.login(), s.form)
		if status != want || strings.Contains(body, "DoNotLeak") || !strings.Contains(body, "error_description") {
			t.Errorf("%s: %d %s", code, status, body)
		}
		if err := s.Prepare(t.Context(), nil); !core.HasCode(err, code) {
			t.Errorf("%s: prepared with %v", code, err)
		}
	}
}

// TestAnswersPassUnchanged: redirects are not followed, errors not reworded.
func TestAnswersPassUnchanged(t *testing.T) {
	s := newStage(t, nil)
	_, g := s.token(s.login())
	s.platform = func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "https://media.example/x")
		w.Header().Set("RCRequestId", "r-1")
		w.WriteHeader(http.StatusFound)
		_, _ = io.WriteString(w, "moved")
	}
	status, header, body := s.do("GET", "/restapi/v1.0/x", "", bearer(g.AccessToken))
	if status != 302 || header.Get("Location") != "https://media.example/x" || header.Get("RCRequestId") != "r-1" || body != "moved" || len(s.got) != 1 {
		t.Errorf("%d %v %s", status, header, body)
	}
}

func TestPlatformAway(t *testing.T) {
	s := newStage(t, func(o *use.Options) {
		gone := httptest.NewServer(nil)
		gone.Close()
		o.Upstream, _ = url.Parse(gone.URL)
	})
	_, g := s.token(s.login())
	if status, _, body := s.do("GET", "/restapi/v1.0", "", bearer(g.AccessToken)); status != 502 || strings.Contains(body, "DoNotLeak") {
		t.Errorf("%d %s", status, body)
	}
}

func TestEnvironment(t *testing.T) {
	s := newStage(t, nil)
	base := []string{"PATH=/bin", "RC_APP_CLIENT_SECRET=" + coretest.CanarySecret, "RC_USER_JWT=" + coretest.CanarySecret, "no_proxy=a.example", "HTTP_PROXY=http://p"}
	env := s.Environment(base)
	text := "\n" + strings.Join(env, "\n") + "\n"
	for _, want := range []string{"\nPATH=/bin\n", "\nno_proxy=a.example,127.0.0.1\n", "\nNO_PROXY=127.0.0.1\n", "\nHTTP_PROXY=http://p\n", "\nRC_SERVER_URL=" + s.URL() + "\n"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is missing from %q", want, env)
		}
	}
	if strings.Contains(text, "DoNotLeak") || strings.Count(text, "RC_USER_JWT=") != 1 {
		t.Errorf("%q", env)
	}
}

// TestLargeBodiesStream: the first part arrives before the last is sent, and a
// closed proxy ends it.
func TestLargeBodiesStream(t *testing.T) {
	s := newStage(t, nil)
	_, g := s.token(s.login())
	goOn := make(chan struct{})
	s.platform = func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write(make([]byte, 1<<20))
		_ = http.NewResponseController(w).Flush()
		<-goOn
		_, _ = w.Write([]byte("end"))
	}
	req, _ := http.NewRequestWithContext(t.Context(), "GET", s.URL()+"/restapi/v1.0/x", nil)
	bearer(g.AccessToken)(req)
	resp, err := http.DefaultTransport.RoundTrip(req)
	must(t, err)
	defer resp.Body.Close()
	if _, err := io.ReadFull(resp.Body, make([]byte, 1<<20)); err != nil {
		t.Fatal(err)
	}
	close(goOn)
	if rest, err := io.ReadAll(resp.Body); err != nil || !bytes.Equal(rest, []byte("end")) {
		t.Errorf("%q, %v", rest, err)
	}
}

func TestFormats(t *testing.T) {
	ends := time.Date(2026, 3, 4, 5, 6, 7, 8, time.FixedZone("", 3600))
	g := core.Grant{AccessToken: core.NewSecret("tok"), ExpiresAt: ends, Scopes: []string{"A", "B"}, OwnerID: "400"}
	token := use.NewToken(g, core.Connection{Name: "N / A"}, core.Profile{Server: "https://s.example"}, ends.Add(-90500*time.Millisecond))
	for format, want := range map[use.Format]string{
		use.Raw: "tok\n", use.Header: "Authorization: Bearer tok\n",
		use.OAuth: `{"access_token":"tok","token_type":"bearer","expires_in":90,"scope":"A B","owner_id":"400"}` + "\n",
		use.JSON: `{
  "access_token": "tok",
  "token_type": "bearer",
  "expires_at": "2026-03-04T04:06:07Z",
  "expires_on": 1772597167,
  "expires_in": 90,
  "scopes": [
    "A",
    "B"
  ],
  "owner_id": "400",
  "connection": "N / A",
  "server": "https://s.example"
}
`,
	} {
		if got, err := token.In(format); err != nil || string(got) != want {
			t.Errorf("%s: %s %v", format, got, err)
		}
	}
}
