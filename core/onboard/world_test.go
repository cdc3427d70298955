package onboard_test

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

var signingKey = sync.OnceValue(func() *rsa.PrivateKey { return coretest.NewKey() })

// clock is the time of the tests that do not run in a synctest bubble, whose
// own clock starts in 2000.
var clock = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// world is a Service over fakes, with a profile, its client secret, and a
// platform that accepts everything for Northwind Traders / Ada Jones.
type world struct {
	*onboard.Service
	t        *testing.T
	keychain *coretest.Keychain
	store    *coretest.Store
	platform *coretest.Platform
	profile  core.Profile
	now      time.Time
	progress []onboard.Step
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{
		t: t, keychain: &coretest.Keychain{}, store: &coretest.Store{}, platform: &coretest.Platform{}, now: clock,
		profile: core.Profile{
			ID: "acme", Name: "Acme Sync", ClientID: "AcmeClientId", Server: core.DefaultServer,
			Console: core.DefaultConsole, ClientAuth: core.ClientAuthBasic, SupportEmail: "help@acme.example",
		},
	}
	w.Service = onboard.New(onboard.Deps{
		Keychain: w.keychain, Store: w.store, Platform: w.platform, Now: func() time.Time { return w.now },
	})
	w.accept()
	w.add(w.profile, core.NewSecret(coretest.CanarySecret))
	return w
}

// add keeps a profile that needs no confirmation.
func (w *world) add(p core.Profile, secret core.Secret) {
	w.t.Helper()
	_, err := w.AddProfile(w.t.Context(), onboard.ProfileRequest{Profile: p, ClientSecret: secret})
	must(w.t, err)
}

// check is what the page's checker finds in a credential.
func (w *world) check(jwt core.Secret) core.Check { return w.CheckerFor(w.profile).Check(jwt.Reveal()) }

// accept makes the platform accept every credential.
func (w *world) accept() {
	w.platform.ExchangeFunc = func(ctx context.Context, target core.Target, jwt core.Secret) (core.Grant, core.Call, error) {
		if target.ClientSecret.Reveal() != coretest.CanarySecret || target.EndpointID == "" {
			w.t.Errorf("the exchange got an incomplete target")
		}
		return w.grant(jwt.Fingerprint()), w.call("POST", "/restapi/oauth/token", 200), nil
	}
	w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
		return ada(), []core.Call{w.call("GET", "/restapi/v1.0/account/~/extension/~", 200)}, nil
	}
	w.platform.GetFunc = func(_ context.Context, _ core.Profile, _ core.Grant, path string) (core.Answer, error) {
		return core.Answer{Call: w.call("GET", path, 200), Body: []byte("{}")}, nil
	}
}

func ada() core.Identity {
	return core.Identity{Account: "Northwind Traders", AccountID: "37", Person: "Ada Jones", Extension: "101", OwnerID: "400"}
}

func (w *world) grant(mark string) core.Grant {
	return core.Grant{
		AccessToken: core.NewSecret(coretest.CanaryAccessToken + mark), ExpiresAt: w.now.Add(10 * time.Minute),
		Scopes: []string{"ReadAccounts"}, OwnerID: "400",
	}
}

func (w *world) call(method, path string, status int) core.Call {
	return core.Call{
		Method: method, URL: w.profile.Server + path, Status: status, RequestID: "req-1",
		ErrorCodes: []string{}, At: w.now, Date: w.now,
	}
}

var minted sync.Map

// credential returns one that differs by its number.
func credential(n int) core.Secret {
	if known, ok := minted.Load(n); ok {
		return known.(core.Secret)
	}
	fresh, _ := minted.LoadOrStore(n, core.NewSecret(coretest.Mint(signingKey(), coretest.Claims{ID: fmt.Sprintf("%022d", n)})))
	return fresh.(core.Secret)
}

func (w *world) connect(n int, name string) core.Verdict {
	return w.Connect(w.t.Context(), onboard.ConnectRequest{Profile: w.profile, Name: name, Check: w.check(credential(n)), SameOwner: onboard.KeepBoth},
		func(s onboard.Step) { w.progress = append(w.progress, s) })
}

// connected makes a connection and returns it.
func (w *world) connected(n int) core.Connection {
	w.t.Helper()
	v := w.connect(n, "")
	if !v.Connected {
		w.t.Fatalf("not connected: %s", codes(v.Findings))
	}
	w.progress = nil
	return *v.Connection
}

// fails makes an error as an adapter would.
func fails(code core.Code, detail ...string) error {
	f := finding.NewAnswer(code, finding.Answer{App: "Acme Sync", Host: "h", Wait: 7 * time.Second, Permission: "ReadAccounts", Words: "r"})
	f.Wait = 0
	for i := 0; i+1 < len(detail); i += 2 {
		if seconds, err := strconv.Atoi(detail[i+1]); err == nil && detail[i] == "retry_after_seconds" {
			f.Wait = time.Duration(seconds) * time.Second
		}
		f = finding.WithDetail(f, map[string]string{detail[i]: detail[i+1]})
	}
	return core.Fail("test", f, errors.New("cause"))
}

func codes(findings []core.Finding) string {
	var all []string
	for _, f := range findings {
		all = append(all, string(f.Code))
	}
	return strings.Join(all, " ")
}

func codeOf(err error) core.Code {
	f, _ := core.FindingOf(err)
	return f.Code
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// connections returns what the store holds.
func (w *world) connections() []core.Connection {
	w.t.Helper()
	all, err := w.Connections(context.WithoutCancel(w.t.Context()))
	must(w.t, err)
	return all
}

func (w *world) history(id string) []core.Verification {
	w.t.Helper()
	all, err := w.History(w.t.Context(), id, 100)
	must(w.t, err)
	return all
}

// clean fails when something of a secret, or an unfilled placeholder, is in the
// values, however they are printed.
func clean(t *testing.T, values ...any) {
	t.Helper()
	var all strings.Builder
	for _, v := range values {
		encoded, err := json.Marshal(v)
		must(t, err)
		fmt.Fprintf(&all, "%s\n%v\n%+v\n%#v\n", encoded, v, v, v)
	}
	parts := []string{coretest.CanarySecret, coretest.CanaryAccessToken}
	for n := range 12 {
		parts = append(parts, strings.Split(credential(n).Reveal(), ".")...)
	}
	for _, part := range parts {
		if strings.Contains(all.String(), part) {
			t.Errorf("a secret is in the output")
		}
	}
	for _, v := range values {
		verdict, ok := v.(core.Verdict)
		if !ok {
			continue
		}
		for _, f := range verdict.Findings {
			if strings.ContainsAny(f.Title+f.Explanation+f.NextStep, "{}") {
				t.Errorf("%s has an unfilled placeholder: %q %q %q", f.Code, f.Title, f.Explanation, f.NextStep)
			}
		}
	}
}
