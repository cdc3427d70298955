package koredemo

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"encoding/json"
	"hash"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/coretest"
)

var start = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// testKey is made once: RSA keys take their time under the race detector.
var testKey = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// fixture is a platform with a clock of its own, and a client.
type fixture struct {
	*Platform
	t      *testing.T
	client *http.Client
	clock  *coretest.Clock
	log    coretest.Log
}

func begin(t *testing.T, opts Options) *fixture {
	t.Helper()
	f := &fixture{t: t, clock: coretest.NewClock(start)}
	f.client = &http.Client{
		Timeout: 20 * time.Second, Transport: &http.Transport{},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	opts.Now, opts.Log = f.clock.Now, slog.New(slog.NewTextHandler(&f.log, nil))
	p, err := Start(t.Context(), opts)
	if err != nil {
		t.Fatal(err)
	}
	f.Platform = p
	t.Cleanup(func() {
		f.client.CloseIdleConnections()
		if err := p.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// reply is an answer, read whole.
type reply struct {
	status int
	header http.Header
	text   string
}

// msg is the message of the error envelope.
func (r reply) msg() string {
	var body errorBody
	if json.Unmarshal([]byte(r.text), &body) != nil || len(body.Errors) == 0 {
		return ""
	}
	return body.Errors[0].Msg
}

func (f *fixture) send(method, path, body string, headers ...string) (reply, error) {
	f.t.Helper()
	req, err := http.NewRequestWithContext(f.t.Context(), method, f.URL()+path, strings.NewReader(body))
	if err != nil {
		f.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := f.client.Do(req)
	if err != nil {
		return reply{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return reply{resp.StatusCode, resp.Header, string(text)}, err
}

func (f *fixture) do(method, path, body string, headers ...string) reply {
	f.t.Helper()
	r, err := f.send(method, path, body, headers...)
	if err != nil {
		f.t.Fatal(err)
	}
	return r
}

const grantPath = "/api/1.1/oAuth/token/jwtgrant"

func grantBody(app App, assertion string) string {
	body, _ := json.Marshal(map[string]any{
		"assertion": assertion, "botInfo": map[string]any{"chatBot": app.BotName, "taskBotId": app.BotID}, "token": map[string]any{},
	})
	return string(body)
}

func (f *fixture) askGrant(app App, assertion string) reply {
	f.t.Helper()
	return f.do(http.MethodPost, grantPath, grantBody(app, assertion))
}

func (f *fixture) accessToken(app App, assertion string) string {
	f.t.Helper()
	r := f.askGrant(app, assertion)
	var a grantAnswer
	if err := json.Unmarshal([]byte(r.text), &a); err != nil || r.status != http.StatusOK || a.Authorization.AccessToken == "" {
		f.t.Fatalf("grant: %d %s", r.status, r.text)
	}
	return a.Authorization.AccessToken
}

// sample is an assertion as it should be; cases change one thing each.
type sample struct {
	header, claims map[string]any
	secret         core.Secret
	key            *rsa.PrivateKey
}

func good(app App) *sample {
	return &sample{
		header: map[string]any{"alg": app.Algorithm, "typ": "JWT"},
		claims: map[string]any{
			"iss": app.ClientID, "sub": "ada@example.com", "aud": "https://idproxy.kore.com/authorize",
			"iat": start.Unix(), "exp": start.Unix() + 60, "isAnonymous": false,
		},
		secret: app.Secret,
	}
}

func (s *sample) with(name string, value any) *sample {
	s.claims = maps.Clone(s.claims)
	s.claims[name] = value
	return s
}

func (s *sample) without(name string) *sample {
	s.claims = maps.Clone(s.claims)
	delete(s.claims, name)
	return s
}

// sign makes the JWT from the standard library alone (RFC 7515, RFC 7518), so
// that no JWT library judges itself.
func (s *sample) sign(t *testing.T) string {
	t.Helper()
	part := func(v any) string {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return base64.RawURLEncoding.EncodeToString(text)
	}
	signed := part(s.header) + "." + part(s.claims)
	alg, _ := s.header["alg"].(string)
	var signature []byte
	switch alg {
	case "HS256", "HS384", "HS512":
		sum := map[string]func() hash.Hash{"HS256": sha256.New, "HS384": sha512.New384, "HS512": sha512.New}[alg]
		mac := hmac.New(sum, []byte(s.secret.Reveal()))
		mac.Write([]byte(signed))
		signature = mac.Sum(nil)
	case "RS256":
		digest := sha256.Sum256([]byte(signed))
		signature, _ = rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, digest[:])
	case "RS512":
		digest := sha512.Sum512([]byte(signed))
		signature, _ = rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA512, digest[:])
	}
	return signed + "." + base64.RawURLEncoding.EncodeToString(signature)
}
