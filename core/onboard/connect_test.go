package onboard_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/internal/coretest"
	"github.com/sureline/sureline/core/onboard"
)

func TestConnectKeepsWhatThePlatformAccepted(t *testing.T) {
	w := newWorld(t)
	w.platform.Verified(t)
	w.platform.GetFunc = nil
	v := w.connect(1, "")
	clean(t, v, w.progress)
	if !v.Connected || v.Connection == nil || len(v.Findings) != 0 || len(v.Calls) != 2 {
		t.Fatalf("verdict %+v", v)
	}
	c := *v.Connection
	if c.Name != "Northwind Traders / Ada Jones" || c.OnBehalfOf() != "Northwind Traders / Ada Jones (ext. 101)" || c.App != "Acme Sync" ||
		c.OwnerID != "400" || c.ExpiresAt != nil || c.VerifiedAt != clock || c.LastCode != "" {
		t.Errorf("connection %+v", c)
	}
	if got := w.keychain.Items()[core.CredentialItem(c.ID)]; !got.Equal(credential(1)) {
		t.Error("the credential is not in the keychain")
	}
	if all := w.connections(); len(all) != 1 || all[0].ID != c.ID {
		t.Errorf("store holds %+v", all)
	}
	if h := w.history(c.ID); len(h) != 1 || !h[0].Connected || len(h[0].Calls) != 2 {
		t.Errorf("history %+v", h)
	}
	var steps []string
	for _, s := range w.progress {
		steps = append(steps, string(s.ID)+" "+string(s.State))
	}
	want := "exchange running,exchange done,identity running,identity done,keep running,keep done"
	if got := strings.Join(steps, ","); got != want {
		t.Errorf("steps %s", got)
	}
	if who := w.progress[3].Identity; who == nil || who.Person != "Ada Jones" {
		t.Errorf("the identity step tells %+v", who)
	}
}

func TestConnectRefusesBeforeAnythingIsSent(t *testing.T) {
	for name, tt := range map[string]struct {
		arrange func(w *world)
		name    string
		jwt     core.Secret
		want    core.Code
	}{
		"host not confirmed": {func(w *world) { w.profile.Server = "https://rc.acme.example" }, "", core.NewSecret(coretest.Mint(signingKey(),
			coretest.Claims{Server: "https://rc.acme.example"})), finding.HostNotConfirmed},
		"client secret missing": {func(w *world) {
			must(w.t, w.keychain.Delete(w.t.Context(), core.ClientSecretItem("acme")))
		}, "", credential(1), finding.ClientSecretMissing},
		"budget spent": {func(w *world) {
			w.store.Wait = func(string) time.Duration { return 1500 * time.Millisecond }
		}, "", credential(1), finding.RateLimited},
		"nothing":             {func(*world) {}, "", core.Secret{}, finding.Empty},
		"no credential":       {func(*world) {}, "", core.NewSecret("hello there"), ""},
		"name taken":          {func(w *world) { w.connected(2) }, "northwind traders / ada jones", credential(1), finding.NameTaken},
		"keychain locked":     {func(w *world) { w.keychain.Before = failing("Get", finding.KeychainLocked) }, "", credential(1), finding.KeychainLocked},
		"store busy":          {func(w *world) { w.store.Before = failingOp("Connections", finding.StoreBusy) }, "", credential(1), finding.StoreBusy},
		"budget not readable": {func(w *world) { w.store.Before = failingOp("ReserveAuth", finding.StoreBusy) }, "", credential(1), finding.StoreBusy},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			tt.arrange(w)
			asked := len(w.platform.Asks()) - w.platform.Asked("VerifySignature")
			v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Name: tt.name, Check: w.check(tt.jwt)}, nil)
			clean(t, v)
			if v.Connected || v.Connection != nil || len(v.Findings) == 0 || tt.want != "" && v.Findings[0].Code != tt.want {
				t.Errorf("verdict with %q, want %s first", codes(v.Findings), tt.want)
			}
			if got := len(w.platform.Asks()) - w.platform.Asked("VerifySignature"); got != asked {
				t.Errorf("%d requests with a secret were sent", got-asked)
			}
			if tt.want == finding.RateLimited && v.Findings[0].Detail["retry_after_seconds"] != "2" {
				t.Errorf("detail %v, want the wait rounded up", v.Findings[0].Detail)
			}
		})
	}
}

func failing(op string, code core.Code) func(context.Context, string, string) error {
	return func(_ context.Context, got, _ string) error {
		if got == op {
			return fails(code)
		}
		return nil
	}
}

func failingOp(op string, code core.Code) func(context.Context, string) error {
	return func(_ context.Context, got string) error {
		if got == op {
			return fails(code)
		}
		return nil
	}
}

