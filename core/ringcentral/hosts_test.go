package ringcentral_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/nettest"
	"github.com/sureline/sureline/core/ringcentral"
)

// everything asks the platform for all that it can be asked for.
func everything(ctx context.Context, c *ringcentral.Client, target core.Target) []error {
	_, _, exchange := c.Exchange(ctx, target, credential())
	_, revoke := c.Revoke(ctx, target, grant())
	_, get := c.Get(ctx, target.Profile, grant(), "/restapi/v1.0/status")
	_, _, identity := c.Identity(ctx, target.Profile, grant())
	return []error{exchange, revoke, get, identity}
}

func TestNothingIsSentToHostsThatWereNotConfirmed(t *testing.T) {
	for _, tt := range []struct {
		name    string
		profile core.Profile
		code    core.Code
		words   string
	}{
		{"server", core.Profile{Server: "https://rc.example.test:8443"}, finding.HostNotConfirmed, "rc.example.test:8443"},
		{"token URL", core.Profile{Server: core.DefaultServer, TokenURL: "https://acme.example.test/token"}, finding.HostNotConfirmed, "acme.example.test"},
		{"one of two", core.Profile{
			Server: "https://rc.example.test", TokenURL: "https://acme.example.test/token", ConfirmedHosts: []string{"rc.example.test"},
		}, finding.HostNotConfirmed, "acme.example.test"},
		{"look-alike of RingCentral", core.Profile{Server: "https://platform.ringcentral.com.example.test"}, finding.HostNotConfirmed, "example.test"},
		{"RingCentral without encryption", core.Profile{Server: "http://platform.ringcentral.com"}, finding.HostNotConfirmed, "platform.ringcentral.com"},
		{"RingCentral without encryption, confirmed", core.Profile{
			Server: "http://platform.ringcentral.com", ConfirmedHosts: []string{"platform.ringcentral.com"},
		}, finding.HostNotConfirmed, "could be read"},
		{"token URL without encryption", core.Profile{
			Server: core.DefaultServer, TokenURL: "http://acme.example.test/token", ConfirmedHosts: []string{"acme.example.test"},
		}, finding.HostNotConfirmed, "could be read"},
		{"password in the address", core.Profile{Server: "https://ada:pass@platform.ringcentral.com"}, finding.HostNotConfirmed, "ada@platform.ringcentral.com"},
		{"no host", core.Profile{Server: "https://"}, finding.HostNotConfirmed, ""},
		{"no address", core.Profile{Server: "https://[platform"}, finding.HostNotConfirmed, "[platform"},
		{"another scheme", core.Profile{Server: "ftp://127.0.0.1"}, finding.SettingInvalid, "https://"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClient(t, ringcentral.Options{Dial: func(context.Context, string, string) (net.Conn, error) {
				t.Error("a connection was made")
				return nil, net.ErrClosed
			}})
			tt.profile.ClientAuth, tt.profile.Name = core.ClientAuthNone, "Acme Sync"
			for i, err := range everything(t.Context(), c, core.Target{Profile: tt.profile}) {
				f := wantCode(t, err, tt.code)
				if !strings.Contains(f.Explanation+f.NextStep, tt.words) {
					t.Errorf("call %d: texts lack %q: %+v", i, tt.words, f)
				}
			}
			if f, said := c.VerifySignature(t.Context(), tt.profile, credential()); said {
				t.Errorf("said %s", f.Code)
			}
		})
	}
}

// TestAVerdictOnAHostIsNotOutlived: a host that was confirmed once is refused as
// soon as it no longer is.
func TestAVerdictOnAHostIsNotOutlived(t *testing.T) {
	asked := 0
	c := newClient(t, ringcentral.Options{Limits: short, Dial: func(context.Context, string, string) (net.Conn, error) {
		asked++
		return nil, net.ErrClosed
	}})
	confirmed := core.Profile{Server: "https://rc.example.test", ConfirmedHosts: []string{"rc.example.test"}, ClientAuth: core.ClientAuthNone}
	withdrawn, other := confirmed, confirmed
	withdrawn.ConfirmedHosts = nil
	other.TokenURL = "https://acme.example.test/token"
	for i, p := range []core.Profile{confirmed, confirmed, withdrawn, other, confirmed} {
		_, _, err := c.Exchange(t.Context(), core.Target{Profile: p}, credential())
		if refused := core.HasCode(err, finding.HostNotConfirmed); refused != (i == 2 || i == 3) {
			t.Errorf("%d: error %v", i, err)
		}
	}
	if asked != 3 {
		t.Errorf("asked %d times, want 3", asked)
	}
}

func TestAConfirmedHostIsAsked(t *testing.T) {
	asked := ""
	c := newClient(t, ringcentral.Options{Limits: short, Dial: func(_ context.Context, _, address string) (net.Conn, error) {
		asked = address
		return nil, net.ErrClosed
	}})
	p := core.Profile{Server: "https://rc.example.test", ConfirmedHosts: []string{"rc.example.test"}, ClientAuth: core.ClientAuthNone}
	if _, _, err := c.Exchange(t.Context(), core.Target{Profile: p}, credential()); err == nil {
		t.Error("no error from a closed line")
	}
	if asked != "rc.example.test:443" {
		t.Errorf("asked %q", asked)
	}
}

// TestTheWayThere shows that what httpx finds out arrives with its call.
func TestTheWayThere(t *testing.T) {
	for name, tt := range map[string]struct {
		server string
		code   core.Code
	}{
		"refused": {"http://" + nettest.Refused(t), finding.ConnectionRefused},
		"reset":   {"http://" + nettest.Reset(t, ""), finding.ConnectionLost},
		"cut":     {"http://" + nettest.Cut(t, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{\"access_token\":\"x\""), finding.ConnectionLost},
		"stalled": {"http://" + nettest.Stall(t, ""), finding.TimedOut},
	} {
		t.Run(name, func(t *testing.T) {
			target := core.Target{Profile: core.Profile{Server: tt.server, ClientAuth: core.ClientAuthNone}}
			g, call, err := newClient(t, ringcentral.Options{Limits: short}).Exchange(t.Context(), target, credential())
			wantCode(t, err, tt.code)
			if call.Error != string(tt.code) || call.URL != tt.server+core.TokenPath || call.At.IsZero() || call.ErrorCodes == nil || !g.AccessToken.Empty() {
				t.Errorf("call is %+v", call)
			}
			wantNoSecret(t, call, err)
		})
	}
}

func TestCancel(t *testing.T) {
	target := core.Target{Profile: core.Profile{Server: "http://" + nettest.Stall(t, ""), ClientAuth: core.ClientAuthNone}}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, err := range everything(ctx, newClient(t, ringcentral.Options{}), target) {
		wantCode(t, err, finding.Cancelled)
	}
}
