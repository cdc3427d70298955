package crosscheck_test

import (
	"context"
	"net"
	"net/http"
	"testing"
	"time"

	"github.com/sureline/sureline/core"
	"github.com/sureline/sureline/core/finding"
	"github.com/sureline/sureline/core/nettest"
	"github.com/sureline/sureline/core/ringcentral"
)

// way breaks what lies between this computer and the platform.
func way(t *testing.T) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "no_proxy", "all_proxy"} {
		t.Setenv(name, "")
	}
	stranger := nettest.NewAuthority(t, "Stranger CA")
	resolve := func(r *net.Resolver) func(context.Context, string, string) (net.Conn, error) {
		return (&net.Dialer{Timeout: time.Second, Resolver: r}).DialContext
	}
	locked := nettest.NewProxy(t, nettest.ProxyOptions{User: "ada", Password: "right"})
	for _, tt := range []struct {
		name    string
		server  string
		options ringcentral.Options
		want    core.Code
	}{
		{"no name server", "https://platform.ringcentral.com", ringcentral.Options{Dial: resolve(nettest.NoNameServer(t))}, finding.Offline},
		{"no such name", "https://platform.ringcentral.com", ringcentral.Options{Dial: resolve(nettest.NoSuchName(t))}, finding.HostNotFound},
		{"refused", "http://" + nettest.Refused(t), ringcentral.Options{}, finding.ConnectionRefused},
		{"reset", "http://" + nettest.Reset(t, "HTTP/1.1 200 OK\r\n"), ringcentral.Options{}, finding.ConnectionLost},
		{"stall", "http://" + nettest.Stall(t, ""), ringcentral.Options{}, finding.TimedOut},
		{"stranger", "https://" + nettest.StallSecurely(t, stranger.Certificate(t, 0, time.Hour, "127.0.0.1")), ringcentral.Options{}, finding.CertificateUntrusted},
		{"proxy with a password", "https://platform.ringcentral.com", ringcentral.Options{Network: ringcentral.Network{ProxyURL: locked.URL}}, finding.ProxyAuthenticationRequired},
		{"dead proxy", "https://platform.ringcentral.com", ringcentral.Options{Network: ringcentral.Network{ProxyURL: "http://" + nettest.Refused(t)}}, finding.ProxyUnreachable},
		{"login page", "http://" + serve(t, nettest.LoginPage(http.StatusOK)), ringcentral.Options{}, finding.CaptivePortal},
		{"garbled", "http://" + nettest.Cut(t, "220 mail.example.test ESMTP\r\n"), ringcentral.Options{}, finding.UnexpectedAnswer},
		{"not confirmed", "https://rc.example.test", ringcentral.Options{}, finding.HostNotConfirmed},
		{"not confirmed and plain", "http://rc.example.test", ringcentral.Options{}, finding.HostNotConfirmed},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.options.Limits = hasty
			client, err := ringcentral.New(tt.options)
			if err != nil {
				t.Fatal(err)
			}
			defer client.CloseIdle()
			target := core.Target{
				Profile:      core.Profile{ID: "acme", Name: "Acme Sync", ClientID: "x", Server: tt.server, ClientAuth: core.ClientAuthBasic},
				ClientSecret: core.NewSecret(canary),
			}
			_, _, err = client.Exchange(t.Context(), target, core.NewSecret(canary))
			noteError(t, err, tt.want)
		})
	}
	t.Run("cancelled", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		client, err := ringcentral.New(ringcentral.Options{})
		if err != nil {
			t.Fatal(err)
		}
		address := nettest.Raw(t, func(net.Conn) { cancel() })
		_, _, err = client.Exchange(ctx, core.Target{Profile: core.Profile{Server: "http://" + address, ClientAuth: core.ClientAuthNone}}, core.NewSecret(canary))
		noteError(t, err, finding.Cancelled)
	})
}

func serve(t *testing.T, h http.Handler) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(func() { _ = server.Close() })
	return listener.Addr().String()
}