func TestConnectKeepsNothingOfWhatWasRefused(t *testing.T) {
	for name, tt := range map[string]struct {
		exchange, identity error
		want               core.Code
		penalty            time.Duration
	}{
		"refused":                {exchange: fails(finding.CredentialRejected), want: finding.CredentialRejected},
		"too many, seconds told": {exchange: fails(finding.RateLimited, "retry_after_seconds", "7"), want: finding.RateLimited, penalty: 7 * time.Second},
		"too many, no seconds":   {exchange: fails(finding.RateLimited), want: finding.RateLimited, penalty: time.Minute},
		"maintenance":            {exchange: fails(finding.Maintenance, "retry_after_seconds", "90"), want: finding.Maintenance, penalty: 90 * time.Second},
		"unforeseen":             {exchange: fmt.Errorf("plain"), want: finding.Internal},
		"line broke at identity": {identity: fails(finding.ConnectionLost), want: finding.ConnectionLost},
		"token refused at once":  {identity: fails(finding.AccessTokenRejected), want: finding.AccessTokenRejected},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if tt.exchange != nil {
				w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
					return core.Grant{}, w.call("POST", "/restapi/oauth/token", 400), tt.exchange
				}
			}
			w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
				return core.Identity{}, nil, tt.identity
			}
			v := w.connect(1, "")
			clean(t, v, w.progress)
			if v.Connected || v.Findings[0].Code != tt.want || len(v.Calls) != 1 {
				t.Errorf("verdict %+v", v)
			}
			w.untouched()
			if tt.exchange != nil && w.platform.Asked("Identity") > 0 {
				t.Error("a further request was sent although the token exchange failed")
			}
			if silence := w.store.Penalty("AcmeClientId"); silence != tt.penalty {
				t.Errorf("silent for %s, want %s", silence, tt.penalty)
			}
			if tt.penalty > 0 {
				asked := w.platform.Asked("Exchange")
				if v := w.connect(1, ""); v.Findings[0].Code != finding.RateLimited || w.platform.Asked("Exchange") != asked {
					t.Error("a request was sent during the penalty")
				}
			}
		})
	}
}

// untouched fails unless keychain and store are as newWorld left them.
func (w *world) untouched() {
	w.t.Helper()
	if items := w.keychain.Items(); len(items) != 1 {
		w.t.Errorf("the keychain holds %d items, want the client secret only", len(items))
	}
	if all := w.connections(); len(all) != 0 {
		w.t.Errorf("the store holds %+v", all)
	}
}

func TestMissingPermissionAtIdentityIsNoFailure(t *testing.T) {
	for _, code := range []core.Code{finding.AppLacksPermission, finding.UserLacksPermission} {
		w := newWorld(t)
		w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
			return core.Identity{}, nil, fails(code)
		}
		v := w.connect(1, "")
		if !v.Connected || v.Connection.OnBehalfOf() != "user 400" || v.Connection.Name != "user 400" {
			t.Errorf("%s: %+v", code, v)
		}
	}
}

func TestWarningsAfterSuccess(t *testing.T) {
	w := newWorld(t)
	personal := true
	w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
		who := ada()
		who.PersonalUser = &personal
		call := w.call("GET", "/x", 200)
		call.Date = w.now.Add(-time.Hour)
		return who, []core.Call{call, call}, nil
	}
	soon := coretest.Mint(signingKey(), coretest.Claims{ExpiresAt: clock.Add(72 * time.Hour)})
	v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Check: w.check(core.NewSecret(soon))}, nil)
	clean(t, v)
	if got := codes(v.Findings); !v.Connected || got != "expires-soon personal-user clock-wrong" {
		t.Errorf("findings %q", got)
	}
	if v.Connection.ExpiresAt == nil || !v.Connection.ExpiresAt.Equal(clock.Add(72*time.Hour)) {
		t.Errorf("expires at %v", v.Connection.ExpiresAt)
	}
	if f := v.Findings[2]; f.Detail["seconds_ahead"] != "3600" || !strings.Contains(f.Explanation, "60 minutes ahead") {
		t.Errorf("clock finding %+v", f)
	}
}

func TestNamesAreMadeUnique(t *testing.T) {
	w := newWorld(t)
	var names []string
	for n := range 3 {
		names = append(names, w.connected(n).Name)
	}
	want := []string{"Northwind Traders / Ada Jones", "Northwind Traders / Ada Jones (2)", "Northwind Traders / Ada Jones (3)"}
	if !slices.Equal(names, want) {
		t.Errorf("names %q", names)
	}
}

func TestSameCredentialAgainUpdatesItsConnection(t *testing.T) {
	w := newWorld(t)
	first := w.connected(1)
	must(t, w.Rename(t.Context(), first.ID, "Mine"))
	w.now = clock.Add(time.Hour)
	again := w.connected(1)
	if again.ID != first.ID || again.Name != "Mine" || again.CreatedAt != clock || again.VerifiedAt != w.now || len(w.connections()) != 1 {
		t.Errorf("again %+v", again)
	}
	if v := w.connect(1, "Ours"); v.Connection.ID != first.ID || v.Connection.Name != "Ours" {
		t.Errorf("with a name: %+v", v.Connection)
	}
}

// TestAServerWithATokenEndpointOnly: any RFC 7523 token server will do, whether
// or not it has RingCentral's other calls.
func TestAServerWithATokenEndpointOnly(t *testing.T) {
	w := newWorld(t)
	w.profile.ID, w.profile.Server, w.profile.ClientAuth = "other", "http://127.0.0.1:8765", core.ClientAuthNone
	w.platform.ExchangeFunc = func(context.Context, core.Target, core.Secret) (core.Grant, core.Call, error) {
		return w.grant(""), w.call("POST", "/t", 200), nil
	}
	w.platform.Verified(t)
	w.platform.GetFunc = nil
	w.platform.IdentityFunc = func(context.Context, core.Profile, core.Grant) (core.Identity, []core.Call, error) {
		return core.Identity{}, nil, core.Fail("identity", finding.New(finding.NotFound), nil)
	}
	jwt := core.NewSecret(coretest.Mint(signingKey(), coretest.Claims{Server: w.profile.Server}))
	v := w.Connect(t.Context(), onboard.ConnectRequest{Profile: w.profile, Check: w.check(jwt)}, nil)
	clean(t, v)
	if !v.Connected || v.Connection == nil || !strings.Contains(codes(v.Findings), string(finding.IdentityUnknown)) {
		t.Fatalf("verdict %+v", v)
	}
	if v.Connection.OwnerID == "" || v.Connection.Name == "" {
		t.Errorf("the connection does not say whom it stands for: %+v", v.Connection)
	}
}
