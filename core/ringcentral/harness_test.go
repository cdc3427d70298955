package ringcentral_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/ringcentral"
)

const clientID = "AbCdEfGhIjKlMnOpQrStUv"

// key signs the credentials of the tests; making one takes a while.
var key = sync.OnceValue(coretest.NewKey)

var credential = sync.OnceValue(func() core.Secret { return core.NewSecret(coretest.Mint(key(), coretest.Claims{})) })

var short = ringcentral.Limits{
	Connect: 150 * time.Millisecond, Secure: 150 * time.Millisecond,
	Answer: 150 * time.Millisecond, Total: 400 * time.Millisecond,
}

func newClient(t testing.TB, o ringcentral.Options) *ringcentral.Client {
	t.Helper()
	c, err := ringcentral.New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.CloseIdle)
	return c
}

// platform is a server that answers with a function and keeps what it was asked.
type platform struct {
	*httptest.Server
	mu    sync.Mutex
	asked []asked
}

type asked struct {
	method, uri string
	header      http.Header
	form        url.Values
}

func newPlatform(t testing.TB, answer http.HandlerFunc) *platform {
	t.Helper()
	p := &platform{}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		form, _ := url.ParseQuery(string(body))
		p.mu.Lock()
		p.asked = append(p.asked, asked{r.Method, r.RequestURI, r.Header.Clone(), form})
		p.mu.Unlock()
		answer(w, r)
	}))
	t.Cleanup(func() {
		p.CloseClientConnections()
		p.Close()
	})
	return p
}

func (p *platform) requests() []asked {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]asked(nil), p.asked...)
}

func (p *platform) target() core.Target {
	return core.Target{
		Profile: core.Profile{
			ID: "acme-sync", Name: "Acme Sync", ClientID: clientID, Server: p.URL,
			ClientAuth: core.ClientAuthBasic,
		},
		ClientSecret: core.NewSecret(coretest.CanarySecret),
		EndpointID:   "6f0c2a52-7a9e-4a4b-9a36-0d3e7c1b2f11",
	}
}

func grant(scopes ...string) core.Grant {
	return core.Grant{AccessToken: core.NewSecret(coretest.CanaryAccessToken), Scopes: scopes, OwnerID: "400129284008"}
}

// say answers with a status and a body; extra are header names and values.
func say(status int, body string, extra ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json;charset=utf-8")
		w.Header().Set("rcrequestid", "1f3a5b7c-0000-11ef-9a36-005056bfe3a1")
		for i := 0; i+1 < len(extra); i += 2 {
			w.Header().Set(extra[i], extra[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// bare answers without any mark of RingCentral's.
func bare(status int, contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

func findingOf(t testing.TB, err error) core.Finding {
	t.Helper()
	f, ok := core.FindingOf(err)
	if !ok {
		t.Fatalf("error %v carries no finding", err)
	}
	text := f.Title + "\n" + f.Explanation + "\n" + f.NextStep
	if placeholder.MatchString(text) {
		t.Errorf("%s: a placeholder is left: %q", f.Code, text)
	}
	for _, r := range text + fmt.Sprint(f.Detail) {
		if r < ' ' && r != '\n' || r == 0x7f || r == 0x202e {
			t.Errorf("%s: control character %q", f.Code, r)
		}
	}
	return f
}

func wantCode(t testing.TB, err error, code core.Code) core.Finding {
	t.Helper()
	f := findingOf(t, err)
	if f.Code != code {
		t.Fatalf("got %s, want %s: %v", f.Code, code, f.Detail)
	}
	return f
}

// wantNoSecret searches everything that a person or a log may see.
func wantNoSecret(t testing.TB, things ...any) {
	t.Helper()
	var all strings.Builder
	for _, thing := range things {
		fmt.Fprintf(&all, "%v\n%+v\n%#v\n", thing, thing, thing)
		if data, err := json.Marshal(thing); err == nil {
			all.Write(data)
		}
		err, _ := thing.(error)
		if f, ok := core.FindingOf(err); ok {
			fmt.Fprintf(&all, "%+v\n", f)
		}
		for ; err != nil; err = errors.Unwrap(err) {
			fmt.Fprintf(&all, "%v\n", err)
		}
	}
	text := all.String()
	secret := credential().Reveal()
	parts := strings.Split(secret, ".")
	basic := base64.StdEncoding.EncodeToString([]byte(clientID + ":" + coretest.CanarySecret))
	for _, canary := range []string{
		coretest.CanarySecret, coretest.CanarySecret[:16], coretest.CanaryAccessToken, coretest.CanaryAccessToken[:16],
		secret, secret[:24], parts[1][:24], parts[2][:24],
		basic[len(basic)-24:],
	} {
		if strings.Contains(text, canary) {
			t.Errorf("a secret is shown: …%.60s…", text[max(0, strings.Index(text, canary)-60):])
		}
	}
}
