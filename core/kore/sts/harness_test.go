package sts_test

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/golang-jwt/jwt/v5"

	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/kore"
	"github.com/sureline/sureline/core/kore/config"
	"github.com/sureline/sureline/core/kore/sts"
)

const (
	clientID = "cs-11111111-2222-3333-4444-555555555555"
	page     = "https://www.example.com"
	ada      = "ada@example.com"
	secret   = coretest.CanarySecret
)

// oneClient returns a configuration with one client; change may alter it.
func oneClient(change func(*kore.Client)) config.Config {
	client := kore.Client{
		ClientID: clientID, Secret: kore.Source{Env: "KORE_SECRET"}, Policy: kore.PolicyAny, Origins: []string{page},
	}
	if change != nil {
		change(&client)
	}
	c := config.Default()
	c.Clients = []kore.Client{client}
	return c
}

// rig is a service with everything that it says.
type rig struct {
	*sts.Service
	t   *testing.T
	log *locked

	mu     sync.Mutex
	events []sts.Event
}

// locked is a buffer for several goroutines.
type locked struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *locked) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *locked) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// lines returns the log's lines with the message.
func (l *locked) lines(message string) []map[string]any {
	var all []map[string]any
	for _, line := range strings.Split(strings.TrimSpace(l.String()), "\n") {
		var fields map[string]any
		if json.Unmarshal([]byte(line), &fields) == nil && fields["msg"] == message {
			all = append(all, fields)
		}
	}
	return all
}

func newRig(t *testing.T, c config.Config, change ...func(*sts.Options)) *rig {
	t.Helper()
	r := &rig{t: t, log: &locked{}}
	o := sts.Options{
		Config: c, Log: slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
		Loader: kore.Loader{LookupEnv: func(name string) (string, bool) { return secret, name == "KORE_SECRET" }},
		Observe: func(e sts.Event) {
			r.mu.Lock()
			defer r.mu.Unlock()
			r.events = append(r.events, e)
		},
	}
	for _, f := range change {
		f(&o)
	}
	var err error
	if r.Service, err = sts.New(t.Context(), o); err != nil {
		t.Fatal(err, config.Findings(err))
	}
	return r
}

func (r *rig) lastEvent() sts.Event {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.events) == 0 {
		r.t.Fatal("no event")
	}
	return r.events[len(r.events)-1]
}

// post returns a request as the SDK's own function sends it, from this computer.
func post(body string, change ...func(*http.Request)) *http.Request {
	r := httptest.NewRequest(http.MethodPost, "http://localhost:7000/api/users/sts/", strings.NewReader(body))
	r.RemoteAddr = "127.0.0.1:50000"
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Origin", page)
	for _, f := range change {
		f(r)
	}
	return r
}

func header(name, value string) func(*http.Request) {
	return func(r *http.Request) {
		if value == "" {
			r.Header.Del(name)
			return
		}
		r.Header.Set(name, value)
	}
}

// do sends the request and reads the answer.
func (r *rig) do(request *http.Request) (*http.Response, string) {
	r.t.Helper()
	w := httptest.NewRecorder()
	r.ServeHTTP(w, request)
	response := w.Result()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return response, string(body)
}

// token sends the request and returns the claims of the token, verified.
func (r *rig) token(request *http.Request) jwt.MapClaims {
	r.t.Helper()
	response, body := r.do(request)
	if response.StatusCode != http.StatusOK {
		r.t.Fatalf("status %d: %s\n%s", response.StatusCode, body, r.log)
	}
	return claimsOf(r.t, body, []byte(secret), "HS256")
}

func claimsOf(t *testing.T, body string, key any, algorithm string) jwt.MapClaims {
	t.Helper()
	var answer map[string]string
	if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer) != 1 {
		t.Fatalf("answer %q: %v", body, err)
	}
	claims := jwt.MapClaims{}
	_, err := jwt.NewParser(jwt.WithValidMethods([]string{algorithm}), jwt.WithExpirationRequired(), jwt.WithIssuedAt()).
		ParseWithClaims(answer["jwt"], claims, func(*jwt.Token) (any, error) { return key, nil })
	if err != nil {
		t.Fatalf("%v in %q", err, body)
	}
	return claims
}

// refused sends the request and checks that it gets no token, but the platform's
// envelope, and leaves one line in the log.
func (r *rig) refused(request *http.Request, status int, why string) *http.Response {
	r.t.Helper()
	before := len(r.log.lines("refused"))
	response, body := r.do(request)
	var answer struct {
		Errors []struct {
			Msg  string `json:"msg"`
			Code int    `json:"code"`
		} `json:"errors"`
		JWT string `json:"jwt"`
	}
	if err := json.Unmarshal([]byte(body), &answer); err != nil {
		r.t.Fatalf("answer %q: %v", body, err)
	}
	if response.StatusCode != status || len(answer.Errors) != 1 || answer.Errors[0].Code != status || answer.Errors[0].Msg == "" || answer.JWT != "" {
		r.t.Errorf("status %d, want %d; answer %s", response.StatusCode, status, body)
	}
	if got := response.Header.Get("Cache-Control"); got != "no-store" {
		r.t.Errorf("Cache-Control is %q", got)
	}
	lines := r.log.lines("refused")[before:]
	if len(lines) != 1 || !strings.Contains(lines[0]["why"].(string), why) {
		r.t.Errorf("log says %v, want one line with %q", lines, why)
	}
	if n := len(r.log.lines("signed")); n > 0 {
		r.t.Errorf("%d tokens were signed", n)
	}
	e := r.lastEvent()
	if f, ok := e.Finding(); !ok || f.Code != e.Code || strings.Contains(f.Title+f.Explanation+f.NextStep, "{") {
		r.t.Errorf("event %+v has the finding %+v", e, f)
	}
	return response
}

// noLeak fails when something that must stay here stands in a text.
func noLeak(t *testing.T, texts ...string) {
	t.Helper()
	for _, text := range texts {
		for _, word := range []string{secret, "canarySecret", "eyJ", ada} {
			if i := strings.Index(text, word); i >= 0 {
				t.Errorf("%q leaks in …%s", word, text[max(0, i-80):min(len(text), i+40)])
			}
		}
	}
}
